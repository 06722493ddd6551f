/** Entry of the `trellis` command. */
import { cli } from './main';

// A reader that has seen enough (`| head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

void cli(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  cwd: process.cwd(),
  env: process.env,
  colours: process.stdout.isTTY && process.stderr.isTTY,
  interactive: process.stderr.isTTY,
}).then((code) => {
  process.exitCode = code;
});

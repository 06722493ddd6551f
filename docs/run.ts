/** What a command prints on stdout, as README shows it. */
import { cli } from '../cli/main';

export async function run(root: string, args: readonly string[]): Promise<string> {
  let out = '';
  let err = '';
  const code = await cli(args, {
    out: (text) => (out += text),
    err: (text) => (err += text),
    cwd: root,
    env: { COLUMNS: '100' },
    colours: false,
    interactive: false,
  });
  if (code !== 0) throw new Error(`trellis ${args.join(' ')} exited with ${code}: ${err}`);
  return out;
}

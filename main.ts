/**
 * The cdktf app: `npx cdktf synth`, `plan` and `apply` run it. It takes locked decisions and never decides: what is
 * applied was reviewed. `trellis synth` writes the same bytes.
 */
import path from 'node:path';
import { registry } from './modules';
import { locked } from './project/prepare';
import { synthesise } from './project/synth';
import { folders, openWorkspace } from './project/workspace';
import { UserError } from './schema/problem';

async function main(): Promise<void> {
  // cdktf runs the app in the folder of cdktf.json.
  const root = process.cwd();
  const output = path.relative(root, path.resolve(root, process.env['CDKTF_OUTDIR'] ?? folders.output));
  const workspace = openWorkspace({ root, registry, only: [] });
  const prepared = workspace.environments.map((environment) => locked(workspace, environment));
  await synthesise(workspace, prepared, { mode: 'write', output, locks: false, allowDestroy: [] });
}

main().catch((error: unknown) => {
  if (!(error instanceof UserError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error.exitCode;
});

import { Option } from 'commander';
import type { Change, Comparison, Diagnostic, Outcome, Rehearsal } from '../../rehearse';
import { registry } from '../../modules';
import { ExitCode } from '../../schema/problem';
import { printJson, type CommandContext } from '../context';
import { line } from '../io';
import { selected } from '../selected';
import { detailedExitCode, flag, type CommandSpec } from './spec';

type Format = (diagnostic: Diagnostic) => string;

const marks: Readonly<Record<Change['action'], string>> = { destroyed: '-', replaced: '±', changed: '~', created: '+' };

function printDiagnostics({ io, colours }: CommandContext, format: Format, given: readonly Diagnostic[]): void {
  for (const one of given)
    line(io.err, `  ${one.severity === 'error' ? colours.red('error') : colours.yellow('warning')}: ${format(one)}`);
}

function printRehearsal({ io, colours }: CommandContext, { stack, status, steps, resources }: Rehearsal): void {
  const told = steps.map(({ name, status: one }) => (one === 'passed' ? name : colours.red(`${name} failed`)));
  const verdict = status === 'passed' ? colours.green('passed') : colours.red('failed');
  line(io.out, `${stack}: ${verdict} (${told.join(', ')}; ${resources} resources)`);
}

function printComparison({ io, colours }: CommandContext, comparison: Comparison): void {
  const { stack, status, step, changes, unprotected, released } = comparison;
  const counts = (['destroyed', 'replaced', 'changed', 'created'] as const)
    .map((action) => `${changes.filter((change) => change.action === action).length} ${action}`)
    .join(', ');
  const head = step === 'emitted' ? stack : `${stack}, once what is retiring is removed`;
  line(io.out, `${head}: ${status === 'passed' ? counts : colours.red(`failed (${counts})`)}`);
  if (released.length > 0) line(io.out, '  protection taken off:');
  for (const address of released) line(io.out, `    ! ${address}`);
  let heading = '';
  for (const { action, address, module, region, arguments: names } of changes) {
    const place = `${action}: ${module ?? 'no module'} in ${region ?? 'no region (global)'}`;
    if (place !== heading) line(io.out, `  ${place}`);
    heading = place;
    const why = names.length === 0 ? '' : ` (${names.join(', ')})`;
    const guarded = unprotected.includes(address) ? colours.red(' protected by prevent_destroy') : '';
    line(io.out, `    ${marks[action]} ${address}${why}${guarded}`);
  }
}

function print(context: CommandContext, format: Format, outcome: Outcome): void {
  if (outcome.kind === 'rehearsed') {
    for (const one of outcome.rehearsals) {
      if (!context.options.json) printRehearsal(context, one);
      printDiagnostics(
        context,
        format,
        one.steps.flatMap(({ diagnostics }) => diagnostics),
      );
    }
    return;
  }
  for (const one of outcome.comparisons) {
    if (!context.options.json) printComparison(context, one);
    printDiagnostics(context, format, one.diagnostics);
  }
}

export const rehearse: CommandSpec = {
  usage: 'rehearse [environment...]',
  summary: 'Try the emitted stacks with real Terraform, without an account or a registry.',
  details:
    'Validates, applies to an empty local state, sees that a second run changes nothing, and destroys. With --from it applies the older stacks and lists what the present ones would change, destructive first, and for a retirement what its second step will. Stacks, locks and real state stay untouched; no credential is read.',
  options: [
    new Option('--from <ref|folder>', 'list what changes from the stacks of a commit, or of a folder'),
    detailedExitCode,
  ],
  async run(context, options, words) {
    const { blindSpots, compareProject, formatDiagnostic, openRig, rehearseProject } = await import('../../rehearse');
    const workspace = selected(context, words).open();
    const { env, cwd } = context.io;
    const rig = openRig({ registry, env, onStep: (stack, step) => context.progress(`${stack}: ${step} ...`) });
    try {
      const from = options['from'];
      const outcome =
        typeof from === 'string'
          ? await compareProject(workspace, from, cwd, rig)
          : await rehearseProject(workspace, rig);
      if (context.options.json) printJson(context.io, { ...outcome, notSeen: blindSpots });
      print(context, formatDiagnostic, outcome);
      line(context.io.err, blindSpots);
      const quiet = outcome.exitCode === ExitCode.changes && !flag(options, 'detailedExitcode');
      return quiet ? ExitCode.done : outcome.exitCode;
    } finally {
      await rig.close();
    }
  },
};

import { Option } from 'commander';
import path from 'node:path';
import type { Change, Diagnostic, Rehearsal, Transition } from '../../rehearse';
import { registry } from '../../modules';
import { folders } from '../../project/workspace';
import { ExitCode, UserError } from '../../schema/problem';
import { printJson, type CommandContext } from '../context';
import { line } from '../io';
import { selected } from '../selected';
import { detailedExitCode, flag, type CommandSpec } from './spec';

const output = `${folders.output}/stacks`;
const marks: Readonly<Record<Change['action'], string>> = { destroyed: '-', replaced: '±', changed: '~', created: '+' };

function printDiagnostics(
  { io, colours }: CommandContext,
  format: (one: Diagnostic) => string,
  given: readonly Diagnostic[],
): void {
  for (const one of given)
    line(io.err, `  ${one.severity === 'error' ? colours.red('error') : colours.yellow('warning')}: ${format(one)}`);
}

function printRehearsal({ io, colours }: CommandContext, { stack, status, steps, resources }: Rehearsal): void {
  const told = steps.map(({ name, status: one }) => (one === 'passed' ? name : colours.red(`${name} failed`)));
  const verdict = status === 'passed' ? colours.green('passed') : colours.red('failed');
  line(io.out, `${stack}: ${verdict} (${told.join(', ')}; ${resources} resources)`);
}

function printTransition({ io, colours }: CommandContext, { stack, status, changes, unprotected }: Transition): void {
  const counts = (['destroyed', 'replaced', 'changed', 'created'] as const)
    .map((action) => `${changes.filter((change) => change.action === action).length} ${action}`)
    .join(', ');
  line(io.out, `${stack}: ${status === 'passed' ? counts : colours.red(`failed (${counts})`)}`);
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

export const rehearse: CommandSpec = {
  usage: 'rehearse [environment...]',
  summary: 'Try the emitted stacks with real Terraform, without an account or a registry.',
  details:
    'Validates, applies to an empty local state, sees that a second run changes nothing, and destroys. With --from it applies the older stacks and lists what the present ones would change. Stacks, locks and real state stay untouched; no credential is read.',
  options: [
    new Option('--from <ref|folder>', 'list what changes from the stacks of a commit, or of a folder'),
    detailedExitCode,
  ],
  async run(context, options, words) {
    const rehearsing = await import('../../rehearse');
    const { blindSpots, folderSource, formatDiagnostic, openRig, sourceFrom, stacksOf } = rehearsing;
    const { environments, root } = selected(context, words).open();
    const source = folderSource(path.join(root, output));
    const before =
      typeof options['from'] === 'string' ? sourceFrom(options['from'], context.io.cwd, root, output) : undefined;
    const after = environments.flatMap(({ name }) => {
      const stacks = stacksOf(source, name);
      if (stacks.length === 0) throw notEmitted(name);
      return stacks;
    });
    const rig = openRig({
      registry,
      env: context.io.env,
      onStep: (stack, step) => context.progress(`${stack}: ${step} ...`),
    });
    try {
      if (before === undefined) {
        const rehearsals = await rehearsing.rehearseStacks(after, rig);
        if (context.options.json) printJson(context.io, { rehearsals, notSeen: blindSpots });
        for (const one of rehearsals) {
          if (!context.options.json) printRehearsal(context, one);
          printDiagnostics(
            context,
            formatDiagnostic,
            one.steps.flatMap(({ diagnostics }) => diagnostics),
          );
        }
        line(context.io.err, blindSpots);
        return rehearsals.every(({ status }) => status === 'passed') ? ExitCode.done : ExitCode.error;
      }
      const old = environments.flatMap(({ name }) => stacksOf(before, name));
      const transitions = await rehearsing.rehearseTransitions(old, after, rig);
      if (context.options.json) printJson(context.io, { transitions, notSeen: blindSpots });
      for (const one of transitions) {
        if (!context.options.json) printTransition(context, one);
        printDiagnostics(context, formatDiagnostic, one.diagnostics);
      }
      line(context.io.err, blindSpots);
      if (transitions.some(({ status }) => status === 'failed')) return ExitCode.error;
      if (transitions.some(({ unprotected }) => unprotected.length > 0)) return ExitCode.gate;
      const changed = transitions.some(({ changes }) => changes.length > 0);
      return changed && flag(options, 'detailedExitcode') ? ExitCode.changes : ExitCode.done;
    } finally {
      await rig.close();
    }
  },
};

function notEmitted(environment: string): UserError {
  return new UserError([
    {
      code: 'no-stack',
      message: `${environment} has no stack in ${output}. Run \`trellis synth --env ${environment}\` first.`,
    },
  ]);
}

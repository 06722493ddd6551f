/** Random sequences of edits on a small environment: nothing stateful ever leaves in one step. */
import fc from 'fast-check';
import { isProtected } from '../../project/guard';
import { serialiseLock } from '../../solver/lock';
import { addressesOf } from '../../stacks/emitted';
import { environmentFile, type Project } from '../support/project';
import { confirmRemoved, solve, synth } from './retirement-commands';
import {
  fileOf,
  firstWish,
  isUnwanted,
  lockPath,
  name,
  open,
  permissions,
  sequences,
  type Command,
  type Edit,
  type Step,
  type Wish,
} from './retirement-model';
import { Watch, type Tally } from './retirement-watch';

const seed = 20260417;
const numRuns = 100;

const tally: Tally = {
  commands: 0,
  exits: {},
  retired: 0,
  cameBack: 0,
  statelessLeft: 0,
  allowedByAddress: 0,
  confirmed: 0,
};

interface State {
  readonly project: Project;
  readonly watch: Watch;
  wish: Wish;
  present: boolean;
}

function apply(state: State, edit: Edit): void {
  const { project, watch } = state;
  const file = environmentFile(name);
  switch (edit.edit) {
    case 'nothing':
      return;
    case 'wish':
      state.wish = { ...state.wish, ...edit.change };
      if (state.present) project.write(file, fileOf(state.wish));
      break;
    case 'delete':
      if (state.present) project.remove(file);
      state.present = false;
      break;
    case 'restore':
      project.write(file, fileOf(state.wish));
      state.present = true;
      break;
    case 'delete lock':
      if (watch.lock === undefined) return;
      project.remove(lockPath);
      watch.edited('lock');
      return;
    case 'phase': {
      const { lock } = watch;
      if (lock === undefined || lock.placed.length === 0) return;
      const chosen = edit.at % lock.placed.length;
      const placed = lock.placed.map((one, index) => (index === chosen ? { ...one, phase: edit.to } : one));
      project.write(lockPath, serialiseLock({ ...lock, placed }));
      break;
    }
  }
  watch.edited('nothing');
}

/** Runs a command, and the last one of a step again: what was decided or emitted once comes out the same. */
async function run(state: State, command: Command, last: boolean): Promise<void> {
  const { watch } = state;
  const { root } = state.project;
  const wish = state.present ? state.wish : undefined;
  if (command.run === 'confirm-removed') {
    const code = await confirmRemoved(root, command.regions);
    expect([0, 1, 5]).toContain(code);
    watch.ran(code, 'confirm-removed', []);
    return;
  }
  const allowed = command.run === 'solve' ? permissions(command.allow, wish, watch.lock) : vanishing(state, command);
  const mustRefuse = watch.refuses(command.run === 'solve' ? allowed : [], (one) => isUnwanted(wish, one));
  const code =
    command.run === 'solve' ? await solve(root, { ...command, allowDestroy: allowed }) : await synth(root, allowed);
  expect([0, 3, 5]).toContain(code);
  if (mustRefuse) expect(code).toBe(5);
  watch.ran(code, command.run, allowed);
  if (code !== 0 || !last) return;
  const plain = { allowDestroy: [], movePrimary: false, reoptimise: false };
  const again = command.run === 'solve' ? await solve(root, plain) : await synth(root, []);
  expect([command, again, watch.changed()]).toEqual([command, 0, []]);
}

/** Protected addresses that may go by name. */
function vanishing({ watch: { stack } }: State, command: Extract<Command, { run: 'synth' }>): string[] {
  if (command.vanish === 'none' || stack === undefined) return [];
  return addressesOf(stack).filter((address) => isProtected(stack, address));
}

async function play(steps: readonly Step[]): Promise<void> {
  const project = open();
  try {
    const watch = new Watch(project, tally);
    const state: State = { project, watch, wish: firstWish, present: true };
    await run(state, { run: 'synth', vanish: 'none' }, true);
    for (const { edit, commands } of steps) {
      apply(state, edit);
      for (const command of commands) await run(state, command, command === commands.at(-1));
    }
  } finally {
    project.dispose();
  }
}

test('nothing stateful leaves in one step, whatever is edited', async () => {
  await fc.assert(fc.asyncProperty(sequences, play), { seed, numRuns });
  console.info(`${numRuns} sequences of edits: ${JSON.stringify(tally)}`);
  expect(tally.commands).toBeGreaterThan(1000);
  expect(tally.retired).toBeGreaterThan(50);
  expect(Math.min(tally.cameBack, tally.statelessLeft, tally.confirmed)).toBeGreaterThan(3);
}, 900_000);

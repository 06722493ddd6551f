/**
 * Rehearsals: real Terraform on what was emitted, against a local provider that serves the schema of the installed
 * bindings. No registry is asked, no account is touched and no real state is read. docs/rehearsal.md says what this
 * proves and what it can't.
 */
export { findBinary, installHelp } from './binary';
export { actions, type Action, type Change } from './changes';
export { formatDiagnostic, type Diagnostic } from './diagnostics';
export { inPairs } from './parallel';
export { compareProject, rehearseProject, type Comparison, type Outcome } from './project';
export { rehearse, type Rehearsal, type Rig, type Step, type StepName } from './rehearsal';
export { openRig, type RigOptions, type RunningRig } from './rig';
export { folderSource, sourceFrom, stacksOf, type StackSource } from './source';
export type { StackFiles } from './stack-files';
export { emptyStack, rehearseTransition, type Transition } from './transition';

/** What a rehearsal can't see; printed with every result. */
export const blindSpots =
  "A rehearsal sees the schema and the rules that modules declare. It can't see what AWS checks on apply: names that are " +
  'taken, quotas, permissions, availability of a size, enums and exclusions that no module declares, and replacement ' +
  'for arguments that no rule names.';

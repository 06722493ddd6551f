/** The commands, in the order in which `--help` lists them. */
import { confirmRemoved } from './confirm-removed';
import { cost } from './cost';
import { explain } from './explain';
import { list } from './list';
import { rehearse } from './rehearse';
import { schema } from './schema';
import { solve } from './solve';
import type { CommandSpec } from './spec';
import { status } from './status';
import { synth } from './synth';
import { validate } from './validate';

export type { CommandSpec } from './spec';

export const commands: readonly CommandSpec[] = [
  validate,
  solve,
  synth,
  explain,
  cost,
  status,
  list,
  schema,
  rehearse,
  confirmRemoved,
];

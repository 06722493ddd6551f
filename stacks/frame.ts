/** What the stacks are built from: plain data but for the summary, so that locks can keep it. */
import type { Availability, Budget } from '../modules/module';
import type { Environment, StateIntent } from '../schema/types';
import type { NetworkAllocations, Placed, Serving } from '../solver/decision';
import type { RetiredInstance } from '../solver/lock';
import type { Emitted } from './emitted';

/** What a stack needs beside its modules. */
export interface StackFrame {
  readonly environment: string;
  readonly account?: Environment['account'];
  readonly budget?: Budget;
  readonly state: StateIntent;
  readonly tags: Readonly<Record<string, string>>;
  readonly availability: Availability;
}

export interface StackInput {
  readonly frame: StackFrame;
  readonly placed: readonly Placed[];
  readonly serves: readonly Serving[];
  readonly addresses: NetworkAllocations;
  /** Instances that were let go, of which some resources are kept. @default none */
  readonly retired?: readonly RetiredInstance[];
  /** Addons stacks that were emitted once: one whose cluster is gone is emitted empty. @default none */
  readonly formerAddons?: readonly string[];
  /** Markdown, written beside the stack as SUMMARY.md, given what was emitted. */
  summary(emitted: Emitted): string;
}

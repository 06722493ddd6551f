/** What the stacks are built from: plain data, so that locks can keep it. */
import type { Availability } from '../modules/module';
import type { Environment, StateIntent } from '../schema/types';
import type { NetworkAllocations, Placed, Serving } from '../solver/decision';

/** What a stack needs beside its modules. */
export interface StackFrame {
  readonly environment: string;
  readonly account?: Environment['account'];
  readonly state: StateIntent;
  readonly tags: Readonly<Record<string, string>>;
  readonly availability: Availability;
}

export interface StackInput {
  readonly frame: StackFrame;
  readonly placed: readonly Placed[];
  readonly serves: readonly Serving[];
  readonly addresses: NetworkAllocations;
  /** Markdown, written beside the stack as SUMMARY.md. */
  readonly summary: string;
}

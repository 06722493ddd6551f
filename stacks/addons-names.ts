/** What addons stacks are called, and where their states are. */
import type { StateIntent } from '../schema/types';
import type { StackFrame } from './frame';

const separator = '-addons-';
const stateSuffix = '.tfstate';

/** `prod-addons-us-east-1` for the cluster `prod-us-east-1` of the environment `prod`. */
export function addonsStackName(environment: string, cluster: string): string {
  const own = `${environment}-`;
  return `${environment}${separator}${cluster.startsWith(own) ? cluster.slice(own.length) : cluster}`;
}

/** Whether a stack of that name holds addons of the environment. */
export function isAddonsStackOf(environment: string, stack: string): boolean {
  return stack.startsWith(`${environment}${separator}`);
}

/** The frame of an addons stack: its own name, and its own state beside the environment's. */
export function addonsFrame(frame: StackFrame, stack: string): StackFrame {
  const suffix = stack.slice(frame.environment.length);
  return { ...frame, state: stateBeside(frame.state, suffix) };
}

function stateBeside(state: StateIntent, suffix: string): StateIntent {
  const beside = (file: string): string =>
    file.endsWith(stateSuffix) ? `${file.slice(0, -stateSuffix.length)}${suffix}${stateSuffix}` : `${file}${suffix}`;
  return state.kind === 'local' ? { ...state, path: beside(state.path) } : { ...state, key: beside(state.key) };
}

/** What a command is: parsed by commander, run with a context. */
import { Option } from 'commander';
import type { ExitCode } from '../../schema/problem';
import type { CommandContext } from '../context';

export interface CommandSpec {
  /** `explain [environment...]` */
  readonly usage: string;
  readonly summary: string;
  readonly details?: string;
  readonly options: readonly Option[];
  run(
    context: CommandContext,
    options: Readonly<Record<string, unknown>>,
    words: readonly string[],
  ): Promise<ExitCode> | ExitCode;
}

export const frozenOption = new Option(
  '--frozen',
  'never write a lock; a missing or stale one is an error (default when CI is set)',
);
export const detailedExitCode = new Option('--detailed-exitcode', 'exit with 2 where something changed, or would');
export const allowDestroyOption = (what: string): Option =>
  new Option('--allow-destroy <name...>', what).default([], 'none');

export function flag(options: Readonly<Record<string, unknown>>, name: string): boolean {
  return options[name] === true;
}

export function words(options: Readonly<Record<string, unknown>>, name: string): string[] {
  const value = options[name];
  return Array.isArray(value) ? value.filter((word): word is string => typeof word === 'string') : [];
}

export function isFrozen(context: CommandContext, options: Readonly<Record<string, unknown>>): boolean {
  const ci = context.io.env['CI'] ?? '';
  return flag(options, 'frozen') || (ci !== '' && ci !== 'false' && ci !== '0');
}

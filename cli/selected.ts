/** Commands that take environments as plain words as well as with --env. */
import { registry } from '../modules';
import { openWorkspace } from '../project/workspace';
import type { CommandContext } from './context';

export function selected(context: CommandContext, words: readonly string[]): CommandContext {
  const only = [...context.options.env, ...words];
  return { ...context, open: () => openWorkspace({ root: context.root, registry, only }) };
}

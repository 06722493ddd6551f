/** What Terraform would do to each resource, from `terraform show -json`. */
import { z } from 'zod';

export type Action = 'destroyed' | 'replaced' | 'changed' | 'created';

export interface Change {
  readonly action: Action;
  /** `aws_vpc.network_vpc_us_east_1` */
  readonly address: string;
  /** Module of the catalog, by the address; absent where none has it. */
  readonly module?: string;
  /** Absent for global services. */
  readonly region?: string;
  /** Top-level arguments that differ; for a replacement those that force it, where the schema or a rule tells. */
  readonly arguments: readonly string[];
}

/** Destructive first. */
export const actions: readonly Action[] = ['destroyed', 'replaced', 'changed', 'created'];

const values = z.record(z.string(), z.unknown()).nullable();
const shown = z.object({
  resource_changes: z
    .array(
      z.object({
        address: z.string(),
        mode: z.string(),
        name: z.string(),
        change: z.object({
          actions: z.array(z.string()),
          before: values,
          after: values,
          replace_paths: z.array(z.array(z.union([z.string(), z.number()]))).default([]),
        }),
      }),
    )
    .default([]),
});

/**
 * Changes by action, module, region and address.
 *
 * @param modules names of the catalog's modules: logical ids begin with them
 */
export function readChanges(json: string, modules: readonly string[]): readonly Change[] {
  const changes = shown
    .parse(JSON.parse(json))
    .resource_changes.flatMap(({ address, mode, name, change }): Change[] => {
      const action = actionOf(change.actions);
      if (mode !== 'managed' || action === undefined) return [];
      const region = change.before?.['region'] ?? change.after?.['region'];
      const module = moduleOf(name, modules);
      return [
        {
          action,
          address,
          ...(module === undefined ? {} : { module }),
          ...(typeof region === 'string' ? { region } : {}),
          arguments: argumentsOf(action, change),
        },
      ];
    });
  return changes.sort((a, b) => actions.indexOf(a.action) - actions.indexOf(b.action) || byPlace(a, b));
}

function actionOf(words: readonly string[]): Action | undefined {
  if (words.includes('delete')) return words.includes('create') ? 'replaced' : 'destroyed';
  if (words.includes('update')) return 'changed';
  return words.includes('create') ? 'created' : undefined;
}

/** The longest name that the logical id begins with. */
function moduleOf(id: string, modules: readonly string[]): string | undefined {
  const named = modules.filter((name) => id.startsWith(`${name}_`));
  return named.sort((a, b) => b.length - a.length)[0];
}

function argumentsOf(
  action: Action,
  { before, after, replace_paths: paths }: z.infer<typeof shown>['resource_changes'][number]['change'],
): readonly string[] {
  if (action === 'replaced') return [...new Set(paths.map(([first]) => String(first)))].sort();
  if (action !== 'changed' || before === null || after === null) return [];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name])).sort();
}

function byPlace(a: Change, b: Change): number {
  const [one, other] = [a, b].map(({ module = '', region = '', address }) => [module, region, address]);
  for (const [index, part] of (one ?? []).entries()) {
    const against = other?.[index] ?? '';
    if (part !== against) return part < against ? -1 : 1;
  }
  return 0;
}

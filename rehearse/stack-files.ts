/** A stack as text: the files that Terraform reads, wherever they come from. */
import { parseEmitted, type Emitted } from '../stacks/emitted';
import type { ProviderUse } from './provider-process';

export interface StackFiles {
  /** `prod`, or `prod-addons-main`. */
  readonly name: string;
  /** File name -> text; `cdk.tf.json` among them. */
  readonly files: ReadonlyMap<string, string>;
}

export const stackFile = 'cdk.tf.json';

const versionsFile = 'versions.tf.json';

/** What is emitted into a stack's folder and read by Terraform. What else lies there is none of ours. */
export function isStackFile(name: string): boolean {
  return name === stackFile || name === versionsFile;
}

export function emittedOf({ name, files }: StackFiles): Emitted {
  const text = files.get(stackFile);
  if (text === undefined) throw new Error(`the stack ${name} has no ${stackFile}`);
  return parseEmitted(text);
}

/** Types that the stacks use, by provider; those of Terraform itself are built in. */
export function providersOf(stacks: readonly Emitted[]): readonly ProviderUse[] {
  const uses = new Map<string, { resources: Set<string>; data: Set<string>; ephemeral: Set<string> }>();
  const use = (provider: string) => {
    const known = uses.get(provider) ?? { resources: new Set(), data: new Set(), ephemeral: new Set() };
    uses.set(provider, known);
    return known;
  };
  for (const { resource, data, ephemeral, provider } of stacks) {
    for (const name of Object.keys(provider)) use(name);
    for (const type of Object.keys(resource)) use(providerOf(type)).resources.add(type);
    for (const type of Object.keys(data)) use(providerOf(type)).data.add(type);
    for (const type of Object.keys(ephemeral)) use(providerOf(type)).ephemeral.add(type);
  }
  uses.delete('terraform');
  return [...uses]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([provider, { resources, data, ephemeral }]) => ({
      provider,
      resources: [...resources].sort(),
      data: [...data].sort(),
      ephemeral: [...ephemeral].sort(),
    }));
}

function providerOf(type: string): string {
  return type.split('_')[0] ?? type;
}

/** From the arguments of emitted JSON back to what a program gives to the constructors of bindings. */

export interface Block {
  /** `aws_vpc`, `data.aws_region` */
  readonly type: string;
  readonly id: string;
  readonly given: Readonly<Record<string, unknown>>;
}

/** Arguments whose keys are the user's own words and not Terraform's. */
const maps = new Set(['tags', 'parameters', 'variables']);

const reference = /^\$\{((?:data\.)?[a-z0-9_]+\.[A-Za-z0-9_-]+)\.([a-z0-9_]+)\}$/;

function referenceIn(value: string): readonly [string, string] | undefined {
  const [, resource, attribute] = reference.exec(value) ?? [];
  return resource === undefined || attribute === undefined ? undefined : [resource, attribute];
}

/** snake_case to the bindings' camelCase; references to known resources marked, so that the program makes tokens. */
export function configOf(
  given: Readonly<Record<string, unknown>>,
  known: ReadonlySet<string>,
): Record<string, unknown> {
  const entries = Object.entries(given).filter(([key]) => key !== '//');
  return Object.fromEntries(
    entries.map(([key, value]) => {
      if (key === 'depends_on') return ['dependsOn', dependencies(value)];
      return [camelCase(key), convert(value, known, maps.has(key))];
    }),
  );
}

/** cdktf asks a dependency for nothing but its address. */
function dependencies(value: unknown): unknown {
  return Array.isArray(value) ? value.map((fqn: unknown) => ({ fqn })) : value;
}

function convert(value: unknown, known: ReadonlySet<string>, isMap: boolean): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => convert(item, known, isMap));
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, item]): [string, unknown] => [
      isMap ? key : camelCase(key),
      convert(item, known, !isMap && maps.has(key)),
    ]);
    return Object.fromEntries(entries);
  }
  if (typeof value !== 'string') return value;
  const found = referenceIn(value);
  return found !== undefined && known.has(found[0]) ? { $ref: found } : value;
}

function camelCase(key: string): string {
  return key.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** Each resource after those that it refers to. */
export function orderedByReference(blocks: readonly Block[]): readonly Block[] {
  const byKey = new Map(blocks.map((block) => [`${block.type}.${block.id}`, block]));
  const ordered = new Set<Block>();
  const visit = (block: Block, from: readonly Block[]): void => {
    if (ordered.has(block)) return;
    if (from.includes(block)) throw new Error(`${block.type}.${block.id} refers to itself`);
    for (const key of referencesIn(block.given)) {
      const target = byKey.get(key);
      if (target !== undefined) visit(target, [...from, block]);
    }
    ordered.add(block);
  };
  for (const block of blocks) visit(block, []);
  return [...ordered];
}

function referencesIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return referenceIn(value)?.slice(0, 1) ?? [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(referencesIn) : [];
}

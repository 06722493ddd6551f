/** The emitted stack as a graph: resources, and which of them each one names. */
import type { Emitted } from '../emitted';

export interface Resource {
  /** `aws_vpc.network_vpc_us_east_1` */
  readonly address: string;
  readonly type: string;
  /** Arguments as Terraform reads them. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Addresses of other resources of the stack that its arguments name; what it only waits for is none of them. */
  readonly references: ReadonlySet<string>;
}

export interface ResourceGraph {
  /** By address, sorted. */
  readonly all: ReadonlyMap<string, Resource>;
  ofType(...types: readonly string[]): readonly Resource[];
}

/** What stands inside `${...}` and looks like the attribute of a resource. */
const attribute = /(?<![\w.])([a-z][a-z0-9]*_[a-z0-9_]+)\.([A-Za-z0-9_-]+)/g;
const bookkeeping = new Set(['//', 'depends_on', 'lifecycle', 'provider', 'provisioner']);

export function graphOf({ resource }: Pick<Emitted, 'resource'>): ResourceGraph {
  const bodies = new Map(
    Object.entries(resource).flatMap(([type, byId]) =>
      Object.entries(byId).map(([id, body]): [string, { type: string; body: Record<string, unknown> }] => [
        `${type}.${id}`,
        { type, body: Object.fromEntries(Object.entries(body).filter(([key]) => !bookkeeping.has(key))) },
      ]),
    ),
  );
  const all = new Map(
    [...bodies]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([address, { type, body }]): [string, Resource] => {
        const references = addressesIn(body).filter((named) => named !== address && bodies.has(named));
        return [address, { address, type, body, references: new Set(references) }];
      }),
  );
  return {
    all,
    ofType: (...types) => [...all.values()].filter(({ type }) => types.includes(type)),
  };
}

/** Addresses that a value names, through lists and blocks, in order. */
export function addressesIn(value: unknown): readonly string[] {
  if (typeof value === 'string') {
    return [...value.matchAll(/\$\{([^}]*)\}/g)].flatMap(([, inner = '']) =>
      [...inner.matchAll(attribute)].map(([, type = '', id = '']) => `${type}.${id}`),
    );
  }
  if (Array.isArray(value)) return value.flatMap(addressesIn);
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(addressesIn);
  return [];
}

/** The resource that an argument names, if it names one of the stack. */
export function named(graph: ResourceGraph, value: unknown): Resource | undefined {
  const [first] = addressesIn(value);
  return first === undefined ? undefined : graph.all.get(first);
}

/** A literal text of an argument; undefined for a reference, which is known only when the stack is applied. */
export function literal(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' && !value.includes('${') ? value : undefined;
}

/** Blocks of an argument: emitted as one object, or as a list of them. */
export function blocks(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.filter((one): one is Record<string, unknown> => typeof one === 'object' && one !== null);
}

/** Needs: a capability of the catalog, where, and how much in the units that this capability has. */
import { z } from 'zod';
import type { At, Capability } from '../modules/module';
import { amount, at, nameFrom, uniqueList } from './fields';

export interface NeedDocument {
  readonly capability: string;
  readonly at?: At | undefined;
  readonly with: readonly string[];
  readonly demand: Readonly<Record<string, number>>;
}

export function needsSchema(capabilities: readonly Capability<unknown>[]): z.ZodType<readonly NeedDocument[]> {
  const names = capabilities.map(({ name }) => name);
  const [first, ...rest] = capabilities.map((capability) => needSchema(capability, names));
  const need: z.ZodType<NeedDocument> = (
    first === undefined
      ? z.strictObject({ capability: nameFrom(names, 'unknown-capability', 'capability') })
      : z.discriminatedUnion('capability', [first, ...rest])
  ).transform(documentOf);
  return z.array(need);
}

function needSchema(capability: Capability<unknown>, names: readonly string[]) {
  const units = Object.entries(capability.units).map(
    ([unit, measure]) =>
      [
        unit,
        amount.optional().describe(`${sentence(measure)}, more than 0. Omitted: no amount is asked for.`),
      ] as const,
  );
  return z
    .strictObject({
      capability: z.literal(capability.name).describe(capability.summary),
      at: at
        .optional()
        .describe(
          'primary: in the primary region; each: in every region used; any: somewhere. ' +
            `Default for an environment ${capability.defaultAt}, for a service where the service runs.`,
        ),
      with: uniqueList(nameFrom(names, 'unknown-capability', 'capability'))
        .default([])
        .describe('Further capabilities that the same provider must give. Default: none.'),
      ...Object.fromEntries(units),
    })
    .describe(capability.summary);
}

function documentOf(input: Readonly<Record<string, unknown>>): NeedDocument {
  const { capability, at: where, with: others, ...units } = input;
  const demand = Object.fromEntries(
    Object.entries(units).flatMap(([unit, value]) => (typeof value === 'number' ? [[unit, value]] : [])),
  );
  return {
    capability: String(capability),
    at: at.optional().parse(where),
    with: Array.isArray(others) ? others.map(String) : [],
    demand,
  };
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A snapshot of the compliance programmes of AWS services, years old: a floor, never a statement of today's scope. */
import { z } from 'zod';
import { lazily } from './read';

const file = lazily(
  'compliance.json',
  z.object({
    asOf: z.string(),
    services: z.record(z.string(), z.record(z.string(), z.union([z.string(), z.boolean()]))),
  }),
);

/** Programme -> `in-scope`, `eligible`, `not-listed` ... on the snapshot's date; undefined for a service it lacks. */
export function complianceSnapshot(
  service: string,
): { readonly asOf: string; readonly statuses: Readonly<Record<string, string>> } | undefined {
  const { asOf, services } = file();
  const found = services[service];
  if (found === undefined) return undefined;
  const statuses = Object.entries(found).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : []));
  return { asOf, statuses: z.record(z.string(), z.string()).parse(Object.fromEntries(statuses)) };
}

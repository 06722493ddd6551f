/** The list prices, one file for each family of keys: `vpc.natGateway.hour` stands in prices/vpc.json. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { dataFolder, readJson } from './read';

const regionPrice = z.object({
  usd: z.string(),
  source: z.string(),
  /** `upTo` is the cumulative bound in the unit of the key; null: no bound. */
  tiers: z.array(z.object({ upTo: z.number().nullable(), usd: z.string() })).optional(),
  confidence: z.literal('secondary').optional(),
  derived: z.boolean().optional(),
  note: z.string().optional(),
});
export type ListPrice = Readonly<z.infer<typeof regionPrice>>;

const entry = z.object({
  unit: z.string(),
  description: z.string(),
  /** Billed in one region for the whole account: the price is that of every region. */
  globalService: z.boolean().optional(),
  regions: z.record(z.string(), regionPrice),
});
export type ListEntry = Readonly<z.infer<typeof entry>>;

const sourceDates = z.record(z.string(), z.object({ date: z.string().optional() }));
const raw = z.record(z.string(), z.unknown());
const sourcesFile = 'sources.json';

const families = new Map<string, Readonly<Record<string, unknown>>>();
const entries = new Map<string, ListEntry | undefined>();
let names: readonly string[] | undefined;
let dates: z.infer<typeof sourceDates> | undefined;

function familyNames(): readonly string[] {
  names ??= readdirSync(path.join(dataFolder(), 'prices'))
    .filter((file) => file.endsWith('.json') && file !== sourcesFile)
    .map((file) => path.basename(file, '.json'))
    .sort();
  return names;
}

function family(name: string): Readonly<Record<string, unknown>> {
  const known = families.get(name);
  if (known !== undefined) return known;
  const contents = familyNames().includes(name) ? raw.parse(readJson(`prices/${name}.json`)) : {};
  families.set(name, contents);
  return contents;
}

/** Entries are checked one by one as they are asked for: a family may hold thousands of figures. */
export function listEntry(key: string): ListEntry | undefined {
  if (entries.has(key)) return entries.get(key);
  const contents = family(key.slice(0, key.indexOf('.')))[key];
  const found = contents === undefined ? undefined : entry.parse(contents);
  entries.set(key, found);
  return found;
}

/** Every key with a list price, sorted. Reads all families. */
export function priceKeys(): readonly string[] {
  return familyNames()
    .flatMap((name) => Object.keys(family(name)))
    .sort();
}

/** `awsmap-vpc 2025-09-11`: id in prices/sources.json and date of the figures. */
export function sourceWithDate(id: string): string {
  dates ??= sourceDates.parse(readJson(`prices/${sourcesFile}`));
  const found = dates[id];
  if (found === undefined) throw new Error(`No source ${id} in data/prices/${sourcesFile}`);
  return `${id} ${found.date ?? 'undated'}`;
}

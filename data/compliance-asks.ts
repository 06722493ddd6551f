/** What compliance programmes ask of modules, each with the control and the document that says so. */
import { z } from 'zod';
import { lazily } from './read';

/** One capability that a programme asks for. */
export interface ComplianceAsk {
  readonly capability: string;
  /** Asked wherever something stands that gives this capability, for each such instance; absent: once in each region. */
  readonly of?: string;
  /** Numbers of the programme's controls that it comes from: `CC7.2`. */
  readonly controls: readonly string[];
  /** The automated check that the source maps them to: `GuardDuty.1`. */
  readonly check: string;
  /** Who maps them: `AWS Security Hub`. */
  readonly source: string;
  /** Where it is written. */
  readonly url: string;
}

export interface ComplianceProgramme {
  /** As environment files write it; upper and lower case, hyphens and blanks make no difference. */
  readonly name: string;
  /** Name and version of what the mapping is of. */
  readonly title: string;
  readonly asks: readonly ComplianceAsk[];
}

const file = lazily(
  'compliance-capabilities.json',
  z.object({
    asOf: z.string(),
    sources: z.record(z.string(), z.object({ title: z.string(), url: z.url() })),
    programmes: z.record(
      z.string(),
      z.object({
        title: z.string(),
        asks: z.array(
          z.object({
            capability: z.string(),
            of: z.string().optional(),
            controls: z.array(z.string()).min(1),
            check: z.string(),
            source: z.string(),
          }),
        ),
      }),
    ),
  }),
);

/** Date on which the sources were read. */
export function complianceAsOf(): string {
  return file().asOf;
}

/** Every programme that is known, by name. */
export function complianceProgrammes(): readonly ComplianceProgramme[] {
  const { programmes, sources } = file();
  return Object.entries(programmes).map(([name, { title, asks }]) => ({
    name,
    title,
    asks: asks.map(({ capability, of, controls, check, source }) => {
      const from = sources[source];
      if (from === undefined) throw new Error(`compliance-capabilities.json has no source ${source}`);
      return { capability, ...(of === undefined ? {} : { of }), controls, check, source: from.title, url: from.url };
    }),
  }));
}

function folded(name: string): string {
  return name.toUpperCase().replace(/[^A-Z0-9]/g, '');
}

let byName: ReadonlyMap<string, ComplianceProgramme> | undefined;

/** What a programme asks of modules; undefined for one that no source maps. */
export function complianceAsks(programme: string): readonly ComplianceAsk[] | undefined {
  byName ??= new Map(complianceProgrammes().map((one) => [folded(one.name), one]));
  return byName.get(folded(programme))?.asks;
}

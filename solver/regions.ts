/** Rows about regions: which may be used, how many, which is the primary one, and how far apart services may be. */
import type { CloudRegion, Environment, Requirements, ServiceIntent } from '../schema/types';
import { plus, type Draft, type ServeVariable } from './draft';
import type { Term } from './model';
import type { Clause } from './requirements';
import { STRUCTURE } from './requirements';
import type { World } from './world';

/** Why a location can't meet requirements: one clause each. */
function unmet(
  asker: string,
  requires: Requirements,
  region: CloudRegion,
  name: string,
  path: Clause['path'],
): Clause[] {
  const at = path === undefined ? {} : { path };
  return [
    ...requires.compliance
      .filter((programme) => !region.compliance.includes(programme))
      .map((programme) => ({
        name: `${name}/compliance/${programme}`,
        kind: 'wish' as const,
        sentence: `${asker} requires ${programme}, which only some locations declare`,
        relax: `drop ${programme} from requires.compliance, or declare it for a region that has it`,
        ...at,
      })),
    ...(requires.residency !== undefined && !region.residencyTags.includes(requires.residency)
      ? [
          {
            name: `${name}/residency`,
            kind: 'wish' as const,
            sentence: `${asker} must stay in residency \`${requires.residency}\``,
            relax: 'widen requires.residency, or add a region of that residency',
            ...at,
          },
        ]
      : []),
    ...requires.capabilities
      .filter((capability) => !region.capabilities.includes(capability))
      .map((capability) => ({
        name: `${name}/capability/${capability}`,
        kind: 'wish' as const,
        sentence: `${asker} requires locations with ${capability}`,
        relax: `drop ${capability} from requires.capabilities, or declare it for a region that has it`,
        ...at,
      })),
  ];
}

/** Every clause that keeps the environment out of a region. */
export function exclusions(environment: Environment, region: CloudRegion): Clause[] {
  const { allowed } = environment.regions;
  const listed = allowed === undefined || allowed.includes(region.region) || allowed.includes(region.location);
  return [
    ...(listed
      ? []
      : [
          {
            name: 'regions/allowed',
            kind: 'wish' as const,
            sentence: `only ${allowed.join(', ')} ${allowed.length === 1 ? 'is' : 'are'} allowed`,
            path: ['spec', 'regions', 'allowed'],
            relax: 'add a region to spec.regions.allowed',
          },
        ]),
    ...unmet(`environment ${environment.name}`, environment.requires, region, 'requires', ['spec', 'requires']),
    ...environment.services.filter(({ at }) => at === 'each').flatMap((service) => unmetBy(service, region)),
  ];
}

function unmetBy(service: ServiceIntent, region: CloudRegion): Clause[] {
  return unmet(`service ${service.name}`, service.requires, region, `service/${service.name}`, [
    ...service.path,
    'requires',
  ]);
}

function countRows(draft: Draft): void {
  const { regions, requires } = draft.environment;
  const min = requires.availability === 'multi-region' ? Math.max(2, regions.min) : regions.min;
  // One region is used in any case, also where nothing but pinned modules stands in it.
  if (min > 1) {
    const requirement = draft.clause({
      name: 'regions/min',
      kind: 'wish',
      sentence: `at least ${min} regions must host something that is asked for there`,
      path: regions.min >= min ? ['spec', 'regions', 'min'] : ['spec', 'requires', 'availability'],
      relax: 'lower spec.regions.min, allow more regions, or ask for something in each region',
    });
    draft.row(plus(counted(draft)), { lower: min }, requirement);
  }
  if (regions.max !== undefined && regions.max < draft.regions.length) {
    const requirement = draft.clause({
      name: 'regions/max',
      kind: 'wish',
      sentence: `at most ${regions.max} region${regions.max === 1 ? '' : 's'} may be used`,
      path: ['spec', 'regions', 'max'],
      relax: 'raise spec.regions.max',
    });
    draft.row(plus(draft.used), { upper: regions.max }, requirement);
  }
}

/** Whether what is served makes a region count: what compliance asks goes wherever the rest is. */
export function makesRegionCount({ demand }: ServeVariable): boolean {
  return demand !== undefined && demand.compliance === undefined;
}

/** A region counts only when a need or a service asked for something there. Call after the serving rows. */
function counted(draft: Draft): readonly number[] {
  const { needs, services } = draft.environment;
  if (needs.some(({ at }) => at === 'each') || services.some(({ at }) => at === 'each')) return draft.used;
  return draft.regions.map(({ location }, region) => {
    const count = draft.binary(`counted/${location}`);
    const asked = draft.serves.filter((serve) => serve.region === region && makesRegionCount(serve));
    const hosted = [...draft.hosted.values()].flatMap((byRegion) => byRegion[region] ?? []);
    const placedHere = services.some(({ places }) => places?.includes(location));
    const hosts = plus(
      [
        ...asked.map(({ variable }) => variable),
        ...hosted,
        ...(placedHere ? draft.used.slice(region, region + 1) : []),
      ],
      -1,
    );
    const primary = services.some(({ at }) => at === 'primary')
      ? plus(draft.primary.slice(region, region + 1), -1)
      : [];
    draft.row([...plus([count]), ...hosts, ...primary], { upper: 0 }, STRUCTURE);
    draft.row([...plus([count]), ...plus(draft.used.slice(region, region + 1), -1)], { upper: 0 }, STRUCTURE);
    return count;
  });
}

function primaryRows(draft: Draft): void {
  const { environment, regions, input } = draft;
  if (environment.regions.min === 0) draft.row(plus(draft.primary), { upper: 1 }, STRUCTURE);
  else draft.row(plus(draft.primary), { lower: 1, upper: 1 }, STRUCTURE);
  for (const [index, used] of draft.used.entries()) {
    draft.row([...plus(draft.primary.slice(index, index + 1)), ...plus([used], -1)], { upper: 0 }, STRUCTURE);
  }
  const wished = environment.regions.primary;
  const fix = (matches: (region: CloudRegion) => boolean, requirement: number): void => {
    const found = regions.flatMap((region, index) => (matches(region) ? draft.primary.slice(index, index + 1) : []));
    draft.row(plus(found), { lower: 1 }, requirement);
  };
  if (wished !== 'auto') {
    fix(
      ({ region, location }) => region === wished || location === wished,
      draft.clause({
        name: 'regions/primary',
        kind: 'wish',
        sentence: `the primary region is ${wished}`,
        path: ['spec', 'regions', 'primary'],
        relax: 'set spec.regions.primary to auto or to another region',
      }),
    );
  }
  if (input.primary !== undefined) {
    fix(
      ({ location }) => location === input.primary,
      draft.clause({
        name: 'lock/primary',
        kind: 'wish',
        sentence: `the lock keeps ${input.primary} as the primary region`,
        relax: 'let it move with `trellis solve --move-primary`',
      }),
    );
  }
}

/** Terms that are 1 where the service runs. */
export function whereRuns(draft: Draft, service: ServiceIntent, region: number): Term[] {
  if (service.places !== undefined) {
    const there = service.places.includes(draft.regions[region]?.location ?? '');
    return there ? plus(draft.used.slice(region, region + 1)) : [];
  }
  if (service.at === 'each') return plus(draft.used.slice(region, region + 1));
  if (service.at === 'primary') return plus(draft.primary.slice(region, region + 1));
  return plus((draft.hosted.get(service.name) ?? []).slice(region, region + 1));
}

/** Where services stand that are placed already, or run in any one region; call before the rows of needs. */
export function placeServices(draft: Draft): void {
  for (const service of draft.environment.services) {
    if (service.places !== undefined) placed(draft, service);
    if (service.places !== undefined || service.at !== 'any') continue;
    const hosted = draft.regions.map(({ location }) => draft.binary(`service/${service.name}@${location}`));
    draft.hosted.set(service.name, hosted);
    draft.row(plus(hosted), { lower: 1, upper: 1 }, STRUCTURE);
    for (const [index, variable] of hosted.entries())
      draft.row([...plus([variable]), ...plus(draft.used.slice(index, index + 1), -1)], { upper: 0 }, STRUCTURE);
  }
}

/** Regions where a service is placed are used. */
function placed(draft: Draft, service: ServiceIntent): void {
  const requirement = draft.clause({
    name: `placed/${service.name}`,
    kind: 'fact',
    sentence: `service ${service.name} is placed in ${(service.places ?? []).join(', ')}`,
    path: service.path,
  });
  for (const index of draft.regions.keys()) {
    const there = whereRuns(draft, service, index);
    if (there.length > 0) draft.row(there, { lower: 1 }, requirement);
  }
}

function serviceRows(draft: Draft): void {
  for (const service of draft.environment.services.filter(({ at, places }) => at !== 'each' && places === undefined)) {
    for (const [index, region] of draft.regions.entries()) {
      for (const clause of unmetBy(service, region))
        draft.row(whereRuns(draft, service, index), { upper: 0 }, draft.clause(clause));
    }
  }
}

/** Both ends of an edge in regions too far apart exclude each other: x(s,l) + x(t,m) <= 1. */
function edgeRows(draft: Draft, latencyMs: World['latencyMs']): void {
  const byName = new Map(draft.environment.services.map((service) => [service.name, service]));
  for (const service of draft.environment.services) {
    for (const edge of service.talksTo) {
      const target = byName.get(edge.service);
      if (target === undefined)
        throw new Error(`service ${service.name} talks to ${edge.service}, which does not exist`);
      // Where both are placed, or the target is, their places are known and were chosen for it.
      if (target.places !== undefined) continue;
      if (target.at === 'any') sameRegion(draft, service, target, edge.path);
      if (edge.maxLatencyMs === undefined || target.at !== 'primary') continue;
      const requirement = draft.clause({
        name: `latency/${service.name}/${edge.service}`,
        kind: 'wish',
        sentence: `${service.name} must reach ${edge.service} within ${edge.maxLatencyMs} ms`,
        path: [...edge.path, 'maxLatencyMs'],
        relax: 'raise maxLatencyMs, or keep both services in one region',
      });
      for (const [from, source] of draft.regions.entries()) {
        for (const [to, destination] of draft.regions.entries()) {
          const measured = from === to ? 0 : latencyMs(source.region, destination.region);
          if (measured !== undefined && measured <= edge.maxLatencyMs) continue;
          draft.row(
            [...whereRuns(draft, service, from), ...plus(draft.primary.slice(to, to + 1))],
            { upper: 1 },
            requirement,
          );
        }
      }
    }
  }
}

/** A service that runs in one region of the solver's choice is talked to inside that region. */
function sameRegion(draft: Draft, service: ServiceIntent, target: ServiceIntent, path: Clause['path']): void {
  const requirement = draft.clause({
    name: `together/${service.name}/${target.name}`,
    kind: 'wish',
    sentence: `${service.name} talks to ${target.name}, which runs in one region, so it must run in that region alone`,
    ...(path === undefined ? {} : { path }),
    relax: `give ${target.name} \`at: each\` or \`at: primary\``,
  });
  for (const index of draft.regions.keys()) {
    const there = whereRuns(draft, target, index).map(({ variable }) => ({ variable, coefficient: -1 }));
    draft.row([...whereRuns(draft, service, index), ...there], { upper: 0 }, requirement);
  }
}

/** Call after the rows of needs: counting looks at what serves them. */
export function regionRows(draft: Draft): void {
  for (const [index, region] of draft.regions.entries())
    for (const clause of exclusions(draft.environment, region))
      draft.row(plus(draft.used.slice(index, index + 1)), { upper: 0 }, draft.clause(clause));
  primaryRows(draft);
  serviceRows(draft);
  edgeRows(draft, draft.input.world.latencyMs);
  countRows(draft);
}

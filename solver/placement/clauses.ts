/** What a conflict can name, and the problem without it: facts of places, wishes of services. */
import { formatUsd } from '../money';
import type { Budget, PlacedService, PlacementClause, PlacementLocation, PlacementProblem, Resources } from './problem';

export interface Droppable extends PlacementClause {
  without(problem: PlacementProblem): PlacementProblem;
}

/**
 * In the order in which they are dropped where that still leaves a conflict: services, the least important first, so that
 * what remains is small; then facts of places; then what the remaining services wish for.
 */
export function clausesOf(problem: PlacementProblem): readonly Droppable[] {
  const services = [...problem.services].sort((a, b) => a.priority - b.priority || (a.name < b.name ? -1 : 1));
  return [
    ...services.map(leaveOut),
    ...problem.locations.flatMap(placeClauses),
    ...budgetClauses(problem),
    ...problem.held.filter(({ keep }) => keep === 'pinned').map(({ service, places }) => pin(service, places)),
    ...services.flatMap(wishes),
  ];
}

function pin(service: string, places: Readonly<Record<string, number>>): Droppable {
  return {
    name: `pin/${service}`,
    sentence: `${service} is pinned to ${Object.keys(places).join(', ')}`,
    relax: `let ${service} move`,
    without: (problem) => ({
      ...problem,
      held: problem.held.map((each) => (each.service === service ? { ...each, keep: 'preferred' } : each)),
    }),
  };
}

type Edit = (place: PlacementLocation) => PlacementLocation;

function onPlace(id: string, edit: Edit): (problem: PlacementProblem) => PlacementProblem {
  return (problem) => ({
    ...problem,
    locations: problem.locations.map((place) => (place.id === id ? edit(place) : place)),
  });
}

function omit<T extends object, K extends keyof T>(from: T, key: K): Omit<T, K> {
  const { [key]: _, ...rest } = from;
  return rest;
}

function withoutAmount(of: Resources, dimension: string): Resources {
  return Object.fromEntries(Object.entries(of).filter(([name]) => name !== dimension));
}

function placeClauses(place: PlacementLocation): Droppable[] {
  const { id, closed } = place;
  const open: Droppable[] =
    closed === undefined
      ? []
      : [
          {
            name: `closed/${id}`,
            sentence: `${id} is closed: ${closed}`,
            relax: `open ${id}`,
            without: onPlace(id, (each) => (each.kind === 'cloud' ? omit(each, 'closed') : omit(each, 'closed'))),
          },
        ];
  if (place.kind === 'cloud') {
    const { maxClusters, maxNodesPerCluster } = place;
    const quotas: Droppable[] = [];
    if (maxClusters !== undefined)
      quotas.push({
        name: `quota/${id}/clusters`,
        sentence: `${id} may get ${maxClusters} more clusters`,
        relax: `raise maxClusters of ${id}`,
        without: onPlace(id, (each) => (each.kind === 'cloud' ? omit(each, 'maxClusters') : each)),
      });
    if (maxNodesPerCluster !== undefined)
      quotas.push({
        name: `quota/${id}/nodes`,
        sentence: `a cluster of ${id} has at most ${maxNodesPerCluster} nodes`,
        relax: `raise maxNodesPerCluster of ${id}`,
        without: onPlace(id, (each) => (each.kind === 'cloud' ? omit(each, 'maxNodesPerCluster') : each)),
      });
    return [...open, ...quotas];
  }
  const capacity = Object.entries(place.capacity).map(([dimension, amount]): Droppable => ({
    name: `capacity/${id}/${dimension}`,
    sentence: `${id} has ${amount} of ${dimension}, ${place.used[dimension] ?? 0} of it in use`,
    relax: `add ${dimension} at ${id}`,
    without: onPlace(id, (each) =>
      each.kind === 'cloud'
        ? each
        : {
            ...each,
            capacity: withoutAmount(each.capacity, dimension),
            ...(each.perNode !== undefined && { perNode: withoutAmount(each.perNode, dimension) }),
          },
    ),
  }));
  const rest: Droppable[] = [];
  if (place.nodes !== undefined && place.perNode !== undefined)
    rest.push({
      name: `capacity/${id}/nodes`,
      sentence: `${id} has ${place.nodes} nodes, ${place.usedNodes} of them in use`,
      relax: `add nodes at ${id}`,
      without: onPlace(id, (each) => (each.kind === 'static' ? omit(each, 'nodes') : each)),
    });
  if (place.reservations.length > 0)
    rest.push({
      name: `reservation/${id}`,
      sentence: `${id} reserves capacity`,
      relax: `reserve less at ${id}`,
      without: onPlace(id, (each) => (each.kind === 'static' ? { ...each, reservations: [] } : each)),
    });
  return [...open, ...capacity, ...rest, ...overflowClauses(place)];
}

function overflowClauses(place: Extract<PlacementLocation, { kind: 'static' }>): Droppable[] {
  const { id, overflow } = place;
  if (overflow === undefined) return [];
  const limited = (key: 'maxClusters' | 'maxMonthlyMicroUsd'): ((problem: PlacementProblem) => PlacementProblem) =>
    onPlace(id, (each) =>
      each.kind === 'static' && each.overflow !== undefined ? { ...each, overflow: omit(each.overflow, key) } : each,
    );
  const found: Droppable[] = [
    {
      name: `overflow/${id}`,
      sentence: `what ${id} can hold goes to ${overflow.target} past ${overflow.thresholdPercent} percent alone`,
      relax: `lower capacityThreshold of ${id}, or drop its overflow rule`,
      without: onPlace(id, (each) => (each.kind === 'static' ? omit(each, 'overflow') : each)),
    },
  ];
  if (overflow.maxClusters !== undefined)
    found.push({
      name: `overflow/${id}/maxClusters`,
      sentence: `${id} overflows into at most ${overflow.maxClusters} clusters`,
      relax: `raise limits.maxClusters of ${id}`,
      without: limited('maxClusters'),
    });
  if (overflow.maxMonthlyMicroUsd !== undefined)
    found.push({
      name: `overflow/${id}/maxMonthlySpend`,
      sentence: `${id} overflows for at most ${formatUsd(overflow.maxMonthlyMicroUsd)} USD a month`,
      relax: `raise limits.maxMonthlySpend of ${id}`,
      without: limited('maxMonthlyMicroUsd'),
    });
  return found;
}

function budgetClauses(problem: PlacementProblem): Droppable[] {
  const text = (name: string, { monthlyMicroUsd, spentMicroUsd }: Budget): Omit<Droppable, 'without'> => ({
    name: `budget/${name}`,
    sentence: `${name} may cost ${formatUsd(monthlyMicroUsd)} USD a month${spentMicroUsd > 0 ? `, ${formatUsd(spentMicroUsd)} of which are spent` : ''}`,
    relax: `raise the budget of ${name}`,
  });
  return [
    ...problem.infrastructures.flatMap(({ name, budget }): Droppable[] =>
      budget?.limit !== 'hard'
        ? []
        : [
            {
              ...text(name, budget),
              without: (from) => ({
                ...from,
                infrastructures: from.infrastructures.map((each) => (each.name === name ? omit(each, 'budget') : each)),
              }),
            },
          ],
    ),
    ...problem.locations.flatMap(({ id, budget }): Droppable[] =>
      budget?.limit !== 'hard'
        ? []
        : [
            {
              ...text(id, budget),
              without: onPlace(id, (each) => (each.kind === 'cloud' ? omit(each, 'budget') : omit(each, 'budget'))),
            },
          ],
    ),
  ];
}

function onService(
  name: string,
  edit: (service: PlacedService) => PlacedService,
): (problem: PlacementProblem) => PlacementProblem {
  return (problem) => ({
    ...problem,
    services: problem.services.map((service) => (service.name === name ? edit(service) : service)),
  });
}

function wishes(service: PlacedService): Droppable[] {
  const { name, requires, spread, zonesAtPlace = 1, talksTo, keepWith, keepApart } = service;
  const tags = (
    [
      ['compliance', 'compliance'],
      ['capability', 'capabilities'],
      ['residency', 'residency'],
    ] as const
  ).flatMap(([word, key]) =>
    [...new Set(requires[key])].map((tag): Droppable => ({
      name: `${word}/${name}/${tag}`,
      sentence: `${name} requires ${word} ${tag}`,
      relax: `let ${name} do without ${word} ${tag}`,
      without: onService(name, (each) => ({
        ...each,
        requires: { ...each.requires, [key]: each.requires[key].filter((other) => other !== tag) },
      })),
    })),
  );
  const found: Droppable[] = [...tags];
  if (requires.regions.length > 0)
    found.push({
      name: `region/${name}`,
      sentence: `${name} must be in ${requires.regions.join(' or ')}`,
      relax: `allow ${name} in other regions`,
      without: onService(name, (each) => ({ ...each, requires: { ...each.requires, regions: [] } })),
    });
  if (spread !== undefined && spread.least > 1)
    found.push({
      name: `spread/${name}`,
      sentence: `${name} is spread over at least ${spread.least} ${spread.over}`,
      relax: `spread ${name} less`,
      without: onService(name, (each) => ({ ...each, spread: { ...spread, least: 1 } })),
    });
  if (zonesAtPlace > 1)
    found.push({
      name: `zones/${name}`,
      sentence: `${name} stands in at least ${zonesAtPlace} zones of each region`,
      relax: `let ${name} stand in one zone`,
      without: onService(name, (each) => ({ ...each, zonesAtPlace: 1 })),
    });
  for (const to of new Set(talksTo.filter((edge) => edge.maxLatencyMs !== undefined).map((edge) => edge.to)))
    found.push({
      name: `latency/${name}/${to}`,
      sentence: `${name} must reach ${to} in time`,
      relax: `raise maxLatencyMs from ${name} to ${to}`,
      without: onService(name, (each) => ({
        ...each,
        talksTo: each.talksTo.map((edge) => (edge.to === to ? omit(edge, 'maxLatencyMs') : edge)),
      })),
    });
  for (const [key, word, others] of [
    ['keepWith', 'with', keepWith],
    ['keepApart', 'apart', keepApart],
  ] as const) {
    for (const other of new Set(others))
      found.push({
        name: `${word}/${name}/${other}`,
        sentence: `${name} is kept ${word === 'with' ? 'with' : 'apart from'} ${other}`,
        relax: `drop ${key} ${other} of ${name}`,
        without: onService(name, (each) => ({ ...each, [key]: each[key].filter((one) => one !== other) })),
      });
  }
  return found;
}

function leaveOut({ name }: PlacedService): Droppable {
  return {
    name: `service/${name}`,
    sentence: `${name} must be placed`,
    relax: `leave ${name} out`,
    without: (problem) => ({
      ...problem,
      held: problem.held.filter(({ service }) => service !== name),
      services: problem.services
        .filter((service) => service.name !== name)
        .map((service) => ({
          ...service,
          keepWith: service.keepWith.filter((other) => other !== name),
          keepApart: service.keepApart.filter((other) => other !== name),
          talksTo: service.talksTo.filter(({ to }) => to !== name),
        })),
    }),
  };
}

/** What a reader must know of a decision: budgets, advice that was not taken, limits of AWS. */
import type { Environment } from '../schema/types';
import { availabilityOf } from './candidates';
import { unmappedProgrammes } from './compliance';
import type { Reading } from './interpret';
import { budgetsOf, coveredCost } from './limits';
import { formatUsd } from './money';
import type { World } from './world';

export function noticesOf(environment: Environment, world: World, reading: Reading): string[] {
  const over = budgetsOf(environment, world).flatMap((budget) => {
    const { name, limitMicroUsd, hard } = budget;
    const cost = coveredCost(budget, reading.bill);
    const label = name === 'budget' ? `the budget of ${environment.name}` : `the ${name.replace('/', ' of ')}`;
    if (cost > limitMicroUsd && !hard)
      return [
        `BudgetExceeded: ${formatUsd(cost)} USD a month is ${formatUsd(cost - limitMicroUsd)} above ${label}; nothing that meets the needs costs less.`,
      ];
    const threshold = environment.budget?.alertThresholdPercent;
    if (name === 'budget' && threshold !== undefined && cost * 100 >= limitMicroUsd * threshold)
      return [
        `${formatUsd(cost)} USD a month is above the alert threshold, ${threshold} % of ${formatUsd(limitMicroUsd)}.`,
      ];
    return [];
  });
  return [
    ...over,
    ...pinnedAgainstAdvice(environment, world, reading),
    ...unmapped(environment, world),
    ...cautions(environment, world, reading),
    ...tightEdges(environment, world),
  ];
}

function unmapped(environment: Environment, world: World): string[] {
  return unmappedProgrammes(environment, world.complianceAsks).map(
    (programme) => `Locations must declare ${programme}; no source says what it asks of modules, so nothing is asked.`,
  );
}

/** A pinned module against one of its own avoid-when rules. */
function pinnedAgainstAdvice(environment: Environment, world: World, { serves }: Pick<Reading, 'serves'>): string[] {
  const situation = {
    availability: environment.requires.availability === 'single-az' ? ('single-az' as const) : ('multi-az' as const),
    maxRegions: environment.regions.max ?? environment.regions.allowed?.length ?? Infinity,
    // Of people, and of what stands.
    needs: [
      ...[...environment.needs, ...environment.services.flatMap(({ needs }) => needs)].flatMap((need) => [
        need.capability,
        ...need.with,
      ]),
      ...serves.map(({ capability }) => capability),
    ],
    patterns: environment.services.flatMap(({ talksTo }) => talksTo.map(({ pattern }) => pattern)),
  };
  return environment.modules.flatMap(({ module: name, toggle, instances }) => {
    // Instances that placement asks for are wanted, whatever the advice.
    if (toggle !== 'on' || instances.some(({ locations }) => locations !== undefined)) return [];
    const rules = world.registry.modules.find((module) => module.name === name)?.avoidWhen ?? [];
    return rules
      .filter(({ holds: rule }) => rule?.(situation) === true)
      .map(({ text }) => `${name} is pinned on, yet its advice is to avoid it when ${text}.`);
  });
}

/** What modules say of the inputs of what stands. */
function cautions(environment: Environment, { registry, facts }: World, { placed }: Reading): string[] {
  return placed.flatMap(({ module: name, instance, inputs, location, region }) => {
    const module = registry.modules.find((one) => one.name === name);
    const site = { location, region, availability: availabilityOf(environment) };
    const label = instance === 'main' ? name : `${name}/${instance}`;
    return (module?.cautions?.(inputs, site, facts) ?? []).map((text) => `${label} in ${region}: ${text}`);
  });
}

/** Edges that must be faster than a call inside one VPC typically is. */
function tightEdges({ services }: Environment, { facts }: World): string[] {
  return services.flatMap(({ name, talksTo }) =>
    talksTo.flatMap(({ service, maxLatencyMs }) => {
      if (maxLatencyMs === undefined) return [];
      const { high } = facts.typicalLatencyMs('inside-a-vpc');
      if (maxLatencyMs >= high) return [];
      return [
        `${name} must reach ${service} within ${maxLatencyMs} ms, and inside one VPC that typically takes up to ${high} ms.`,
      ];
    }),
  );
}

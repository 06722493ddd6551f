/** A CloudInfrastructure: what the month has cost by region, against its budgets. */
import type { CloudInfrastructure } from '../../schema/types';
import { formatUsd, wholeMicroUsd } from '../../solver/money';
import { isReached, spendAlerts, spendText } from './alerts';
import { credentials, degraded, others, ready } from './conditions';
import type { CloudReport, Condition, Costs, InfrastructureReport, RegionSpend, SpendLimit } from './types';

/** As the loader has it for budgets that say nothing else. */
const defaultAlertThreshold = 80;

/** `costs` stand in for the spend that the document states. */
export function cloudReport(
  cloud: CloudInfrastructure,
  costs: Costs | undefined,
): Omit<InfrastructureReport, 'usedBy' | 'overflowOf'> & CloudReport {
  const regions = regionsOf(cloud, costs);
  const known = regions.flatMap(({ spendMicroUsd }) => spendMicroUsd ?? []);
  const sum = known.reduce((total, spend) => total + spend, 0);
  const told = costs === undefined ? cloud.status?.spend?.monthlyUsd : undefined;
  const spend = told === undefined ? (known.length > 0 ? sum : undefined) : wholeMicroUsd(told);
  const limit = limitOf(cloud.budget, cloud.budget);
  const clusters = cloud.status?.clusters;
  const total = clusters?.total ?? add(Object.values(clusters?.byRegion ?? {}));
  const report: CloudReport = {
    kind: 'CloudInfrastructure',
    provider: cloud.provider,
    ...(spend === undefined
      ? {}
      : { source: costs?.source ?? `status.currentSpend of ${cloud.position.file}`, spendMicroUsd: spend }),
    ...(limit === undefined ? {} : { limit }),
    ...(total === undefined ? {} : { clusters: total }),
    regions,
  };
  return {
    ...report,
    name: cloud.name,
    conditions: conditionsOf(cloud, report),
    alerts: [
      ...spendAlerts(cloud.name, spend, limit),
      ...regions.flatMap((region) => spendAlerts(`${cloud.name}/${region.region}`, region.spendMicroUsd, region.limit)),
    ],
    notes:
      told !== undefined && known.length > 0 && sum !== spend
        ? [
            `status.currentSpend.monthly is ${formatUsd(wholeMicroUsd(told))} USD and its regions add up to ${formatUsd(sum)}: the former counts.`,
          ]
        : [],
  };
}

function add(counts: readonly number[]): number | undefined {
  return counts.length === 0 ? undefined : counts.reduce((sum, count) => sum + count, 0);
}

function limitOf(
  budget: { readonly monthlyUsd: number; readonly hardLimit: boolean } | undefined,
  whole: CloudInfrastructure['budget'],
): SpendLimit | undefined {
  if (budget === undefined) return undefined;
  return {
    microUsd: wholeMicroUsd(budget.monthlyUsd),
    hard: budget.hardLimit,
    alertThresholdPercent: whole?.alertThresholdPercent ?? defaultAlertThreshold,
  };
}

function regionsOf(cloud: CloudInfrastructure, costs: Costs | undefined): RegionSpend[] {
  const { status } = cloud;
  const spends =
    costs?.microUsdByRegion ??
    new Map(Object.entries(status?.spend?.byRegion ?? {}).map(([region, usd]) => [region, wholeMicroUsd(usd)]));
  const clusters = status?.clusters?.byRegion ?? {};
  const listed = cloud.regions.map(({ region, budget, quotas }): RegionSpend => {
    // A bill leaves out where nothing was charged; a status leaves out what its controller does not know.
    const spend = spends.get(region) ?? (costs === undefined ? undefined : 0);
    const limit = limitOf(budget, cloud.budget);
    const [count, max] = [clusters[region], quotas['maxClusters']];
    return {
      region,
      listed: true,
      ...(spend === undefined ? {} : { spendMicroUsd: spend }),
      ...(limit === undefined ? {} : { limit }),
      ...(count === undefined ? {} : { clusters: count }),
      ...(max === undefined ? {} : { maxClusters: max }),
    };
  });
  const known = new Set(listed.map(({ region }) => region));
  const unlisted = [...new Set([...spends.keys(), ...Object.keys(clusters)])].filter((region) => !known.has(region));
  return [
    ...listed,
    ...unlisted.sort().map((region): RegionSpend => {
      const [spend, count] = [spends.get(region), clusters[region]];
      return {
        region,
        listed: false,
        ...(spend === undefined ? {} : { spendMicroUsd: spend }),
        ...(count === undefined ? {} : { clusters: count }),
      };
    }),
  ];
}

/** Why nothing new may go to a region. */
function stopped({ region, spendMicroUsd, limit, clusters, maxClusters }: RegionSpend): string | undefined {
  if (limit?.hard === true && isReached(spendMicroUsd, limit)) return `${region} is at its hard limit`;
  if (clusters !== undefined && maxClusters !== undefined && clusters >= maxClusters)
    return `${region} has all its ${maxClusters} clusters`;
  return undefined;
}

function conditionsOf(cloud: CloudInfrastructure, report: CloudReport): Condition[] {
  const { spendMicroUsd, limit } = report;
  const own = report.regions.filter(({ listed }) => listed);
  const stops = own.flatMap((region) => stopped(region) ?? []);
  const whole = limit?.hard === true && isReached(spendMicroUsd, limit);
  const blocked = whole
    ? `the hard limit is reached: ${spendText(spendMicroUsd ?? 0, limit)}`
    : stops.length === own.length
      ? stops.join(', ')
      : undefined;
  const conditions = cloud.status?.conditions ?? [];
  return [
    ready(conditions, blocked),
    credentials(conditions),
    budgetExceeded(cloud, report),
    degraded(conditions, blocked === undefined ? stops : []),
    ...others(conditions, ['Ready', 'CredentialsValid', 'BudgetExceeded', 'Degraded']),
  ];
}

function budgetExceeded({ name, provider }: CloudInfrastructure, report: CloudReport): Condition {
  const type = 'BudgetExceeded';
  const budgets = [
    { subject: name, spend: report.spendMicroUsd, limit: report.limit },
    ...report.regions.map(({ region, spendMicroUsd, limit }) => ({ subject: region, spend: spendMicroUsd, limit })),
  ].flatMap(({ limit, ...rest }) => (limit === undefined ? [] : [{ ...rest, limit }]));
  if (budgets.length === 0) return { type, status: 'False', message: 'no budget is set' };
  const reached = budgets.flatMap(({ subject, spend, limit }) =>
    spend !== undefined && isReached(spend, limit) ? [`${subject}: ${spendText(spend, limit)}`] : [],
  );
  if (reached.length > 0) return { type, status: 'True', message: reached.join('; ') };
  const unknown = budgets.filter(({ spend }) => spend === undefined).map(({ subject }) => subject);
  if (unknown.length > 0)
    return {
      type,
      status: 'Unknown',
      message: `no spend of ${unknown.join(', ')} is known${provider === 'aws' ? '; --costs gives it' : ''}`,
    };
  const texts = budgets.map(({ subject, spend, limit }) => `${subject}: ${spendText(spend ?? 0, limit)}`);
  return { type, status: 'False', message: texts.join('; ') };
}

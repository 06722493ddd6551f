/** A StaticInfrastructure: how much of its capacity is in use, and whether its overflow can take what comes. */
import type { Amounts, StaticInfrastructure } from '../../schema/infrastructure-types';
import type { CloudInfrastructure } from '../../schema/types';
import { percentOf } from './alerts';
import { degraded, others, ready } from './conditions';
import type { Alert, CloudReport, Condition, InfrastructureReport, SiteReport, Use } from './types';

const dimensions = [
  { key: 'nodes', name: 'nodes', unit: 'count' },
  { key: 'milliCpu', name: 'cores', unit: 'millicores' },
  { key: 'memoryBytes', name: 'memory', unit: 'bytes' },
  { key: 'storageBytes', name: 'storage', unit: 'bytes' },
] as const;

/** Without these nothing can be placed; without others, something. */
const everyPodNeeds = ['nodes', 'cores', 'memory'];

export interface SiteOptions {
  /** Percent of a dimension in use above which there is pressure. */
  readonly capacityThreshold: number;
  readonly clouds: readonly CloudInfrastructure[];
  /** Of the clouds in use, by name. */
  readonly reports: ReadonlyMap<string, CloudReport>;
}

export function siteReport(
  site: StaticInfrastructure,
  options: SiteOptions,
): Omit<InfrastructureReport, 'usedBy' | 'overflowOf'> & SiteReport {
  const use = useOf(site);
  const { status } = site;
  const conditions = status?.conditions ?? [];
  const full = use.filter(isFull).map(({ dimension }) => dimension);
  const vital = full.filter((dimension) => everyPodNeeds.includes(dimension));
  const blocked = vital.length === 0 ? undefined : `nothing is free of its ${vital.join(', ')}`;
  const lacking = full.filter((dimension) => !vital.includes(dimension)).map((dimension) => `no ${dimension} is free`);
  const clusters =
    status?.clusters?.total ?? (status?.clusters === undefined ? undefined : status.clusters.names.length);
  return {
    kind: 'StaticInfrastructure',
    ...(site.provider === undefined ? {} : { provider: site.provider }),
    location: site.location,
    use,
    ...(clusters === undefined ? {} : { clusters }),
    name: site.name,
    conditions: [
      ready(conditions, blocked),
      pressure(use, options.capacityThreshold),
      degraded(conditions, [...lacking, ...overflowFaults(site, options)]),
      ...others(conditions, ['Ready', 'CapacityPressure', 'Degraded']),
    ],
    alerts: use.flatMap((one) => alertOf(site, one, options.capacityThreshold)),
    notes: notesOf(site),
  };
}

function useOf({ capacity, reservation, status }: StaticInfrastructure): Use[] {
  const utilization = status?.utilization;
  const plain = dimensions.map(({ key, name, unit }): Use => {
    return useIn(name, unit, capacity[key], utilization?.[key], reservation?.reserved[key]);
  });
  const types = new Set([...Object.keys(capacity.accelerators ?? {}), ...Object.keys(utilization?.accelerators ?? {})]);
  const devices = [...types].sort().map((type) => {
    const total = capacity.accelerators?.[type];
    const reserved = reservation?.reserved.accelerators?.[type];
    return useIn(`accelerator ${type}`, 'count', total, utilization?.accelerators?.[type], reserved);
  });
  return [...plain, ...devices];
}

/** What the document says that there is counts, before what a controller saw. */
function useIn(
  dimension: string,
  unit: Use['unit'],
  capacity: number | undefined,
  measured: { readonly total?: number; readonly used: number } | undefined,
  reserved: Amounts['nodes'],
): Use {
  const total = capacity ?? measured?.total;
  return {
    dimension,
    unit,
    ...(total === undefined ? {} : { total }),
    ...(measured === undefined ? {} : { used: measured.used }),
    ...(reserved === undefined ? {} : { reserved }),
  };
}

export function free({ total, used }: Use): number | undefined {
  return total === undefined || used === undefined ? undefined : total - used;
}

export function usedPercent({ total, used }: Use): number | undefined {
  return total === undefined || used === undefined ? undefined : percentOf(used, total);
}

function isFull(use: Use): boolean {
  const left = free(use);
  return left !== undefined && left <= 0;
}

/** Whether more than so many percent are in use. */
function isAbove({ total, used }: Use, percent: number): boolean {
  return total !== undefined && used !== undefined && used * 100 > total * percent;
}

const binary = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

/** As documents write it where it is whole in some unit, else to a tenth of the largest one that fits. */
export function formatUse(amount: number, unit: Use['unit']): string {
  if (unit === 'count') return String(amount);
  if (unit === 'millicores') return String(amount / 1000);
  const inUnits = binary.map((suffix, power) => ({ suffix, value: amount / 1024 ** power }));
  const whole = inUnits.findLast(({ suffix, value }) => suffix !== '' && value !== 0 && Number.isInteger(value));
  if (whole !== undefined) return `${whole.value}${whole.suffix}`;
  const { suffix, value } = inUnits.findLast(({ value: size }) => Math.abs(size) >= 1) ?? { suffix: '', value: amount };
  return `${Number(value.toFixed(1))}${suffix}`;
}

function usedText(use: Use): string {
  return `${use.dimension} ${usedPercent(use) ?? 0} %`;
}

function pressure(use: readonly Use[], threshold: number): Condition {
  const type = 'CapacityPressure';
  const known = use.filter((one) => usedPercent(one) !== undefined);
  const above = known.filter((one) => isAbove(one, threshold));
  if (above.length > 0)
    return {
      type,
      status: 'True',
      message: `in use: ${above.map(usedText).join(', ')}; the threshold is ${threshold} %`,
    };
  if (known.length === 0) return { type, status: 'Unknown', message: 'its status states no use of what it has' };
  return {
    type,
    status: 'False',
    message: `in use: ${known.map(usedText).join(', ')}; the threshold is ${threshold} %`,
  };
}

function alertOf({ location }: StaticInfrastructure, use: Use, threshold: number): Alert[] {
  const { dimension, unit, total, used } = use;
  if (total === undefined || used === undefined || !isAbove(use, threshold)) return [];
  const amounts = `${formatUse(used, unit)} of ${formatUse(total, unit)} (${percentOf(used, total)} %)`;
  const message = `${location} uses ${amounts} of its ${dimension}: the alert threshold is ${threshold} %.`;
  return [{ level: 'near', subject: location, message }];
}

function overflowFaults({ overflow }: StaticInfrastructure, { clouds, reports }: SiteOptions): string[] {
  if (overflow === undefined) return [];
  const target = clouds.find(({ name }) => name === overflow.target);
  if (target === undefined) return [`it overflows to ${overflow.target}, which no document describes`];
  const missing = (overflow.regions ?? []).filter((region) => !target.regions.some((known) => known.region === region));
  const ready = reports.get(target.name);
  const stopped = ready?.limit?.hard === true && (ready.spendMicroUsd ?? 0) >= ready.limit.microUsd;
  return [
    ...missing.map((region) => `it overflows to ${region}, which ${target.name} does not list`),
    ...(stopped ? [`it overflows to ${target.name}, which is at its hard limit`] : []),
  ];
}

function notesOf({ capacity, status }: StaticInfrastructure): string[] {
  return dimensions.flatMap(({ key, name, unit }) => {
    const [total, seen] = [capacity[key], status?.utilization[key]?.total];
    if (total === undefined || seen === undefined || total === seen) return [];
    return [
      `status.utilization has ${formatUse(seen, unit)} ${name} in all and spec.capacity ${formatUse(total, unit)}: the latter counts.`,
    ];
  });
}

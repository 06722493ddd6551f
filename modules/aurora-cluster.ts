/** Facts that the two Aurora modules share: what instances can be had and what they cost. */
import { asRange } from './amounts';
import type { Availability, AwsFacts, CostLine, DatabaseInstanceClass, Range, Site } from './module';

export type Engine = 'aurora-mysql' | 'aurora-postgresql';

export const hoursPerMonth = 730;

/** https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2.how-it-works.html */
const gibPerAcu = 2;

/** Readers of a cluster: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.Replication.html */
export const mostInstances = 16;

/** RDS refuses a subnet group over fewer zones. */
export const zonesOfSubnetGroup = 2;

export const serverless = 'serverless';

const usualAverageAcu = 2;

const titles: Readonly<Record<Engine, string>> = {
  'aurora-mysql': 'Aurora MySQL',
  'aurora-postgresql': 'Aurora PostgreSQL',
};

/** Burstable families run out of CPU credits, and a global database takes none of them. */
const burstableFamilies: readonly string[] = ['t3', 't4g'];

/**
 * Families that are chosen unasked: their prices are known in many regions. Those of r7g and t4g are known in us-east-1
 * alone, so that elsewhere they would look cheaper than they are; r6i and x2g have none.
 */
const chosenFamilies: readonly string[] = ['r5', 'r6g', 't3'];

export interface Scaling {
  readonly minCapacity: number;
  readonly maxCapacity: number;
  readonly averageCapacity?: number | undefined;
}

export interface SizeInputs {
  readonly engine: Engine;
  readonly instanceClass?: string | undefined;
  readonly instances?: number | undefined;
  readonly burstable?: boolean | undefined;
  readonly serverlessv2ScalingConfiguration: Scaling;
}

/** A way to run the instances of a cluster: on one class, or Serverless v2. */
export interface Size {
  /** `serverless`, `db.r6g.large` */
  readonly key: string;
  readonly label: string;
  readonly memoryGiB: number;
  readonly vcpu: number;
  readonly burstable: boolean;
  readonly cost: readonly CostLine[];
  readonly unavailable?: string;
}

export function instancesOf(given: Pick<SizeInputs, 'instances'>, availability: Availability): number {
  return given.instances ?? (availability === 'multi-az' ? 2 : 1);
}

/** Serverless first, then by memory; a class that is pinned and unknown stands with the reason against it. */
export function sizes(given: SizeInputs, site: Site, facts: AwsFacts): readonly Size[] {
  const count = instancesOf(given, site.availability);
  const { instanceClass } = given;
  if (instanceClass === 'db.serverless') return [serverlessSize(given, count)];
  const found = classes(given, site.availability, facts).map((one) => classSize(given.engine, one, count));
  if (instanceClass === undefined) return [serverlessSize(given, count), ...found];
  return found.length > 0 ? found : [unknownSize(instanceClass, given.engine)];
}

function classes(given: SizeInputs, availability: Availability, facts: AwsFacts): readonly DatabaseInstanceClass[] {
  const { engine, instanceClass, burstable = availability === 'single-az' } = given;
  return facts.databaseInstanceClasses().filter((one) => {
    if (!(engine === 'aurora-mysql' ? one.auroraMysql : one.auroraPostgresql)) return false;
    if (instanceClass !== undefined) return one.class === instanceClass;
    const family = familyOf(one.class);
    return chosenFamilies.includes(family) && (burstable || !burstableFamilies.includes(family));
  });
}

function familyOf(instanceClass: string): string {
  return instanceClass.split('.')[1] ?? '';
}

/** `1 reader`, `2 readers` */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function classSize(engine: Engine, { class: name, memoryGiB, vcpu }: DatabaseInstanceClass, count: number): Size {
  return {
    key: name,
    label: `${titles[engine]} on ${name}`,
    memoryGiB,
    vcpu,
    burstable: burstableFamilies.includes(familyOf(name)),
    cost: [
      {
        name: `${titles[engine]} instances ${name}`,
        price: `aurora.${engine === 'aurora-mysql' ? 'mysql' : 'postgres'}.${name}.hour`,
        fixed: count * hoursPerMonth,
        basis: `${counted(count, 'instance')} x ${hoursPerMonth} h`,
      },
    ],
  };
}

/** No vCPUs: AWS states none for an ACU, so who asks for vCPUs gets instances that have some. */
function serverlessSize({ engine, serverlessv2ScalingConfiguration: scaling }: SizeInputs, count: number): Size {
  const { minCapacity, maxCapacity } = scaling;
  const average = averageAcu(scaling);
  const hours = count * hoursPerMonth;
  return {
    key: serverless,
    label: `${titles[engine]} on Serverless v2 of ${minCapacity} to ${maxCapacity} ACUs`,
    memoryGiB: maxCapacity * gibPerAcu,
    vcpu: 0,
    burstable: false,
    cost: [
      {
        name: `${titles[engine]} Serverless v2`,
        price: 'aurora.serverlessV2.acuHour',
        fixed: { low: minCapacity * hours, expected: average * hours, high: maxCapacity * hours },
        basis: `${counted(count, 'instance')} x ${hoursPerMonth} h x ${average} ACUs on average`,
      },
    ],
  };
}

function averageAcu({ minCapacity, maxCapacity, averageCapacity }: Scaling): number {
  return averageCapacity ?? Math.min(Math.max(usualAverageAcu, minCapacity), maxCapacity);
}

function unknownSize(instanceClass: string, engine: Engine): Size {
  return {
    key: instanceClass,
    label: instanceClass,
    memoryGiB: 0,
    vcpu: 0,
    burstable: false,
    cost: [],
    unavailable: `${instanceClass} is not a class that is known here for ${titles[engine]}`,
  };
}

/** Why so many instances can't be had, as a clause. */
export function reasonAgainst(given: Pick<SizeInputs, 'instances'>, site: Site): string | undefined {
  return site.availability === 'multi-az' && given.instances === 1
    ? 'instances is 1 and multi-az takes at least 2, so that one can fail over to the other'
    : undefined;
}

export function logsCost(gbPerMonth: number | Range): readonly CostLine[] {
  const gb = asRange(gbPerMonth);
  if (gb.high === 0) return [];
  return [{ name: 'Log ingestion', price: 'cloudwatch.logs.ingestGb', fixed: gb, basis: 'expected logs' }];
}

export const keyCost: CostLine = { name: 'KMS key', price: 'kms.key.month', fixed: 1 };

/** Node types, prices and a network for the tests of the two ElastiCache modules. */
import nodeTypes from '../../data/cache-node-types.json';
import prices from '../../data/prices/elasticache.json';
import regions from '../../data/regions.json';
import type { PrivateNetwork } from '../../modules/capabilities';
import type { AwsFacts, CostLine, Option, Site } from '../../modules/module';

const zones: Readonly<Record<string, { readonly azIds: readonly string[] }>> = regions.regions;

export const facts: AwsFacts = {
  zoneIds(region) {
    const found = zones[region];
    if (found === undefined) throw new Error(`no region ${region}`);
    return found.azIds;
  },
  databaseInstanceClasses: () => [],
  ec2InstanceTypes: () => [],
  offersInstanceType: () => undefined,
  auroraGlobal: () => 'unknown',
  throughput: () => ({ startsAtGbps: 5, scalesToGbps: 100, per: 'carrier', source: 'test' }),
  typicalLatencyMs: () => ({ low: 0, high: 1 }),
  cacheNodeTypes: () => [...nodeTypes.types].sort((a, b) => a.memoryGiB - b.memoryGiB || (a.type < b.type ? -1 : 1)),
};

export const singleAz: Site = { location: 'aws/us-east-1', region: 'us-east-1', availability: 'single-az' };
export const multiAz: Site = { ...singleAz, availability: 'multi-az' };

export const network: PrivateNetwork = {
  vpcId: 'vpc-0a1b2c3d4e5f60718',
  cidr: '10.0.0.0/16',
  region: 'us-east-1',
  privateSubnetIds: ['subnet-0000000000000000a', 'subnet-0000000000000000b'],
  publicSubnetIds: [],
  privateRouteTableIds: {},
  zones: ['use1-az1', 'use1-az2'],
};

const known: Readonly<Record<string, { readonly regions: Readonly<Record<string, { readonly usd: string }>> }>> =
  prices;

export function hasPrice(key: string): boolean {
  return known[key] !== undefined;
}

/** USD of us-east-1. */
function usd(key: string): number {
  const price = known[key]?.regions['us-east-1']?.usd;
  if (price === undefined) throw new Error(`no price ${key} in us-east-1`);
  return Number(price);
}

function quantity(line: CostLine, units: number, memoryGiB: number): number {
  return (line.perUnit ?? 0) * units + (line.perDemand?.memoryGiB ?? 0) * memoryGiB;
}

/** USD a month in us-east-1, to the cent. */
export function monthly(option: Option, units: number, memoryGiB = 0): string {
  const sum = option.cost.reduce((total, line) => total + usd(line.price) * quantity(line, units, memoryGiB), 0);
  return sum.toFixed(2);
}

export function named(options: readonly Option[], key: string): Option {
  const option = options.find((one) => one.key === key);
  if (option === undefined) throw new Error(`no option ${key}`);
  return option;
}

/** One line an option: what a unit holds and what the fewest units for the wanted memory cost. */
export function costTable(options: readonly Option[], wantedGiB: number): string {
  return options
    .map((option) => {
      const held = option.supplies.memoryGiB ?? 0;
      const units = Math.max(option.units.min, Math.ceil(wantedGiB / held));
      const cells = [option.key.padEnd(27), `${held} GiB`.padStart(12), `${units} x`.padStart(6)];
      const cost = units > option.units.max ? 'too many' : monthly(option, units, wantedGiB);
      return [...cells, cost.padStart(10)].join(' ');
    })
    .join('\n');
}

import {
  complianceSnapshot,
  databaseInstanceClasses,
  ec2InstanceTypes,
  facts,
  latencyMs,
  offers,
  offersInstanceType,
  projectRoot,
  regions,
} from '../../data';
import { existsSync } from 'node:fs';
import path from 'node:path';

test('the project is found from inside its sources', () => {
  expect(existsSync(path.join(projectRoot(), 'modules', 'module.ts'))).toBe(true);
});

describe('regions', () => {
  test('are the 34 commercial ones, in order', () => {
    expect(regions.ids()).toHaveLength(34);
    expect(regions.ids()).toEqual([...regions.ids()].sort());
    expect(regions.ids()).not.toContain('us-gov-west-1');
    expect(regions.ids().map(regions.partition)).toEqual(Array(34).fill('aws'));
  });

  test('know name, residency, partition and zones', () => {
    expect(regions.name('eu-central-1')).toBe('Europe (Frankfurt)');
    expect(regions.residencyTags('eu-central-1')).toEqual(['eu', 'eea', 'de']);
    expect(regions.partition('cn-north-1')).toBe('aws-cn');
    expect(facts.zoneIds('eu-central-1')).toEqual(['euc1-az1', 'euc1-az2', 'euc1-az3']);
    for (const region of regions.ids()) expect(facts.zoneIds(region).length).toBeGreaterThanOrEqual(2);
  });

  test('reject what is none', () => {
    expect(() => regions.name('eu-central-9')).toThrow('No AWS region eu-central-9');
  });
});

describe('services', () => {
  test('are offered, or not, or everywhere', () => {
    expect(offers('vpc-lattice', 'us-east-1')).toBe(true);
    expect(offers('vpc-lattice', 'il-central-1')).toBe(false);
    expect(offers('iam', 'il-central-1')).toBe(true);
  });

  test('that the data does not know are a bug', () => {
    expect(() => offers('vpc_lattice', 'us-east-1')).toThrow('No AWS service vpc_lattice');
  });
});

test('latency is known between most regions, and not zero within one', () => {
  expect(latencyMs('us-east-1', 'eu-west-1')).toBe(69.56);
  expect(latencyMs('us-east-1', 'us-east-1')).toBe(5.35);
  expect(latencyMs('us-east-1', 'ap-east-2')).toBeUndefined();
});

describe('instance types', () => {
  test('of caches come smallest first', () => {
    const types = facts.cacheNodeTypes();
    expect(types).toHaveLength(64);
    expect(types.map(({ memoryGiB }) => memoryGiB)).toEqual(
      types.map(({ memoryGiB }) => memoryGiB).toSorted((a, b) => a - b),
    );
    expect(types.at(0)?.type).toBe('cache.t3.micro');
  });

  test('of EC2 and databases are all there', () => {
    expect(ec2InstanceTypes()).toHaveLength(410);
    expect(databaseInstanceClasses()).toHaveLength(81);
  });

  test('are offered, or not, or unknown', () => {
    expect(offersInstanceType('t3.micro', 'eu-west-1')).toBe(true);
    expect(offersInstanceType('t3.micro', 'ap-southeast-4')).toBe(true);
    expect(offersInstanceType('t3a.nano', 'ap-southeast-4')).toBe(false);
    expect(offersInstanceType('t3.micro', 'mx-central-1')).toBeUndefined();
  });
});

test('compliance is a dated snapshot', () => {
  expect(complianceSnapshot('eks')).toMatchObject({ asOf: '2021-09-24', statuses: { soc: 'in-scope' } });
  expect(complianceSnapshot('vpc-lattice')).toBeUndefined();
});

test('limits of gateways and endpoints, and typical times on paths', () => {
  expect(facts.throughput('nat-gateway')).toMatchObject({ startsAtGbps: 5, scalesToGbps: 100 });
  expect(facts.throughput('interface-endpoint')).toMatchObject({ startsAtGbps: 10, scalesToGbps: 100 });
  expect(facts.typicalLatencyMs('inside-a-vpc')).toEqual({ low: 0, high: 1 });
  expect(facts.typicalLatencyMs('to-the-internet-by-nat')).toEqual({ low: 50, high: 200 });
});

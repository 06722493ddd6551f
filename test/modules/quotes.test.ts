/** A quote of each module of the guide, in us-east-1: unit prices, and what low, expected and high usage come to. */
import { facts } from '../../data';
import { registry } from '../../modules';
import type { Availability, Option } from '../../modules/module';
import { quote, type Asked } from './quote';

const region = 'us-east-1';

function optionsOf(name: string, inputs: unknown, availability: Availability): readonly Option[] {
  const module = registry.modules.find((one) => one.name === name);
  if (module === undefined) throw new Error(`no module ${name}`);
  return module.options(module.inputs.parse(inputs), { location: `aws/${region}`, region, availability }, facts);
}

interface Quoted {
  readonly module: string;
  /** Keys of options; all without. */
  readonly only?: readonly string[];
  readonly inputs?: unknown;
  readonly availability?: Availability;
  readonly asked?: Asked;
}

const traffic = { low: 20, expected: 60, high: 200 };

const quoted: readonly Quoted[] = [
  { module: 'aurora', only: ['serverless', 'db.r6g.large'], availability: 'multi-az' },
  { module: 'aurora_global', only: ['serverless', 'db.r6g.large'], availability: 'multi-az' },
  { module: 'aws_load_balancer_controller' },
  { module: 'budgets' },
  { module: 'cluster_factory', only: ['m6i.large', 't3.large'] },
  { module: 'ecr_scanning' },
  { module: 'elasticache_memcached', only: ['memcached-cache.t3.micro', 'memcached-cache.r6g.large'] },
  {
    module: 'elasticache_redis',
    only: ['valkey-cache.t4g.micro', 'valkey-cache.r6g.large', 'redis-cache.t4g.micro'],
    asked: { memoryGiB: 5 },
  },
  { module: 'greengrass_v2' },
  { module: 'ingress_nginx' },
  {
    module: 'lattice_cross_region',
    inputs: { customDomainNames: ['mlflow.internal.example.com'] },
    asked: { crossRegionGbPerMonth: traffic },
  },
  {
    module: 'vpc_lattice_core',
    inputs: {
      services: { mlflow: {}, feast: {}, vllm: {} },
      millionRequestsPerMonth: { low: 0, expected: 10, high: 50 },
      accessLogs: { ingestGbPerMonth: { low: 1, expected: 2, high: 10 } },
    },
    asked: { serviceGbPerMonth: traffic },
  },
  { module: 'vpc_peering', asked: { crossRegionGbPerMonth: traffic } },
];

test.each(quoted)('$module', ({ module, only, inputs = {}, availability = 'single-az', asked }) => {
  const options = optionsOf(module, inputs, availability).filter(({ key }) => only?.includes(key) ?? true);
  expect(options.length).toBe(only?.length ?? options.length);
  expect(quote(options, region, asked)).toMatchSnapshot();
});

/** What an option costs a month as expected, from the last line of its quote. */
function expectedOf(module: string, key: string, inputs: unknown, asked?: Asked): number {
  const [option] = optionsOf(module, inputs, 'single-az').filter((one) => one.key === key);
  if (option === undefined) throw new Error(`${module} has no option ${key}`);
  const total = quote([option], region, asked).split('\n').at(-1)?.trim().split(/ +/) ?? [];
  return Number(total.at(-2));
}

describe('figures of the guide', () => {
  const services = (count: number) => ({
    services: Object.fromEntries(Array.from({ length: count }, (_, index) => [`service-${index}`, {}])),
  });

  test('that the price list bears out', () => {
    expect(expectedOf('vpc_lattice_core', 'service-network', services(1))).toBe(18.25);
    expect(expectedOf('vpc_lattice_core', 'service-network', services(3))).toBe(54.75);
    expect(expectedOf('vpc_lattice_core', 'service-network', services(5))).toBe(91.25);
    expect(Math.round(expectedOf('aws_load_balancer_controller', 'alb-internal', { ingressGbPerMonth: 200 }))).toBe(18);
    expect(expectedOf('greengrass_v2', 'fleet', { coreDevices: 50 })).toBeGreaterThan(10);
    expect(expectedOf('greengrass_v2', 'fleet', { coreDevices: 235 })).toBeLessThan(50);
    expect(expectedOf('ecr_scanning', 'ENHANCED', {})).toBe(31);
  });

  test('that it does not', () => {
    const memcached = (nodeType: string) =>
      expectedOf('elasticache_memcached', `memcached-${nodeType}`, { nodeType, numCacheNodes: 2 });
    // 12, 200, 100 and 0.01 USD a GB in the guide.
    expect(memcached('cache.t3.micro')).toBe(24.82);
    expect(memcached('cache.r6g.large')).toBe(300.76);
    expect(expectedOf('ingress_nginx', 'nlb-internal', {})).toBe(17.03);
    expect(expectedOf('vpc_lattice_core', 'service-network', {}, { serviceGbPerMonth: 1000 })).toBe(25);
  });
});

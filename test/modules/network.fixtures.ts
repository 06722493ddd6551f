/** Bills and allocations for the tests of the network modules. */
import { facts, prices } from '../../data';
import type { Addresses, Availability, CostLine, Module, Site } from '../../modules/module';
import { allocate } from '../../solver/addresses';
import { formatUsd, microUsd } from '../../solver/money';
import { allocationsOf, emptyNetworkLock } from '../../solver/network-lock';

export function site(region: string, availability: Availability): Site {
  return { location: `aws/${region}`, region, availability };
}

function quantity({ fixed = 0, perDemand = {} }: CostLine, demand: Readonly<Record<string, number>>): number {
  const base = typeof fixed === 'number' ? fixed : fixed.expected;
  return Object.entries(perDemand).reduce((sum, [unit, rate]) => sum + rate * (demand[unit] ?? 0), base);
}

/** One row for each line of the bill that costs something, and the total. */
export function bill<I>(module: Module<I>, at: Site, given: unknown, demand: Readonly<Record<string, number>>): string {
  const listed = prices([]);
  const rows = module.options(module.inputs.parse(given), at, facts).flatMap(({ cost }) =>
    cost.flatMap((line) => {
      const price = listed.find(line.price, at.region);
      if (price === undefined) throw new Error(`no price ${line.price}`);
      const amount = Number(quantity(line, demand).toPrecision(12));
      const micro = microUsd(price.usd, amount);
      return amount === 0 ? [] : [{ name: line.name, amount, unit: price.unit, usd: price.usd, micro }];
    }),
  );
  const total = rows.reduce((sum, { micro }) => sum + micro, 0);
  const text = rows.map(({ name, amount, unit, usd, micro }) =>
    [
      name.padEnd(30),
      amount.toFixed(2).padStart(9),
      unit.padEnd(13),
      `x ${usd}`.padEnd(8),
      formatUsd(micro).padStart(9),
    ].join(' '),
  );
  return [...text, `${'Total'.padEnd(63)} ${formatUsd(total).padStart(9)}`].join('\n');
}

/** What the network module asks for, allocated from 10.0.0.0/8. */
export function addressesFor<I>(module: Module<I>, at: Site, given: unknown): Addresses {
  const request = module.addresses?.(module.inputs.parse(given), at, facts);
  if (request === undefined) throw new Error(`${module.name} asks for no addresses`);
  const lock = allocate({
    environment: 'test',
    network: { pool: '10.0.0.0/8', prefixLength: 16, cidrs: {}, reserved: [] },
    requests: [{ region: at.region, request, zoneIds: facts.zoneIds(at.region), path: [] }],
    lock: emptyNetworkLock,
    where: () => ({ file: 'environments/test.yaml', line: 1, column: 1 }),
  });
  const addresses = allocationsOf(lock, 'test')[at.region];
  if (addresses === undefined) throw new Error('nothing was allocated');
  return addresses;
}

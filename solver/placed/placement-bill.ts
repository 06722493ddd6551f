/**
 * What a placement costs beside the instances of the catalog that it stands on: traffic between places, and clusters and
 * nodes of clouds whose prices their documents give.
 */
import type { Range } from '../../modules/module';
import type { Environment } from '../../schema/types';
import type { CostComponent } from '../decision';
import { HOURS_PER_MONTH, microUsd } from '../money';
import type { Placement, TrafficCost } from '../placement/problem';
import { regionAt, type Price, type World } from '../world';
import { egressKeys, leavesCloud } from './places';

export function placementComponents(environment: Environment, world: World, placement: Placement): CostComponent[] {
  return [...elsewhere(world, placement), ...traffic(environment, world, placement)];
}

function component(
  owner: string,
  location: string,
  name: string,
  priceKey: string,
  price: Price,
  quantity: Range,
): CostComponent {
  const cost = (amount: number): number => microUsd(price.usd, amount);
  return {
    owner,
    location,
    name,
    priceKey,
    unit: price.unit,
    usd: price.usd,
    quantity,
    microUsd: { low: cost(quantity.low), expected: cost(quantity.expected), high: cost(quantity.high) },
    source: price.source,
    ...(price.mark === undefined ? {} : { mark: price.mark }),
    ...(price.note === undefined ? {} : { note: price.note }),
  };
}

function always(amount: number): Range {
  return { low: amount, expected: amount, high: amount };
}

function ownPrice(name: string, usd: string, unit: string, note: string): Price {
  return { usd, unit, source: `spec.prices of ${name}`, mark: 'override', note };
}

/** Clusters and nodes that no module of the catalog makes. */
function elsewhere(world: World, { pools }: Placement): CostComponent[] {
  return pools.flatMap(({ location, clusters, nodes }) => {
    const at = regionAt(world, location);
    if (at?.cloud.prices === undefined) return [];
    const { name, prices } = at.cloud;
    const { region } = at.region;
    const line = (what: string, key: string, usd: string, hours: number): CostComponent =>
      component(`placement@${location}`, location, what, key, ownPrice(name, usd, 'hour', prices.note), always(hours));
    return [
      ...(clusters > 0 && prices.clusterUsdPerHour !== undefined
        ? [line('Clusters', 'cluster.hour', prices.clusterUsdPerHour, HOURS_PER_MONTH * clusters)]
        : []),
      ...Object.entries(nodes).flatMap(([type, count]) => {
        const priced = prices.nodeTypes.find((one) => one.type === type && (one.regions?.includes(region) ?? true));
        return priced === undefined
          ? []
          : [line(`Nodes ${type}`, `node.${type}.hour`, priced.usdPerHour, HOURS_PER_MONTH * count)];
      }),
    ];
  });
}

/** Traffic that leaves a place, at the price of that place. */
function traffic(environment: Environment, world: World, placement: Placement): CostComponent[] {
  const prices = world.prices(environment.prices);
  const apart = leavesCloud(environment, world);
  return placement.traffic.flatMap((cost) => {
    const { cloud, region } = regionAt(world, cost.location) ?? {};
    const key = apart ? egressKeys.internet : egressKeys.region;
    const price =
      cloud?.provider === 'aws'
        ? prices.find(key, region?.region ?? '')
        : ownPrice(cloud?.name ?? '', cloud?.prices?.egressUsdPerGb ?? '0', 'GB', cloud?.prices?.note ?? '');
    if (price === undefined || cost.microUsd === 0) return [];
    const name = `Traffic of ${cost.from} to ${cost.to}`;
    return [component('services', cost.location, name, key, price, quantityOf(environment, cost, price))];
  });
}

/** GB a month; low and high in the proportion that the edge states. */
function quantityOf({ services }: Environment, cost: TrafficCost, price: Price): Range {
  const edges = services.find(({ name }) => name === cost.from)?.talksTo ?? [];
  const stated = edges.find(({ service }) => service === cost.to)?.gbPerMonth;
  const expected = rounded(cost.microUsd / microUsd(price.usd, 1));
  if (stated === undefined || stated.expected === 0) return always(expected);
  const share = expected / stated.expected;
  return { low: rounded(stated.low * share), expected, high: rounded(stated.high * share) };
}

function rounded(gb: number): number {
  return Number(gb.toFixed(6));
}

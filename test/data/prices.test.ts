import { Big } from 'big.js';
import fc from 'fast-check';
import { priceKeys, prices, regions } from '../../data';
import { listEntry, sourceWithDate } from '../../data/price-list';
import { microUsd } from '../../solver/money';
import type { PriceRule } from '../../schema/types';

const rule = (given: Omit<PriceRule, 'note' | 'path'>): PriceRule => ({ ...given, note: 'offer 7', path: [] });
const valkey = 'elasticache.valkey.cache.t4g.micro.hour';

describe('the price files', () => {
  const keys = priceKeys();

  test('hold 573 keys in order, each in the file of its family', () => {
    expect(keys).toHaveLength(573);
    expect(keys.filter((key) => listEntry(key) === undefined)).toEqual([]);
  });

  test('hold 12,248 decimal figures with known sources and known regions', () => {
    const known = new Set(['*', ...regions.ids()]);
    let figures = 0;
    for (const key of keys) {
      for (const [region, price] of Object.entries(listEntry(key)?.regions ?? {})) {
        figures += 1;
        expect(known).toContain(region);
        expect(price.usd).toMatch(/^\d+(\.\d+)?$/);
        expect(sourceWithDate(price.source)).toMatch(/ (\d{4}-\d{2}-\d{2}|undated)$/);
        expect(price.tiers?.[0]?.usd ?? price.usd).toBe(price.usd);
      }
    }
    expect(figures).toBe(12_248);
  });

  test('give a price for every key in every region', () => {
    const list = prices([]);
    const missing = keys.filter((key) => regions.ids().some((region) => list.find(key, region) === undefined));
    expect(missing).toEqual([]);
  });
});

describe('a price', () => {
  test('is the list price of the region, with source and date', () => {
    expect(prices([]).find('vpc.natGateway.hour', 'us-east-1')).toEqual({
      usd: '0.045',
      unit: 'gateway-hour',
      source: 'togen 2026-09-06',
    });
  });

  test('is the highest of all regions, marked assumed, where the region has none', () => {
    const price = prices([]).find(valkey, 'ap-southeast-6');
    const known = Object.values(listEntry(valkey)?.regions ?? {}).map(({ usd }) => Number(usd));
    expect(price?.mark).toBe('assumed');
    expect(price?.note).toBe('the highest known list price, that of sa-east-1: none is known for ap-southeast-6');
    expect(Number(price?.usd)).toBe(Math.max(...known));
  });

  test('of a global service and one of every region are not assumed', () => {
    expect(prices([]).find('route53.hostedZone.month', 'eu-west-1')?.mark).toBeUndefined();
    expect(prices([]).find('vpc.gatewayEndpoint.hour', 'eu-west-1')?.mark).toBeUndefined();
  });

  test('keeps the mark of a secondary source', () => {
    expect(prices([]).find('aurora.mysql.db.r7g.large.hour', 'us-east-1')?.mark).toBe('secondary');
  });

  test('is that of the first tier that is charged', () => {
    expect(prices([]).find('securityHub.finding', 'us-east-2')?.usd).toBe('0.00003');
  });

  test('of a key that nothing names does not exist', () => {
    expect(prices([]).find('elasticache.unknown.hour', 'us-east-1')).toBeUndefined();
    expect(prices([]).find('unknown', 'us-east-1')).toBeUndefined();
    expect(prices([rule({ key: 'unknown', discountPercent: 5 })]).find('unknown', 'us-east-1')).toBeUndefined();
  });
});

describe('rules of an environment', () => {
  test('the last that matches decides, by key or pattern and region', () => {
    const list = prices([
      rule({ key: 'elasticache.valkey.*', usd: '0.5' }),
      rule({ key: valkey, region: 'us-east-1', usd: '0.010' }),
      rule({ key: 'elasticache.redis.*', usd: '9' }),
    ]);
    expect(list.find(valkey, 'us-east-1')).toEqual({
      usd: '0.01',
      unit: 'node-hour',
      source: 'spec.prices',
      mark: 'override',
      note: 'offer 7',
    });
    expect(list.find(valkey, 'eu-west-1')?.usd).toBe('0.5');
  });

  test('a price given for an unknown key is a price', () => {
    expect(prices([rule({ key: 'unknown.hour', usd: '2' })]).find('unknown.hour', 'us-east-1')?.usd).toBe('2');
  });

  test('a discount of an assumed price stays assumed and says both', () => {
    const price = prices([rule({ key: valkey, discountPercent: 12.5 })]).find(valkey, 'ap-southeast-6');
    expect(price).toMatchObject({ usd: '0.021', mark: 'assumed', source: 'leaner-cache 2025-04-24' });
    expect(price?.note).toMatch(/^12\.5 % off the list price: offer 7; the highest known list price/);
  });

  test('a discount is exact and comes off the list price alone', () => {
    let cases = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...priceKeys()),
        fc.constantFrom(...regions.ids()),
        fc.integer({ min: 0, max: 10_000 }),
        (key, region, hundredths) => {
          cases += 1;
          const percent = hundredths / 100;
          const list = prices([]).find(key, region);
          const earlier = rule({ key, discountPercent: 50 });
          const price = prices([earlier, rule({ key, discountPercent: percent })]).find(key, region);
          if (list === undefined || price === undefined) throw new Error(`no price of ${key} in ${region}`);
          const off = new Big(list.usd).times(hundredths).div(10_000);
          expect(new Big(price.usd).plus(off).eq(list.usd)).toBe(true);
          expect(microUsd(price.usd, 1)).toBeLessThanOrEqual(microUsd(list.usd, 1));
        },
      ),
      { seed: 20261121, numRuns: 500 },
    );
    expect(cases).toBe(500);
  });
});

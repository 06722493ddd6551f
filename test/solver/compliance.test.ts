/** What compliance programmes ask of modules: once in a region, or of everything that stands there. */
import type { ComplianceAsk } from '../../data/compliance-asks';
import type { Environment, ServiceIntent } from '../../schema/types';
import type { World } from '../../solver/world';
import { environment, infrastructure, intents, need, region, service, world } from '../support/environment';
import { conflictOf, decided, reason, servings, summary } from './decided';
import { capability, catalog, costs, fake, network, option } from './fake-module';

const logs = capability('flow-logs');
const watch = capability('watch');
const front = capability('front-door');
const guard = capability('guard');
const scan = capability('scan');
const deep = capability('deep-scan');

const vpc = fake('vpc', { provides: [network], options: () => [option('only', [network], { cost: costs(30) })] });
const door = fake('door', {
  multiple: true,
  provides: [front],
  needs: () => [{ capability: network, at: 'each' }],
  options: () => [option('only', [front], { cost: costs(20) })],
});
const flow = fake('flow', {
  provides: [logs],
  needs: () => [{ capability: network, at: 'each' }],
  options: () => [option('only', [logs], { cost: costs(5) })],
});
const wall = fake('wall', {
  multiple: true,
  provides: [guard],
  needs: () => [{ capability: front, at: 'each' }],
  options: () => [option('only', [guard], { cost: costs(7) })],
});
const watcher = fake('watcher', {
  scope: 'account',
  provides: [watch],
  options: () => [option('only', [watch], { cost: costs(9) })],
});
const scanner = fake('scanner', {
  provides: [scan, deep],
  options: () => [option('basic', [scan], { cost: costs(1) }), option('enhanced', [scan, deep], { cost: costs(40) })],
});
const registry = catalog(vpc, door, flow, wall, watcher, scanner);

function ask(given: Partial<ComplianceAsk> & Pick<ComplianceAsk, 'capability'>): ComplianceAsk {
  return { controls: ['C1', 'C2'], check: 'some_check', source: 'a list', url: 'https://example.com/', ...given };
}

const programmes: Readonly<Record<string, readonly ComplianceAsk[]>> = {
  NET: [ask({ capability: 'flow-logs', of: 'private-network' })],
  WATCH: [ask({ capability: 'watch' })],
  DOOR: [ask({ capability: 'guard', of: 'front-door' })],
  SCAN: [ask({ capability: 'scan' })],
  DEEP: [ask({ capability: 'deep-scan' })],
};

const everything = { compliance: [...Object.keys(programmes), 'OTHER'] };

function here(given: Partial<World> = {}): World {
  return world(registry, {
    complianceAsks: (programme) => programmes[programme],
    infrastructures: [infrastructure([region('us-east-1', everything), region('us-west-2', everything)])],
    ...given,
  });
}

function requiring(compliance: readonly string[], given: Partial<Environment> = {}): Environment {
  return environment(registry, {
    regions: { min: 1, max: 1, primary: 'us-east-1' },
    requires: { compliance, capabilities: [], availability: 'single-az' },
    needs: [need('private-network')],
    ...given,
  });
}

function doors(...names: readonly string[]): Partial<Environment> {
  const instances = names.map((name) => ({ name, inputs: {}, path: ['spec', 'modules', 'door', 'instances', name] }));
  return { modules: intents(registry, { door: { toggle: 'on', instances } }) };
}

describe('an ask of what stands', () => {
  test('turns a module on where it stands, in each region, and says why', async () => {
    const outcome = await decided(requiring(['NET'], { regions: { min: 2, primary: 'us-east-1' } }), here());
    expect(summary(outcome).stands).toEqual([
      'flow@us-east-1 only',
      'flow@us-west-2 only',
      'vpc@us-east-1 only',
      'vpc@us-west-2 only',
    ]);
    expect(servings(outcome)).toContain(
      'compliance/NET/environment/flow-logs/private-network/vpc@us-east-1 <- flow@us-east-1',
    );
    expect(reason(outcome, 'module/flow')).toBe(
      'On because it gives flow-logs to environment test for NET (C1 and C2; check some_check of a list), and nothing else can.',
    );
    expect(outcome.decision.reasons.find(({ subject }) => subject === 'module/flow')?.path).toEqual([
      'spec',
      'requires',
      'compliance',
      0,
    ]);
  });

  test('asks for nothing where nothing stands', async () => {
    const outcome = await decided(requiring(['NET', 'DOOR'], { needs: [] }), here());
    expect(summary(outcome)).toEqual({ stands: [], usd: 0 });
  });

  test('is met on the very instance: each front door has a guard of its own', async () => {
    const walls = ['a', 'b'].map((name) => ({
      name,
      inputs: {},
      path: ['spec', 'modules', 'wall', 'instances', name],
    }));
    const { modules } = doors('left', 'right');
    const both = {
      modules: (modules ?? []).map((one) => (one.module === 'wall' ? { ...one, instances: walls } : one)),
    };
    const outcome = await decided(requiring(['DOOR'], both), here());
    const guarded = outcome.decision.serves.filter(({ capability: what }) => what === 'front-door' || what === 'guard');
    const doorOf = (provider: string): string | undefined =>
      guarded.find(({ need: asked }) => provider.startsWith(asked.slice(0, 'wall/a'.length)))?.provider;
    const asks = guarded.filter(({ capability: what }) => what === 'guard');
    expect(asks).toHaveLength(2);
    for (const { need: asked, provider } of asks)
      expect(doorOf(provider)).toBe(`${asked.split('/').slice(-2).join('/')}@aws/us-east-1`);
  });

  test('one guard is not enough for two doors', async () => {
    const { clauses } = await conflictOf(requiring(['DOOR'], doors('left', 'right')), here());
    expect(clauses.map(({ name }) => name)).toEqual(['toggle/door', 'compliance/DOOR/environment/guard/front-door']);
  });
});

describe('an ask of the account', () => {
  test('holds in each region that is used, once for the account', async () => {
    const account = { id: '111122223333' };
    const intent = requiring(['WATCH'], { account, regions: { min: 2, primary: 'us-east-1' } });
    expect(summary(await decided(intent, here())).stands).toContain('watcher@us-west-2 only');
    const commitments = [
      {
        environment: 'other',
        accountId: account.id,
        accountModules: ['us-east-1', 'us-west-2'].map((at) => ({
          module: 'watcher',
          region: at,
          capabilities: ['watch'],
        })),
        microUsdByLocation: {},
        quotas: {},
      },
    ];
    const outcome = await decided(intent, here({ commitments }));
    expect(summary(outcome).stands).toEqual(['vpc@us-east-1 only', 'vpc@us-west-2 only']);
    expect(reason(outcome, 'module/watcher')).toBe(
      'Off because environment other gives watch, and no answer has room for both.',
    );
  });

  test('makes no region count that hosts nothing else', async () => {
    const alone = requiring(['WATCH'], {
      regions: { min: 2, primary: 'us-east-1' },
      needs: [need('private-network', { at: 'primary' })],
    });
    const { clauses } = await conflictOf(alone, here());
    expect(clauses.map(({ name }) => name)).toEqual(['regions/min']);
  });

  test('decides between options: the cheap one unless a programme asks for more', async () => {
    const optionOf = async (...compliance: readonly string[]): Promise<unknown> =>
      summary(await decided(requiring(compliance, { needs: [] }), here())).stands;
    expect(await optionOf()).toEqual([]);
    expect(await optionOf('SCAN')).toEqual(['scanner@us-east-1 basic']);
    expect(await optionOf('SCAN', 'DEEP')).toEqual(['scanner@us-east-1 enhanced']);
  });
});

describe('services', () => {
  const asking = (at: ServiceIntent['at']): Partial<Environment> => ({
    services: [
      service('web', { at, requires: { compliance: ['NET', 'WATCH'], capabilities: [] } }),
      service('other', { at: 'each' }),
    ],
  });
  const two = { min: 2, primary: 'us-east-1' };

  test.each([
    ['primary', ['flow@us-east-1 only', 'watcher@us-east-1 only']],
    ['each', ['flow@us-east-1 only', 'flow@us-west-2 only', 'watcher@us-east-1 only', 'watcher@us-west-2 only']],
  ] as const)('ask where they run: %s', async (at, expected) => {
    const outcome = await decided(requiring([], { regions: two, ...asking(at) }), here());
    expect(summary(outcome).stands.filter((one) => !one.startsWith('vpc'))).toEqual(expected);
  });

  test('and where they are placed already', async () => {
    const placed = service('web', {
      places: ['aws/us-west-2'],
      requires: { compliance: ['NET', 'WATCH'], capabilities: [] },
    });
    const outcome = await decided(requiring([], { regions: two, services: [placed, service('other')] }), here());
    expect(summary(outcome).stands.filter((one) => !one.startsWith('vpc'))).toEqual([
      'flow@us-west-2 only',
      'watcher@us-west-2 only',
    ]);
  });

  test('and where the solver puts them', async () => {
    const outcome = await decided(requiring([], { regions: two, ...asking('any') }), here());
    const stands = summary(outcome).stands.filter((one) => !one.startsWith('vpc'));
    const [home] = Object.values(outcome.decision.hosts ?? {});
    expect(stands).toEqual([`flow@${home?.slice(4)} only`, `watcher@${home?.slice(4)} only`]);
  });
});

describe('conflicts', () => {
  const off = { modules: intents(registry, { flow: { toggle: 'off' } }) };

  test('name programme, control and source, and dropping the programme is a way out', async () => {
    const { clauses, relaxations } = await conflictOf(requiring(['NET'], off), here());
    expect(clauses.map(({ sentence }) => sentence)).toEqual([
      'flow is pinned off',
      'environment test needs private-network',
      'environment test requires NET, which asks for flow-logs wherever private-network stands (C1 and C2; check some_check of a list)',
    ]);
    expect(clauses[2]?.path).toEqual(['spec', 'requires', 'compliance', 0]);
    expect(relaxations.map(({ change, microUsd }) => [change, microUsd / 1e6])).toEqual([
      ['drop or shrink the need', 0],
      ['drop NET from requires.compliance', 30],
      ['set spec.modules.flow to auto', 35],
    ]);
  });

  test('of a service drop the programme of that service alone', async () => {
    const services = [service('web', { requires: { compliance: ['NET'], capabilities: [] } })];
    const { relaxations } = await conflictOf(requiring(['WATCH'], { ...off, services }), here());
    const dropped = relaxations.find(({ change }) => change.startsWith('drop NET'));
    expect(dropped?.microUsd).toBe(39e6);
    expect(dropped?.clause.path).toEqual(['spec', 'services', 'web', 'requires', 'compliance', 0]);
  });
});

test('a lock from before a programme asked for more holds no longer, and what stood stays', async () => {
  const intent = requiring(['NET']);
  const before = await decided(intent, here({ complianceAsks: () => [] }));
  expect(summary(before).stands).toEqual(['vpc@us-east-1 only']);
  const after = await decided(intent, here(), { lock: before.lock });
  expect(summary(after).stands).toEqual(['flow@us-east-1 only', 'vpc@us-east-1 only']);
});

test('a programme that no source maps is told', async () => {
  const outcome = await decided(requiring(['NET', 'OTHER']), here());
  expect(outcome.decision.notices).toEqual([
    'Locations must declare OTHER; no source says what it asks of modules, so nothing is asked.',
  ]);
});

test('the order of programmes makes no difference', async () => {
  const one = await decided(requiring(['NET', 'WATCH', 'SCAN']), here());
  const other = await decided(requiring(['SCAN', 'WATCH', 'NET']), here());
  expect(other.lock.placed).toEqual(one.lock.placed);
  expect(other.lock.serves).toEqual(one.lock.serves);
});

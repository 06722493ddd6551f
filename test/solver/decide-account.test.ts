/** Modules that an account has once: one environment owns them, the others of the account use them. */
import { intents, environment, need, world } from '../support/environment';
import type { Commitment } from '../../solver/world';
import { conflictOf, decided, servings, summary } from './decided';
import { cache, capability, catalog, costs, fake, option } from './fake-module';

const audit = capability('audit');
const detector = fake('detector', {
  scope: 'account',
  provides: [audit],
  options: () => [option('only', [audit], { cost: costs(30) })],
});
const store = fake('store', {
  provides: [cache],
  needs: () => [{ capability: audit, at: 'any' }],
  options: () => [option('only', [cache], { cost: costs(10) })],
});
const registry = catalog(detector, store);
const account = { id: '111122223333' };
const regions = { min: 1, primary: 'us-east-1' };

function owner(...at: readonly string[]): Commitment {
  const accountModules = at.map((region) => ({ module: 'detector', region, capabilities: ['audit'] }));
  return { environment: 'shared', accountId: account.id, accountModules, microUsdByLocation: {}, quotas: {} };
}

test('the first environment owns it, and its lock says so', async () => {
  const intent = environment(registry, { account, regions, needs: [need('audit')] });
  const outcome = await decided(intent, world(registry));
  expect(summary(outcome)).toEqual({ stands: ['detector@us-east-1 only'], usd: 30 });
  expect(outcome.lock.holds.accountModules).toEqual([
    { module: 'detector', region: 'us-east-1', capabilities: ['audit'] },
  ]);
});

test('the next one is served by it at no cost', async () => {
  const intent = environment(registry, { account, regions, needs: [need('audit')] });
  const outcome = await decided(intent, world(registry, { commitments: [owner('us-east-1')] }));
  expect(summary(outcome)).toEqual({ stands: [], usd: 0 });
  expect(servings(outcome)).toEqual(['environment/audit@us-east-1 <- commitment:shared']);
});

test('environments of another account have their own', async () => {
  const intent = environment(registry, { account: { id: '444455556666' }, regions, needs: [need('audit')] });
  const outcome = await decided(intent, world(registry, { commitments: [owner('us-east-1')] }));
  expect(summary(outcome).stands).toEqual(['detector@us-east-1 only']);
});

test('what is owned in an unused region serves nobody here', async () => {
  const intent = environment(registry, {
    account,
    regions: { ...regions, max: 1 },
    needs: [need('audit', { at: 'any' })],
  });
  const outcome = await decided(intent, world(registry, { commitments: [owner('us-west-2')] }));
  expect(summary(outcome).stands).toEqual(['detector@us-east-1 only']);
});

test('an instance is served by one owner that stands in several regions', async () => {
  const both = world(registry, { commitments: [owner('us-east-1', 'us-west-2')] });
  const intent = environment(registry, {
    account,
    regions: { min: 2, primary: 'auto' },
    needs: [need('key-value-cache')],
  });
  const outcome = await decided(intent, both);
  expect(summary(outcome)).toEqual({ stands: ['store@us-east-1 only', 'store@us-west-2 only'], usd: 20 });
  expect(servings(outcome)).toEqual([
    'environment/key-value-cache@us-east-1 <- store@us-east-1',
    'environment/key-value-cache@us-west-2 <- store@us-west-2',
    'store/main/audit@us-east-1 <- commitment:shared',
    'store/main/audit@us-west-2 <- commitment:shared',
  ]);
});

test('two owners are a conflict', async () => {
  const modules = intents(registry, { detector: { toggle: 'on' } });
  const intent = environment(registry, { account, regions, modules });
  const conflict = await conflictOf(intent, world(registry, { commitments: [owner('us-east-1')] }));
  expect(conflict.clauses.map(({ sentence }) => sentence)).toEqual([
    'detector is pinned on',
    'the primary region is us-east-1',
    'environment shared owns detector in account 111122223333, and an account has one',
  ]);
});

import { environment, need, service, world } from '../support/environment';
import { decided } from './decided';
import { accept } from '../../solver/lock-of';
import { catalog, fake, network, option } from './fake-module';

const road = fake('road', {
  provides: [network],
  options: () => [option('road', [network])],
  cautions: (_, { region }, facts) => [`it carries ${facts.throughput('nat-gateway').scalesToGbps} in ${region}.`],
});
const registry = catalog(road);
const talker = service('talker', {
  talksTo: [
    {
      service: 'listener',
      pattern: 'pod-to-pod',
      gbPerMonth: { low: 1, expected: 1, high: 1 },
      maxLatencyMs: 0.5,
      path: ['spec', 'services', 'talker', 'talksTo', 0],
    },
  ],
});
const intent = environment(registry, {
  regions: { min: 1, max: 1, primary: 'us-east-1' },
  needs: [need('private-network')],
  services: [talker, service('listener')],
});
const told = [
  'road in us-east-1: it carries 100 in us-east-1.',
  'talker must reach listener within 0.5 ms, and inside one VPC that typically takes up to 1 ms.',
];

test('limits are told with their figures', async () => {
  const { decision } = await decided(intent, world(registry));
  expect(decision.notices).toEqual(told);
});

test('what is known today is told of a lock of yesterday', async () => {
  const { lock } = await decided(intent, world(registry));
  const accepted = accept(intent, world(registry), { ...lock, notices: [] });
  expect(accepted.status === 'valid' ? accepted.decision.notices : accepted.reasons).toEqual(told);
});

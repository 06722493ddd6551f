import { facts } from '../../data';
import type { Availability, ZonePart } from '../../modules/module';
import type { Placed } from '../../solver/decision';
import { zoneLosses } from '../../solver/zone-losses';
import { catalog, fake } from './fake-module';

const parts: Readonly<Record<string, readonly ZonePart[]>> = {
  net: [
    { what: 'front', zones: 2, where: 'first' },
    { what: 'gateway', zones: 1, where: 'first', loses: 'nothing gets out' },
  ],
  cache: [{ what: 'node', zones: 1, where: 'any' }],
};
const modules = ['net', 'cache', 'silent'].map((name) => {
  const own = parts[name];
  return fake(name, { options: () => [], ...(own === undefined ? {} : { zoneParts: () => own }) });
});

function placed(module: string, location = 'aws/us-east-1', instance = 'main'): Placed {
  const region = location.slice(4);
  const rest = {
    option: 'x',
    units: 1,
    role: 'only',
    phase: 'active',
    generation: 1,
    inputs: {},
    stateful: false,
  } as const;
  return { module, instance, location, region, ...rest };
}

function losses(all: readonly Placed[], availability: Availability = 'single-az') {
  return zoneLosses(all, availability, catalog(...modules), facts);
}

it('tells for each zone what is lost and what runs on', () => {
  expect(losses([placed('net'), placed('silent'), placed('cache', 'aws/us-east-1', 'sessions')])).toEqual([
    {
      location: 'aws/us-east-1',
      position: 1,
      lost: ['net: gateway, so that nothing gets out', 'cache/sessions: node, if it stands there'],
      runsOn: ['net: front'],
    },
    {
      location: 'aws/us-east-1',
      position: 2,
      lost: ['cache/sessions: node, if it stands there'],
      runsOn: ['net: front'],
    },
  ]);
});

it('tells each region by itself, and nothing of modules that say nothing', () => {
  expect(losses([placed('net', 'aws/us-west-2'), placed('net')]).map(({ location }) => location)).toEqual([
    'aws/us-east-1',
    'aws/us-east-1',
    'aws/us-west-2',
    'aws/us-west-2',
  ]);
  expect(losses([placed('silent')])).toEqual([]);
});

/**
 * Each control that a module claims, against what it emits: the resource complies, and some weaker copy of it does not,
 * so that no control is always true. A new module is tested before anybody writes a pair for it.
 */
import { facts } from '../../data';
import { registry } from '../../modules';
import type { Control, Module } from '../../modules/module';
import { buildStacks } from '../support/build-module';
import { sampleOutputs } from '../support/capabilities';
import { requiredInputs } from '../support/workload-samples';
import { weakened } from '../support/weaken';

const site = { location: 'aws/us-east-1', region: 'us-east-1', availability: 'multi-az' } as const;

/** Inputs under which a module claims what it does not by default. */
const further: Readonly<Record<string, readonly unknown[]>> = {
  aurora: [{ allowedSecurityGroupIds: { web: 'sg-0123456789abcdef0' } }],
  ecr_scanning: [{ repositories: { app: {} } }],
  waf: [{ protects: 'static-site' }],
};

interface Claim {
  readonly control: Control;
  readonly carriers: readonly (readonly [address: string, body: Readonly<Record<string, unknown>>])[];
}

async function claimsOf(module: Module<unknown>, inputs: unknown): Promise<Claim[]> {
  const parsed = module.inputs.parse(inputs);
  const given = sampleOutputs({ ...module, needs: () => module.needs(parsed) }, site);
  const frame = { availability: site.availability };
  const stacks = await buildStacks(module, { facts, frame, inputs, role: 'secondary', ...given });
  const bodies = [...stacks.values()].flatMap(({ resource }) => Object.entries(resource));
  return module.controls(parsed).map((control) => ({
    control,
    carriers: bodies.filter(([type]) => type === control.resource).flatMap(([, byId]) => Object.entries(byId)),
  }));
}

const cases = registry.modules.flatMap((module) =>
  [requiredInputs(module.name), ...(further[module.name] ?? [])].map(
    (inputs): [string, string, Module<unknown>, unknown] => [module.name, JSON.stringify(inputs), module, inputs],
  ),
);

describe.each(cases)('%s with %s', (_, __, module, inputs) => {
  test('every control has resources, and all of them comply', async () => {
    for (const { control, carriers } of await claimsOf(module, inputs)) {
      expect({ control: control.id, of: control.resource, carriers: carriers.length > 0 }).toEqual({
        control: control.id,
        of: control.resource,
        carriers: true,
      });
      const failing = carriers.filter(([, body]) => !control.complies(body)).map(([address]) => address);
      expect({ control: control.id, failing }).toEqual({ control: control.id, failing: [] });
    }
  });

  test('every control finds a weaker copy of each of its resources', async () => {
    const vacuous = (await claimsOf(module, inputs)).flatMap(({ control, carriers }) =>
      carriers
        .filter(([, body]) => !weakened(body).some((copy) => !control.complies(copy.body)))
        .map(([address]) => `${control.id} of ${control.resource}: ${address}`),
    );
    expect(vacuous).toEqual([]);
  });

  test('no control minds a tag, or an order of keys', async () => {
    const minding = (await claimsOf(module, inputs)).flatMap(({ control, carriers }) =>
      carriers
        .filter(([, body]) => {
          const turned = Object.fromEntries(Object.entries({ ...body, tags: { team: 'platform' } }).reverse());
          return !control.complies(turned);
        })
        .map(([address]) => `${control.id} of ${control.resource}: ${address}`),
    );
    expect(minding).toEqual([]);
  });
});

describe('weaker copies', () => {
  const hows = (body: Readonly<Record<string, unknown>>): string[] =>
    weakened(body).flatMap(({ how }) => (how.startsWith('add ') ? [] : [how]));

  test('differ in one place each, and leave aside what no control looks at', () => {
    const body = { force_delete: false, region: 'us-east-1', tags: { a: 'b' }, cidr_blocks: ['10.0.0.0/16'] };
    const before = JSON.stringify(body);
    expect(hows(body)).toEqual([
      'drop force_delete',
      'true at force_delete',
      'drop cidr_blocks',
      'nothing at cidr_blocks',
      'drop cidr_blocks.0',
      "'' at cidr_blocks.0",
      '0.0.0.0/0 at cidr_blocks.0',
      '* at cidr_blocks.0',
    ]);
    expect(JSON.stringify(body)).toBe(before);
  });

  test('give away what was not there', () => {
    expect(weakened({ ingress: [] }).map(({ how }) => how)).toContain('add ingress');
    expect(weakened({ master_username: 'app' }).map(({ how }) => how)).not.toContain('add master_username');
  });

  test('open policies from inside', () => {
    const policy = JSON.stringify({ Statement: [{ Effect: 'Deny', Condition: { Bool: { x: 'true' } } }] });
    const copies = weakened({ policy }).map(({ body }) => body['policy']);
    expect(copies).toContain(JSON.stringify({ Statement: [] }));
    expect(copies).toContain(JSON.stringify({ Statement: [{ Effect: 'Deny' }] }));
    expect(copies).toContain(JSON.stringify({ Statement: [{ Effect: 'Allow', Condition: { Bool: { x: 'true' } } }] }));
  });

  test('find a control that is always true', () => {
    const always = (): boolean => true;
    expect(weakened({ encrypted: true }).some(() => !always())).toBe(false);
  });
});

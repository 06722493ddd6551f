/** Rules that modules declare: each kind obeyed and broken, in process and as Terraform tells it. */
import path from 'node:path';
import { projectRoot } from '../../data/root';
import { registry } from '../../modules';
import type { ArgumentRule, Module } from '../../modules/module';
import { formatDiagnostic, rehearse, rehearseTransition } from '../../rehearse';
import { parseBinding, sourceOf } from '../../rehearse/provider/bindings';
import { isNested, type Block } from '../../rehearse/provider/schema';
import { breaches, replacing } from '../../rehearse/provider/rules';
import { unknown, type ObjectValue } from '../../rehearse/provider/values';
import { describeRehearsal } from '../support/rig';
import { topic } from '../stacks/fixtures';
import { asFiles, only, soundStack } from './stack';

const of = { resource: 'aws_thing', source: 'the page' };
const cases: readonly { rule: ArgumentRule; obeyed: readonly ObjectValue[]; broken: ObjectValue; message: string }[] = [
  {
    rule: { ...of, kind: 'one-of', argument: 'health.protocol', values: ['HTTP', 'HTTPS'] },
    obeyed: [{}, { health: null }, { health: [{ protocol: 'HTTP' }] }, { health: [{ protocol: unknown }] }],
    broken: { health: [{ protocol: 'HTTP' }, { protocol: 'TCP' }] },
    message: 'health.protocol is "TCP"; it can be "HTTP", "HTTPS" (the page).',
  },
  {
    rule: { ...of, kind: 'matches', argument: 'name', pattern: '^[a-z]+$', says: 'lower-case letters' },
    obeyed: [{}, { name: 'abc' }, { name: unknown }],
    broken: { name: 'a b' },
    message: 'name is "a b"; it must be lower-case letters (the page).',
  },
  {
    rule: { ...of, kind: 'not-together', arguments: ['snapshot', 'source'] },
    obeyed: [{}, { snapshot: 'a' }, { source: 'b', snapshot: null }],
    broken: { snapshot: 'a', source: unknown },
    message: "snapshot and source can't be set together (the page).",
  },
  {
    rule: { ...of, kind: 'one-required', arguments: ['arn', 'id'] },
    obeyed: [{ arn: 'a' }, { id: unknown }, { arn: 'a', id: 'b' }],
    broken: { arn: null },
    message: 'One of arn, id must be set (the page).',
  },
];

test.each(cases)('$rule.kind', ({ rule, obeyed, broken, message }) => {
  expect(obeyed.flatMap((config) => breaches([rule], config))).toEqual([]);
  expect(breaches([rule], broken).map((breach) => breach.message)).toEqual([message]);
});

test('replaces: where the value differs, or is not known', () => {
  const rules: readonly ArgumentRule[] = [{ ...of, kind: 'replaces', arguments: ['settings.zone'] }];
  const zone = (value: ObjectValue[string]): ObjectValue => ({ settings: [{ zone: value }], name: 'a' });
  expect(replacing(rules, zone('a'), { ...zone('a'), name: 'b' })).toEqual([]);
  expect(replacing(rules, zone('a'), zone('b'))).toEqual(['settings']);
  expect(replacing(rules, zone('a'), zone(unknown))).toEqual(['settings']);
  expect(replacing(rules, zone('a'), { settings: [] })).toEqual(['settings']);
});

const declaredRules = registry.modules.flatMap(({ rules }) => rules ?? []);
const lib = path.join(projectRoot(), 'node_modules/@cdktf/provider-aws/lib');

/** Whether the schema has an argument at the path, through blocks and nested objects. */
function has(block: Block, [name = '', ...rest]: readonly string[]): boolean {
  const attribute = block.attributes.find((one) => one.name === name);
  if (attribute !== undefined) {
    if (rest.length === 0) return attribute.required || attribute.optional;
    return isNested(attribute.type) && has({ attributes: attribute.type.attributes, blocks: [] }, rest);
  }
  const nested = block.blocks.find((one) => one.name === name);
  return nested !== undefined && (rest.length === 0 || has(nested.block, rest));
}

test('rules of the catalog name arguments that exist, a page, and patterns that compile', () => {
  expect(declaredRules.length).toBeGreaterThan(0);
  const wrong = declaredRules.flatMap((rule) => {
    const block = parseBinding(sourceOf(path.join(lib, rule.resource.replace(/^aws_/, '').replaceAll('_', '-'))));
    const names = 'argument' in rule ? [rule.argument] : rule.arguments;
    return names.filter((name) => !has(block, name.split('.'))).map((name) => `${rule.resource}.${name}`);
  });
  expect(wrong).toEqual([]);
  for (const { source } of declaredRules) expect(source).toMatch(/^https:\/\//);
  for (const rule of declaredRules) if (rule.kind === 'matches') expect(() => new RegExp(rule.pattern)).not.toThrow();
});

jest.setTimeout(900_000);

const declared: Module<unknown> = {
  ...topic,
  rules: [
    {
      resource: 'aws_vpc',
      source: 'page one',
      kind: 'one-of',
      argument: 'instance_tenancy',
      values: ['default', 'dedicated'],
    },
    { resource: 'aws_vpc', source: 'page two', kind: 'not-together', arguments: ['cidr_block', 'ipv4_ipam_pool_id'] },
    { resource: 'aws_vpc', source: 'page three', kind: 'replaces', arguments: ['cidr_block'] },
  ],
};

describeRehearsal(
  'rules',
  (rig) => {
    test('a breach names the resource, the argument and the page', async () => {
      const stack = soundStack();
      only(stack, 'aws_vpc')['instance_tenancy'] = 'shared';
      only(stack, 'aws_vpc')['ipv4_ipam_pool_id'] = 'pool';
      const { steps } = await rehearse(asFiles(stack), rig());
      expect(steps.at(-1)?.name).toBe('validate');
      expect(steps.at(-1)?.diagnostics.map(formatDiagnostic)).toEqual([
        expect.stringMatching(
          /^aws_vpc\.network_vpc_us_east_1 .*instance_tenancy is "shared"; it can be "default", "dedicated" \(page one\)\.$/,
        ),
        expect.stringMatching(/cidr_block and ipv4_ipam_pool_id can't be set together \(page two\)\.$/),
      ]);
    });

    test('an argument that replaces is told as a replacement', async () => {
      const [before, after] = [soundStack(), soundStack()];
      only(after, 'aws_vpc')['cidr_block'] = '10.1.0.0/16';
      const { changes } = await rehearseTransition(asFiles(before), asFiles(after), rig());
      expect(changes[0]).toEqual({
        action: 'replaced',
        address: 'aws_vpc.network_vpc_us_east_1',
        region: 'us-east-1',
        arguments: ['cidr_block'],
      });
    });
  },
  { modules: [declared], capabilities: [] },
);

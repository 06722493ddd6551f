/** Schemas that are read from the installed bindings. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../data/root';
import { parseBinding, sourceOf } from '../../rehearse/provider/bindings';
import type { Block } from '../../rehearse/provider/schema';

const lib = path.join(projectRoot(), 'node_modules/@cdktf/provider-aws/lib');

function read(folder: string): Block {
  return parseBinding(sourceOf(path.join(lib, folder)));
}

function attribute(block: Block, name: string) {
  return block.attributes.find((one) => one.name === name);
}

function nested(block: Block, name: string) {
  const found = block.blocks.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no block ${name}`);
  const { nesting, minItems, maxItems } = found;
  return { block: found.block, limits: { nesting, minItems, maxItems } };
}

const flags = { required: false, optional: false, computed: false, writeOnly: false };

test('every binding can be read', () => {
  const folders = readdirSync(lib).filter((name) => existsSync(path.join(lib, name, 'index.js')));
  const unread = folders.flatMap((folder) => {
    try {
      return read(folder).attributes.length > 0 || folder.startsWith('data-') ? [] : [`${folder}: no attribute`];
    } catch (error) {
      return [`${folder}: ${String(error)}`];
    }
  });
  expect(unread).toEqual([]);
  expect(folders.length).toBeGreaterThan(2000);
});

test('flags and types of attributes', () => {
  const group = read('elasticache-replication-group');
  expect(attribute(group, 'description')).toEqual({ ...flags, name: 'description', type: 'string', required: true });
  expect(attribute(group, 'arn')).toEqual({ ...flags, name: 'arn', type: 'string', computed: true });
  expect(attribute(group, 'port')).toEqual({ ...flags, name: 'port', type: 'number', optional: true });
  expect(attribute(group, 'user_group_ids')?.type).toEqual(['set', 'string']);
  expect(attribute(group, 'preferred_cache_cluster_azs')?.type).toEqual(['list', 'string']);
  expect(attribute(group, 'tags')?.type).toEqual(['map', 'string']);
  expect(attribute(group, 'member_clusters')).toEqual({
    ...flags,
    name: 'member_clusters',
    type: ['set', 'string'],
    computed: true,
  });
});

test('write-only arguments', () => {
  expect(attribute(read('db-instance'), 'password_wo')?.writeOnly).toBe(true);
  expect(attribute(read('db-instance'), 'password_wo_version')?.writeOnly).toBe(false);
});

test('blocks: their nesting and limits, inside of each other', () => {
  const action = nested(read('vpclattice-listener'), 'default_action');
  expect(action.limits).toEqual({ nesting: 'LIST', minItems: 1, maxItems: 1 });
  const forward = nested(action.block, 'forward');
  expect(forward.limits).toEqual({ nesting: 'LIST', minItems: 0, maxItems: 0 });
  expect(attribute(nested(forward.block, 'target_groups').block, 'weight')?.type).toBe('number');
  expect(nested(read('security-group'), 'timeouts').limits.nesting).toBe('SINGLE');
});

test('attributes that look like blocks: every member must be there', () => {
  const ingress = attribute(read('security-group'), 'ingress');
  expect(ingress).toMatchObject({ optional: true, computed: true });
  expect(ingress?.type).toMatchObject(['set', ['object', { from_port: 'number', cidr_blocks: ['list', 'string'] }]]);
});

test('objects that the provider computes', () => {
  expect(attribute(read('eks-cluster'), 'certificate_authority')?.type).toEqual([
    'list',
    ['object', { data: 'string' }],
  ]);
});

test('a binding split over several files, and the provider itself', () => {
  expect(nested(read('medialive-channel'), 'cdi_input_specification').limits.nesting).toBe('LIST');
  const provider = read('provider');
  expect(attribute(provider, 'region')?.optional).toBe(true);
  expect(attribute(provider, 'alias')).toBeUndefined();
  expect(nested(provider, 'assume_role').limits.nesting).toBe('LIST');
});

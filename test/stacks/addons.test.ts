import { z } from 'zod';
import type { BuildContext, Builds, Module } from '../../modules/module';
import { addonsStackName, isAddonsStackOf } from '../../stacks/addons-names';
import { parseEmitted, type Emitted } from '../../stacks/emitted';
import type { StackInput } from '../../stacks/frame';
import { render } from '../../stacks/render';
import { facts, place, registry, stackInput, topic } from './fixtures';

const cluster = { name: 'prod-us-east-1', region: 'us-east-1' };

/** The topic under another build. */
function topicThat(builds: Builds<unknown>): Module<unknown> {
  return { ...topic, load: () => Promise.resolve(builds) };
}

function hosting(context: BuildContext<unknown>): void {
  context.addons(cluster, { roleName: 'prod-role' });
}

async function stacksOf(builds: Builds<unknown>, more: Partial<StackInput> = {}): Promise<Map<string, Emitted>> {
  const input = { ...stackInput('prod', [place(topic, 'us-east-1')]), ...more };
  const { files } = await render([input], { ...registry, modules: [topicThat(builds)] }, facts);
  return new Map(
    [...files].flatMap(([file, text]): [string, Emitted][] => {
      const [, name = '', base] = file.split('/');
      return base === 'cdk.tf.json' ? [[name, parseEmitted(text)]] : [];
    }),
  );
}

describe('names', () => {
  test('the cluster follows the environment, which is not said twice', () => {
    expect(addonsStackName('prod', 'prod-us-east-1')).toBe('prod-addons-us-east-1');
    expect(addonsStackName('prod', 'shared')).toBe('prod-addons-shared');
  });

  test('a stack belongs to the environment that begins it', () => {
    expect(isAddonsStackOf('prod', 'prod-addons-us-east-1')).toBe(true);
    expect(isAddonsStackOf('prod', 'prod')).toBe(false);
    expect(isAddonsStackOf('prod', 'product-addons-us-east-1')).toBe(false);
  });
});

describe('addons stacks', () => {
  test('there is none without a cluster', async () => {
    expect([...(await stacksOf({ aws: () => undefined })).keys()]).toEqual(['prod']);
  });

  test('a cluster without addons has one that logs in', async () => {
    const stacks = await stacksOf({ aws: hosting });
    expect([...stacks.keys()]).toEqual(['prod', 'prod-addons-us-east-1']);
    const addons = stacks.get('prod-addons-us-east-1');
    expect(Object.keys(addons?.provider ?? {})).toEqual(['aws', 'helm', 'kubernetes']);
    expect(addons?.resource).toEqual({});
  });

  test.each([
    [{ kind: 'local', path: 'terraform.tfstate' }, { local: { path: 'terraform-addons-us-east-1.tfstate' } }],
    [{ kind: 'local', path: 'state' }, { local: { path: 'state-addons-us-east-1' } }],
    [
      { kind: 's3', bucket: 'states', region: 'us-east-1', key: 'prod/terraform.tfstate' },
      { s3: { bucket: 'states', key: 'prod/terraform-addons-us-east-1.tfstate', use_lockfile: true } },
    ],
  ] as const)('its state %j stands beside that of the environment', async (state, backend) => {
    const { frame } = stackInput('prod', []);
    const stacks = await stacksOf({ aws: hosting }, { frame: { ...frame, state } });
    expect(stacks.get('prod-addons-us-east-1')?.terraform).toMatchObject({ backend });
  });

  test('the token is asked for as the role that applies', async () => {
    const { frame } = stackInput('prod', []);
    const account = { id: '111122223333', roleArn: 'arn:aws:iam::111122223333:role/deploy' };
    const stacks = await stacksOf({ aws: hosting }, { frame: { ...frame, account } });
    const helm = JSON.stringify(stacks.get('prod-addons-us-east-1')?.provider['helm']);
    expect(helm).toContain('"--role-arn","arn:aws:iam::111122223333:role/deploy"');
  });

  test('the addons half gets what the aws half published, and its inputs', async () => {
    const seen: unknown[] = [];
    await stacksOf({
      aws: hosting,
      addons(context) {
        seen.push(context.published('roleName'), context.cluster.name, context.chosen.module);
        context.output('role', context.published('roleName'), 'Role.');
      },
    });
    expect(seen).toEqual(['prod-role', 'prod-us-east-1', 'topic']);
  });

  test('a key that was not published is a bug', async () => {
    const stacks = stacksOf({ aws: hosting, addons: (context) => void context.published('roleArn') });
    await expect(stacks).rejects.toThrow('topic/main@aws/us-east-1 was handed no roleArn by its aws half');
  });

  test('a reference is never published: it would make remote state', async () => {
    const stacks = stacksOf({
      aws: (context) => context.addons(cluster, { arn: '${TfToken[TOKEN.0]}' }),
    });
    await expect(stacks).rejects.toThrow('got a reference');
  });

  test('one that was emitted once is emitted empty when its cluster is gone', async () => {
    const stacks = await stacksOf({ aws: () => undefined }, { formerAddons: ['prod-addons-us-east-1'] });
    const emptied = stacks.get('prod-addons-us-east-1');
    expect(Object.keys(emptied?.provider ?? {})).toEqual(['aws']);
    expect([emptied?.resource, emptied?.data]).toEqual([{}, {}]);
    expect(emptied?.terraform).toMatchObject({ backend: { s3: { key: 'prod/terraform-addons-us-east-1.tfstate' } } });
  });

  test('cdktf applies the environment first', async () => {
    const input = stackInput('prod', [place(topic, 'us-east-1')]);
    const { manifest } = await render([input], { ...registry, modules: [topicThat({ aws: hosting })] }, facts);
    const { stacks } = z
      .object({ stacks: z.record(z.string(), z.looseObject({ dependencies: z.array(z.string()) })) })
      .parse(JSON.parse(manifest));
    expect(stacks['prod-addons-us-east-1']?.dependencies).toEqual(['prod']);
  });
});

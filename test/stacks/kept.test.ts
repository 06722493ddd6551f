import type { Placed } from '../../solver/decision';
import type { RetiredInstance } from '../../solver/lock';
import { render } from '../../stacks/render';
import { bucket, facts, notifications, place, topic } from './fixtures';

const keeps = [
  { resource: 'aws_sns_topic', role: 'topic' },
  { resource: 'aws_kms_key', role: 'key' },
];
const registry = { modules: [{ ...topic, keeps }, bucket], capabilities: [notifications] };
const retired: RetiredInstance = { module: 'topic', instance: 'main', location: 'aws/us-east-1', generation: 1 };

async function removedBlocks(gone: readonly RetiredInstance[], placed: readonly Placed[] = []): Promise<unknown> {
  const frame = {
    environment: 'prod',
    state: { kind: 'local', path: 'terraform.tfstate' },
    tags: {},
    availability: 'single-az',
  } as const;
  const inputs = [{ frame, placed, serves: [], addresses: {}, retired: gone, summary: () => '' }];
  const { files } = await render(inputs, registry, facts);
  const stack: unknown = JSON.parse(files.get('stacks/prod/cdk.tf.json') ?? '');
  return typeof stack === 'object' && stack !== null && 'removed' in stack ? stack.removed : undefined;
}

const forgotten = (from: string) => ({ from, lifecycle: { destroy: false } });

test('what a retired instance keeps is forgotten and not destroyed', async () => {
  expect(await removedBlocks([retired])).toEqual([
    forgotten('aws_kms_key.topic_key_us_east_1'),
    forgotten('aws_sns_topic.topic_topic_us_east_1'),
  ]);
});

test('once for each address, however often it was retired', async () => {
  const alerts = { ...retired, instance: 'alerts' };
  expect(await removedBlocks([retired, { ...retired, generation: 2 }, alerts])).toEqual([
    forgotten('aws_kms_key.topic_alerts_key_us_east_1'),
    forgotten('aws_kms_key.topic_key_us_east_1'),
    forgotten('aws_sns_topic.topic_alerts_topic_us_east_1'),
    forgotten('aws_sns_topic.topic_topic_us_east_1'),
  ]);
});

test('nothing for modules that keep nothing, or that the catalog no longer has', async () => {
  expect(
    await removedBlocks([
      { ...retired, module: 'bucket' },
      { ...retired, module: 'bygone' },
    ]),
  ).toBeUndefined();
});

test('nothing for an instance that came back', async () => {
  expect(await removedBlocks([retired], [place(topic, 'us-east-1', { generation: 2 })])).toBeUndefined();
});

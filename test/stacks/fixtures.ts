/** Three small modules of the tests' own, with real bindings: a topic, and buckets that report to one. */
import { z } from 'zod';
import type { AwsFacts, BuildContext, Capability, Module } from '../../modules/module';
import type { StackInput } from '../../stacks/frame';
import { instanceKey, needId, type Placed, type Serving } from '../../solver/decision';

export const facts: AwsFacts = {
  zoneIds: () => ['use1-az1', 'use1-az2'],
  cacheNodeTypes: () => [],
  databaseInstanceClasses: () => [],
  ec2InstanceTypes: () => [],
  offersInstanceType: () => undefined,
  auroraGlobal: () => 'unknown',
  throughput: () => ({ startsAtGbps: 5, scalesToGbps: 100, per: 'carrier', source: 'test' }),
  typicalLatencyMs: () => ({ low: 0, high: 1 }),
};

export const notifications: Capability<{ readonly topicArn: string }> = {
  name: 'notifications',
  summary: 'A topic that events go to.',
  defaultAt: 'each',
  units: {},
};

const option = { key: 'standard', label: 'Standard', units: { min: 1, max: 1 }, supplies: {}, cost: [] };

const common = {
  category: 'data',
  lifecycle: 'ready',
  toggle: 'auto',
  scope: 'location',
  multiple: true,
  stateful: false,
  services: [],
  quotas: {},
  useWhen: [],
  avoidWhen: [],
  conflicts: {},
  references: [],
  controls: () => [],
} as const;

const topicInputs = z.strictObject({
  displayName: z.string().default('Events'),
  tags: z.record(z.string(), z.string()).default({}),
});

export const topic = {
  ...common,
  name: 'topic',
  title: 'Topic',
  summary: 'A notification topic.',
  provides: [notifications],
  inputs: topicInputs,
  needs: () => [],
  options: () => [{ ...option, provides: [notifications] }],
  async load() {
    const { SnsTopic } = await import('@cdktf/provider-aws/lib/sns-topic/index.js');
    return {
      aws(context: BuildContext<z.infer<typeof topicInputs>>) {
        const { displayName, tags } = context.inputs;
        const { region } = context.chosen;
        const name = context.name(256, 'events');
        const built = new SnsTopic(context.scope, context.id('topic'), { name, region, displayName, tags });
        context.provide(notifications, { topicArn: built.arn });
        context.output('topic_arn', built.arn, 'ARN of the topic.');
      },
    };
  },
} satisfies Module<z.infer<typeof topicInputs>>;

const bucketInputs = z.strictObject({ keys: z.array(z.string()).default(['raw']) });

export const bucket = {
  ...common,
  name: 'bucket',
  title: 'Bucket',
  summary: 'Buckets that report to a topic.',
  provides: [],
  stateful: true,
  inputs: bucketInputs,
  needs: () => [{ capability: notifications, at: 'each' as const }],
  options: () => [{ ...option, provides: [] }],
  async load() {
    const { S3Bucket } = await import('@cdktf/provider-aws/lib/s3-bucket/index.js');
    const { S3BucketNotification } = await import('@cdktf/provider-aws/lib/s3-bucket-notification/index.js');
    return {
      aws(context: BuildContext<z.infer<typeof bucketInputs>>) {
        const { region } = context.chosen;
        const { topicArn } = context.require(notifications);
        for (const key of context.inputs.keys) {
          const built = new S3Bucket(context.scope, context.id('bucket', key), {
            bucket: context.name(63, key, region),
            region,
            lifecycle: { preventDestroy: !context.retiring },
          });
          new S3BucketNotification(context.scope, context.id('notification', key), {
            bucket: built.id,
            region,
            topic: [{ topicArn, events: ['s3:ObjectCreated:*'] }],
          });
        }
      },
    };
  },
} satisfies Module<z.infer<typeof bucketInputs>>;

export const registry = { modules: [topic, bucket], capabilities: [notifications] };

/** An instance at a region of one infrastructure. */
export function place(module: Module<unknown>, region: string, more: Partial<Placed> = {}): Placed {
  return {
    module: module.name,
    instance: 'main',
    location: `aws/${region}`,
    region,
    option: option.key,
    units: 1,
    role: region === 'us-east-1' ? 'primary' : 'secondary',
    phase: 'active',
    generation: 1,
    inputs: module.inputs.parse({}),
    stateful: module.stateful,
    ...more,
  };
}

/** `instance` is the provider's name where the need says it. */
export function serve(consumer: Placed, capability: Capability<unknown>, provider: Placed, instance?: string): Serving {
  return {
    need: needId(consumer, { capability: capability.name, instance }),
    location: consumer.location,
    capability: capability.name,
    provider: instanceKey(provider),
  };
}

export function stackInput(
  environment: string,
  placed: readonly Placed[],
  serves: readonly Serving[] = [],
  more: Partial<StackInput['frame']> = {},
): StackInput {
  return {
    frame: {
      environment,
      state: { kind: 's3', bucket: 'states', region: 'us-east-1', key: `${environment}/terraform.tfstate` },
      tags: { team: 'platform' },
      availability: 'multi-az',
      ...more,
    },
    placed,
    serves,
    addresses: {},
    summary: () => `# ${environment}\n`,
  };
}

/** A topic and buckets in one region. */
export function example(environment = 'prod', region = 'us-east-1'): StackInput {
  const provider = place(topic, region);
  const consumer = place(bucket, region);
  return stackInput(environment, [consumer, provider], [serve(consumer, notifications, provider)]);
}

import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic';
import type { BuildContext, Capability, Module } from '../../modules/module';
import { parseEmitted, type Emitted } from '../../stacks/emitted';
import type { StackInput } from '../../stacks/frame';
import { render } from '../../stacks/render';
import type { Placed, Serving } from '../../solver/decision';
import { buildModule, give } from '../support/build-module';
import { bucket, example, facts, notifications, place, registry, serve, stackInput, topic } from './fixtures';

async function emitted(input: StackInput, modules: readonly Module<unknown>[] = registry.modules): Promise<Emitted> {
  const { files } = await render([input], { ...registry, modules }, facts);
  return parseEmitted(files.get(`stacks/${input.frame.environment}/cdk.tf.json`) ?? '');
}

/** The topic under another build. */
function topicThat(
  aws: (context: BuildContext<unknown>) => void,
  more: Partial<Module<unknown>> = {},
): Module<unknown> {
  return { ...topic, ...more, load: () => Promise.resolve({ aws }) };
}

function emitTopic(aws: (context: BuildContext<unknown>) => void, more: Partial<Placed> = {}): Promise<Emitted> {
  return emitted(stackInput('prod', [place(topic, 'us-east-1', more)]), [topicThat(aws)]);
}

describe('outputs of capabilities', () => {
  it('reach the consumer, although its name sorts before that of the provider', async () => {
    const { resource } = await emitted(example());
    expect(resource['aws_s3_bucket_notification']?.['bucket_notification_us_east_1_raw']).toMatchObject({
      topic: [{ topic_arn: '${aws_sns_topic.topic_topic_us_east_1.arn}' }],
    });
  });

  const second = place(topic, 'eu-west-1');
  const first = place(topic, 'us-east-1');
  const consumer = place(bucket, 'eu-west-1');

  async function requiredFrom(where: 'here' | 'primary', serves: readonly Serving[]): Promise<string> {
    let arn = '';
    const reader: Module<unknown> = {
      ...bucket,
      load: () =>
        Promise.resolve({
          aws(context) {
            arn = context.require(notifications, where).topicArn;
            context.output('arn', arn, 'What was required.');
          },
        }),
    };
    const { output } = await emitted(stackInput('prod', [consumer, second, first], serves), [topic, reader]);
    return String(output['bucket_arn_eu_west_1']?.['value']);
  }

  it('come from here or from the primary region, as asked', async () => {
    const serves = [serve(consumer, notifications, first), serve(consumer, notifications, second)];
    expect(await requiredFrom('here', serves)).toBe('${aws_sns_topic.topic_topic_eu_west_1.arn}');
    expect(await requiredFrom('primary', serves)).toBe('${aws_sns_topic.topic_topic_us_east_1.arn}');
  });

  it('come from elsewhere where the decision says so', async () => {
    expect(await requiredFrom('here', [serve(consumer, notifications, first)])).toContain('us_east_1');
  });

  it('of the primary region come from whoever serves others there', async () => {
    const there = place(bucket, 'us-east-1');
    expect(await requiredFrom('primary', [serve(there, notifications, first)])).toContain('us_east_1');
  });

  it('are missed with names', async () => {
    await expect(requiredFrom('here', [])).rejects.toThrow(
      'bucket/main@aws/eu-west-1 requires notifications at aws/eu-west-1: nothing serves it',
    );
    const other = place(topic, 'eu-west-1', { instance: 'other' });
    const two = [second, other].map((provider) => serve(consumer, notifications, provider));
    await expect(requiredFrom('here', two)).rejects.toThrow('several serve it');
    const commitment = { ...serve(consumer, notifications, second), provider: 'commitment:shared' };
    await expect(requiredFrom('here', [commitment])).rejects.toThrow('commitment:shared');
  });

  it('of several instances come from the one that is named', async () => {
    const jobs = place(topic, 'eu-west-1', { instance: 'jobs' });
    const usage = place(topic, 'eu-west-1', { instance: 'usage' });
    const arns: string[] = [];
    const reader: Module<unknown> = {
      ...bucket,
      load: () =>
        Promise.resolve({
          aws(context) {
            for (const name of ['usage', 'jobs']) arns.push(context.require(notifications, 'here', name).topicArn);
            context.output('arns', arns.join(), 'What was required.');
          },
        }),
    };
    const serves = [jobs, usage].map((provider) => serve(consumer, notifications, provider, provider.instance));
    const { output } = await emitted(stackInput('prod', [consumer, jobs, usage], serves), [topic, reader]);
    expect(output['bucket_arns_eu_west_1']?.['value']).toBe(
      '${aws_sns_topic.topic_usage_topic_eu_west_1.arn},${aws_sns_topic.topic_jobs_topic_eu_west_1.arn}',
    );
    await expect(emitted(stackInput('prod', [consumer, jobs], serves.slice(0, 1)), [topic, reader])).rejects.toThrow(
      'bucket/main@aws/eu-west-1 requires notifications of usage at aws/eu-west-1: nothing serves it',
    );
  });

  it('that the provider did not provide name both', async () => {
    await expect(emitted(example(), [topicThat(() => {}), bucket])).rejects.toThrow(
      'bucket/main@aws/us-east-1 requires notifications of topic/main@aws/us-east-1, which did not provide it',
    );
  });

  it('are provided once, and as declared', async () => {
    const twice = emitTopic((context) => {
      context.provide(notifications, { topicArn: 'a' });
      context.provide(notifications, { topicArn: 'b' });
    });
    await expect(twice).rejects.toThrow('provides notifications twice');
    const other: Capability<string> = { name: 'other', summary: 'Another.', defaultAt: 'each', units: {} };
    await expect(emitTopic((context) => context.provide(other, 'a'))).rejects.toThrow('does not declare');
  });

  it('required in a ring are a bug with the ring in it', async () => {
    const ring: Module<unknown> = topicThat((context) => void context.require(notifications));
    const one = place(topic, 'us-east-1', { instance: 'one' });
    const two = place(topic, 'us-east-1', { instance: 'two' });
    const serves = [serve(one, notifications, two), serve(two, notifications, one)];
    await expect(emitted(stackInput('prod', [one, two], serves), [ring])).rejects.toThrow(
      'modules require each other: topic/one@aws/us-east-1 -> topic/two@aws/us-east-1 -> topic/one@aws/us-east-1',
    );
  });
});

describe('what a build is told', () => {
  it('is the instance as it was decided', async () => {
    const seen: BuildContext<unknown>[] = [];
    await emitTopic((context) => void seen.push(context), { phase: 'retiring', units: 3, generation: 2 });
    const [context] = seen;
    expect(context).toMatchObject({ retiring: true, environment: 'prod', availability: 'multi-az', facts });
    expect(context?.chosen).toEqual({
      module: 'topic',
      instance: 'main',
      location: 'aws/us-east-1',
      region: 'us-east-1',
      option: 'standard',
      units: 3,
      role: 'primary',
    });
    expect(context?.name(63, 'events')).toBe('prod-events-g2');
    expect(context).not.toHaveProperty('addresses');
  });

  it('has the addresses of its region where the module asks for them', async () => {
    const addresses = { cidr: '10.0.0.0/16', zones: ['use1-az1'], subnets: {} };
    const seen: BuildContext<unknown>[] = [];
    const addressed = topicThat((context) => void seen.push(context), { addresses: () => ({ zones: 1, tiers: {} }) });
    const input = stackInput('prod', [place(topic, 'us-east-1')]);
    await emitted({ ...input, addresses: { 'us-east-1': addresses } }, [addressed]);
    expect(seen[0]?.addresses).toEqual(addresses);
    await expect(emitted(input, [addressed])).rejects.toThrow('none are allocated in us-east-1');
  });
});

describe('logical ids', () => {
  it('collide across instances and modules too', async () => {
    const clash = emitTopic((context) => {
      context.id('topic', 'a-b');
      context.id('topic', 'a_b');
    });
    await expect(clash).rejects.toThrow(
      'logical id topic_topic_us_east_1_a_b is taken twice: by topic/main@aws/us-east-1 for topic a-b and by topic/main@aws/us-east-1 for topic a_b',
    );
    const other = {
      ...topic,
      name: 'topic_topic',
      load: () => Promise.resolve({ aws: (c: BuildContext<unknown>) => void c.id('x') }),
    };
    const first = topicThat((context) => void context.id('x'));
    const placed = [place(topic, 'us-east-1', { instance: 'topic' }), place(other, 'us-east-1')];
    await expect(emitted(stackInput('prod', placed), [first, other])).rejects.toThrow(
      'logical id topic_topic_x_us_east_1 is taken twice',
    );
  });

  it('stay the same when another module comes or goes', async () => {
    const alone = await emitted(stackInput('prod', [place(topic, 'us-east-1')]));
    const both = await emitted(example());
    expect(both.resource['aws_sns_topic']).toEqual(alone.resource['aws_sns_topic']);
  });
});

describe('buildModule', () => {
  it('emits one module with the outputs that it requires', async () => {
    const { resource } = await buildModule(bucket, {
      facts,
      inputs: { keys: ['raw'] },
      region: 'eu-west-1',
      role: 'secondary',
      phase: 'retiring',
      given: [give(notifications, { topicArn: '${aws_sns_topic.given.arn}' })],
    });
    expect(Object.keys(resource)).toEqual(['aws_s3_bucket', 'aws_s3_bucket_notification']);
    expect(resource['aws_s3_bucket']?.['bucket_bucket_eu_west_1_raw']).toMatchObject({
      lifecycle: { prevent_destroy: false },
    });
  });

  it('uses the bindings themselves', async () => {
    const module = topicThat((context) => void new SnsTopic(context.scope, context.id('t'), { region: 'eu-west-1' }));
    const { resource } = await buildModule(module, { facts });
    expect(resource).toMatchObject({ aws_sns_topic: { topic_t_us_east_1: { region: 'eu-west-1' } } });
  });
});

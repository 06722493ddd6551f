import { DataAwsSecretsmanagerSecretVersion } from '@cdktf/provider-aws/lib/data-aws-secretsmanager-secret-version';
import { ElasticacheReplicationGroup } from '@cdktf/provider-aws/lib/elasticache-replication-group';
import { IamAccessKey } from '@cdktf/provider-aws/lib/iam-access-key';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { SecretsmanagerSecret } from '@cdktf/provider-aws/lib/secretsmanager-secret';
import { SecretsmanagerSecretVersion } from '@cdktf/provider-aws/lib/secretsmanager-secret-version';
import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic';
import { Annotations, Aspects } from 'cdktf';
import path from 'node:path';
import type { BuildContext } from '../../modules/module';
import { addressesOf, parseEmitted } from '../../stacks/emitted';
import { render } from '../../stacks/render';
import { example, facts, place, registry, stackInput, topic } from './fixtures';

const region = 'us-east-1';

function emitThat(aws: (context: BuildContext<unknown>) => void, folders: readonly string[] = []): Promise<unknown> {
  const modules = [{ ...topic, load: () => Promise.resolve({ aws }) }];
  return render([stackInput('prod', [place(topic, region)])], { ...registry, modules }, facts, folders);
}

it('finds two elements of one address, which cdktf merges', async () => {
  const emitting = emitThat(({ scope }) => {
    new SnsTopic(scope, 'one', { region, name: 'one' });
    new SnsTopic(scope, 'two', { region, name: 'two' }).overrideLogicalId('one');
  });
  await expect(emitting).rejects.toThrow('stack prod: prod/one and prod/two both are aws_sns_topic.one');
});

it('finds ids that differ only in characters that cdktf strips', async () => {
  const emitting = emitThat(({ scope }) => {
    new SnsTopic(scope, 'a.b', { region });
    new SnsTopic(scope, 'ab', { region });
  });
  await expect(emitting).rejects.toThrow('both are aws_sns_topic.ab');
});

it('finds what a raw override adds', async () => {
  const emitting = emitThat(({ scope }) => {
    const first = new SnsTopic(scope, 'one', { region });
    first.cdktfStack.addOverride('resource.aws_sns_topic.raw', { region });
  });
  await expect(emitting).rejects.toThrow('aws_sns_topic.raw was emitted by no construct');
});

it('wants a region on regional types, data sources too, and on no global one', async () => {
  const missing = emitThat(({ scope }) => {
    new SnsTopic(scope, 'topic', {});
    new DataAwsSecretsmanagerSecretVersion(scope, 'data', { secretId: 'x' });
  });
  await expect(missing).rejects.toThrow('aws_sns_topic.topic names no region');
  await expect(missing).rejects.toThrow('data.aws_secretsmanager_secret_version.data names no region');
  const role = emitThat(({ scope }) => void new IamRole(scope, 'role', { assumeRolePolicy: '{}' }));
  await expect(role).resolves.toBeDefined();
});

it('refuses aspects, which would not run, and passes on annotations', async () => {
  const emitting = emitThat(({ scope }) => {
    const built = new SnsTopic(scope, 't', { region });
    Aspects.of(built).add({ visit: () => {} });
    Annotations.of(built).addError('this is deprecated');
  });
  await expect(emitting).rejects.toThrow('prod/t has aspects, which are not run; prod/t: this is deprecated');
});

it('runs the validations of constructs', async () => {
  const emitting = emitThat(({ scope }) => scope.node.addValidation({ validate: () => ['a bad pair'] }));
  await expect(emitting).rejects.toThrow('a bad pair');
});

describe('paths of this machine', () => {
  it('are found in values', async () => {
    const file = path.join(__dirname, 'x.json');
    const emitting = emitThat(({ scope }) => void new SnsTopic(scope, 't', { region, policy: file }), [__dirname]);
    await expect(emitting).rejects.toThrow(`a value holds the path ${__dirname}`);
  });

  it.each(['/var/state', 'C:\\state'])('are found in the state %s', async (file) => {
    const input = stackInput('prod', [], [], { state: { kind: 'local', path: file } });
    await expect(render([input], registry, facts)).rejects.toThrow('is absolute');
  });
});

describe('secrets', () => {
  const secret = (secretString: Record<string, string | number>) => (context: BuildContext<unknown>) => {
    const { scope } = context;
    const owner = new SecretsmanagerSecret(scope, 'secret', { region, tags: { token: 'harmless' } });
    new SecretsmanagerSecretVersion(scope, 'version', { region, secretId: owner.id, ...secretString });
  };

  it.each([
    ['a literal', secret({ secretString: 'hunter2' })],
    ['a literal in a write-only argument', secret({ secretStringWo: 'hunter2', secretStringWoVersion: 1 })],
    ['an escaped template', secret({ secretString: '$${hunter2}' })],
    [
      'a cache password',
      ({ scope }: BuildContext<unknown>) =>
        void new ElasticacheReplicationGroup(scope, 'c', {
          region,
          replicationGroupId: 'c',
          description: 'c',
          authToken: 'hunter2hunter2',
        }),
    ],
  ])('are found: %s', async (_what, aws) => {
    await expect(emitThat(aws)).rejects.toThrow('holds a literal secret');
  });

  it.each([
    ['AKIAIOSFODNN7EXAMPLE', 'holds a key'],
    ['-----BEGIN RSA PRIVATE KEY-----', 'holds a key'],
  ])('are found by their look: %s', async (displayName, message) => {
    await expect(emitThat(({ scope }) => void new SnsTopic(scope, 't', { region, displayName }))).rejects.toThrow(
      message,
    );
  });

  it('are found where state would keep them', async () => {
    const key = emitThat(({ scope }) => void new IamAccessKey(scope, 'key', { user: 'x' }));
    await expect(key).rejects.toThrow('aws_iam_access_key.key would keep a secret in state');
    const data = emitThat(
      ({ scope }) => void new DataAwsSecretsmanagerSecretVersion(scope, 'd', { region, secretId: 'x' }),
    );
    await expect(data).rejects.toThrow('data.aws_secretsmanager_secret_version.d would keep a secret in state');
  });

  it('are found in outputs', async () => {
    const output = emitThat((context) => {
      const version = new SecretsmanagerSecretVersion(context.scope, 'v', { region, secretId: 'x' });
      context.output('secret', version.secretString, 'The secret.');
    });
    await expect(output).rejects.toThrow('output topic_secret_us_east_1 shows a secret');
  });

  it('are not seen in references, versions, switches and tags', async () => {
    const fine = emitThat(secret({ secretStringWo: '${ephemeral.x.y.z}', secretStringWoVersion: 1 }));
    await expect(fine).resolves.toBeDefined();
  });
});

it('lists addresses', async () => {
  const { files } = await render([example()], registry, facts);
  expect(addressesOf(parseEmitted(files.get('stacks/prod/cdk.tf.json') ?? ''))).toEqual([
    'aws_s3_bucket.bucket_bucket_us_east_1_raw',
    'aws_s3_bucket_notification.bucket_notification_us_east_1_raw',
    'aws_sns_topic.topic_topic_us_east_1',
  ]);
});

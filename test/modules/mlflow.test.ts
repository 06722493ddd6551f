import { z } from 'zod';
import { facts } from '../../data';
import { mlflow } from '../../modules/mlflow';
import { options } from '../../modules/mlflow/options';
import type { Emitted } from '../../stacks/emitted';
import { buildStacks, type BuildRequest } from '../support/build-module';
import { sampleOutputs } from '../support/capabilities';
import { emitHalves, multiAz, named, optionsOf, problemsOf, quote, singleAz, type Halves } from './kubernetes.fixtures';
import { changed } from './quote';

const region = 'us_east_1';
const certificateArn = 'arn:aws:acm:us-east-1:111122223333:certificate/1';

function one(emitted: Emitted, type: string): Record<string, unknown> {
  const [first, ...others] = Object.values(emitted.resource[type] ?? {});
  if (first === undefined || others.length > 0) throw new Error(`not one ${type}`);
  return first;
}

const values = z.object({
  extraArgs: z.record(z.string(), z.unknown()),
  extraEnvVars: z.record(z.string(), z.string()),
  serviceAccount: z.object({ name: z.string(), annotations: z.record(z.string(), z.string()) }),
  autoscaling: z.object({ enabled: z.boolean() }),
  serverAllowedHosts: z.array(z.string()),
  corsAllowedOrigins: z.array(z.string()).optional(),
  ingress: z.looseObject({ className: z.string(), annotations: z.record(z.string(), z.string()) }).optional(),
});

function releaseOf({ addons }: Halves): { release: Record<string, unknown>; values: z.infer<typeof values> } {
  const release = one(addons, 'helm_release');
  const [text] = z.array(z.string()).parse(release['values']);
  return { release, values: values.parse(JSON.parse(text ?? '')) };
}

describe('costs', () => {
  const inOneZone = quote(named(optionsOf(mlflow), 'db.t4g.micro'), 1);

  test('a small database of its own in one zone', () => {
    expect(inOneZone).toMatchInlineSnapshot(`
     "PostgreSQL db.t4g.micro                   730 instance-hour           11.68
     PostgreSQL storage, gp2                    20 GB-month                 2.30
     Logs of PostgreSQL                          1 GB                       0.50
     Secret of the master user                   1 secret-month             0.40
     Artifacts                                 100 GB-month                 2.30
     Writes of artifacts                       0.1 million requests         0.50
     Reads of artifacts                          1 million requests         0.40
     KMS key                                     1 key-month                1.00
     Total                                                                 19.08"
    `);
  });

  test('in several zones it has a standby at the same price', () => {
    const several = quote(named(optionsOf(mlflow, {}, multiAz), 'db.t4g.micro'), 1);
    expect(changed(several, inOneZone)).toMatchInlineSnapshot(`
     "PostgreSQL db.t4g.micro                  1460 instance-hour           23.36
     PostgreSQL storage, gp2                    40 GB-month                 4.60
     Total                                                                 33.06"
    `);
  });

  test('without burstable classes it costs ten times that', () => {
    const found = optionsOf(mlflow, { burstable: false }, multiAz);
    expect(found.map(({ key }) => key)).toEqual([
      'db.m5.large',
      'db.m6g.large',
      'db.m5.xlarge',
      'db.m6g.xlarge',
      'shared',
    ]);
    expect(changed(quote(named(found, 'db.m6g.large'), 1), inOneZone)).toMatchInlineSnapshot(`
     "PostgreSQL db.m6g.large                  1460 instance-hour          232.14
     PostgreSQL storage, gp2                    40 GB-month                 4.60
     Total                                                                241.84"
    `);
  });

  test('in the database of the environment, whose storage and memory it asks for', () => {
    const found = named(optionsOf(mlflow, { databaseMemoryGiB: 2, databaseStorageGiB: 40 }), 'shared');
    expect(quote(found, 1)).toMatchInlineSnapshot(`
     "Artifacts                                 100 GB-month                 2.30
     Writes of artifacts                       0.1 million requests         0.50
     Reads of artifacts                          1 million requests         0.40
     KMS key                                     1 key-month                1.00
     Total                                                                  4.20"
    `);
    expect(found.needs?.map(({ capability, at, demand }) => ({ name: capability.name, at, demand }))).toEqual([
      { name: 'postgresql-database', at: 'each', demand: { memoryGiB: 2, storageGiB: 40 } },
    ]);
  });
});

describe('options', () => {
  const keys = (inputs: unknown) => optionsOf(mlflow, inputs).map(({ key }) => key);

  test('database says which: its own, that of the environment, or either', () => {
    expect(keys({ database: 'shared' })).toEqual(['shared']);
    expect(keys({ database: 'own' })).not.toContain('shared');
    expect(keys({})).toContain('shared');
  });

  test('one is not turned into the other: they have identities of their own', () => {
    expect(new Set(optionsOf(mlflow).map(({ identity }) => identity))).toEqual(new Set(['own', 'shared']));
  });

  test('a class that is pinned stands alone, with the reason against it where there is one', () => {
    const own = { database: 'own' };
    expect(keys({ ...own, instanceClass: 'db.r6g.large' })).toEqual(['db.r6g.large']);
    const unavailable = (inputs: object) => optionsOf(mlflow, { ...own, ...inputs }).map((found) => found.unavailable);
    expect(unavailable({ instanceClass: 'db.z9.large' })).toEqual(['db.z9.large is not a class that is known for RDS']);
    expect(unavailable({ instanceClass: 'db.t3.micro', databaseMemoryGiB: 4 })).toEqual([
      'db.t3.micro has less than the 4 GiB of databaseMemoryGiB',
    ]);
  });

  test('classes hold the memory that is asked for', () => {
    const large = optionsOf(mlflow, { databaseMemoryGiB: 8, database: 'own' }).map(({ key }) => key);
    expect(large).toContain('db.t3.large');
    expect(large).not.toContain('db.t3.medium');
  });
});

describe('needs', () => {
  const needsOf = (inputs: unknown) =>
    mlflow.needs(mlflow.inputs.parse(inputs)).map(({ capability, demand }) => ({ name: capability.name, demand }));

  test('the cluster holds as many pods as autoscaling may start, and the metrics server', () => {
    expect(needsOf({ maxReplicas: 4, cpuMilli: 250, memoryMiB: 1024 })[0]).toEqual({
      name: 'kubernetes-hub',
      demand: { vcpu: 1.2, memoryGiB: 4.4 },
    });
    expect(needsOf({ minReplicas: 1, maxReplicas: 1 })[0]?.demand).toEqual({ vcpu: 0.5, memoryGiB: 1.5 });
  });

  test('an ingress is needed for a host alone', () => {
    expect(needsOf({}).map(({ name }) => name)).toEqual(['kubernetes-hub', 'workload-identity']);
    expect(needsOf({ host: 'mlflow.example.com', ingressGbPerMonth: 5 })[2]).toEqual({
      name: 'kubernetes-ingress',
      demand: { ingressGbPerMonth: 5 },
    });
  });
});

test.each<[unknown, string]>([
  [{ minReplicas: 3, maxReplicas: 2 }, 'maxReplicas: is below minReplicas, which is 3'],
  [{ certificateArn }, 'certificateArn: has no effect without host'],
  [{ host: 'localhost' }, 'host: must be a host name such as mlflow.example.com'],
  [
    { databaseStorageGiB: 100, maxAllocatedStorage: 105 },
    'maxAllocatedStorage: must be at least a tenth more than databaseStorageGiB',
  ],
  [{ database: 'shared', instanceClass: 'db.m6g.large' }, 'instanceClass: has no effect while database is shared'],
  [{ engineVersion: '12' }, 'engineVersion: must be 15, 16 or 17, or a minor version of one'],
  [{ imageTag: 'latest' }, 'imageTag: must be a version such as 3.14.0'],
  [{ database: 'sqlite' }, 'database: Invalid option: expected one of "auto"|"own"|"shared"'],
  [{ transitionDays: 7 }, 'transitionDays: Too small: expected number to be >=30'],
])('%j is refused', (inputs, problem) => {
  expect(problemsOf(mlflow, inputs)).toEqual([problem]);
});

describe('its own database', () => {
  test('is encrypted, private, protected and logs in by IAM; RDS keeps the master password', async () => {
    const { aws } = await emitHalves(mlflow, { option: 'db.t4g.micro' });
    expect(one(aws, 'aws_db_instance')).toMatchObject({
      allocated_storage: 20,
      db_name: 'mlflow',
      deletion_protection: true,
      engine: 'postgres',
      engine_version: '17',
      iam_database_authentication_enabled: true,
      instance_class: 'db.t4g.micro',
      kms_key_id: `\${aws_kms_key.mlflow_key_${region}.arn}`,
      manage_master_user_password: true,
      max_allocated_storage: 100,
      multi_az: false,
      publicly_accessible: false,
      skip_final_snapshot: false,
      storage_encrypted: true,
      lifecycle: { prevent_destroy: true },
    });
  });

  test('has a standby in several zones', async () => {
    const { aws } = await emitHalves(mlflow, { option: 'db.m6g.large', frame: { availability: 'multi-az' } });
    expect(one(aws, 'aws_db_instance')).toMatchObject({ multi_az: true });
  });

  test('of another major version takes a parameter group of its family', async () => {
    const { aws } = await emitHalves(mlflow, { option: 'db.t4g.micro', inputs: { engineVersion: '16.4' } });
    expect(one(aws, 'aws_db_parameter_group')).toMatchObject({
      family: 'postgres16',
      name: 'test-mlflow-postgres16-us-east-1',
    });
  });

  test('first step of leaving: unprotected, and a snapshot is taken', async () => {
    const { aws } = await emitHalves(mlflow, { option: 'db.t4g.micro', phase: 'retiring' });
    const database = one(aws, 'aws_db_instance');
    expect(database).toMatchObject({
      deletion_protection: false,
      final_snapshot_identifier: 'test-mlflow-us-east-1-final',
    });
    expect(database['lifecycle']).toBeUndefined();
    expect(one(aws, 'aws_s3_bucket')['force_destroy']).toBe(true);
  });
});

describe('the database of the environment', () => {
  test('is used as it is: nothing of RDS is made, and pods may reach it', async () => {
    const { aws } = await emitHalves(mlflow, { option: 'shared' });
    expect(Object.keys(aws.resource).filter((type) => type.startsWith('aws_db_'))).toEqual([]);
    expect(aws.resource['aws_cloudwatch_log_group']).toBeUndefined();
    expect(one(aws, 'aws_vpc_security_group_ingress_rule')).toMatchObject({
      security_group_id: 'sg-0123456789abcdef0',
      referenced_security_group_id: 'sg-0123456789abcdef1',
      from_port: 5432,
      to_port: 5432,
    });
    expect(aws.resource['aws_ssm_parameter']?.[`mlflow_handover_${region}_host`]?.['value']).toBe(
      'test-aurora.cluster-c0.rds.amazonaws.com',
    );
  });
});

describe('rights', () => {
  const statement = z.looseObject({ Sid: z.string(), Action: z.array(z.string()), Resource: z.unknown() });
  const document = z.object({ Statement: z.array(statement) });
  const rights = ({ aws }: Halves, id: string) => {
    const policy = aws.resource['aws_iam_role_policy']?.[`mlflow_${id}_${region}`]?.['policy'];
    return document.parse(JSON.parse(z.string().parse(policy))).Statement;
  };

  test('the server has its artifacts and logs in as its user; it reads no secret', async () => {
    const found = rights(await emitHalves(mlflow, { option: 'shared' }), 'server_rights');
    expect(found.map(({ Sid }) => Sid)).toEqual(['ArtifactsObjects', 'ArtifactsList', 'ArtifactKey', 'Login']);
    expect(found[3]?.Resource).toEqual([
      expect.stringMatching(/:rds-db:us-east-1:.*:dbuser:cluster-ABCDEFGHIJKLMNOPQRSTUVWXYZ\/mlflow$/),
    ]);
  });

  test('the job alone reads the secret of the master user, and decrypts nothing else', async () => {
    const found = rights(await emitHalves(mlflow, { option: 'shared' }), 'setup_rights');
    const secret = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:test-aurora-master-AbCdEf';
    expect(found[0]).toMatchObject({ Action: ['secretsmanager:GetSecretValue'], Resource: secret });
    expect(found[1]?.['Condition']).toEqual({
      StringLike: { 'kms:ViaService': 'secretsmanager.us-east-1.amazonaws.com*' },
      StringEquals: { 'kms:EncryptionContext:SecretARN': secret },
    });
  });
});

describe('in the cluster', () => {
  test('namespace, scripts, job, release, autoscaler', async () => {
    const { addons } = await emitHalves(mlflow, { inputs: { host: 'mlflow.example.com', certificateArn } });
    expect({ data: addons.data, resource: addons.resource }).toMatchSnapshot();
  });

  test('the server logs in by IAM over verified TLS: the later of two addresses is that of its user', async () => {
    const { values: given } = releaseOf(await emitHalves(mlflow));
    expect(given.extraArgs['backendStoreUri']).toBe(
      `postgresql+psycopg2://mlflow@\${data.aws_ssm_parameter.mlflow_handover_${region}_host.insecure_value}:5432/mlflow`,
    );
    expect(given.extraEnvVars).toEqual({
      AWS_REGION: 'us-east-1',
      PGSSLMODE: 'verify-full',
      PGSSLROOTCERT: '/opt/trust/rds.pem',
      PYTHONPATH: '/opt/database',
    });
  });

  test('no password stands in either stack, and nothing refers to another state', async () => {
    const { aws, addons } = await emitHalves(mlflow);
    expect(JSON.stringify([aws.resource, addons])).not.toMatch(/"(master_)?password(_wo)?":|terraform_remote_state/);
    expect(addons.resource['kubernetes_secret_v1']).toBeUndefined();
  });

  test('the job waits for nothing but its scripts, and the server for the job and the ingress controller', async () => {
    const halves = await emitHalves(mlflow, { inputs: { host: 'mlflow.example.com' } });
    expect(releaseOf(halves).release['depends_on']).toEqual([
      `kubernetes_job_v1.mlflow_setup_${region}`,
      'helm_release.aws_load_balancer_controller_release',
    ]);
    expect(releaseOf(await emitHalves(mlflow)).release['depends_on']).toEqual([
      `kubernetes_job_v1.mlflow_setup_${region}`,
    ]);
  });

  test('another version of MLflow is another job', async () => {
    const name = async (imageTag: string): Promise<unknown> =>
      one((await emitHalves(mlflow, { inputs: { imageTag } })).addons, 'kubernetes_job_v1')['metadata'];
    expect(await name('3.14.0')).toEqual(await name('3.14.0'));
    expect(await name('3.15.0')).not.toEqual(await name('3.14.0'));
  });

  test('without a host there is no ingress; with one, its class and the names that MLflow answers to', async () => {
    const without = releaseOf(await emitHalves(mlflow)).values;
    expect([without.ingress, without.corsAllowedOrigins]).toEqual([undefined, undefined]);
    const inputs = {
      host: 'mlflow.example.com',
      ingressAnnotations: { 'alb.ingress.kubernetes.io/target-type': 'instance' },
    };
    const plain = releaseOf(await emitHalves(mlflow, { inputs })).values;
    expect(plain.corsAllowedOrigins).toEqual(['http://mlflow.example.com']);
    expect(plain.ingress?.className).toBe('alb');
    expect(plain.ingress?.annotations['alb.ingress.kubernetes.io/target-type']).toBe('instance');
    const secure = releaseOf(await emitHalves(mlflow, { inputs: { ...inputs, certificateArn } })).values;
    expect(secure.corsAllowedOrigins).toEqual(['https://mlflow.example.com']);
    expect(secure.ingress?.annotations['alb.ingress.kubernetes.io/listen-ports']).toBe('[{"HTTPS":443}]');
  });

  test('autoscaling comes with the metrics that it reads, unless the cluster has them', async () => {
    const types = async (inputs: unknown): Promise<string[]> =>
      Object.keys((await emitHalves(mlflow, { inputs })).addons.resource).filter((type) =>
        ['aws_eks_addon', 'kubernetes_horizontal_pod_autoscaler_v2', 'kubernetes_pod_disruption_budget_v1'].includes(
          type,
        ),
      );
    expect(await types({})).toHaveLength(3);
    expect(await types({ metricsServer: false })).not.toContain('aws_eks_addon');
    expect(await types({ minReplicas: 1, maxReplicas: 1 })).toEqual([]);
  });

  test('pods find the certificates of RDS of their partition', async () => {
    const url = async (place: string): Promise<string> => {
      const site = { ...singleAz, location: `aws/${place}`, region: place };
      const request: BuildRequest = { facts, region: place, option: 'shared', ...sampleOutputs(mlflow, site) };
      const stacks = await buildStacks(mlflow, request);
      const text = JSON.stringify(stacks.get(`test-addons-${place}`));
      return /https:\/\/[^"\\]*-bundle\.pem/.exec(text)?.[0] ?? '';
    };
    expect(await url('eu-west-1')).toBe('https://truststore.pki.rds.amazonaws.com/eu-west-1/eu-west-1-bundle.pem');
    expect(await url('us-gov-west-1')).toBe(
      'https://truststore.pki.us-gov-west-1.rds.amazonaws.com/us-gov-west-1/us-gov-west-1-bundle.pem',
    );
    expect(await url('cn-north-1')).toBe(
      'https://rds-truststore.s3.cn-north-1.amazonaws.com.cn/cn-north-1/cn-north-1-bundle.pem',
    );
  });
});

describe('controls', () => {
  const claimed = mlflow.controls(mlflow.inputs.parse({}));
  const release = (given: unknown) => ({ values: [JSON.stringify(given)] });
  const safe = {
    extraEnvVars: { PGSSLMODE: 'verify-full' },
    extraArgs: { backendStoreUri: 'postgresql://mlflow@host/x' },
  };
  const own = {
    storage_encrypted: true,
    kms_key_id: 'key',
    manage_master_user_password: true,
    iam_database_authentication_enabled: true,
    publicly_accessible: false,
    deletion_protection: true,
    skip_final_snapshot: false,
    final_snapshot_identifier: 'final',
    backup_retention_period: 7,
    enabled_cloudwatch_logs_exports: ['postgresql'],
  };
  const kms = (algorithm: string) => ({
    rule: [{ apply_server_side_encryption_by_default: { sse_algorithm: algorithm, kms_master_key_id: 'key' } }],
  });
  const policy = (action: string) => ({
    policy: JSON.stringify({ Statement: [{ Action: [action], Resource: 'arn:x' }] }),
  });

  test.each<[string, string, Record<string, unknown>, Record<string, unknown>]>([
    ['encryption-at-rest', 'aws_db_instance', own, { ...own, storage_encrypted: false }],
    ['managed-password', 'aws_db_instance', own, { ...own, password: 'x' }],
    ['iam-authentication', 'aws_db_instance', own, { ...own, iam_database_authentication_enabled: false }],
    ['no-public-access', 'aws_db_instance', own, { ...own, publicly_accessible: true }],
    ['deletion-protection', 'aws_db_instance', own, { ...own, deletion_protection: false }],
    ['final-snapshot', 'aws_db_instance', own, { ...own, skip_final_snapshot: true }],
    ['automatic-backups', 'aws_db_instance', own, { ...own, backup_retention_period: 0 }],
    ['logs-exported', 'aws_db_instance', own, { ...own, enabled_cloudwatch_logs_exports: [] }],
    [
      'encryption-in-transit',
      'aws_db_parameter_group',
      { parameter: [{ name: 'rds.force_ssl', value: '1' }] },
      { parameter: [{ name: 'rds.force_ssl', value: '0' }] },
    ],
    ['key-of-the-account', 'aws_s3_bucket_server_side_encryption_configuration', kms('aws:kms'), kms('AES256')],
    ['key-rotation', 'aws_kms_key', { enable_key_rotation: true }, { enable_key_rotation: false }],
    ['least-privilege', 'aws_iam_role_policy', policy('s3:GetObject'), policy('s3:*')],
    [
      'named-clients',
      'aws_vpc_security_group_ingress_rule',
      { referenced_security_group_id: 'sg' },
      { cidr_ipv4: '10.0.0.0/8' },
    ],
    [
      'no-password',
      'helm_release',
      release(safe),
      release({ ...safe, extraArgs: { backendStoreUri: 'postgresql://mlflow:word@host/x' } }),
    ],
    [
      'no-password',
      'helm_release',
      release(safe),
      release({ ...safe, backendStore: { postgres: { password: 'word' } } }),
    ],
    ['no-password', 'helm_release', release(safe), release({ ...safe, extraEnvVars: { PGSSLMODE: 'require' } })],
  ])('%s of %s tells right from wrong', (id, resource, compliant, violating) => {
    const control = claimed.find((each) => each.id === id && each.resource === resource);
    expect([control?.complies(compliant), control?.complies(violating)]).toEqual([true, false]);
  });

  test('a shared database claims nothing of an instance', () => {
    const shared = mlflow.controls(mlflow.inputs.parse({ database: 'shared' }));
    expect(shared.filter(({ resource }) => resource.startsWith('aws_db_'))).toEqual([]);
    expect(options(mlflow.inputs.parse({ database: 'shared' }), singleAz, facts)).toHaveLength(1);
  });
});

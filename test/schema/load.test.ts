import { wholeSpec } from './good-specs';
import { cloudFile, defaults, defaultsFile, environment, guide, load, prod, prodFile } from './project';

test('every part of an environment arrives in the intent', () => {
  const { where, modules, ...intent } = prod(wholeSpec);
  expect(where([])).toEqual({ file: prodFile, line: 1, column: 1 });
  expect(intent).toEqual({
    name: 'prod',
    account: { id: '123456789012', roleArn: 'arn:aws:iam::123456789012:role/deploy' },
    state: {
      kind: 's3',
      bucket: 'acme-state',
      region: 'eu-central-1',
      key: 'prod/terraform.tfstate',
      kmsKeyId: 'alias/state',
    },
    tags: { team: 'ml', note: '${var.x} %{if}' },
    infrastructure: ['aws'],
    regions: { min: 1, max: 2, allowed: ['eu-central-1', 'us-east-1'], primary: 'eu-central-1' },
    budget: { monthlyUsd: 1500, alertThresholdPercent: 80, hardLimit: true },
    requires: { compliance: ['SOC2'], residency: 'eu', capabilities: ['gpu'], availability: 'multi-az' },
    needs: [
      { capability: 'cache', at: 'any', with: ['fan-out'], demand: { memoryGiB: 20 }, path: ['spec', 'needs', 0] },
      { capability: 'board', at: 'primary', with: [], demand: {}, path: ['spec', 'needs', 1] },
    ],
    services: [
      {
        name: 'api',
        at: 'each',
        replicas: 1,
        labels: {},
        requires: { compliance: [], capabilities: [] },
        needs: [],
        talksTo: [],
        path: ['spec', 'services', 'api'],
      },
      {
        name: 'web',
        at: 'primary',
        replicas: 3,
        labels: { tier: 'front' },
        requires: { compliance: [], capabilities: [] },
        needs: [
          { capability: 'cache', at: 'primary', with: [], demand: {}, path: ['spec', 'services', 'web', 'needs', 0] },
          {
            capability: 'board',
            at: 'any',
            with: [],
            demand: { seats: 4 },
            path: ['spec', 'services', 'web', 'needs', 1],
          },
        ],
        talksTo: [
          {
            service: 'api',
            pattern: 'pod-to-pod',
            gbPerMonth: { low: 40, expected: 40, high: 40 },
            path: ['spec', 'services', 'web', 'talksTo', 0],
          },
          {
            service: 'api',
            pattern: 'service',
            gbPerMonth: { low: 1, expected: 2, high: 9 },
            maxLatencyMs: 20,
            path: ['spec', 'services', 'web', 'talksTo', 1],
          },
        ],
        path: ['spec', 'services', 'web'],
      },
    ],
    network: {
      pool: '10.64.0.0/10',
      prefixLength: 18,
      cidrs: { 'eu-central-1': '10.64.0.0/18' },
      reserved: ['10.128.0.0/16'],
    },
    prices: [
      { key: 'store.*', usd: '0.0000002', note: 'offer 7', path: ['spec', 'prices', 0] },
      { key: 'nat', region: 'us-east-1', discountPercent: 12.5, note: 'contract', path: ['spec', 'prices', 1] },
      { key: 'text', usd: '1.5', note: 'contract', path: ['spec', 'prices', 2] },
    ],
    minSavingUsd: 25,
  });
  expect(modules).toEqual([
    {
      module: 'base',
      toggle: 'on',
      regions: 'each',
      instances: [{ name: 'main', inputs: {}, path: ['spec', 'modules', 'base', 'inputs'] }],
    },
    {
      module: 'mesh',
      toggle: 'on',
      regions: 'each',
      instances: [{ name: 'main', inputs: { depth: 1 }, path: ['spec', 'modules', 'mesh', 'inputs'] }],
      path: ['spec', 'modules', 'mesh'],
    },
    {
      module: 'store',
      toggle: 'auto',
      regions: ['us-east-1'],
      instances: [
        {
          name: 'a_b',
          inputs: { nodes: 2, window: 'night', clients: {} },
          path: ['spec', 'modules', 'store', 'instances', 'a_b'],
        },
        {
          name: 'sessions',
          inputs: { nodes: 3, window: 'night', clients: {} },
          path: ['spec', 'modules', 'store', 'instances', 'sessions'],
        },
      ],
      path: ['spec', 'modules', 'store'],
    },
  ]);
});

test('an environment of one line has every default', () => {
  const { where, modules, ...intent } = prod('');
  expect(where(['spec', 'budget', 'monthly'])).toEqual({ file: prodFile, line: 4, column: 1 });
  expect(modules.map(({ module, toggle, path }) => [module, toggle, path])).toEqual([
    ['base', 'on', undefined],
    ['mesh', 'off', undefined],
    ['store', 'auto', undefined],
  ]);
  expect(intent).toEqual({
    name: 'prod',
    state: { kind: 'local', path: 'terraform.tfstate' },
    tags: {},
    infrastructure: ['aws'],
    regions: { min: 1, primary: 'auto' },
    requires: { compliance: [], capabilities: [], availability: 'single-az' },
    needs: [],
    services: [],
    network: { pool: '10.0.0.0/8', prefixLength: 16, cidrs: {}, reserved: [] },
    prices: [],
    minSavingUsd: 10,
  });
});

test.each([
  ['on', 'on'],
  ['off', 'off'],
  ['auto', 'auto'],
  ['true', 'on'],
  ['false', 'off'],
  ['True', 'on'],
  ['"on"', 'on'],
  ['{enabled: true}', 'on'],
  ['{enabled: off}', 'off'],
  ['{}', 'auto'],
])('store: %s is %s', (written, toggle) => {
  const store = prod(`  modules: {store: ${written}}\n`).modules.find(({ module }) => module === 'store');
  expect(store?.toggle).toBe(toggle);
});

describe('defaults', () => {
  const shared = `  infrastructure: [aws]
  tags:
    team: ml
    stage: none
  needs: [{capability: cache}]
  budget: {monthly: 100, hardLimit: true}
  modules:
    store: {enabled: off, inputs: {nodes: 4}}
    mesh: on
  services:
    web: {replicas: 2, talksTo: [{service: web, gbPerMonth: 1}]}
`;
  const own = `apiVersion: trellis.dev/v1alpha1
kind: Environment
metadata: {name: prod}
spec:
  tags:
    stage: prod
  needs: [{capability: board}]
  budget: {monthly: 900}
  modules:
    store: on
    mesh:
  services:
    web: {replicas: 5}
`;
  const loaded = () => {
    const [found] = load({ [defaultsFile]: defaults(shared), [prodFile]: own }).environments;
    if (found === undefined) throw new Error('prod was not loaded');
    return found;
  };

  test('maps merge, lists replace, null deletes, a short form keeps the settings below it', () => {
    const { tags, needs, budget, modules, services } = loaded();
    expect(tags).toEqual({ team: 'ml', stage: 'prod' });
    expect(needs.map(({ capability }) => capability)).toEqual(['board']);
    expect(budget).toEqual({ monthlyUsd: 900, alertThresholdPercent: 80, hardLimit: true });
    expect(services.map(({ replicas, talksTo }) => [replicas, talksTo.length])).toEqual([[5, 1]]);
    expect(modules.map(({ toggle, path }) => [toggle, path === undefined])).toEqual([
      ['on', true],
      ['off', true],
      ['on', false],
    ]);
    expect(modules[2]?.instances[0]?.inputs).toMatchObject({ nodes: 4 });
  });

  test.each([
    [['spec', 'tags', 'team'], defaultsFile, 6, 5],
    [['spec', 'tags', 'stage'], prodFile, 6, 5],
    [['spec', 'tags'], prodFile, 5, 3],
    [['spec', 'tags', 'other'], prodFile, 5, 3],
    [['spec', 'needs', 0, 'capability'], prodFile, 7, 12],
    [['spec', 'needs', 0], prodFile, 7, 11],
    [['spec', 'budget', 'hardLimit'], defaultsFile, 9, 26],
    [['spec', 'modules', 'store', 'enabled'], prodFile, 10, 5],
    [['spec', 'modules', 'store', 'inputs', 'nodes'], defaultsFile, 11, 36],
    [['spec', 'modules', 'mesh'], prodFile, 9, 3],
    [['spec', 'infrastructure', 0], defaultsFile, 4, 20],
    [['metadata', 'name'], prodFile, 3, 12],
  ] as const)('where %j was set: %s:%i:%i', (path, file, line, column) => {
    expect(loaded().where(path)).toEqual({ file, line, column });
  });

  test('an environment may leave its whole spec to them', () => {
    const bare = own.slice(0, own.indexOf('spec:'));
    const files = { [defaultsFile]: defaults(shared), [prodFile]: bare };
    expect(load(files).environments[0]?.tags).toEqual({ team: 'ml', stage: 'none' });
  });
});

test('only reads the environments that are named, and lists the files of all', () => {
  const files = { [prodFile]: environment('prod'), 'environments/dev.yaml': 'nonsense: [' };
  const project = load(files, ['prod']);
  expect(project.environments.map(({ name }) => name)).toEqual(['prod']);
  expect([...project.environmentFiles]).toEqual([
    ['dev', 'environments/dev.yaml'],
    ['prod', prodFile],
  ]);
});

test('a project without environments is empty, not wrong', () => {
  expect(load({}).environments).toEqual([]);
});

test('files in windows line ends, with a byte order mark, read the same', () => {
  const text = environment('prod', wholeSpec);
  const plain = load({ [prodFile]: text }).environments[0];
  const marked = load({ [prodFile]: `\uFEFF${text.replaceAll('\n', '\r\n')}` }).environments[0];
  expect(JSON.stringify(marked)).toBe(JSON.stringify(plain));
  expect(marked?.where(['spec', 'tags'])).toEqual(plain?.where(['spec', 'tags']));
  expect(marked?.where([])).toEqual({ file: prodFile, line: 1, column: 1 });
});

test('what is written stays text: on, off, timestamps, templates and numbers with a leading zero', () => {
  const { tags } = prod(
    `  tags: {a: on, b: 2026-01-01, c: "\${aws.x}", d: "007", e: no, f: ~x, "<<": z, toString: y}\n`,
  );
  const expected = { a: 'on', b: '2026-01-01', c: '${aws.x}', d: '007', e: 'no', f: '~x', '<<': 'z', toString: 'y' };
  expect(tags).toEqual(expected);
});

describe('infrastructure', () => {
  test('the cloud document of the guide loads as it stands', () => {
    const { infrastructures } = load({ [cloudFile]: guide('cloud') });
    expect(infrastructures).toEqual([
      {
        name: 'aws-production',
        provider: 'aws',
        budget: { monthlyUsd: 50000, alertThresholdPercent: 80, hardLimit: true },
        credentialsRef: { name: 'aws-credentials', namespace: 'lattice-system' },
        status: {
          spend: { monthlyUsd: 32450, byRegion: { 'us-east-1': 18200, 'us-west-2': 8500, 'eu-west-1': 5750 } },
          clusters: { total: 8, byRegion: { 'us-east-1': 4, 'us-west-2': 2, 'eu-west-1': 2 } },
          conditions: [
            { type: 'Ready', status: 'True' },
            { type: 'BudgetExceeded', status: 'False' },
            { type: 'CredentialsValid', status: 'True' },
          ],
        },
        position: { file: cloudFile, line: 4, column: 3 },
        regions: [
          {
            location: 'aws-production/eu-west-1',
            infrastructure: 'aws-production',
            region: 'eu-west-1',
            compliance: ['SOC2', 'GDPR'],
            capabilities: [],
            residencyTags: ['eu', 'ie'],
            quotas: { maxClusters: 5, maxNodesPerCluster: 50 },
            position: { file: cloudFile, line: 52, column: 5 },
          },
          {
            location: 'aws-production/us-east-1',
            infrastructure: 'aws-production',
            region: 'us-east-1',
            compliance: ['SOC2', 'HIPAA', 'FedRAMP'],
            capabilities: ['gpu', 'arm64'],
            residencyTags: ['us'],
            budget: { monthlyUsd: 20000, hardLimit: true },
            quotas: { maxClusters: 10, maxNodesPerCluster: 100 },
            position: { file: cloudFile, line: 29, column: 5 },
          },
          {
            location: 'aws-production/us-west-2',
            infrastructure: 'aws-production',
            region: 'us-west-2',
            compliance: ['SOC2'],
            capabilities: [],
            residencyTags: ['us'],
            quotas: { maxClusters: 5, maxNodesPerCluster: 50 },
            position: { file: cloudFile, line: 47, column: 5 },
          },
        ],
      },
    ]);
  });

  test('several documents of a file, of several providers and kinds, load as they stand', () => {
    const { infrastructures, sites } = load({ [cloudFile]: guide('hybrid') });
    expect(sites).toMatchObject([{ name: 'dc-east', overflow: { target: 'aws-production', capacityThreshold: 100 } }]);
    expect(infrastructures.map(({ name, provider }) => [name, provider])).toEqual([
      ['aws-production', 'aws'],
      ['gcp-ml', 'gcp'],
    ]);
    expect(infrastructures[1]?.regions).toMatchObject([
      { region: 'us-central1', capabilities: ['tpu-v4'], residencyTags: [] },
    ]);
  });

  test('a region inherits what it does not set; quotas that modules declare are known', () => {
    const text = `apiVersion: lattice.dev/v1alpha1
kind: CloudInfrastructure
metadata: {name: aws}
spec:
  provider: aws
  defaults: {compliance: [SOC2], capabilities: [gpu], quotas: {maxStores: 4, maxMeshes: 2}}
  regions:
    us-east-1:
    eu-west-1:
      compliance: []
      dataResidency: emea
      quotas: {maxStores: 9}
      zones: 2
---
`;
    expect(load({ [cloudFile]: text }).infrastructures[0]?.regions).toMatchObject([
      {
        region: 'eu-west-1',
        compliance: [],
        capabilities: ['gpu'],
        residencyTags: ['eu', 'ie', 'emea'],
        zones: 2,
        quotas: { maxMeshes: 2, maxStores: 9 },
      },
      { region: 'us-east-1', compliance: ['SOC2'], capabilities: ['gpu'], quotas: { maxMeshes: 2, maxStores: 4 } },
    ]);
  });

  test('regions of other providers may be named by environments', () => {
    const spec = '  regions: {allowed: [us-central1]}\n';
    const files = { [cloudFile]: guide('hybrid'), [prodFile]: environment('prod', spec).replace('aws\n', 'gcp-ml\n') };
    expect(load(files).environments[0]?.regions.allowed).toEqual(['us-central1']);
  });
});

/** Commands that only read: validate, cost, list, schema. */
import Ajv from 'ajv';
import { registry } from '../../modules';
import { environment, environmentFile, inProject, projectOf } from '../support/project';

const spec = `  infrastructure: aws
  regions: {primary: us-east-1, max: 1}
  needs:
    - capability: key-value-cache
      memoryGiB: 1
`;
const files = projectOf({ lab: spec });

describe('validate', () => {
  test('says of every lock what it is worth', () =>
    inProject(projectOf({ lab: spec, other: spec, third: spec }), async (project) => {
      await project.done(['solve', '--env', 'lab,other']);
      project.write(environmentFile('other'), environment('other', spec.replace('memoryGiB: 1', 'memoryGiB: 40')));
      const before = project.files();
      const { code, out, err, files: after } = await project.run(['validate']);
      expect([code, after]).toEqual([1, before]);
      expect(err).toMatchInlineSnapshot(`
       "environments/other.lock.json no longer fits: what it holds is not enough for what is asked, or has no place any more. Run \`trellis solve --env other\` and review what it changes. [stale-lock]
       "
      `);
      expect(out).toMatchInlineSnapshot(`
       "environment  lock   why
       lab          valid
       other        stale  what it holds is not enough for what is asked, or has no place any more
       third        none
       "
      `);
    }));

  test('says in a few lines what no longer holds of a placement', () => {
    const site = (spec: string): string => `apiVersion: lattice.dev/v1alpha1
kind: StaticInfrastructure
metadata: {name: dc}
spec:
  location: {name: dc1}
  capacity: ${spec}
`;
    const services = `  infrastructure: dc
  services:
    api: {replicas: 4, requests: {cpu: 3, memory: 2Gi}}
`;
    const file = 'environments/infrastructure/dc.yaml';
    const started = { ...projectOf({ lab: services }), [file]: site('{nodes: 4, cores: 16, memory: 32Gi}') };
    return inProject(started, async (project) => {
      await project.done(['solve']);
      project.write(file, site('{nodes: 4, cores: 8, memory: 32Gi}'));
      const { code, out, err } = await project.run(['validate']);
      expect([code, out]).toEqual([
        1,
        'environment  lock   why\nlab          stale  dc/dc1 holds cpu 12 where cpu 8 is free, and 1 more\n',
      ]);
      expect(err).toMatchInlineSnapshot(`
       "environments/lab.lock.json no longer fits:
         - dc/dc1 holds cpu 12 where cpu 8 is free
         - a node at dc/dc1 has cpu 2 and is to hold cpu 3
         Run \`trellis solve --env lab\` and review what it changes. [stale-lock]
       "
      `);
    });
  });

  test('exits with 0 where every lock holds, and where there is none yet', () =>
    inProject(projectOf({ lab: spec, other: spec }), async (project) => {
      await project.done(['solve', '--env', 'lab']);
      const { code, err } = await project.run(['validate']);
      expect([code, err]).toEqual([0, '']);
    }));

  test.each([
    ['tags', `${spec}  tags: {team: research}\n`],
    ['a budget', `${spec}  budget: {monthly: 500}\n`],
    ['inputs of what keeps data', `${spec}  modules: {elasticache_redis: {inputs: {snapshotRetentionLimit: 9}}}\n`],
  ])('exits with 1 after a change of %s, as synth --check does', (_, changed) =>
    inProject(files, async (project) => {
      await project.done(['synth']);
      project.write(environmentFile('lab'), environment('lab', changed));
      const [validated, checked] = [await project.run(['validate']), await project.run(['synth', '--check'])];
      expect([validated.code, checked.code]).toEqual([1, 1]);
      expect(validated.err).toContain('Run `trellis solve --env lab` and review what it changes. [stale-lock]');
      expect(validated.err).toBe(checked.err);
      await project.done(['solve']);
      expect((await project.run(['validate'])).code).toBe(0);
    }),
  );

  test('exits with 1 where the network has no addresses yet', () =>
    inProject(files, async (project) => {
      await project.done(['solve']);
      project.remove('environments/network.lock.json');
      const { code, err } = await project.run(['validate']);
      expect(code).toBe(1);
      expect(err).toContain('it has addresses to allocate or to give back');
    }));

  test('tells all problems of all files at once, with their lines', () =>
    inProject(
      projectOf({ lab: `${spec}  colour: red\n`, other: spec.replace('memoryGiB: 1', 'memoryGib: 1') }),
      async (project) => {
        const { code, out, err } = await project.run(['validate']);
        expect([code, out]).toEqual([1, '']);
        expect(err.match(/^\S+:\d+:\d+/gm)).toEqual(['environments/lab.yaml:11:3', 'environments/other.yaml:10:7']);
        expect(err).toMatch(/^ {2}11 \| {3}colour: red\n {9}\^$/m);
        expect(err).toContain('Did you mean "memoryGiB"?');
      },
    ));

  test('exits with 5 where something stateful would go', () =>
    inProject(files, async (project) => {
      await project.done(['solve']);
      project.remove(environmentFile('lab'));
      const { code, err } = await project.run(['validate']);
      expect(code).toBe(5);
      expect(err).toContain('[destroy-not-allowed]');
    }));
});

test('cost prints every component with its source, and their sum', () =>
  inProject(files, async (project) => {
    const { code, out, err } = await project.run(['cost']);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatchInlineSnapshot(`
     "lab
     instance                              component                     quantity  unit          USD each  USD a month  source
     elasticache_redis/main@aws/us-east-1  Valkey nodes cache.t4g.small       730  node-hour       0.0256        18.69  leaner-cache 2025-04-24
     elasticache_redis/main@aws/us-east-1  Snapshots                            6  GB-month         0.085         0.51  infracost-elasticache_cluster 2024-07-01
     network/main@aws/us-east-1            NAT gateways                       730  gateway-hour     0.045        32.85  togen 2026-09-06
     network/main@aws/us-east-1            NAT data processing                 10  GB               0.045         0.45  awsmap-natgateway 2025-10-28
     network/main@aws/us-east-1            Public IPv4 addresses of NAT       730  address-hour     0.005         3.65  awsmap-vpc 2025-11-04
     network/main@aws/us-east-1            Traffic between zones               10  GB                0.01         0.10  infracost-data_transfer 2024-09-25
     Total: 56.25 USD a month expected, 56.25 low, 56.25 high; 730 hours a month, list prices unless marked.
       worked out from a monthly figure rounded to cents
     "
    `);
  }));

describe('list', () => {
  test('has a row for every module, and when to use it', () =>
    inProject({}, async (project) => {
      const { code, out, err, files: after } = await project.run(['list']);
      expect([code, err, after.size]).toEqual([0, '', 0]);
      const [head = '', ...rows] = out.split('\n\n')[0]?.split('\n') ?? [];
      expect(head.split(/ {2,}/)).toEqual([
        'module',
        'use case',
        'USD a month from',
        'when to enable',
        'default',
        'status',
      ]);
      for (const [index, { name, summary, useWhen, toggle, lifecycle }] of registry.modules.entries()) {
        const cells = (rows[index] ?? '').split(/ {2,}/);
        expect(cells).toEqual([name, summary, cells[2], useWhen[0]?.text, toggle, lifecycle]);
        expect(cells[2]).toMatch(/^[\d,]+\.\d\d( \([a-z0-9-]+\) to [\d,]+\.\d\d \([a-z0-9-]+\))?$/);
        for (const { text } of useWhen) expect(out).toContain(`  + when ${text}\n`);
      }
      expect(out).toContain('\nirsa_mlflow was replaced by irsa_ml_workloads.\n');
    }));
});

describe('schema', () => {
  test.each(['environment', 'defaults', 'infrastructure'])('%s is a JSON Schema that draft-07 takes', (name) =>
    inProject({}, async (project) => {
      const { code, out, err } = await project.run(['schema', name]);
      expect([code, err]).toEqual([0, '']);
      const schema: unknown = JSON.parse(out);
      expect(schema).toMatchObject({ $schema: 'http://json-schema.org/draft-07/schema#' });
      expect(new Ajv({ strict: false }).validate('http://json-schema.org/draft-07/schema', schema)).toBe(true);
    }),
  );

  test('of environments comes without a word', () =>
    inProject({}, async (project) => {
      expect((await project.done(['schema'])).out).toBe((await project.done(['schema', 'environment'])).out);
    }));

  test('--check is content with what is committed', () =>
    inProject({}, async (project) => {
      const { code, out, err } = await project.run(['schema', '--check']);
      expect([code, out, err]).toEqual([0, '', '']);
    }));
});

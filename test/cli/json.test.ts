/** `--json`: one document on stdout, whatever happens. */
import { z } from 'zod';
import { commands } from '../../cli/commands';
import { environment, environmentFile, inProject, Project, projectOf } from '../support/project';

const spec = `  infrastructure: aws
  regions: {primary: us-east-1, max: 1}
  needs:
    - capability: key-value-cache
      memoryGiB: 1
`;
const document = z.looseObject({ formatVersion: z.literal(1) });
const money = z.object({ low: z.int(), expected: z.int(), high: z.int() });
const prepared = document.extend({
  environments: z.array(
    z.looseObject({
      environment: z.string(),
      status: z.enum(['optimal', 'feasible']),
      origin: z.enum(['locked', 'decided']),
      regions: z.array(z.object({ location: z.string(), region: z.string(), role: z.string() })).min(1),
      modules: z.array(z.looseObject({ module: z.string(), location: z.string(), option: z.string() })).min(1),
      monthlyMicroUsd: money,
    }),
  ),
});

let project: Project;
beforeAll(async () => {
  project = new Project(projectOf({ lab: spec }));
  await project.done(['synth']);
});
afterAll(() => project.dispose());

async function parsed(...args: string[]): Promise<unknown> {
  const { out } = await project.done([...args, '--json']);
  return read(out);
}

function read(text: string): unknown {
  return JSON.parse(text);
}

test.each(['solve', 'synth', 'explain'])('%s: what was decided', async (name) => {
  const { environments } = prepared.parse(await parsed(name));
  expect(environments.map((one) => one.environment)).toEqual(['lab']);
});

test('synth and solve: what was written', () =>
  inProject(projectOf({ lab: spec }), async (own) => {
    const changed = document.extend({ changed: z.array(z.string()) });
    expect(changed.parse(JSON.parse((await own.done(['solve', '--json'])).out)).changed).toEqual([
      'environments/lab.lock.json',
      'environments/network.lock.json',
    ]);
    expect(changed.parse(JSON.parse((await own.done(['--json', 'synth'])).out)).changed).toContain(
      'cdktf.out/stacks/lab/cdk.tf.json',
    );
  }));

test('explain: reasons with their lines', async () => {
  const told = z.array(z.looseObject({ subject: z.string(), sentence: z.string(), where: z.string().optional() }));
  const one = document.extend({ environments: z.array(z.looseObject({ reasons: told })) });
  const [lab] = one.parse(await parsed('explain')).environments;
  expect(lab?.reasons.map(({ subject }) => subject)).toContain('elasticache_redis');
  expect(lab?.reasons.flatMap(({ where }) => where ?? [])).toContain('environments/lab.yaml:9:7');
});

test('validate: what each lock is worth', async () => {
  expect(await parsed('validate')).toEqual({
    formatVersion: 1,
    environments: [{ environment: 'lab', lock: 'valid', reasons: [] }],
  });
});

test('cost: the bill, whose components add up', async () => {
  const bill = z.object({ components: z.array(z.looseObject({ microUsd: money })), microUsd: money });
  const one = document.extend({ environments: z.array(z.object({ environment: z.string(), bill })) });
  const [lab] = one.parse(await parsed('cost')).environments;
  if (lab === undefined) throw new Error('no bill');
  const sum = lab.bill.components.reduce((total, { microUsd }) => total + microUsd.expected, 0);
  expect(sum).toBe(lab.bill.microUsd.expected);
  expect(sum).toBeGreaterThan(0);
});

test('list: the catalog', async () => {
  const list = document.extend({ modules: z.array(z.looseObject({ name: z.string(), cost: z.string() })).min(1) });
  expect(list.parse(await parsed('list')).modules.map(({ name }) => name)).toContain('network');
});

describe('failures', () => {
  const failures = document.extend({
    problems: z.array(z.looseObject({ code: z.string() })).min(1),
    exitCode: z.int(),
  });

  test.each([
    { args: ['synth', '--env', 'nowhere'], code: 1, problem: 'unknown-environment' },
    { args: ['schema', 'lock'], code: 64, problem: 'usage' },
    { args: ['confirm-removed', 'lab'], code: 5, problem: 'still-wanted' },
    { args: ['solve', '--allow-destroy', 'nothing'], code: 5, problem: 'unknown-instance' },
  ])('$args', async ({ args, code, problem }) => {
    const ran = await project.run([...args, '--json']);
    expect(ran.code).toBe(code);
    const { problems, exitCode } = failures.parse(JSON.parse(ran.out));
    expect([problems[0]?.code, exitCode]).toEqual([problem, code]);
    expect(ran.err).toContain(`[${problem}]`);
  });

  test('problems of files carry their positions', () =>
    inProject(projectOf({ lab: `${spec}  colour: red\n` }), async (own) => {
      const ran = await own.run(['validate', '--json']);
      expect(JSON.parse(ran.out)).toMatchObject({
        problems: [{ code: 'unknown-key', position: { file: 'environments/lab.yaml', line: 11, column: 3 } }],
        exitCode: 1,
      });
    }));

  test.each(['solve', 'synth', 'explain', 'cost'])('%s of an impossible environment tells the conflict', (name) =>
    inProject(projectOf({ lab: `${spec}  budget: {monthly: 1, hardLimit: true}\n` }), async (own) => {
      const ran = await own.run([name, '--json']);
      expect(ran.code).toBe(3);
      expect(JSON.parse(ran.out)).toMatchObject({
        formatVersion: 1,
        environments: [],
        failed: [
          {
            environment: 'lab',
            status: 'infeasible',
          },
        ],
      });
      expect(ran.out).toContain('"where": "environments/lab.yaml:11:12"');
    }),
  );
});

test('is one document of every command that prints data, on stdout alone', async () => {
  project.write(environmentFile('lab'), environment('lab', `${spec}  budget: {monthly: 57}\n`));
  await project.done(['solve']);
  const quiet = commands.map(({ usage }) => usage.split(' ')[0] ?? '').filter((name) => name !== 'confirm-removed');
  for (const name of quiet.filter((one) => one !== 'rehearse')) {
    const { code, out } = await project.run([name, '--json']);
    expect([name, code]).toEqual([name, 0]);
    expect(() => read(out)).not.toThrow();
  }
});

/** What is committed for the examples: addresses, secrets, paths, dates, sums. */
import { tmpdir } from 'node:os';
import { z } from 'zod';
import { projectRoot } from '../../data/root';
import { parseLock } from '../../solver/lock';
import { formatUsd } from '../../solver/money';
import { parseEmitted } from '../../stacks/emitted';
import { secretsIn } from '../../stacks/secrets';
import { exampleNames, examples } from '../support/examples';
import { environment, environmentFile, inProject, Project, projectOf } from '../support/project';

let project: Project;
beforeAll(async () => {
  project = new Project(examples());
  await project.done(['synth']);
});
afterAll(() => project.dispose());

const range = z.object({ low: z.int(), expected: z.int(), high: z.int() });
const bills = z.object({
  environments: z.array(
    z.object({
      environment: z.string(),
      bill: z.object({ components: z.array(z.looseObject({ microUsd: range, source: z.string() })), microUsd: range }),
    }),
  ),
});

async function billOf(name: string): Promise<z.infer<typeof bills>['environments'][number]['bill']> {
  const [found] = bills.parse(JSON.parse((await project.done(['cost', name, '--json'])).out)).environments;
  if (found === undefined) throw new Error(`no bill of ${name}`);
  return found.bill;
}

function stack(name: string): string {
  return project.read(`cdktf.out/stacks/${name}/cdk.tf.json`);
}

describe.each(exampleNames())('%s', (name) => {
  test('no two resources share an address, and every id is readable', () => {
    const text = stack(name);
    const { resource, data } = parseEmitted(text);
    const ids = [resource, data].flatMap((blocks) => Object.values(blocks).flatMap((byId) => Object.keys(byId)));
    // JSON would drop a key that is there twice; its text would not.
    expect(text.match(/"uniqueId": /g)).toHaveLength(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z][a-z0-9_]*$/);
    expect(ids.filter((id) => /_[0-9A-F]{8}$/.test(id))).toEqual([]);
  });

  test('no secret, absolute path or date', async () => {
    const text = stack(name);
    expect(secretsIn(parseEmitted(text))).toEqual([]);
    const sources = new Set(
      (await billOf(name)).components.flatMap(({ source }) => source.match(/\d{4}-\d\d-\d\d/g) ?? []),
    );
    for (const file of [...project.files().keys()].filter(
      (one) => one.includes(`/${name}`) && !one.endsWith('.yaml'),
    )) {
      const content = project.read(file);
      for (const folder of [project.root, projectRoot(), tmpdir(), process.env['HOME'] ?? projectRoot()])
        expect(content.includes(`${folder}/`)).toBe(false);
      expect(content).not.toMatch(/\d{4}-\d\d-\d\dT\d\d|AKIA[0-9A-Z]{16}|PRIVATE KEY/);
      const dates = (content.match(/\b20\d\d-\d\d-\d\d\b/g) ?? []).filter((date) => !sources.has(date));
      // The version of the policy language.
      expect(dates.filter((date) => date !== '2012-10-17')).toEqual([]);
    }
  });

  test('cost components add up to the micro-dollar: bill, lock, summary, table', async () => {
    const { components, microUsd } = await billOf(name);
    const sums = components.reduce(
      (sum, { microUsd: { low, expected, high } }) => ({
        low: sum.low + low,
        expected: sum.expected + expected,
        high: sum.high + high,
      }),
      { low: 0, expected: 0, high: 0 },
    );
    expect(components.length).toBeGreaterThan(0);
    expect(sums).toEqual(microUsd);
    const lock = `environments/${name}.lock.json`;
    expect(parseLock(project.read(lock), lock).monthlyMicroUsd).toBe(sums.expected);
    const summary = project.read(`cdktf.out/stacks/${name}/SUMMARY.md`);
    expect(/^\| low +\| +([\d,.]+) /m.exec(summary)?.[1]).toBe(formatUsd(sums.low));
    expect(/^\| \*\*expected\*\* +\| +\*\*([\d,.]+)\*\* /m.exec(summary)?.[1]).toBe(formatUsd(sums.expected));
    expect(/^\| high +\| +([\d,.]+) /m.exec(summary)?.[1]).toBe(formatUsd(sums.high));
    const { out } = await project.done(['synth', '--frozen', '--env', name]);
    expect(out.split('\n').find((row) => row.startsWith(`${name} `))).toContain(` ${formatUsd(sums.expected)} `);
    expect((await project.done(['explain', name])).out).toContain(`${formatUsd(sums.expected)} USD a month expected`);
  });
});

test('what users write is text, never a template', () => {
  const note = '${aws_vpc.network_vpc_us_east_1.id} %{ if true }yes%{ endif } $${kept} %%{kept} $5 100%';
  const spec = `  infrastructure: aws
  account: {id: '111122223333', roleArn: 'arn:aws:iam::111122223333:role/deploy-\${x}'}
  state: {s3: {bucket: states, region: us-east-1, key: 'lab/%{x}/\${y}.tfstate'}}
  tags:
    note: ${JSON.stringify(note)}
    "key \${z}": plain
  needs:
    - capability: key-value-cache
      memoryGiB: 1
  modules:
    elasticache_redis:
      enabled: on
      inputs:
        users: {app: {accessString: 'on ~\${user}:* +@all'}}
`;
  return inProject(projectOf({ lab: spec }), async (own) => {
    await own.done(['synth']);
    const { provider, terraform, resource } = own.emitted('lab');
    const escaped = '$${aws_vpc.network_vpc_us_east_1.id} %%{ if true }yes%%{ endif } $$${kept} %%%{kept} $5 100%';
    expect(provider['aws']?.[0]).toMatchObject({
      assume_role: [{ role_arn: 'arn:aws:iam::111122223333:role/deploy-$${x}' }],
      default_tags: [{ tags: { note: escaped, 'key $${z}': 'plain' } }],
    });
    expect(terraform).toMatchObject({ backend: { s3: { key: 'lab/%%{x}/$${y}.tfstate' } } });
    expect(resource['aws_elasticache_user']?.['elasticache_redis_user_us_east_1_app']).toMatchObject({
      access_string: 'on ~$${user}:* +@all',
    });
    const check = await own.done(['synth', '--check']);
    expect(check.err).toBe('');
    // The lock keeps what was written, word for word.
    expect(own.read('environments/lab.lock.json')).toContain(JSON.stringify(note));
  });
});

test('a summary takes text of users as text', () =>
  inProject(
    projectOf({
      lab: `  infrastructure: aws\n  needs: [{capability: private-network}]\n  prices:\n    - {key: vpc.natGateway.hour, usd: '0.04', note: "a <b>note</b> | with \${x} and \`code\`"}\n`,
    }),
    async (own) => {
      await own.done(['synth']);
      const row = own
        .read('cdktf.out/stacks/lab/SUMMARY.md')
        .split('\n')
        .find((line) => line.includes('note'));
      expect(row).toMatchInlineSnapshot(
        `"- \`vpc.natGateway.hour\` at \`aws/us-east-1\` (override): a &lt;b&gt;note&lt;/b&gt; \\| with \\\${x} and \\\`code\\\`"`,
      );
    },
  ));

test('names that look like numbers, dates or booleans stay names', () =>
  inProject(
    {
      ...projectOf({}),
      [environmentFile('lab')]: environment(
        'lab',
        "  infrastructure: aws\n  needs: [{capability: private-network}]\n  tags: {version: '1.10', day: '2026-01-01', on: 'yes'}\n",
      ),
    },
    async (own) => {
      await own.done(['synth']);
      expect(own.emitted('lab').provider['aws']?.[0]).toMatchObject({
        default_tags: [{ tags: { version: '1.10', day: '2026-01-01', on: 'yes' } }],
      });
    },
  ));

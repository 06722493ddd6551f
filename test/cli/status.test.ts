/** `trellis status`: tables, JSON, bills, exit codes. */
import { guide } from '../schema/project';
import { environment, environmentFile, inProject, type Files } from '../support/project';

const guideFile = 'environments/infrastructure/guide.yaml';

const files: Files = {
  [guideFile]: `${guide('cloud')}\n---\n${guide('static')}`,
  [environmentFile('prod')]: environment('prod', '  infrastructure: [aws-production, dc-east]\n'),
  [environmentFile('dev')]: environment('dev', '  infrastructure: [aws-production]\n'),
};

function bill(amounts: Readonly<Record<string, string>>): string {
  return JSON.stringify({
    GroupDefinitions: [{ Type: 'DIMENSION', Key: 'REGION' }],
    ResultsByTime: [
      {
        TimePeriod: { Start: '2026-11-01', End: '2026-11-22' },
        Total: {},
        Groups: Object.entries(amounts).map(([region, Amount]) => ({
          Keys: [region],
          Metrics: { UnblendedCost: { Amount, Unit: 'USD' } },
        })),
        Estimated: true,
      },
    ],
    DimensionValueAttributes: [],
  });
}

test("the guide's documents as their status sections have them", () =>
  inProject(files, async (project) => {
    const before = project.files();
    const { code, out, err, files: after } = await project.run(['status', 'prod']);
    expect([code, err, after]).toEqual([0, '', before]);
    expect(out).toMatchInlineSnapshot(`
     "aws-production: CloudInfrastructure (aws), used by prod
       condition         status   why
       Ready             True     as its status says
       CredentialsValid  Unknown  not checked, for nothing is called; its status says True
       BudgetExceeded    False    aws-production: 32,450.00 of 50,000.00 USD (64 %); us-east-1: 18,200.00 of 20,000.00 USD (91 %)
       Degraded          False    nothing that is known speaks for it

       region     USD this month          budget  share  clusters
       eu-west-1        5,750.00            none      -    2 of 5
       us-east-1       18,200.00  20,000.00 hard   91 %   4 of 10
       us-west-2        8,500.00            none      -    2 of 5
       all             32,450.00  50,000.00 hard   64 %         8
       Spend: status.currentSpend of environments/infrastructure/guide.yaml.
       near limit  aws-production/us-east-1 has spent 18,200.00 of 20,000.00 USD (91 %) this month: the alert threshold is 80 %.

     dc-east: StaticInfrastructure (vsphere), used by prod
       condition         status  why
       Ready             True    as its status says
       CapacityPressure  False   in use: nodes 72 %, cores 72 %, memory 65 %; the threshold is 80 %
       Degraded          False   nothing that is known speaks for it

       capacity                 in all    used    free  share  reserved
       nodes                       100      72      28   72 %         -
       cores                       800     580     220   72 %       100
       memory                   3200Gi  2100Gi  1100Gi   65 %     400Gi
       storage                   500Ti       -       -      -         -
       accelerator nvidia-a100      16       -       -      -         -
       accelerator nvidia-t4        32       -       -      -         -
       Clusters: 5.
     "
    `);
  }));

test('a bill that reaches a hard limit exits with 5', () =>
  inProject(files, async (project) => {
    project.write('bill.json', bill({ 'us-east-1': '20000.00', 'us-west-2': '1000.5', global: '3' }));
    const { code, out, err } = await project.run(['status', 'dev', '--costs', 'bill.json']);
    expect([code, err]).toEqual([5, '']);
    expect(out).toMatchInlineSnapshot(`
     "aws-production: CloudInfrastructure (aws), used by dev
       condition         status   why
       Ready             True     as its status says
       CredentialsValid  Unknown  not checked, for nothing is called; its status says True
       BudgetExceeded    True     us-east-1: 20,000.00 of 20,000.00 USD (100 %)
       Degraded          True     us-east-1 is at its hard limit

       region               USD this month          budget  share  clusters
       eu-west-1                      0.00            none      -    2 of 5
       us-east-1                 20,000.00  20,000.00 hard  100 %   4 of 10
       us-west-2                  1,000.50            none      -    2 of 5
       global (not listed)            3.00            none      -         -
       all                       21,003.50  50,000.00 hard   42 %         8
       Spend: bill.json, 2026-11, UnblendedCost, estimated.
       hard limit  aws-production/us-east-1 has spent 20,000.00 of 20,000.00 USD (100 %) this month: a hard limit, so nothing new may be provisioned.
     "
    `);
  }));

test('--json', () =>
  inProject(files, async (project) => {
    project.write('bill.json', bill({ 'us-east-1': '20000.00' }));
    const { code, out } = await project.run(['status', '--json', '--costs', 'aws-production=bill.json', 'prod']);
    expect(code).toBe(5);
    expect(JSON.parse(out)).toMatchObject({
      formatVersion: 1,
      hardLimitReached: true,
      infrastructures: [
        {
          name: 'aws-production',
          kind: 'CloudInfrastructure',
          usedBy: ['prod'],
          spendMicroUsd: 20_000_000_000,
          limit: { microUsd: 50_000_000_000, hard: true, alertThresholdPercent: 80 },
          alerts: [{ level: 'hard', subject: 'aws-production/us-east-1' }],
        },
        { name: 'dc-east', kind: 'StaticInfrastructure', location: 'dc-east/us-east-dc1', alerts: [] },
      ],
    });
  }));

test('--capacity-threshold', () =>
  inProject(files, async (project) => {
    const { out } = await project.done(['status', 'prod', '--capacity-threshold', '70']);
    expect(out).toContain('dc-east/us-east-dc1 uses 580 of 800 (72 %) of its cores: the alert threshold is 70 %.');
    expect(out).not.toMatch(/near limit {2}dc-east\S* uses .* of its memory/);
  }));

describe('wrong use', () => {
  test.each([
    [['--costs', 'gone.json'], '--costs names gone.json, which is not there.'],
    [
      ['--costs', 'gcp-ml=bill.json'],
      '--costs takes the bill of aws-production, of provider aws and in use, not of gcp-ml.',
    ],
    [['--costs', 'bill.json', '--costs', 'aws-production=bill.json'], '--costs gives two bills of aws-production.'],
    [['--capacity-threshold', '101'], 'It takes a percentage, 0 to 100.'],
    [['--capacity-threshold', ''], 'It takes a percentage, 0 to 100.'],
  ])('%j', (args, says) =>
    inProject({ ...files, 'bill.json': bill({}) }, async (project) => {
      const { code, out, err } = await project.run(['status', 'prod', ...args]);
      expect([code, out]).toEqual([64, '']);
      expect(err).toContain(says);
    }),
  );

  test('a bill of one of several, or of none', () => {
    const second = guide('cloud').replace('name: aws-production', 'name: aws-other');
    const two = {
      ...files,
      'bill.json': bill({}),
      'environments/infrastructure/other.yaml': second,
      [environmentFile('both')]: environment('both', '  infrastructure: [aws-production, aws-other]\n'),
      [environmentFile('site')]: environment('site', '  infrastructure: dc-east\n'),
    };
    return inProject(two, async (project) => {
      const both = await project.run(['status', 'both', '--costs', 'bill.json']);
      expect(both.err).toContain('<infrastructure>=<file> for aws-other or aws-production.');
      const none = await project.run(['status', 'site', '--costs', 'bill.json']);
      expect(none.err).toContain('and none is in use.');
      expect([both.code, none.code]).toEqual([64, 64]);
    });
  });

  test('a file that is no bill', () =>
    inProject({ ...files, 'bill.json': '{}' }, async (project) => {
      const { code, err } = await project.run(['status', 'prod', '--costs', 'bill.json']);
      expect(code).toBe(1);
      expect(err).toMatch(/^GroupDefinitions is missing\. .*\[bad-costs\]$/m);
    }));
});

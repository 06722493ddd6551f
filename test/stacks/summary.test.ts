import type { Decision, CostComponent } from '../../solver/decision';
import { escapeMarkdown } from '../../stacks/markdown';
import { summarise, type SummaryInput } from '../../stacks/summary';
import { diagramsIn } from '../support/pictures';
import { guideStack } from './diagram-stack';
import { bucket, facts, notifications, place, registry, serve, topic } from './fixtures';

const first = place(topic, 'us-east-1');
const second = place(topic, 'eu-west-1');
const buckets = place(bucket, 'us-east-1', { instance: 'raw', phase: 'retiring' });

function component(owner: string, usd: string, units: number, more: Partial<CostComponent> = {}): CostComponent {
  const micro = Math.round(Number(usd) * units * 1_000_000);
  return {
    owner,
    location: owner.slice(owner.indexOf('@') + 1),
    name: 'Requests',
    priceKey: 'sns.requests',
    unit: 'million requests',
    usd,
    quantity: { low: units, expected: units, high: units },
    microUsd: { low: micro, expected: micro, high: micro },
    source: 'price-list 2025-09-11',
    ...more,
  };
}

function decisionOf(components: readonly CostComponent[], more: Partial<Decision> = {}): Decision {
  const total = components.reduce((sum, { microUsd }) => sum + microUsd.expected, 0);
  return {
    environment: 'prod',
    status: 'optimal',
    primary: 'us-east-1',
    regions: [
      { location: 'aws/us-east-1', region: 'us-east-1', role: 'primary' },
      { location: 'aws/eu-west-1', region: 'eu-west-1', role: 'secondary' },
    ],
    placed: [buckets, first, second],
    serves: [
      serve(buckets, notifications, first),
      {
        need: 'environment/notifications',
        location: 'aws/us-east-1',
        capability: 'notifications',
        provider: 'topic/main@aws/us-east-1',
      },
      {
        need: 'service/feast/notifications',
        location: 'aws/eu-west-1',
        capability: 'notifications',
        provider: 'topic/main@aws/eu-west-1',
      },
      { need: 'service/feast/audit', location: 'aws/eu-west-1', capability: 'audit', provider: 'commitment:shared' },
    ],
    bill: { components, spared: [], microUsd: { low: total, expected: total, high: total } },
    excessMicroUsd: 0,
    reasons: [],
    notices: [],
    ...more,
  };
}

const bill = [
  component('topic/main@aws/us-east-1', '0.5', 1234.5, {
    quantity: { low: 1000, expected: 1234.5, high: 2000 },
    basis: 'a guess | of ours',
  }),
  component('topic/main@aws/eu-west-1', '0.0000004', 10, { mark: 'assumed', note: 'the price of us-east-1' }),
  component('bucket/raw@aws/us-east-1', '0.023', 100, {
    name: 'Storage',
    priceKey: 's3.standard',
    unit: 'GB-month',
    mark: 'override',
    note: 'contract',
  }),
];

function summaryOf(decision: Decision, more: Partial<SummaryInput> = {}): string {
  return summarise({
    decision,
    emitted: { resource: {} },
    registry,
    facts,
    availability: 'multi-az',
    addresses: {},
    ...more,
  });
}

it('draws the network and the security groups that were emitted', () => {
  const page = summaryOf(decisionOf(bill), { emitted: guideStack });
  expect(page.match(/^## .*$/gm)).toEqual([
    '## Regions',
    '## Modules',
    '## What serves what',
    '## Network',
    '## Security groups',
    '## Costs',
  ]);
  expect(diagramsIn(page).map((diagram) => diagram.split('\n')[0])).toEqual([
    'flowchart LR',
    'flowchart LR',
    'flowchart LR',
    'pie showData',
  ]);
});

it('reads', () => {
  const decision = decisionOf(bill, {
    reasons: [
      {
        subject: 'module/topic',
        sentence: 'On because it gives notifications to environment prod.',
        path: ['spec', 'needs', 0, 'capability'],
        runnerUp: { description: 'bucket (big x 2)', microUsd: 1_000_000_000 },
      },
      {
        subject: 'region/aws/eu-west-1',
        sentence: 'Used as the secondary region.',
        runnerUp: { description: 'nothing' },
      },
    ],
    notices: ['617.25 USD a month is above the alert threshold, 80 % of 700.00.'],
  });
  const budget = { monthlyUsd: 700, alertThresholdPercent: 80, hardLimit: false };
  expect(summaryOf(decision, { budget })).toMatchInlineSnapshot(`
   "# prod

   Written with the stack beside it from the environment and its lock. Edit those, not this page.

   **Optimal**: it is proved that nothing cheaper meets the requirements and keeps what the lock holds.

   | Cost | USD a month | Of the budget |
   | --- | ---: | ---: |
   | low | 619.55 | 88.5 % |
   | **expected** | **619.55** | 88.5 % |
   | high | 619.55 | 88.5 % |
   | budget | 700.00 |  |

   The budget is a soft one, tested with the expected cost; the alert is set at 80 %.

   ## Notices

   - 617.25 USD a month is above the alert threshold, 80 % of 700.00.

   ## Regions

   | Region | Role | Location | USD a month |
   | --- | --- | --- | ---: |
   | \`us-east-1\` | primary | \`aws/us-east-1\` | 619.55 |
   | \`eu-west-1\` | secondary | \`aws/eu-west-1\` | 0.00 |

   ## Modules

   | Module | Region | Option | Phase | USD a month |
   | --- | --- | --- | --- | ---: |
   | Bucket (\`bucket/raw\`) | \`us-east-1\` | Standard | **retiring** | 2.30 |
   | Topic (\`topic\`) | \`us-east-1\` | Standard | active | 617.25 |
   | Topic (\`topic\`) | \`eu-west-1\` | Standard | active | 0.00 |

   ## What serves what

   \`\`\`mermaid
   flowchart LR
     environment_prod(["environment prod"])
     subgraph region_aws_us_east_1["us-east-1 (primary)"]
       bucket_raw_aws_us_east_1["bucket/raw<br/>Standard"]
       topic_main_aws_us_east_1["topic<br/>Standard"]
     end
     subgraph region_aws_eu_west_1["eu-west-1 (secondary)"]
       topic_main_aws_eu_west_1["topic<br/>Standard"]
       service_feast_aws_eu_west_1(["service feast"])
     end
     commitment_shared(["environment shared"])
     bucket_raw_aws_us_east_1 -->|"notifications"| topic_main_aws_us_east_1
     environment_prod -->|"notifications"| topic_main_aws_us_east_1
     service_feast_aws_eu_west_1 -->|"audit"| commitment_shared
     service_feast_aws_eu_west_1 -->|"notifications"| topic_main_aws_eu_west_1
   \`\`\`

   ## Costs

   \`\`\`mermaid
   pie showData
     title USD a month
     "topic" : 617.25
     "bucket" : 2.30
   \`\`\`

   | For | Component | Quantity a month | Unit price | USD a month | Price from |
   | --- | --- | --- | ---: | ---: | --- |
   | \`topic@us-east-1\` | Requests | 1,234.5 (1,000 to 2,000) million requests: a guess \\| of ours | 0.5 USD / million requests | 617.25 | price-list 2025-09-11 |
   | \`topic@eu-west-1\` | Requests | 10 million requests | 0.0000004 USD / million requests | 0.00 | price-list 2025-09-11, **assumed** |
   | \`bucket/raw@us-east-1\` | Storage | 100 GB-month | 0.023 USD / GB-month | 2.30 | price-list 2025-09-11, **override** |
   | **Total** |  |  |  | **619.55** |  |

   - **assumed**: no price is known in that region; it is charged at the highest list price known elsewhere.
   - **override**: the environment sets the price itself, in \`spec.prices\`.
   - \`sns.requests\` at \`aws/eu-west-1\` (assumed): the price of us-east-1
   - \`s3.standard\` at \`aws/us-east-1\` (override): contract

   ## Reasons

   | Subject | Why | Rests on | Next best |
   | --- | --- | --- | --- |
   | \`module/topic\` | On because it gives notifications to environment prod. | \`spec.needs\` | bucket (big x 2): 380.45 USD a month more |
   | \`region/aws/eu-west-1\` | Used as the secondary region. |  | nothing |
   "
  `);
});

describe('costs', () => {
  it('are the sums of the components, to the micro-dollar', () => {
    const decision = decisionOf(bill);
    const wrong = { ...decision.bill, microUsd: { low: 0, expected: 1, high: 2 } };
    expect(() => summaryOf({ ...decision, bill: wrong })).toThrow('the bill says 1');
  });

  it('say so where rounded rows do not add up to the rounded total', () => {
    const halves = ['a', 'b'].map((name) => component(`topic/${name}@aws/us-east-1`, '0.005', 1));
    expect(summaryOf(decisionOf(halves))).toContain('rounded to the cent by itself');
    expect(summaryOf(decisionOf([component('x@y', '0.01', 1)]))).not.toContain('rounded to the cent');
  });

  it('print quantities in full, grouped, to a sensible digit', () => {
    const amounts = [4380, 1146.66666667, 0.000012345, 1234567.5].map((units) => component('x@y', '0.01', units));
    const text = summaryOf(decisionOf(amounts));
    for (const amount of ['4,380', '1,146.67', '0.0000123', '1,234,567.5'])
      expect(text).toContain(`| ${amount} million`);
  });

  it('explain only the marks that stand there', () => {
    const text = summaryOf(decisionOf([component('x@y', '0.01', 1, { mark: 'secondary' })]));
    expect(text).toContain('- **secondary**: ');
    expect(text).not.toContain('- **assumed**');
  });
});

describe('status', () => {
  it('says what is proved', () => {
    const feasible = decisionOf(bill, { status: 'feasible', boundMicroUsd: 309_775_000 });
    expect(summaryOf(feasible)).toContain(
      'nothing can cost less than 309.77 USD a month (gap 50.00 %), but that this is the cheapest is not proved.',
    );
    expect(summaryOf(decisionOf(bill))).toContain('**Optimal**');
  });

  it('says by how much the budget is exceeded', () => {
    const budget = { monthlyUsd: 500, alertThresholdPercent: 80, hardLimit: false };
    const over = decisionOf(bill, { excessMicroUsd: 119_550_004 });
    expect(summaryOf(over, { budget })).toContain('**The expected cost is 119.55 USD a month above it.**');
  });
});

it('is a page for an environment that has nothing left', () => {
  const empty = decisionOf([], { placed: [], serves: [], regions: [] });
  expect(summaryOf(empty)).toMatchInlineSnapshot(`
   "# prod

   Written with the stack beside it from the environment and its lock. Edit those, not this page.

   **Optimal**: it is proved that nothing cheaper meets the requirements and keeps what the lock holds.

   | Cost | USD a month | Of the budget |
   | --- | ---: | ---: |
   | low | 0.00 |  |
   | **expected** | **0.00** |  |
   | high | 0.00 |  |

   No budget is set.
   "
  `);
});

describe('words of users', () => {
  it.each([
    ['a|b', 'a\\|b'],
    ['*bold* `code` [x](y)', '\\*bold\\* \\`code\\` \\[x\\](y)'],
    ['<script>', '&lt;script&gt;'],
    ['&lt;', '&amp;lt;'],
    ['$x$ ~~y~~', '\\$x\\$ \\~\\~y\\~\\~'],
    ['snake_case _it_', 'snake_case \\_it\\_'],
    ['one\n# two', 'one \\# two'],
  ])('%j are no markup', (text, expected) => {
    expect(escapeMarkdown(text)).toBe(expected);
  });

  it('break no table and no diagram', () => {
    const hostile = 'x | y"]; end <b> `';
    const own = place(topic, 'us-east-1', { instance: hostile });
    const text = summaryOf(
      decisionOf(
        [
          component(`topic/${hostile}@aws/us-east-1`, '1', 1, {
            name: hostile,
            note: hostile,
            source: hostile,
            basis: hostile,
          }),
        ],
        {
          placed: [own],
          serves: [
            {
              need: `service/${hostile}/x`,
              location: 'aws/us-east-1',
              capability: 'x',
              provider: `topic/${hostile}@aws/us-east-1`,
            },
          ],
          reasons: [{ subject: hostile, sentence: hostile, runnerUp: { description: hostile } }],
          notices: [hostile],
        },
      ),
    );
    const rows = text.split('\n').filter((line) => line.startsWith('|'));
    const cells = (row: string): number => row.replaceAll('\\|', '').split('|').length;
    const widths = new Set(rows.map(cells));
    expect([...widths].sort()).toEqual([5, 6, 7, 8]);
    const diagram = text.slice(text.indexOf('```mermaid'), text.indexOf('## Costs'));
    const labels = diagram.match(/"[^"\n]*"/g) ?? [];
    expect(labels.some((one) => one.includes('x | y#34;]; end #60;b#62; #96;'))).toBe(true);
    expect(diagram.replace(/"[^"\n]*"/g, '').includes('"')).toBe(false);
  });
});

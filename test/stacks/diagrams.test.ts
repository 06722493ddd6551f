/** Pictures of summaries: drawn from what is emitted, read by Mermaid whatever they hold, and drawn by a browser. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { projectRoot } from '../../data/root';
import { costSplit } from '../../stacks/diagrams/cost-split';
import { networkDiagram } from '../../stacks/diagrams/network';
import { securityGroupDiagram } from '../../stacks/diagrams/security-groups';
import { serving } from '../../stacks/diagrams/serving';
import type { Emitted } from '../../stacks/emitted';
import { instanceKey, type CostComponent, type Decision } from '../../solver/decision';
import { chromium, diagramsIn, draw, faultsOf } from '../support/pictures';
import { guideStack } from './diagram-stack';
import { place, topic } from './fixtures';

type Resources = Emitted['resource'];

const environment = 'omnigen';

function lines(diagram: string): readonly string[] {
  return diagram.split('\n').map((line) => line.trim());
}

/** Nodes in the words of their labels, and edges between those. */
function edgesOf(diagram: string): readonly string[] {
  const titles = new Map(
    [...diagram.matchAll(/^ *(?:subgraph )?(\w+)[[({/]+"([^"]*)"/gm)].map(([, id = '', text = '']) => [
      id,
      text.split('<br/>')[0] ?? '',
    ]),
  );
  return [...diagram.matchAll(/^ *(\w+) (<-->|-->|-\.->|-\.-)(?:\|"([^"]*)"\|)? (\w+)$/gm)].map(
    ([, from = '', arrow = '', text = '', to = '']) =>
      `${titles.get(from) ?? from} ${arrow}${text === '' ? '' : ` ${text}:`} ${titles.get(to) ?? to}`,
  );
}

function without(resource: Resources, ...types: readonly string[]): { resource: Resources } {
  return { resource: Object.fromEntries(Object.entries(resource).filter(([type]) => !types.includes(type))) };
}

describe('the network', () => {
  const diagram = networkDiagram(guideStack, environment);

  test('of the guide', () => {
    expect(diagram).toMatchInlineSnapshot(`
     "flowchart LR
       internet(["Internet"])
       subgraph aws_vpc_net_vpc["VPC 10.0.0.0/16, us-east-1"]
         aws_internet_gateway_net_gateway{{"Internet gateway"}}
         subgraph aws_vpc_net_vpc_use1_az1["use1-az1"]
           aws_subnet_net_private_a["private 10.0.10.0/24<br/>ECS service: api<br/>Lambda function: composer, generator"]:::private
           aws_subnet_net_public_a["public 10.0.1.0/24<br/>NAT gateway<br/>load balancer: api"]:::public
         end
         subgraph aws_vpc_net_vpc_use1_az2["use1-az2"]
           aws_subnet_net_public_b["public 10.0.2.0/24<br/>load balancer: api"]:::public
         end
         aws_vpc_net_vpc_Gateway_endpoints_for_private_subnets[/"Gateway endpoints for private subnets<br/>dynamodb, s3"/]:::endpoints
         aws_vpc_net_vpc_Interface_endpoints_in_private_subnets[/"Interface endpoints in private subnets<br/>ecr.api, ecr.dkr"/]:::endpoints
       end
       services_global["Global<br/>CloudFront distribution"]:::services
       services_us_east_1["Services in us-east-1<br/>DynamoDB table: jobs, usage<br/>ECR repository: api<br/>S3 bucket: assets, frontend"]:::services
       internet <--> services_global
       internet <--> aws_internet_gateway_net_gateway
       services_global --> services_us_east_1
       aws_subnet_net_public_a -.-|"out by NAT"| aws_subnet_net_private_a
       aws_internet_gateway_net_gateway <--> aws_subnet_net_public_a
       aws_internet_gateway_net_gateway <--> aws_subnet_net_public_b
       aws_subnet_net_private_a -.-> aws_vpc_net_vpc_Gateway_endpoints_for_private_subnets
       aws_vpc_net_vpc_Gateway_endpoints_for_private_subnets -.-> services_us_east_1
       aws_subnet_net_private_a -.-> aws_vpc_net_vpc_Interface_endpoints_in_private_subnets
       aws_vpc_net_vpc_Interface_endpoints_in_private_subnets -.-> services_us_east_1
       classDef public fill:#c8e6c9,stroke:#388e3c,color:#000
       classDef private fill:#ffcdd2,stroke:#d32f2f,color:#000
       classDef isolated fill:#cfd8dc,stroke:#455a64,color:#000
       classDef endpoints fill:#f3e5f5,stroke:#7b1fa2,color:#000
       classDef services fill:#fff9c4,stroke:#f9a825,color:#000"
    `);
  });

  test('is joined as the guide has it', () => {
    expect(edgesOf(diagram)).toMatchInlineSnapshot(`
     [
       "Internet <--> Global",
       "Internet <--> Internet gateway",
       "Global --> Services in us-east-1",
       "public 10.0.1.0/24 -.- out by NAT: private 10.0.10.0/24",
       "Internet gateway <--> public 10.0.1.0/24",
       "Internet gateway <--> public 10.0.2.0/24",
       "private 10.0.10.0/24 -.-> Gateway endpoints for private subnets",
       "Gateway endpoints for private subnets -.-> Services in us-east-1",
       "private 10.0.10.0/24 -.-> Interface endpoints in private subnets",
       "Interface endpoints in private subnets -.-> Services in us-east-1",
     ]
    `);
  });

  test('a subnet without a way out is isolated, and one that names no table takes the main one', () => {
    const isolated = networkDiagram(without(guideStack.resource, 'aws_nat_gateway'), environment);
    expect(isolated).toContain('["isolated 10.0.10.0/24');
    const loose = networkDiagram(without(guideStack.resource, 'aws_route_table_association'), environment);
    expect(loose.match(/"isolated /g)).toHaveLength(3);
    const { resource } = without(guideStack.resource, 'aws_route_table_association');
    const main = { vpc_id: '${aws_vpc.net_vpc.id}', route_table_id: '${aws_route_table.net_public.id}' };
    const open = networkDiagram({ resource: { ...resource, aws_main_route_table_association: { main } } }, environment);
    expect(open.match(/"public /g)).toHaveLength(3);
  });

  test('what stands in a group of subnets stands in each of them; what belongs to subnets stands in none', () => {
    const [a, b] = ['${aws_subnet.net_public_a.id}', '${aws_subnet.net_public_b.id}'];
    const { resource } = guideStack;
    const more = networkDiagram(
      {
        resource: {
          ...resource,
          aws_db_subnet_group: { data: { subnet_ids: [a, b] } },
          aws_rds_cluster: { data: { db_subnet_group_name: '${aws_db_subnet_group.data.name}' } },
          aws_network_acl: { data: { subnet_ids: [a, b] } },
        },
      },
      environment,
    );
    const subnets = lines(more).filter((line) => line.includes('["public '));
    expect(subnets).toHaveLength(2);
    expect(subnets.filter((line) => !line.includes('Aurora cluster'))).toEqual([]);
    expect(more).not.toMatch(/acl|subnet group/);
  });

  test('many of a kind are counted, and many subnets share their endpoints without an edge each', () => {
    const { resource } = guideStack;
    const functions = Object.fromEntries(
      Array.from({ length: 40 }, (_, at) => [
        `f${at}`,
        { function_name: `omnigen-f${at}`, vpc_config: { subnet_ids: ['${aws_subnet.net_private_a.id}'] } },
      ]),
    );
    const subnets = Object.fromEntries(
      Array.from({ length: 6 }, (_, at) => [
        `more_${at}`,
        { region: 'us-east-1', vpc_id: '${aws_vpc.net_vpc.id}', cidr_block: `10.0.${20 + at}.0/24` },
      ]),
    );
    const associations = Object.fromEntries(
      Object.keys(subnets).map((id) => [
        id,
        { subnet_id: `\${aws_subnet.${id}.id}`, route_table_id: '${aws_route_table.net_private.id}' },
      ]),
    );
    const large = networkDiagram(
      {
        resource: {
          ...resource,
          aws_lambda_function: functions,
          aws_subnet: { ...resource['aws_subnet'], ...subnets },
          aws_route_table_association: { ...resource['aws_route_table_association'], ...associations },
        },
      },
      environment,
    );
    expect(large).toContain('40 x Lambda function');
    expect(edgesOf(large).filter((edge) => edge.endsWith('Gateway endpoints for private subnets'))).toEqual([]);
    expect(lines(large).length).toBeLessThan(lines(diagram).length + 25);
  });

  test('endpoints of other kinds reach what they name', () => {
    const { resource } = guideStack;
    const lattice = {
      region: 'us-east-1',
      vpc_id: '${aws_vpc.net_vpc.id}',
      vpc_endpoint_type: 'ServiceNetwork',
      service_network_arn: '${aws_vpclattice_service_network.mesh.arn}',
      subnet_ids: ['${aws_subnet.net_public_a.id}'],
    };
    const other = networkDiagram(
      {
        resource: {
          ...resource,
          aws_vpc_endpoint: { lattice },
          aws_vpclattice_service_network: { mesh: { region: 'us-east-1', name: 'omnigen-mesh' } },
        },
      },
      environment,
    );
    expect(edgesOf(other).filter((edge) => edge.includes('endpoints'))).toEqual([
      'public 10.0.1.0/24 -.-> Service network endpoints in 1 public subnet',
      'Service network endpoints in 1 public subnet -.-> Services in us-east-1',
    ]);
  });

  test('two VPCs that are peered are joined', () => {
    const { resource } = guideStack;
    const peered = networkDiagram(
      {
        resource: {
          ...resource,
          aws_vpc: { ...resource['aws_vpc'], other: { region: 'eu-west-1', cidr_block: '10.9.0.0/16' } },
          aws_vpc_peering_connection: {
            one: { vpc_id: '${aws_vpc.other.id}', peer_vpc_id: '${aws_vpc.net_vpc.id}' },
          },
        },
      },
      environment,
    );
    expect(edgesOf(peered)).toContain('VPC 10.0.0.0/16, us-east-1 <--> peering: VPC 10.9.0.0/16, eu-west-1');
  });

  test('is not drawn where there is none', () => {
    const tables = { resource: { aws_dynamodb_table: guideStack.resource['aws_dynamodb_table'] ?? {} } };
    expect([networkDiagram(tables, environment), securityGroupDiagram(tables, environment)]).toEqual(['', '']);
  });
});

describe('security groups', () => {
  test('of the guide', () => {
    expect(securityGroupDiagram(guideStack, environment)).toMatchInlineSnapshot(`
     "flowchart LR
       Internet(["Internet"])
       s3_by_its_gateway_endpoint(["s3 by its gateway endpoint"])
       subgraph place_VPC_10_0_0_0_16_us_east_1["VPC 10.0.0.0/16, us-east-1"]
         aws_security_group_net_alb["alb<br/>load balancer: api"]
         aws_security_group_net_api["api<br/>ECS service: api"]
         aws_security_group_net_endpoints["endpoints<br/>2 x VPC endpoint"]
         aws_security_group_net_functions["functions<br/>Lambda function: composer, generator<br/>no way in"]
       end
       Internet -->|"80, 443"| aws_security_group_net_alb
       aws_security_group_net_alb -->|"8080"| aws_security_group_net_api
       aws_security_group_net_api -->|"443"| Internet
       aws_security_group_net_api -->|"443"| aws_security_group_net_endpoints
       aws_security_group_net_functions -->|"443"| aws_security_group_net_endpoints
       aws_security_group_net_functions -->|"443"| s3_by_its_gateway_endpoint"
    `);
  });

  test('rules inside a group, of older kind and by prefix list, protocols and ranges', () => {
    const region = 'us-east-1';
    const diagram = securityGroupDiagram(
      {
        resource: {
          aws_security_group: {
            one: {
              region,
              vpc_id: 'vpc-1',
              name: 'one',
              ingress: [
                { protocol: 'tcp', from_port: 1024, to_port: 2048, cidr_blocks: ['10.0.0.0/8', '0.0.0.0/0'] },
                { protocol: '-1', from_port: 0, to_port: 0, self: true },
              ],
              egress: [{ protocol: 'udp', from_port: 53, to_port: 53, ipv6_cidr_blocks: ['::/0'] }],
            },
            two: { region, vpc_id: 'vpc-1', name: 'two' },
          },
          aws_security_group_rule: {
            old: {
              type: 'ingress',
              security_group_id: '${aws_security_group.two.id}',
              source_security_group_id: '${aws_security_group.one.id}',
              protocol: 'tcp',
              from_port: 443,
              to_port: 443,
            },
            list: {
              type: 'egress',
              security_group_id: '${aws_security_group.two.id}',
              prefix_list_ids: ['pl-63a5400a'],
              protocol: 'tcp',
              from_port: 443,
              to_port: 443,
            },
          },
          aws_vpc_security_group_ingress_rule: {
            partner: {
              security_group_id: '${aws_security_group.two.id}',
              referenced_security_group_id: 'sg-0123456789abcdef0',
              ip_protocol: 'icmp',
            },
          },
        },
      },
      environment,
    );
    expect(edgesOf(diagram)).toMatchInlineSnapshot(`
     [
       "10.0.0.0/8 --> 1024-2048: one",
       "Internet --> 1024-2048: one",
       "one --> udp 53: Internet",
       "one --> all: one",
       "one --> 443: two",
       "two --> 443: pl-63a5400a",
       "sg-0123456789abcdef0 --> icmp: two",
     ]
    `);
  });
});

describe('the cost split', () => {
  const location = 'aws/us-east-1';

  function split(amounts: Readonly<Record<string, number>>): string {
    const placed = Object.keys(amounts).map((name) => ({ ...place(topic, 'us-east-1'), module: name }));
    const components = placed.map((one): CostComponent => {
      const micro = Math.round((amounts[one.module] ?? 0) * 1_000_000);
      return {
        owner: instanceKey(one),
        location,
        name: 'x',
        priceKey: 'x',
        unit: 'x',
        usd: '1',
        quantity: { low: 1, expected: 1, high: 1 },
        microUsd: { low: micro, expected: micro, high: micro },
        source: 'x',
      };
    });
    const decision: Decision = {
      environment,
      status: 'optimal',
      primary: 'us-east-1',
      regions: [],
      placed,
      serves: [],
      bill: { components, spared: [], microUsd: { low: 0, expected: 0, high: 0 } },
      excessMicroUsd: 0,
      reasons: [],
      notices: [],
    };
    return costSplit(decision);
  }

  test('shows the largest first, and small ones together', () => {
    expect(split({ a: 5, b: 1234.5, c: 100, d: 0.5, e: 0.25, f: 0 })).toBe(
      'pie showData\n  title USD a month\n  "b" : 1234.50\n  "c" : 100.00\n  "others" : 5.75',
    );
  });

  test('one small one keeps its name', () => {
    expect(split({ a: 100, b: 0.1 })).toBe('pie showData\n  title USD a month\n  "a" : 100.00\n  "b" : 0.10');
  });

  test('is at most nine slices', () => {
    const many = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`m${at}`, 10 + at]));
    expect(lines(split(many)).slice(2)).toHaveLength(9);
  });

  test('is not drawn of nothing, nor of a credit', () => {
    expect(split({ a: 0 })).toBe('');
    expect(split({ a: 10, b: -3 })).toBe('pie showData\n  title USD a month\n  "a" : 10.00');
  });
});

/** The pictures of every environment of this repository, and of the guide. */
function pictures(): readonly string[] {
  const folder = path.join(projectRoot(), 'cdktf.out/stacks');
  const pages = readdirSync(folder)
    .sort()
    .map((name) => readFileSync(path.join(folder, name, 'SUMMARY.md'), 'utf8'));
  return [
    networkDiagram(guideStack, environment),
    securityGroupDiagram(guideStack, environment),
    ...pages.flatMap(diagramsIn),
  ];
}

describe('Mermaid', () => {
  test('reads the pictures of every environment', () => {
    const all = pictures();
    expect(all.length).toBeGreaterThan(10);
    expect(faultsOf(all).filter((fault) => fault !== null)).toEqual([]);
  });

  test('tells a broken picture from a sound one', () => {
    expect(faultsOf(['flowchart LR\n  a["sound"] --> b', 'flowchart LR\n  a["broken --> b', 'pie\n "a" : -1'])).toEqual(
      [null, expect.stringContaining('Parse error'), expect.any(String)],
    );
  });

  test('reads whatever names hold', () => {
    const nasty = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.constantFrom(
        'end',
        '"',
        '`code`',
        'a"b',
        '#quot;',
        '<script>',
        'a --> b',
        '[x]',
        '{{x}}',
        '(x)',
        '|x|',
        '%% x',
        '%%{init: {}}%%',
        'subgraph',
        ':::x',
        '\\',
        'a\nb',
        '&amp;',
        '${x}',
        'ü €',
        '',
        ' ',
        'style a fill:#f00',
        'click a',
        '@{ shape: x }',
      ),
    );
    const stacks = fc.sample(fc.record({ name: nasty, zone: nasty, cidr: nasty, service: nasty, module: nasty }), {
      numRuns: 120,
      seed: 7,
    });
    const diagrams = stacks.flatMap(({ name, zone, cidr, service, module }) => {
      const named = {
        resource: {
          aws_vpc: { net_vpc: { region: zone, cidr_block: cidr, tags: { Name: name } } },
          aws_subnet: {
            net_private_a: { vpc_id: '${aws_vpc.net_vpc.id}', availability_zone_id: zone, cidr_block: cidr },
          },
          aws_dynamodb_table: { jobs: { region: zone, name } },
          aws_lb: { balancer: { name, subnets: ['${aws_subnet.net_private_a.id}'] } },
          aws_security_group: { net_alb: { vpc_id: '${aws_vpc.net_vpc.id}', name, region: zone } },
        },
      };
      const decision: Decision = {
        environment: name,
        status: 'optimal',
        primary: zone,
        regions: [{ location: `aws/${zone}`, region: zone, role: 'only' }],
        placed: [{ ...place(topic, 'us-east-1'), location: `aws/${zone}`, region: zone }],
        serves: [
          {
            need: `service/${service}/x`,
            location: `aws/${zone}`,
            capability: module,
            provider: `topic/main@aws/${zone}`,
          },
        ],
        bill: { components: [], spared: [], microUsd: { low: 0, expected: 0, high: 0 } },
        excessMicroUsd: 0,
        reasons: [],
        notices: [],
      };
      return [
        networkDiagram(named, environment),
        securityGroupDiagram(named, environment),
        serving(decision, new Map([[`topic/main@aws/${zone}`, [module, name]]])),
      ];
    });
    const faults = faultsOf(diagrams).flatMap((fault, at) =>
      fault === null ? [] : [`${fault}\n${diagrams[at] ?? ''}`],
    );
    expect(faults).toEqual([]);
  });
});

const browser = chromium();
const drawn = browser === undefined ? test.skip : test;

describe('in a browser', () => {
  drawn(`every picture is drawn (needs chromium on PATH: ${browser ?? 'none, so this is skipped'})`, () => {
    const all = pictures();
    const drawings = draw(browser ?? '', all);
    expect(drawings).toHaveLength(all.length);
    const wrong = drawings.flatMap(({ error, width, height, overlaps }, at) =>
      error === null && width > 50 && height > 20 && overlaps === 0
        ? []
        : [{ error, width, height, overlaps, of: all[at] }],
    );
    expect(wrong).toEqual([]);
    expect(drawings[0]?.text).toContain('Lambda function: composer, generator');
    expect(drawings[1]?.text).toContain('8080');
  });

  drawn('a broken picture is noticed', () => {
    const [fault] = draw(browser ?? '', ['flowchart LR\n  a["broken --> b']);
    expect(fault?.error).toContain('Parse error');
  });
});

import { facts } from '../../data';
import { privateNetwork, type HttpLoadBalancer } from '../../modules/capabilities';
import { loadBalancer } from '../../modules/load_balancer';
import type { Module, Site } from '../../modules/module';
import type { Emitted } from '../../stacks/emitted';
import { buildModule, give, type BuildRequest } from '../support/build-module';
import { sampleOutputs } from '../support/capabilities';
import { sampleInputs } from '../support/workload-samples';
import { quote } from './quote';

const site: Site = { location: 'aws/us-east-1', region: 'us-east-1', availability: 'single-az' };
const certificate = sampleInputs(loadBalancer);
const domain = { domainName: 'api.example.com', hostedZoneId: 'Z0123456789ABC' };

function build(inputs: object = {}, request: Partial<BuildRequest> = {}): Promise<Emitted> {
  const given = { ...sampleOutputs(loadBalancer, site), inputs: Object.assign({}, certificate, inputs) };
  return buildModule(loadBalancer, { facts, ...given, ...request });
}

function only(emitted: Emitted, type: string): Record<string, unknown> {
  const [body, ...others] = Object.values(emitted.resource[type] ?? {});
  if (body === undefined || others.length > 0) throw new Error(`${others.length + 1} of ${type}`);
  return body;
}

function optionsOf(inputs: unknown, at: Site = site): ReturnType<typeof loadBalancer.options> {
  return loadBalancer.options(loadBalancer.inputs.parse(inputs), at);
}

test('USD a month: hours, capacity units, and an address a zone where it faces the internet', () => {
  const text = [
    quote(optionsOf({ certificateArn: arn(), requestGbPerMonth: 100 }), 'us-east-1'),
    quote(optionsOf({ certificateArn: arn(), scheme: 'internal' }, { ...site, availability: 'multi-az' }), 'us-east-1'),
  ];
  expect(text.join('\n')).toMatchInlineSnapshot(`
   "alb-internet-facing in us-east-1
     Load balancer, 0.0225 a load-balancer-hour               16.43     16.43     16.43
     Capacity units, 0.008 a LCU-hour                          0.80      0.80      2.40
     Public IPv4 addresses, 0.005 a address-hour               7.30      7.30      7.30
     Access logs, 0.023 a GB-month                             0.02      0.02      0.02
     a month                                                  24.55     24.55     26.15
   alb-internal in us-east-1
     Load balancer, 0.0225 a load-balancer-hour               16.43     16.43     16.43
     Capacity units, 0.008 a LCU-hour                          0.00      0.00      0.00
     Access logs, 0.023 a GB-month                             0.02      0.02      0.02
     a month                                                  16.45     16.45     16.45"
  `);
});

function arn(): string {
  return 'arn:aws:acm:us-east-1:111122223333:certificate/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0';
}

test('without a certificate it can be had nowhere, and the inputs that are missing are named', () => {
  const reasons = [{}, { domainName: 'api.example.com' }, domain, { certificateArn: arn() }].map(
    (inputs) => optionsOf(inputs)[0]?.unavailable,
  );
  expect(reasons).toMatchInlineSnapshot(`
   [
     "HTTPS takes a certificate: inputs.certificateArn, or inputs.domainName with inputs.hostedZoneId, must be set",
     "inputs.domainName needs inputs.hostedZoneId to prove the domain to ACM, or inputs.certificateArn beside it",
     undefined,
     undefined,
   ]
  `);
});

test('inputs say what was got and what is allowed', () => {
  const problems = [
    { certificateArn: 'arn:aws:iam::111122223333:server-certificate/a' },
    { domainName: 'API' },
    { hostedZoneId: 'example.com' },
    { sslPolicy: 'ELBSecurityPolicy-2016-08' },
    { allowedCidrs: { Office: '203.0.113.0/24' } },
    { allowedCidrs: { office: '203.0.113.1' } },
  ].flatMap((inputs) => loadBalancer.inputs.safeParse(inputs).error?.issues.map(({ message }) => message) ?? ['none']);
  expect(problems).toMatchInlineSnapshot(`
   [
     "must be the ARN of a certificate of ACM",
     "must be a domain name in lower case",
     "must be the id of a hosted zone of Route 53",
     "Invalid option: expected one of "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"|"ELBSecurityPolicy-TLS13-1-2-Res-2021-06"|"ELBSecurityPolicy-TLS13-1-2-2021-06"|"ELBSecurityPolicy-TLS13-1-3-PQ-2025-09"|"ELBSecurityPolicy-TLS13-1-3-2021-06"",
     "Invalid key in record",
     "must be an IPv4 range such as 10.0.0.0/16",
   ]
  `);
});

describe('emitted', () => {
  test('a load balancer over every public subnet, its listeners, its group and its logs', async () => {
    const { resource, output } = await build();
    expect({ resource, output }).toMatchSnapshot();
  });

  test('inside the VPC: private subnets, and clients of the VPC alone', async () => {
    const emitted = await build({ scheme: 'internal' });
    expect(only(emitted, 'aws_lb')).toMatchObject({
      internal: true,
      subnets: ['subnet-private-az1', 'subnet-private-az2', 'subnet-private-az3'],
    });
    const ranges = Object.values(emitted.resource['aws_vpc_security_group_ingress_rule'] ?? {});
    expect(ranges.map((rule) => rule['cidr_ipv4'])).toEqual(['10.0.0.0/16', '10.0.0.0/16']);
  });

  test('one zone is too few', async () => {
    const zones = ['az1'];
    const network = { vpcId: 'vpc', cidr: '10.0.0.0/16', region: 'us-east-1', zones, privateRouteTableIds: {} };
    const outputs = { ...network, privateSubnetIds: ['subnet-1'], publicSubnetIds: ['subnet-2', 'subnet-3'] };
    await expect(build({ scheme: 'internal' }, { given: [give(privateNetwork, outputs)] })).rejects.toThrow(
      'A load balancer needs 2 zones, and the network of us-east-1 has private subnets in 1',
    );
    expect(only(await build({}, { given: [give(privateNetwork, outputs)] }), 'aws_lb')['subnets']).toHaveLength(2);
  });

  test('a domain: its certificate is proved before the listener stands, and its record is the region’s own', async () => {
    const emitted = await buildModule(loadBalancer, { facts, inputs: domain, ...sampleOutputs(loadBalancer, site) });
    const { resource } = emitted;
    expect(resource['aws_lb_listener']?.['load_balancer_listener_us_east_1_https']?.['certificate_arn']).toBe(
      '${aws_acm_certificate_validation.load_balancer_certificate_validation_us_east_1.certificate_arn}',
    );
    expect(resource['aws_route53_record']).toMatchSnapshot();
  });

  test('rules of clients are keyed by name', async () => {
    const ids = async (allowedCidrs: object): Promise<string[]> =>
      Object.keys((await build({ allowedCidrs })).resource['aws_vpc_security_group_ingress_rule'] ?? {});
    const [one, two] = [
      await ids({ office: '203.0.113.0/24' }),
      await ids({ a: '198.51.100.0/24', office: '203.0.113.0/24' }),
    ];
    expect(two).toEqual(expect.arrayContaining(one));
    expect(two).toHaveLength(4);
  });

  test('on its way out nothing protects it, and its logs may go', async () => {
    const emitted = await build({}, { phase: 'retiring' });
    expect(only(emitted, 'aws_lb')).toMatchObject({ enable_deletion_protection: false });
    expect(only(emitted, 'aws_s3_bucket')).toMatchObject({ force_destroy: true });
  });
});

/** The load balancer, used by somebody as soon as it stands. */
async function usedBy(use: (balancer: HttpLoadBalancer) => void): Promise<Emitted> {
  const builds = await loadBalancer.load();
  const inputs = loadBalancer.inputs.parse(certificate);
  const module: Module<unknown> = {
    ...loadBalancer,
    controls: () => [],
    needs: () => [],
    options: () => [...optionsOf(certificate)],
    load: () =>
      Promise.resolve({
        aws(context) {
          const provide = (_: unknown, outputs: unknown): void => {
            if (isBalancer(outputs)) use(outputs);
          };
          builds.aws({ ...context, inputs, provide });
        },
      }),
  };
  return buildModule(module, { facts, inputs: certificate, ...sampleOutputs(loadBalancer, site) });
}

function isBalancer(value: unknown): value is HttpLoadBalancer {
  return typeof value === 'object' && value !== null && 'takePriority' in value;
}

test('a web ACL is put in front of it', async () => {
  const emitted = await usedBy((balancer) => {
    balancer.attachWebAcl('arn:aws:wafv2:us-east-1:111122223333:regional/webacl/a/b');
  });
  expect(only(emitted, 'aws_wafv2_web_acl_association')).toMatchObject({
    resource_arn: '${aws_lb.load_balancer_balancer_us_east_1.arn}',
    web_acl_arn: 'arn:aws:wafv2:us-east-1:111122223333:regional/webacl/a/b',
  });
});

test('two rules of one priority are told apart by who has them', async () => {
  const emitted = usedBy((balancer) => {
    balancer.takePriority(100, 'ecs_service api');
    balancer.takePriority(200, 'ecs_service web');
    balancer.takePriority(100, 'ecs_service jobs');
  });
  await expect(emitted).rejects.toThrow(
    'ecs_service api and ecs_service jobs both have a rule of priority 100 on load balancer main: give one another listenerRule.priority',
  );
});

describe('controls', () => {
  const claimed = loadBalancer.controls(loadBalancer.inputs.parse({ scheme: 'internal' }));
  const https = { protocol: 'HTTPS', ssl_policy: 'ELBSecurityPolicy-TLS13-1-2-2021-06' };
  test.each<[string, object, object]>([
    ['encryption-in-transit', https, { ...https, ssl_policy: 'ELBSecurityPolicy-TLS13-1-0-2021-06' }],
    [
      'encryption-in-transit',
      { protocol: 'HTTP', default_action: [{ type: 'redirect', redirect: { protocol: 'HTTPS' } }] },
      { protocol: 'HTTP', default_action: [{ type: 'forward' }] },
    ],
    ['access-logs', { access_logs: { enabled: true, bucket: 'a' } }, { access_logs: { enabled: false, bucket: 'a' } }],
    ['invalid-headers-dropped', { drop_invalid_header_fields: true }, {}],
    ['deletion-protection', { enable_deletion_protection: true }, { enable_deletion_protection: false }],
    ['private-load-balancer', { internal: true }, { internal: false }],
  ])('%s tells right from wrong', (id, compliant, violating) => {
    const control = claimed.find((one) => one.id === id);
    expect([control?.complies({ ...compliant }), control?.complies({ ...violating })]).toEqual([true, false]);
  });
});

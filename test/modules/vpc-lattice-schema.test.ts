/** What the schema of a service network refuses, and in which words. */
import { vpcLatticeCore } from '../../modules/vpc_lattice_core';

/** `path: message` of each fault; empty where the inputs are accepted. */
function faults(given: unknown): readonly string[] {
  const result = vpcLatticeCore.inputs.safeParse(given);
  return result.success ? [] : result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

function service(given: unknown): readonly string[] {
  return faults({ services: { api: given } }).map((fault) => fault.replace('services.api.', ''));
}

const lambda = 'arn:aws:lambda:us-east-1:111122223333:function:lookup';
const alb = 'arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/feast/0123456789abcdef';
const certificateArn = 'arn:aws:acm:us-east-1:111122223333:certificate/0b1c2d3e';
const role = 'arn:aws:iam::111122223333:role/caller';
const tls = { customDomainName: 'a.example.com', listeners: { tls: { protocol: 'TLS_PASSTHROUGH' } } };
const http = { config: { protocol: 'HTTP' } };

describe('accepted', () => {
  test.each([
    ['nothing', {}],
    ['a service without anything', { services: { a: {} } }],
    [
      'an IPv6 target',
      {
        services: {
          a: { targetGroups: { b: { config: { ipAddressType: 'IPV6' }, targets: { c: { id: 'fd00::1' } } } } },
        },
      },
    ],
    [
      'an instance',
      { services: { a: { targetGroups: { b: { type: 'INSTANCE', targets: { c: { id: 'i-0123456789abcdef0' } } } } } } },
    ],
    [
      'a load balancer',
      { services: { a: { targetGroups: { b: { type: 'ALB', targets: { c: { id: alb, port: 8443 } } } } } } },
    ],
    [
      'an alias',
      { services: { a: { targetGroups: { b: { type: 'LAMBDA', targets: { c: { id: `${lambda}:live` } } } } } } },
    ],
    [
      'a custom domain over HTTP',
      { services: { a: { customDomainName: 'a.example.com', listeners: { web: { protocol: 'HTTP' } } } } },
    ],
    [
      'a checked TCP group',
      {
        services: {
          a: {
            ...tls,
            targetGroups: {
              b: { config: { protocol: 'TCP', healthCheck: { protocol: 'HTTP', protocolVersion: 'HTTP1' } } },
            },
          },
        },
      },
    ],
    [
      'an open service under a network that allows a role',
      { allow: { principals: [role] }, services: { a: { authType: 'NONE' } } },
    ],
  ])('%s', (_, given) => {
    expect(faults(given)).toEqual([]);
  });
});

test('an unknown key', () => {
  const result = vpcLatticeCore.inputs.safeParse({ services: { api: { serviceNetworkIdentifier: 'sn-0' } } });
  expect(result.error?.issues.map(({ code, path }) => [code, path])).toEqual([
    ['unrecognized_keys', ['services', 'api']],
  ]);
});

test('names', () => {
  const listener = { protocol: 'HTTPS' };
  const rule = { priority: 1, match: { method: 'GET' }, action: { fixedResponse: { statusCode: 404 } } };
  expect([
    ...faults({ services: { Api_1: {} } }),
    ...faults({ services: { ['a'.repeat(41)]: {} } }),
    ...service({ listeners: { 'listener-a': listener } }),
    ...service({ listeners: { ab: listener } }),
    ...service({ listeners: { https: { rules: { 'rule-1': rule } } } }),
    ...service({ targetGroups: { 'a--b': {} } }),
  ]).toMatchInlineSnapshot(`
   [
     "services.Api_1: A service name has 1 to 40 characters of a-z, 0-9 and single hyphens between them.",
     "services.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa: A service name has 1 to 40 characters of a-z, 0-9 and single hyphens between them.",
     "listeners.listener-a: A listener name has 3 to 63 characters of a-z, 0-9 and single hyphens between them and must not start with listener-.",
     "listeners.ab: A listener name has 3 to 63 characters of a-z, 0-9 and single hyphens between them and must not start with listener-.",
     "listeners.https.rules.rule-1: A rule name has 3 to 63 characters of a-z, 0-9 and single hyphens between them and must not start with rule-.",
     "targetGroups.a--b: A target group name has 1 to 63 characters of a-z, 0-9 and single hyphens between them.",
   ]
  `);
});

test('target groups', () => {
  const group = (given: unknown) =>
    service({ targetGroups: { g: given } }).map((one) => one.replace('targetGroups.g.', ''));
  const two = { a: { id: lambda }, b: { id: lambda } };
  expect([
    ...group({ type: 'LAMBDA', config: { port: 80, vpcIdentifier: 'vpc-0123456789abcdef0', healthCheck: {} } }),
    ...group({ type: 'LAMBDA', targets: { a: { id: lambda, port: 80 } } }),
    ...group({ type: 'LAMBDA', targets: { a: { id: alb } } }),
    ...group({ type: 'LAMBDA', targets: two }),
    ...group({ type: 'ALB', config: { healthCheck: {}, ipAddressType: 'IPV4' }, targets: { a: { id: '10.0.0.1' } } }),
    ...group({ type: 'INSTANCE', config: { lambdaEventStructureVersion: 'V1' }, targets: { a: { id: '10.0.0.1' } } }),
    ...group({ targets: { a: { id: 'fd00::1' }, b: { id: 'i-0123456789abcdef0' } } }),
    ...group({ config: { protocol: 'TCP', protocolVersion: 'HTTP2', healthCheck: { path: '/' } } }),
    ...group({ config: { healthCheck: { matcher: { value: 'ok' } } } }),
  ]).toMatchInlineSnapshot(`
   [
     "config.port: Type LAMBDA takes no port: a function is invoked, not connected to. Remove it.",
     "config.vpcIdentifier: Type LAMBDA takes no vpcIdentifier: a function is invoked, not connected to. Remove it.",
     "config.healthCheck: Type LAMBDA takes no healthCheck: a function is invoked, not connected to. Remove it.",
     "targets.a.port: A function has no port: leave port out for type LAMBDA.",
     "targets.a.id: arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/feast/0123456789abcdef is no ARN of a function or of its alias, which type LAMBDA takes.",
     "targets: Type LAMBDA takes one target and has 2: make a group of each and weigh them in the listener.",
     "config.healthCheck: Type ALB takes no healthCheck: the load balancer checks its own targets. Remove it.",
     "config.ipAddressType: ipAddressType is for type IP; this group is of type ALB.",
     "targets.a.id: 10.0.0.1 is no ARN of an application load balancer, which type ALB takes.",
     "config.lambdaEventStructureVersion: lambdaEventStructureVersion is for type LAMBDA; this group is of type INSTANCE.",
     "targets.a.id: 10.0.0.1 is no instance id (i-...), which type INSTANCE takes.",
     "targets.a.id: fd00::1 is no IPV4 address, which type IP with ipAddressType IPV4 takes.",
     "targets.b.id: i-0123456789abcdef0 is no IPV4 address, which type IP with ipAddressType IPV4 takes.",
     "listeners.https.defaultAction.forward.targetGroups.g: g has protocol TCP, which only a TLS_PASSTHROUGH listener forwards to.",
     "config.protocolVersion: Protocol TCP has no HTTP version: remove protocolVersion.",
     "config.healthCheck: A health check of TCP targets must name its protocol (HTTP or HTTPS) and protocolVersion.",
     "config.healthCheck.matcher.value: Expected codes and ranges of codes, such as 200,202 or 200-299.",
   ]
  `);
});

test('listeners and rules', () => {
  const targetGroups = { blue: http, green: http };
  const rule = { priority: 1, match: { method: 'GET' }, action: { forward: { targetGroups: { blue: 1 } } } };
  const listener = (given: unknown) =>
    service({ targetGroups, listeners: { web: given } }).map((one) => one.replace('listeners.web.', ''));
  const rules = (given: object) => listener({ rules: { one: { ...rule, ...given } } });
  const headers = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`x-${at}`, { exact: 'a' }]));
  expect([
    ...listener({ defaultAction: {} }),
    ...listener({ defaultAction: { forward: { targetGroups: { red: 1 } } } }),
    ...listener({ defaultAction: { forward: { targetGroups: {} } } }),
    ...listener({ defaultAction: { forward: { targetGroups: { blue: 0, green: 0 } } } }),
    ...listener({ defaultAction: { forward: { targetGroups: { blue: 1 } }, fixedResponse: { statusCode: 500 } } }),
    ...listener({ rules: { one: rule, two: rule } }),
    ...rules({ match: {} }),
    ...rules({ match: { pathMatch: { exact: '/a', prefix: '/b' } } }),
    ...rules({ match: { headerMatches: { accept: {} } } }),
    ...rules({ match: { headerMatches: headers(6) } }),
    ...rules({ match: { pathMatch: { prefix: 'api' } } }),
    ...service({ listeners: { one: {}, two: { port: 443 } } }),
  ]).toMatchInlineSnapshot(`
   [
     "defaultAction: An action is exactly one of forward and fixedResponse.",
     "defaultAction.forward.targetGroups.red: The service has no target group red; it has: blue, green. A target group serves one service alone.",
     "defaultAction.forward.targetGroups: forward takes 1 to 10 target groups and has 0.",
     "defaultAction.forward.targetGroups: All weights are 0, so nothing would get the traffic: give one of them a weight from 1 to 999.",
     "defaultAction: An action is exactly one of forward and fixedResponse.",
     "rules.two.priority: Rule one has priority 1 already; each is taken once in a listener.",
     "rules.one.match: A rule that matches everything is the defaultAction: name a method, pathMatch or headerMatches.",
     "rules.one.match.pathMatch: pathMatch takes exactly one of exact and prefix.",
     "rules.one.match.headerMatches.accept: The match of header accept takes exactly one of exact, prefix and contains.",
     "rules.one.match.headerMatches: A rule matches at most 5 headers and this one has 6.",
     "rules.one.match.pathMatch.prefix: Expected a path that starts with / and has no spaces.",
     "listeners.two.port: Listener one has port 443 already; a service listens on a port once.",
   ]
  `);
});

test('TLS passthrough', () => {
  const tcp = { vault: { config: { protocol: 'TCP' } } };
  const rule = { priority: 1, match: { method: 'GET' }, action: { fixedResponse: { statusCode: 404 } } };
  expect([
    ...service({ listeners: tls.listeners, targetGroups: tcp }),
    ...service(tls),
    ...service({ ...tls, targetGroups: { web: http } }),
    ...service({ ...tls, targetGroups: { fn: { type: 'LAMBDA' } } }),
    ...service({
      ...tls,
      targetGroups: tcp,
      listeners: { tls: { protocol: 'TLS_PASSTHROUGH', rules: { one: rule } } },
    }),
    ...service({ ...tls, targetGroups: tcp, allow: { principals: [role] } }),
    ...service({ ...tls, targetGroups: tcp, certificateArn }),
    ...service({ targetGroups: tcp, listeners: { web: { protocol: 'HTTP' } } }),
  ]).toMatchInlineSnapshot(`
   [
     "customDomainName: A TLS_PASSTHROUGH listener needs a customDomainName: Lattice tells services apart by the server name.",
     "listeners.tls.defaultAction: A TLS_PASSTHROUGH listener must forward: name a target group of protocol TCP in defaultAction.",
     "listeners.tls.defaultAction.forward.targetGroups.web: A TLS_PASSTHROUGH listener forwards to target groups of protocol TCP; web is HTTP.",
     "listeners.tls.defaultAction.forward.targetGroups.fn: A TLS_PASSTHROUGH listener forwards to target groups of protocol TCP; fn is of type LAMBDA.",
     "listeners.tls.rules: A TLS_PASSTHROUGH listener has no rules, because Lattice cannot read what it passes on.",
     "allow: Behind TLS_PASSTHROUGH every caller is anonymous to an auth policy, so these would never match: use anonymous: true with vpcIds.",
     "certificateArn: A certificateArn is used by an HTTPS listener with a customDomainName alone: add what is missing, or remove it.",
     "listeners.web.defaultAction.forward.targetGroups.vault: vault has protocol TCP, which only a TLS_PASSTHROUGH listener forwards to.",
   ]
  `);
});

test('certificates', () => {
  expect([
    ...service({ customDomainName: 'a.example.com' }),
    ...service({ certificateArn }),
    ...service({ customDomainName: 'a.example.com', certificateArn: 'arn:aws:iam::111122223333:server-certificate/a' }),
  ]).toMatchInlineSnapshot(`
   [
     "certificateArn: An HTTPS listener under a.example.com needs a certificateArn: the certificate of Lattice covers its own name alone.",
     "certificateArn: A certificateArn is used by an HTTPS listener with a customDomainName alone: add what is missing, or remove it.",
     "certificateArn: Expected the ARN of an ACM certificate.",
   ]
  `);
});

test('callers', () => {
  expect([
    ...service({ allow: { principals: ['*'] } }),
    ...service({ allow: { organizationIds: ['*'], vpcIds: ['all'] } }),
    ...service({ allow: { anonymous: true } }),
    ...service({ allow: { vpcIds: ['own'] } }),
    ...service({ authType: 'NONE' }),
    ...faults({ authType: 'NONE', allow: { principals: [role] } }),
  ]).toMatchInlineSnapshot(`
   [
     "allow.principals.0: Expected the ARN of an IAM role, user or account (arn:aws:iam::111122223333:root).",
     "allow.organizationIds.0: Expected the id of an AWS organisation, such as o-a1b2c3d4e5.",
     "allow.vpcIds.0: Expected the id of a VPC, or own for the VPC of this environment.",
     "allow.vpcIds: anonymous lets unsigned requests in, so vpcIds must name the VPCs that they may come from (own, vpc-...).",
     "allow.vpcIds: vpcIds only narrows who is allowed and nobody is: add principals, organizationIds or anonymous: true.",
     "authType: Nothing could reach this service: the service network asks for AWS_IAM and allows nobody for all services. Leave authType out and name the callers in allow, or name them in allow of the network.",
     "allow: allow has no effect with authType NONE: leave it out, or set authType AWS_IAM.",
   ]
  `);
});

test('logs, shares and associations', () => {
  const association = { vpcIdentifier: 'vpc-0123456789abcdef0', securityGroupIds: ['sg-0123456789abcdef0'] };
  expect([
    ...faults({ accessLogs: { retentionInDays: 31 } }),
    ...faults({ shareWithPrincipals: ['*'] }),
    ...faults({ allowExternalPrincipals: true }),
    ...faults({ vpcAssociations: { tools: { vpcIdentifier: 'vpc-0123456789abcdef0', securityGroupIds: [] } } }),
    ...faults({ vpcAssociations: { tools: association, analytics: association } }),
  ]).toMatchInlineSnapshot(`
   [
     "accessLogs.retentionInDays: Invalid option: expected one of 1|3|5|7|14|30|60|90|120|150|180|365|400|545|731|1096|1827|2192|2557|2922|3288|3653",
     "shareWithPrincipals.0: Expected an account id, or the ARN of an organisation or an organisational unit.",
     "allowExternalPrincipals: allowExternalPrincipals has no effect without shareWithPrincipals.",
     "vpcAssociations.tools.securityGroupIds: Too small: expected array to have >=1 items",
     "vpcAssociations.tools.vpcIdentifier: vpc-0123456789abcdef0 is associated by analytics already, and a VPC has one association: remove one of the two.",
   ]
  `);
});

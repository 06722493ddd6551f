/** Constructs of load_balancer. */
import { Lb } from '@cdktf/provider-aws/lib/lb';
import { LbListener } from '@cdktf/provider-aws/lib/lb-listener';
import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule';
import { Wafv2WebAclAssociation } from '@cdktf/provider-aws/lib/wafv2-web-acl-association';
import { httpLoadBalancer, privateNetwork, type PrivateNetwork } from '../capabilities';
import type { BuildContext } from '../module';
import { UserError } from '../../schema/problem';
import { createAliasRecord, createCertificate } from './build-certificate';
import { createLogBucket } from './build-logs';
import { leastZones, type Inputs } from './inputs';

const groupNameLimit = 255;
const loadBalancerNameLimit = 32;
const ports = { http: 80, https: 443 } as const;

export function aws(context: BuildContext<Inputs>): void {
  const { scope, inputs, retiring } = context;
  const { region } = context.chosen;
  const network = context.require(privateNetwork);
  const internal = inputs.scheme === 'internal';
  const certificateArn = inputs.certificateArn ?? createCertificate(context);
  const group = createGroup(context, network);
  const logs = createLogBucket(context);
  const balancer = new Lb(scope, context.id('balancer'), {
    region,
    name: context.name(loadBalancerNameLimit, 'alb').replace(/[._]/g, '-'),
    loadBalancerType: 'application',
    internal,
    subnets: subnetsOf(network, internal),
    securityGroups: [group.id],
    accessLogs: { bucket: logs.bucket, enabled: true },
    dropInvalidHeaderFields: true,
    desyncMitigationMode: 'defensive',
    enableDeletionProtection: !retiring,
    idleTimeout: inputs.idleTimeout,
    ...(retiring ? {} : { lifecycle: { preventDestroy: true } }),
    // AWS tries to write to the bucket before it takes the setting.
    dependsOn: [logs.policy],
  });
  new LbListener(scope, context.id('listener', 'http'), {
    region,
    loadBalancerArn: balancer.arn,
    port: ports.http,
    protocol: 'HTTP',
    defaultAction: [
      { type: 'redirect', redirect: { protocol: 'HTTPS', port: String(ports.https), statusCode: 'HTTP_301' } },
    ],
  });
  const listener = new LbListener(scope, context.id('listener', 'https'), {
    region,
    loadBalancerArn: balancer.arn,
    port: ports.https,
    protocol: 'HTTPS',
    sslPolicy: inputs.sslPolicy,
    certificateArn,
    defaultAction: [
      {
        type: 'fixed-response',
        fixedResponse: { contentType: 'text/plain', messageBody: 'Not found', statusCode: '404' },
      },
    ],
  });
  createAliasRecord(context, balancer);

  context.provide(httpLoadBalancer, {
    region,
    arn: balancer.arn,
    dnsName: balancer.dnsName,
    hostedZoneId: balancer.zoneId,
    listenerArn: listener.arn,
    takePriority: takePriorities(context.chosen.instance),
    securityGroupId: group.id,
    arnSuffix: balancer.arnSuffix,
    attachWebAcl(webAclArn) {
      new Wafv2WebAclAssociation(scope, context.id('web_acl'), { region, resourceArn: balancer.arn, webAclArn });
    },
  });
  context.output('dns_name', balancer.dnsName, 'Name that records of domains point to');
  context.output('arn', balancer.arn, 'ARN of the load balancer');
  context.output('access_log_bucket', logs.bucket, 'Bucket of the access logs');
}

/** @throws UserError where AWS would refuse: a load balancer stands in two zones or more. */
function subnetsOf({ region, privateSubnetIds, publicSubnetIds }: PrivateNetwork, internal: boolean): string[] {
  const subnets = internal ? privateSubnetIds : publicSubnetIds;
  if (subnets.length >= leastZones) return [...subnets];
  const message = `A load balancer needs ${leastZones} zones, and the network of ${region} has ${internal ? 'private' : 'public'} subnets in ${subnets.length}.`;
  throw new UserError([{ code: 'too-few-zones', message }]);
}

/** Egress is added by the targets, group by group: the load balancer calls nothing else. */
function createGroup(context: BuildContext<Inputs>, network: PrivateNetwork): SecurityGroup {
  const { scope, inputs } = context;
  const { region } = context.chosen;
  const group = new SecurityGroup(scope, context.id('access'), {
    region,
    name: context.name(groupNameLimit, 'load-balancer'),
    description: 'Clients of the load balancer',
    vpcId: network.vpcId,
  });
  const allowed =
    inputs.allowedCidrs ?? (inputs.scheme === 'internal' ? { vpc: network.cidr } : { internet: '0.0.0.0/0' });
  for (const [name, cidrIpv4] of Object.entries(allowed).sort(([a], [b]) => (a < b ? -1 : 1))) {
    for (const [protocol, port] of Object.entries(ports)) {
      new VpcSecurityGroupIngressRule(scope, context.id('ingress', `${name}_${protocol}`), {
        region,
        securityGroupId: group.id,
        cidrIpv4,
        ipProtocol: 'tcp',
        fromPort: port,
        toPort: port,
        description: `${protocol.toUpperCase()} from ${name}`,
      });
    }
  }
  return group;
}

function takePriorities(instance: string): (priority: number, taker: string) => void {
  const taken = new Map<number, string>();
  return (priority, taker) => {
    const earlier = taken.get(priority);
    if (earlier !== undefined) {
      const message = `${earlier} and ${taker} both have a rule of priority ${priority} on load balancer ${instance}: give one another listenerRule.priority.`;
      throw new UserError([{ code: 'same-priority', message }]);
    }
    taken.set(priority, taker);
  };
}

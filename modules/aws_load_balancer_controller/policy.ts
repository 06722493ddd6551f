/**
 * The policy that the controller's authors publish for its role, statement by statement, for any partition. As of
 * controller 2.17, and the same in what 3.x needs for ALBs and NLBs:
 * https://github.com/kubernetes-sigs/aws-load-balancer-controller/blob/main/docs/install/iam_policy.json
 *
 * What can be tied to the controller's own tag is; descriptions, rules of security groups, listeners and certificates
 * have no such condition in the published document, because AWS has no tag to look at when they are called.
 */

interface Statement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** Set by the controller on all that it makes. */
const clusterTag = 'elbv2.k8s.aws/cluster';
const requestsTag = { [`aws:RequestTag/${clusterTag}`]: 'false' };
const hasTag = { [`aws:ResourceTag/${clusterTag}`]: 'false' };
const keepsTag = { [`aws:RequestTag/${clusterTag}`]: 'true', [`aws:ResourceTag/${clusterTag}`]: 'false' };

const described = {
  ec2: [
    'DescribeAccountAttributes',
    'DescribeAddresses',
    'DescribeAvailabilityZones',
    'DescribeInternetGateways',
    'DescribeVpcs',
    'DescribeVpcPeeringConnections',
    'DescribeSubnets',
    'DescribeSecurityGroups',
    'DescribeInstances',
    'DescribeNetworkInterfaces',
    'DescribeTags',
    'GetCoipPoolUsage',
    'DescribeCoipPools',
    'GetSecurityGroupsForVpc',
    'DescribeIpamPools',
    'DescribeRouteTables',
  ],
  elasticloadbalancing: [
    'DescribeLoadBalancers',
    'DescribeLoadBalancerAttributes',
    'DescribeListeners',
    'DescribeListenerCertificates',
    'DescribeSSLPolicies',
    'DescribeRules',
    'DescribeTargetGroups',
    'DescribeTargetGroupAttributes',
    'DescribeTargetHealth',
    'DescribeTags',
    'DescribeTrustStores',
    'DescribeListenerAttributes',
    'DescribeCapacityReservation',
  ],
} as const;

const companions = {
  'cognito-idp': ['DescribeUserPoolClient'],
  acm: ['ListCertificates', 'DescribeCertificate'],
  iam: ['ListServerCertificates', 'GetServerCertificate'],
  'waf-regional': ['GetWebACL', 'GetWebACLForResource', 'AssociateWebACL', 'DisassociateWebACL'],
  wafv2: ['GetWebACL', 'GetWebACLForResource', 'AssociateWebACL', 'DisassociateWebACL'],
  shield: ['GetSubscriptionState', 'DescribeProtection', 'CreateProtection', 'DeleteProtection'],
} as const;

const modified = [
  'ModifyLoadBalancerAttributes',
  'SetIpAddressType',
  'SetSecurityGroups',
  'SetSubnets',
  'DeleteLoadBalancer',
  'ModifyTargetGroup',
  'ModifyTargetGroupAttributes',
  'DeleteTargetGroup',
  'ModifyListenerAttributes',
  'ModifyCapacityReservation',
  'ModifyIpPools',
];

const untagged = [
  'SetWebAcl',
  'ModifyListener',
  'AddListenerCertificates',
  'RemoveListenerCertificates',
  'ModifyRule',
  'SetRulePriorities',
];

export function policy(partition: string): { readonly Version: string; readonly Statement: readonly Statement[] } {
  const groups = `arn:${partition}:ec2:*:*:security-group/*`;
  const elb = (path: string): string => `arn:${partition}:elasticloadbalancing:*:*:${path}`;
  const balancers = [elb('targetgroup/*/*'), elb('loadbalancer/net/*/*'), elb('loadbalancer/app/*/*')];
  const listeners = ['listener/net', 'listener/app', 'listener-rule/net', 'listener-rule/app'].map((kind) =>
    elb(`${kind}/*/*/*`),
  );
  return {
    Version: '2012-10-17',
    Statement: [
      allow(['iam:CreateServiceLinkedRole'], '*', {
        StringEquals: { 'iam:AWSServiceName': 'elasticloadbalancing.amazonaws.com' },
      }),
      allow(ofAll(described)),
      allow(ofAll(companions)),
      allow(of('ec2', ['AuthorizeSecurityGroupIngress', 'RevokeSecurityGroupIngress'])),
      allow(of('ec2', ['CreateSecurityGroup'])),
      allow(of('ec2', ['CreateTags']), groups, {
        StringEquals: { 'ec2:CreateAction': 'CreateSecurityGroup' },
        Null: requestsTag,
      }),
      allow(of('ec2', ['CreateTags', 'DeleteTags']), groups, { Null: keepsTag }),
      allow(of('ec2', ['AuthorizeSecurityGroupIngress', 'RevokeSecurityGroupIngress', 'DeleteSecurityGroup']), '*', {
        Null: hasTag,
      }),
      allow(of('elasticloadbalancing', ['CreateLoadBalancer', 'CreateTargetGroup']), '*', { Null: requestsTag }),
      allow(of('elasticloadbalancing', ['CreateListener', 'DeleteListener', 'CreateRule', 'DeleteRule'])),
      allow(of('elasticloadbalancing', ['AddTags', 'RemoveTags']), balancers, { Null: keepsTag }),
      allow(of('elasticloadbalancing', ['AddTags', 'RemoveTags']), listeners),
      allow(of('elasticloadbalancing', modified), '*', { Null: hasTag }),
      allow(of('elasticloadbalancing', ['AddTags']), balancers, {
        StringEquals: { 'elasticloadbalancing:CreateAction': ['CreateTargetGroup', 'CreateLoadBalancer'] },
        Null: requestsTag,
      }),
      allow(of('elasticloadbalancing', ['RegisterTargets', 'DeregisterTargets']), elb('targetgroup/*/*')),
      allow(of('elasticloadbalancing', untagged)),
    ],
  };
}

function of(service: string, actions: readonly string[]): readonly string[] {
  return actions.map((action) => `${service}:${action}`);
}

function ofAll(byService: Readonly<Record<string, readonly string[]>>): readonly string[] {
  return Object.entries(byService).flatMap(([service, actions]) => of(service, actions));
}

function allow(
  Action: readonly string[],
  Resource: Statement['Resource'] = '*',
  Condition?: Statement['Condition'],
): Statement {
  return { Effect: 'Allow', Action, Resource, ...(Condition === undefined ? {} : { Condition }) };
}

/** One service of the network: its targets, its listeners, its rules and who may call it. */
import { LambdaPermission } from '@cdktf/provider-aws/lib/lambda-permission';
import { VpclatticeAuthPolicy } from '@cdktf/provider-aws/lib/vpclattice-auth-policy';
import { VpclatticeService } from '@cdktf/provider-aws/lib/vpclattice-service';
import type { VpclatticeServiceNetwork } from '@cdktf/provider-aws/lib/vpclattice-service-network';
import { VpclatticeServiceNetworkServiceAssociation } from '@cdktf/provider-aws/lib/vpclattice-service-network-service-association';
import { VpclatticeTargetGroup } from '@cdktf/provider-aws/lib/vpclattice-target-group';
import { VpclatticeTargetGroupAttachment } from '@cdktf/provider-aws/lib/vpclattice-target-group-attachment';
import type { PrivateNetwork, ServiceOfNetwork } from '../capabilities';
import type { BuildContext } from '../module';
import type { Inputs } from '.';
import { policyDocument, statements, type Statement } from './allow';
import { buildListener } from './build-listener';
import { defaultActionOf } from './listeners';
import { keyOf, sortedEntries, unreserved } from './names';
import type { Service } from './service';
import { effectiveConfig, type TargetGroup } from './target-groups';

type Context = BuildContext<Inputs>;

/** Limits of AWS on names, in characters. */
const nameLimit = { service: 40, targetGroup: 128, statement: 100 };

interface Part {
  readonly name: string;
  readonly given: Service;
  readonly network: VpclatticeServiceNetwork;
  readonly vpc: PrivateNetwork;
}

function tagged(tags: Service['tags']) {
  return Object.keys(tags).length === 0 ? {} : { tags };
}

export interface BuiltService {
  /** What the auth policy of the network must let through for it. */
  readonly allowed: readonly Statement[];
  readonly service: ServiceOfNetwork;
}

export function buildService(context: Context, { name, given, network, vpc }: Part): BuiltService {
  const { scope, chosen } = context;
  const { region } = chosen;
  const { authType, customDomainName, certificateArn, tags } = given;
  const service = new VpclatticeService(scope, context.id('service', name), {
    region,
    name: unreserved('svc-', nameLimit.service, (limit) => context.name(limit, name)),
    authType,
    ...tagged(tags),
    ...(customDomainName === undefined ? {} : { customDomainName }),
    ...(certificateArn === undefined ? {} : { certificateArn }),
  });
  const association = new VpclatticeServiceNetworkServiceAssociation(scope, context.id('service_association', name), {
    region,
    serviceIdentifier: service.id,
    serviceNetworkIdentifier: network.id,
  });
  const groups = new Map(
    sortedEntries(given.targetGroups).map(([key, group]) => [
      key,
      buildTargetGroup(context, { service: name, key, group, tags, vpc }),
    ]),
  );
  for (const [key, listener] of sortedEntries(given.listeners)) {
    buildListener(context, {
      service,
      name,
      key,
      listener,
      fallback: defaultActionOf(listener, given.targetGroups),
      groups,
    });
  }
  const allowed = callsOf(given, service.arn).flatMap((calls) => statements(given.allow, calls, vpc.vpcId));
  if (authType === 'AWS_IAM' && allowed.length > 0) {
    new VpclatticeAuthPolicy(scope, context.id('service_policy', name), {
      region,
      resourceIdentifier: service.arn,
      policy: policyDocument(allowed),
    });
  }
  const { domainName, hostedZoneId } = service.dnsEntry.get(0);
  context.output(`service_domain_name_${name}`, domainName, `Domain name of the service ${name}.`);
  return {
    allowed,
    service: {
      name,
      arn: service.arn,
      ...(customDomainName === undefined ? {} : { customDomainName }),
      domainName,
      hostedZoneId,
      associationId: association.id,
      association: association.fqn,
    },
  };
}

/** A request names its path behind the service, a passed-on connection the service itself. */
function callsOf({ listeners }: Service, arn: string) {
  const protocols = new Set(Object.values(listeners).map(({ protocol }) => protocol));
  const invokes = protocols.has('HTTP') || protocols.has('HTTPS');
  return [
    ...(invokes ? [{ actions: ['vpc-lattice-svcs:Invoke'], resources: [`${arn}/*`] }] : []),
    ...(protocols.has('TLS_PASSTHROUGH') ? [{ actions: ['vpc-lattice-svcs:Connect'], resources: [arn] }] : []),
  ];
}

interface GroupPart {
  readonly service: string;
  readonly key: string;
  readonly group: TargetGroup;
  readonly tags: Service['tags'];
  readonly vpc: PrivateNetwork;
}

function buildTargetGroup(context: Context, { service, key, group, tags, vpc }: GroupPart): VpclatticeTargetGroup {
  const { scope, chosen } = context;
  const { region } = chosen;
  const vpcIdentifier = group.type === 'LAMBDA' ? {} : { vpcIdentifier: group.config.vpcIdentifier ?? vpc.vpcId };
  const built = new VpclatticeTargetGroup(scope, context.id('target_group', keyOf(service, key)), {
    region,
    name: unreserved('tg-', nameLimit.targetGroup, (limit) => context.name(limit, service, key)),
    type: group.type,
    config: { ...effectiveConfig(group), ...vpcIdentifier },
    ...tagged(tags),
  });
  for (const [name, { id, port }] of sortedEntries(group.targets)) {
    const permission =
      group.type === 'LAMBDA' ? { dependsOn: [permit(context, keyOf(service, key, name), id, built)] } : {};
    new VpclatticeTargetGroupAttachment(scope, context.id('target', keyOf(service, key, name)), {
      region,
      targetGroupIdentifier: built.id,
      target: { id, ...(port === undefined ? {} : { port }) },
      ...permission,
    });
  }
  return built;
}

/** `arn:aws:lambda:<region>:<account>:function:<name>[:<alias>]`; an alias is named apart from its function. */
function permit(context: Context, key: string, functionArn: string, group: VpclatticeTargetGroup): LambdaPermission {
  const parts = functionArn.split(':');
  const qualifier = parts[7];
  return new LambdaPermission(context.scope, context.id('target_permission', key), {
    region: context.chosen.region,
    statementId: context.name(nameLimit.statement, 'lattice', ...key.split('__')),
    action: 'lambda:InvokeFunction',
    functionName: parts.slice(0, 7).join(':'),
    principal: 'vpc-lattice.amazonaws.com',
    sourceArn: group.arn,
    ...(qualifier === undefined ? {} : { qualifier }),
  });
}

/** Names of services behind the endpoint, and the custom ones that resolve to them in the VPC of this region. */
import { Route53Record } from '@cdktf/provider-aws/lib/route53-record';
import { Route53Zone } from '@cdktf/provider-aws/lib/route53-zone';
import { Token } from 'cdktf';
import type { CrossVpcServices, PrivateNetwork, ServiceNetworkEndpoint, ServiceOfNetwork } from '../capabilities';
import type { BuildContext } from '../module';
import { UserError } from '../../schema/problem';
import type { Inputs } from '.';

/** Null until AWS lists the service behind the endpoint. */
export function nameBehind(endpoint: ServiceNetworkEndpoint, service: ServiceOfNetwork): string {
  return `\${one(${entries(endpoint, service)}[*].dns_name)}`;
}

/**
 * DNS entries of a service, none or one: a list expression. The order in which AWS lists services is not told, and the
 * ARN of an entry is that of the service or of its association.
 */
function entries({ associations }: ServiceNetworkEndpoint, { arn, associationId }: ServiceOfNetwork): string {
  const isOf = [
    `one.associated_resource_arn == ${operand(arn)}`,
    `strcontains(join(" ", one.dns_entry[*].dns_name), ${operand(associationId)})`,
  ].join(' || ');
  return `[for one in ${associations}.associations : one.dns_entry[0] if ${isOf}]`;
}

/** Within an expression cdktf writes a reference as it stands; text takes quotes. */
function operand(text: string): string {
  return Token.isUnresolved(text) ? text : JSON.stringify(text);
}

/** A zone has exactly the name of a service, so that it hides no other name of the same domain. */
export function createZones(
  context: BuildContext<Inputs>,
  here: PrivateNetwork,
  { services }: CrossVpcServices,
  endpoint: ServiceNetworkEndpoint,
): void {
  for (const name of [...new Set(context.inputs.customDomainNames)].sort()) {
    const service = services.find(({ customDomainName }) => customDomainName === name);
    if (service === undefined) throw unknownName(name, services);
    const key = name.replaceAll('.', '_');
    const zone = new Route53Zone(context.scope, context.id('zone', key), {
      name,
      comment: `Service ${service.name} of another region`,
      vpc: [{ vpcId: here.vpcId, vpcRegion: here.region }],
    });
    const found = entries(endpoint, service);
    new Route53Record(context.scope, context.id('record', key), {
      zoneId: zone.zoneId,
      name,
      type: 'A',
      alias: {
        name: `\${try(${found}[0].dns_name, ${operand(service.domainName)})}`,
        zoneId: `\${try(${found}[0].hosted_zone_id, ${operand(service.hostedZoneId)})}`,
        evaluateTargetHealth: false,
      },
    });
  }
}

function unknownName(name: string, services: readonly ServiceOfNetwork[]): UserError {
  const known = services.flatMap(({ customDomainName }) => customDomainName ?? []).sort();
  const message = `lattice_cross_region: customDomainNames has ${name}, and vpc_lattice_core gives no service of the primary region that name; it gives: ${known.join(', ') || 'none'}.`;
  return new UserError([{ code: 'unknown-domain-name', message }]);
}

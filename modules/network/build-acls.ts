/** Network ACLs: one a tier, each rule a resource of its own. */
import { NetworkAcl } from '@cdktf/provider-aws/lib/network-acl';
import { NetworkAclAssociation } from '@cdktf/provider-aws/lib/network-acl-association';
import { NetworkAclRule } from '@cdktf/provider-aws/lib/network-acl-rule';
import type { Subnet } from '@cdktf/provider-aws/lib/subnet';
import type { BuildContext } from '../module';
import { aclRules } from './acls';
import { nameTag } from './build-subnets';
import type { Inputs } from './inputs';
import type { Tier } from './tiers';

const destinationUnreachable = 3;
const anyCode = -1;

export function createAcl(
  context: BuildContext<Inputs>,
  vpc: { readonly id: string; readonly cidr: string },
  tier: Tier,
  subnets: ReadonlyMap<string, Subnet>,
): void {
  const { scope, inputs, chosen } = context;
  const { region } = chosen;
  const acl = new NetworkAcl(scope, context.id(`${tier}_network_acl`), {
    region,
    vpcId: vpc.id,
    tags: nameTag(context, tier),
  });
  const rules = aclRules(tier, vpc.cidr, inputs.publicPorts).map(
    ({ name, number, egress, cidrBlock, protocol, ports }) =>
      new NetworkAclRule(scope, context.id(`${tier}_network_acl_rule`, name), {
        region,
        networkAclId: acl.id,
        ruleNumber: number,
        egress,
        ruleAction: 'allow',
        protocol,
        cidrBlock,
        ...(ports === undefined ? {} : { fromPort: ports[0], toPort: ports[1] }),
        ...(protocol === 'icmp' ? { icmpType: destinationUnreachable, icmpCode: anyCode } : {}),
      }),
  );
  // Without rules an ACL denies everything: a subnet gets it only when they stand.
  for (const [zone, subnet] of subnets) {
    new NetworkAclAssociation(scope, context.id(`${tier}_network_acl_association`, zone), {
      region,
      networkAclId: acl.id,
      subnetId: subnet.id,
      dependsOn: rules,
    });
  }
}

/**
 * Rules of the network ACLs: a second line behind security groups. They keep no state, so that answers need rules of
 * their own: clients take ports from 1024 up, NAT gateways and Lambda too.
 * https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html#nacl-ephemeral-ports
 */
import type { Tier } from './tiers';

export interface AclRule {
  /** Stable: part of the logical id. */
  readonly name: string;
  /** Lower ones come first; stable as well, since a change replaces the rule. */
  readonly number: number;
  readonly egress: boolean;
  readonly cidrBlock: string;
  readonly protocol: '-1' | 'tcp' | 'udp' | 'icmp';
  readonly ports?: readonly [number, number];
}

const everywhere = '0.0.0.0/0';
const answerPorts = [1024, 65_535] as const;
const https = 443;

/** Ranges that are never routed on the internet: peers, offices, other clouds. */
const privateRanges: readonly (readonly [string, string])[] = [
  ['private-10', '10.0.0.0/8'],
  ['private-100', '100.64.0.0/10'],
  ['private-172', '172.16.0.0/12'],
  ['private-192', '192.168.0.0/16'],
];

export function aclRules(tier: Tier, vpcCidr: string, publicPorts: readonly number[]): readonly AclRule[] {
  const vpc = { cidrBlock: vpcCidr, protocol: '-1' } as const;
  const answers: readonly AclRule[] = [
    { name: 'answers-tcp', number: 200, egress: false, cidrBlock: everywhere, protocol: 'tcp', ports: answerPorts },
    { name: 'answers-udp', number: 210, egress: false, cidrBlock: everywhere, protocol: 'udp', ports: answerPorts },
    // "Fragmentation needed" is among them: without it large packets vanish.
    { name: 'unreachable', number: 220, egress: false, cidrBlock: everywhere, protocol: 'icmp' },
  ];
  const inside: readonly AclRule[] = [
    { name: 'vpc', number: 90, egress: false, ...vpc },
    ...privateRanges.map(([name, cidrBlock], index) => ({
      name,
      number: 100 + 10 * index,
      egress: false,
      cidrBlock,
      protocol: '-1' as const,
    })),
  ];
  const out: AclRule = { name: 'out', number: 100, egress: true, cidrBlock: everywhere, protocol: '-1' };
  switch (tier) {
    case 'private':
      return [...inside, ...answers, out];
    case 'public':
      return [...inside, ...answers, ...publicPorts.map(listening), out];
    case 'isolated':
      // Answers of gateway endpoints come from public addresses of the services.
      return [
        { name: 'vpc', number: 90, egress: false, ...vpc },
        { name: 'answers-tcp', number: 200, egress: false, cidrBlock: everywhere, protocol: 'tcp', ports: answerPorts },
        { name: 'out-vpc', number: 90, egress: true, ...vpc },
        { name: 'out-https', number: 100, egress: true, cidrBlock: everywhere, protocol: 'tcp', ports: [https, https] },
      ];
  }
}

function listening(port: number): AclRule {
  return {
    name: `port-${port}`,
    number: 1000 + port,
    egress: false,
    cidrBlock: everywhere,
    protocol: 'tcp',
    ports: [port, port],
  };
}

/** Which arguments of a target group go together. */
import { isIPv4, isIPv6 } from 'node:net';
import { sortedEntries, type Breach } from './names';
import { arns, type TargetGroup } from './target-groups';

const lambdaRefuses = ['port', 'protocol', 'protocolVersion', 'vpcIdentifier', 'ipAddressType', 'healthCheck'] as const;

function checkTarget({ type, config: given }: TargetGroup, name: string, id: string, port?: number): readonly Breach[] {
  const family = given.ipAddressType ?? 'IPV4';
  const path = ['targets', name, 'id'];
  return [
    {
      when: type === 'IP' && !(family === 'IPV4' ? isIPv4(id) : isIPv6(id)),
      path,
      message: `${id} is no ${family} address, which type IP with ipAddressType ${family} takes.`,
    },
    {
      when: type === 'INSTANCE' && !/^i-([0-9a-f]{8}|[0-9a-f]{17})$/.test(id),
      path,
      message: `${id} is no instance id (i-...), which type INSTANCE takes.`,
    },
    {
      when: type === 'ALB' && !arns.ALB.test(id),
      path,
      message: `${id} is no ARN of an application load balancer, which type ALB takes.`,
    },
    {
      when: type === 'LAMBDA' && !arns.LAMBDA.test(id),
      path,
      message: `${id} is no ARN of a function or of its alias, which type LAMBDA takes.`,
    },
    {
      when: type === 'LAMBDA' && port !== undefined,
      path: ['targets', name, 'port'],
      message: 'A function has no port: leave port out for type LAMBDA.',
    },
  ];
}

export function checkTargetGroup(group: TargetGroup): readonly Breach[] {
  const { type, config: given, targets } = group;
  const isTcp = given.protocol === 'TCP';
  return [
    ...lambdaRefuses.map((key) => ({
      when: type === 'LAMBDA' && given[key] !== undefined,
      path: ['config', key],
      message: `Type LAMBDA takes no ${key}: a function is invoked, not connected to. Remove it.`,
    })),
    {
      when: type !== 'LAMBDA' && given.lambdaEventStructureVersion !== undefined,
      path: ['config', 'lambdaEventStructureVersion'],
      message: `lambdaEventStructureVersion is for type LAMBDA; this group is of type ${type}.`,
    },
    {
      when: type === 'ALB' && given.healthCheck !== undefined,
      path: ['config', 'healthCheck'],
      message: 'Type ALB takes no healthCheck: the load balancer checks its own targets. Remove it.',
    },
    {
      when: type !== 'IP' && type !== 'LAMBDA' && given.ipAddressType !== undefined,
      path: ['config', 'ipAddressType'],
      message: `ipAddressType is for type IP; this group is of type ${type}.`,
    },
    {
      when: isTcp && given.protocolVersion !== undefined,
      path: ['config', 'protocolVersion'],
      message: 'Protocol TCP has no HTTP version: remove protocolVersion.',
    },
    {
      when:
        isTcp &&
        given.healthCheck?.enabled === true &&
        (given.healthCheck.protocol === undefined || given.healthCheck.protocolVersion === undefined),
      path: ['config', 'healthCheck'],
      message: 'A health check of TCP targets must name its protocol (HTTP or HTTPS) and protocolVersion.',
    },
    {
      when: (type === 'ALB' || type === 'LAMBDA') && Object.keys(targets).length > 1,
      path: ['targets'],
      message: `Type ${type} takes one target and has ${Object.keys(targets).length}: make a group of each and weigh them in the listener.`,
    },
    ...sortedEntries(targets).flatMap(([name, { id, port }]) => checkTarget(group, name, id, port)),
  ];
}

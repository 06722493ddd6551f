/** Target groups: what a service forwards to. https://docs.aws.amazon.com/vpc-lattice/latest/ug/target-groups.html */
import { z } from 'zod';
import { byName, portNumber } from './names';

const codes = /^[0-9]{3}([,-][0-9]{3})*$/;

const healthCheck = z.strictObject({
  enabled: z.boolean().default(true).describe('Whether targets are checked; omitted, true.'),
  healthCheckIntervalSeconds: z
    .number()
    .int()
    .min(5)
    .max(300)
    .default(30)
    .describe('Seconds between checks of one target, 5 to 300; omitted, 30.'),
  healthCheckTimeoutSeconds: z
    .number()
    .int()
    .min(1)
    .max(120)
    .default(5)
    .describe('Seconds without an answer after which a check failed, 1 to 120; omitted, 5.'),
  healthyThresholdCount: z
    .number()
    .int()
    .min(2)
    .max(10)
    .default(5)
    .describe('Checks in a row that must pass before a target gets traffic, 2 to 10; omitted, 5.'),
  unhealthyThresholdCount: z
    .number()
    .int()
    .min(2)
    .max(10)
    .default(2)
    .describe('Checks in a row that must fail before a target loses its traffic, 2 to 10; omitted, 2.'),
  path: z
    .string()
    .regex(/^\/\S*$/)
    .max(2048)
    .default('/')
    .describe('Path that is asked for; omitted, /.'),
  port: portNumber
    .exactOptional()
    .describe('Port that is checked, 1 to 65535; omitted, the one that gets the traffic.'),
  protocol: z.enum(['HTTP', 'HTTPS']).exactOptional().describe('Protocol of the check; omitted, that of the targets.'),
  protocolVersion: z
    .enum(['HTTP1', 'HTTP2'])
    .exactOptional()
    .describe('HTTP version of the check; omitted, HTTP1, also for targets that speak gRPC.'),
  matcher: z
    .strictObject({
      value: z.string().regex(codes, 'Expected codes and ranges of codes, such as 200,202 or 200-299.').default('200'),
    })
    .prefault({})
    .describe('Answers that count as healthy, codes and ranges in value; omitted, 200.'),
});

const config = z.strictObject({
  port: portNumber.exactOptional().describe('Port of the targets, 1 to 65535; omitted, 80 for HTTP and 443 otherwise.'),
  protocol: z
    .enum(['HTTP', 'HTTPS', 'TCP'])
    .exactOptional()
    .describe(
      'Protocol to the targets; TCP is for TLS_PASSTHROUGH listeners alone; omitted, HTTPS, whose certificates on the targets Lattice does not verify.',
    ),
  protocolVersion: z
    .enum(['HTTP1', 'HTTP2', 'GRPC'])
    .exactOptional()
    .describe('HTTP version to the targets; not for TCP; omitted, HTTP1.'),
  vpcIdentifier: z
    .string()
    .regex(/^vpc-([0-9a-f]{8}|[0-9a-f]{17})$/, 'Expected the id of a VPC.')
    .exactOptional()
    .describe('Id of the VPC of the targets; omitted, the VPC of this environment in the region.'),
  ipAddressType: z.enum(['IPV4', 'IPV6']).exactOptional().describe('Address family, type IP only; omitted, IPV4.'),
  lambdaEventStructureVersion: z
    .enum(['V1', 'V2'])
    .exactOptional()
    .describe('Version of the event that a function receives, type LAMBDA only; omitted, V2.'),
  healthCheck: healthCheck
    .exactOptional()
    .describe('Health check of type IP and INSTANCE; omitted, that of AWS: GET / every 30 seconds, none for TCP.'),
});

const target = z.strictObject({
  id: z
    .string()
    .min(1)
    .max(200)
    .describe(
      'IP address, instance id (i-...), or ARN of an internal load balancer or of a function, as the type says.',
    ),
  port: portNumber
    .exactOptional()
    .describe('Port of this target, 1 to 65535; omitted, that of the group; not for type LAMBDA.'),
});

export const targetGroupSchema = z.strictObject({
  type: z
    .enum(['IP', 'INSTANCE', 'ALB', 'LAMBDA'])
    .default('IP')
    .describe('What the targets are; omitted, IP; changing it replaces the group.'),
  config: config.prefault({}).describe('How the targets are reached; omitted, HTTPS on port 443 (type LAMBDA: none).'),
  targets: byName('target', { min: 1, max: 63 }, target)
    .default({})
    .describe('Targets by a name of your own; omitted, none, for a controller that registers them itself.'),
});
export type TargetGroup = z.infer<typeof targetGroupSchema>;

/** Arguments of `config` as AWS takes them for that type; Lambda takes nothing but the event version. */
export function effectiveConfig({ type, config: given }: TargetGroup) {
  if (type === 'LAMBDA') return { lambdaEventStructureVersion: given.lambdaEventStructureVersion ?? 'V2' } as const;
  const protocol = given.protocol ?? 'HTTPS';
  return {
    protocol,
    port: given.port ?? (protocol === 'HTTP' ? 80 : 443),
    ...(protocol === 'TCP' ? {} : { protocolVersion: given.protocolVersion ?? 'HTTP1' }),
    ...(type === 'IP' ? { ipAddressType: given.ipAddressType ?? 'IPV4' } : {}),
    ...(given.healthCheck === undefined ? {} : { healthCheck: given.healthCheck }),
  } as const;
}

export const arns = {
  ALB: /^arn:aws[a-z-]*:elasticloadbalancing:([a-z0-9-]+):\d{12}:loadbalancer\/app\/\S+$/,
  LAMBDA: /^arn:aws[a-z-]*:lambda:([a-z0-9-]+):\d{12}:function:[\w-]+(:[\w$-]+)?$/,
};

/** Region that a target's ARN names; absent for addresses and instances, which do not say. */
export function regionOfTarget(type: TargetGroup['type'], id: string): string | undefined {
  return type === 'ALB' || type === 'LAMBDA' ? arns[type].exec(id)?.[1] : undefined;
}

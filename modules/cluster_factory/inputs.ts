/** Inputs of cluster_factory. */
import { z } from 'zod';

/** Standard support until 2027-03-27: https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html */
export const defaultVersion = '1.35';

/** Nodes in one managed group before a quota increase: https://docs.aws.amazon.com/eks/latest/userguide/service-quotas.html */
export const maxNodes = 450;

/** Clusters of an environment in a region. AWS allows 100 to an account there unless asked for more. */
export const maxClusters = 50;

/** EKS wants its control plane in so many. */
export const zonesOfControlPlane = 2;

/** Zones of the largest region of AWS. */
const mostZones = 6;

export const logTypes = ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler'] as const;

/** Access policies of EKS by the word that stands for each. */
export const accessPolicies = {
  view: 'AmazonEKSViewPolicy',
  edit: 'AmazonEKSEditPolicy',
  admin: 'AmazonEKSAdminPolicy',
  'cluster-admin': 'AmazonEKSClusterAdminPolicy',
} as const;

const name = z
  .string()
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'must be a name of lower-case letters, digits and hyphens');

const instanceType = z.string().regex(/^[a-z0-9-]+\.[a-z0-9-]+$/, 'must be an instance type such as m6i.large');

const octet = '(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])';
// A pattern, because draft-07 of JSON Schema knows no format for ranges.
const cidr = z
  .string()
  .regex(new RegExp(`^(${octet}\\.){3}${octet}/(3[0-2]|[12]?[0-9])$`), 'must be an IPv4 range such as 203.0.113.0/24');

const accessEntry = z
  .strictObject({
    principalArn: z
      .string()
      .regex(/^arn:[a-z-]+:iam::[0-9]{12}:(role|user)\//, 'must be the ARN of an IAM role or user')
      .describe('ARN of the IAM role or user that gets in.'),
    policy: z
      .enum(['view', 'edit', 'admin', 'cluster-admin'])
      .default('view')
      .describe('What it may do: view, edit, admin or cluster-admin; view when left out.'),
    namespaces: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe('Namespaces where it may do so; left out, in the whole cluster.'),
  })
  .superRefine(({ policy, namespaces }, context) => {
    if (policy !== 'cluster-admin' || namespaces === undefined) return;
    context.addIssue({
      code: 'custom',
      path: ['namespaces'],
      message: 'cluster-admin holds for the whole cluster: leave namespaces out, or take admin',
    });
  });

export const inputs = z
  .strictObject({
    version: z
      .string()
      .regex(/^1\.(3[2-9]|[4-9][0-9])$/, 'must be a minor version such as 1.35')
      .default(defaultVersion)
      .describe(
        `Kubernetes minor version; ${defaultVersion} when left out. Only upwards, one minor version at a time: EKS goes neither back nor two steps.`,
      ),
    supportType: z
      .enum(['STANDARD', 'EXTENDED'])
      .default('STANDARD')
      .describe(
        'At the end of standard support: STANDARD has AWS upgrade the cluster, EXTENDED keeps the version at 0.50 USD an hour more; STANDARD when left out.',
      ),
    hub: z
      .boolean()
      .default(true)
      .describe(
        'Whether addons and shared tools of the region go to this cluster; true when left out. Of several clusters in a region one is the hub.',
      ),
    arch: z
      .enum(['x86_64', 'arm64'])
      .default('x86_64')
      .describe('Processor of the nodes, for which all images must be built; x86_64 when left out, arm64 is cheaper.'),
    instanceTypes: z
      .array(instanceType)
      .min(1)
      .optional()
      .describe(
        'Instance types that may be chosen, one of them for all nodes; left out, common families of the processor and GPU types.',
      ),
    nodeGroups: z
      .record(instanceType, z.int().min(1).max(maxNodes))
      .optional()
      .describe(
        'Groups of nodes, instead of one group that is sized for what is asked: instance type -> nodes, 1 to 450. Written where services are placed by what they request.',
      ),
    zonedNodeGroups: z
      .record(instanceType, z.array(z.int().min(0).max(maxNodes)).min(1).max(mostZones))
      .default({})
      .describe(
        'Groups of nodes that each stand in one zone, beside nodeGroups: instance type -> nodes in the first zone of the network, in the second and so on. Written where services that are placed are to stand in several zones; none when left out.',
      ),
    nodeGroupRequests: z
      .strictObject({
        cpuMilli: z.int().min(0).default(0).describe('Thousandths of a CPU, 0 or more; 0 when left out.'),
        memoryMiB: z.int().min(0).default(0).describe('MiB, 0 or more; 0 when left out.'),
      })
      .prefault({})
      .describe(
        'What services that are placed on nodeGroups request of them: the rest is there for addons and shared tools. Left out, nothing.',
      ),
    burstable: z
      .boolean()
      .optional()
      .describe(
        'Whether burstable nodes (t3, t4g) may be chosen, which cost more under steady load; left out, only with single-az.',
      ),
    systemPods: z
      .strictObject({
        cpuMilli: z
          .int()
          .min(0)
          .max(16000)
          .default(350)
          .describe('Processor, 0 to 16000 thousandths of a vCPU; 350 when left out.'),
        memoryMiB: z.int().min(0).max(65536).default(200).describe('Memory, 0 to 65536 MiB; 200 when left out.'),
        pods: z
          .int()
          .min(0)
          .max(100)
          .default(3)
          .describe('Pods, of the number that a node takes, 0 to 100; 3 when left out. For placed services alone.'),
      })
      .prefault({})
      .describe(
        'What is kept free on each node for pods that the cluster itself runs, so that it holds what it was sized for; when left out, room for the VPC CNI (50m), kube-proxy (100m) and two CoreDNS pods (100m and 70 MiB each) that meet on one node, rounded up. More where DaemonSets of your own run.',
      ),
    autoscaler: z
      .boolean()
      .default(false)
      .describe(
        'Whether an autoscaler in the cluster changes the number of nodes, so that Terraform sets it once and then leaves it; false when left out. EKS refuses a minSize above the number that there is.',
      ),
    minSize: z
      .int()
      .min(1)
      .max(maxNodes)
      .optional()
      .describe('Least number of nodes, 1 to 450; left out, 2 with multi-az and 1 without.'),
    maxSize: z
      .int()
      .min(1)
      .max(maxNodes)
      .optional()
      .describe(
        'Most nodes that an autoscaler may start, 1 to 450; left out, twice those that were chosen. Scale in before it is lowered.',
      ),
    diskSize: z
      .int()
      .min(20)
      .max(16384)
      .default(50)
      .describe('Encrypted gp3 volume of each node, 20 to 16384 GiB; 50 when left out.'),
    enabledClusterLogTypes: z
      .array(z.enum(logTypes))
      .default([...logTypes])
      .describe(`Control-plane logs that go to CloudWatch: ${logTypes.join(', ')}; all when left out.`),
    logRetentionInDays: z
      .union([30, 60, 90, 180, 365, 731, 1827].map((days) => z.literal(days)))
      .default(90)
      .describe('Days that these logs are kept: 30, 60, 90, 180, 365, 731 or 1827; 90 when left out.'),
    logGbPerMonth: z
      .number()
      .min(0)
      .default(5)
      .describe('Expected size of these logs, GB a month, 0 or more; 5 when left out. Charged on arrival.'),
    endpointPublicAccess: z
      .boolean()
      .default(false)
      .describe(
        'Whether the API is reached from outside the VPC too; false when left out: addons are then applied from inside.',
      ),
    publicAccessCidrs: z
      .array(cidr.refine((range) => !range.endsWith('/0'), 'must not be the whole internet'))
      .default([])
      .describe('IPv4 ranges that reach a public endpoint; none when left out, and one at least with it.'),
    allowedSecurityGroupIds: z
      .record(name, z.string().regex(/^sg-[0-9a-f]+$/, 'must be the id of a security group'))
      .default({})
      .describe('Security groups that reach the private endpoint: a name of your own -> id; none when left out.'),
    allowedCidrs: z
      .record(
        name,
        cidr.refine((range) => !range.endsWith('/0'), 'must not be the whole internet'),
      )
      .default({})
      .describe('IPv4 ranges that reach the private endpoint, of a VPN for one: name -> range; none when left out.'),
    accessEntries: z
      .record(name, accessEntry)
      .default({})
      .describe(
        'Who gets in: a name of your own -> principal and policy. Left out, nobody but spec.account.roleArn, which is cluster-admin: whoever creates the cluster gets no rights by that.',
      ),
    kmsKeyId: z
      .string()
      .regex(/^arn:[a-z-]+:kms:/, 'must be the ARN of a KMS key')
      .optional()
      .describe(
        'ARN of the KMS key for Secrets of the cluster; left out, a key of its own. A change rebuilds the cluster.',
      ),
  })
  .superRefine((given, context) => {
    const least = given.minSize ?? 1;
    if (given.maxSize !== undefined && given.maxSize < least)
      context.addIssue({ code: 'custom', path: ['maxSize'], message: `is below minSize, which is ${least}` });
    if (given.nodeGroups === undefined && Object.keys(given.zonedNodeGroups).length > 0)
      context.addIssue({
        code: 'custom',
        path: ['zonedNodeGroups'],
        message: 'stands beside nodeGroups: give that too',
      });
    if (given.nodeGroups !== undefined && given.instanceTypes !== undefined)
      context.addIssue({ code: 'custom', path: ['instanceTypes'], message: 'has no effect beside nodeGroups' });
    if (given.endpointPublicAccess && given.publicAccessCidrs.length === 0)
      context.addIssue({
        code: 'custom',
        path: ['publicAccessCidrs'],
        message: 'endpointPublicAccess is on: name the ranges that may reach the endpoint',
      });
    if (!given.endpointPublicAccess && given.publicAccessCidrs.length > 0)
      context.addIssue({
        code: 'custom',
        path: ['publicAccessCidrs'],
        message: 'has no effect while endpointPublicAccess is off',
      });
  });

export type Inputs = z.infer<typeof inputs>;

/** Zones of the network that groups of nodes are to stand in: the first so many. */
export function zonesOfGroups({ zonedNodeGroups }: Pick<Inputs, 'zonedNodeGroups'>): number {
  return Math.max(0, ...Object.values(zonedNodeGroups).map((nodes) => nodes.findLastIndex((count) => count > 0) + 1));
}

/** What a reader calls resources of AWS. */
import { blocks, literal, type Resource } from './resources';

/** Services outside of VPCs that a picture of the network names; the others only matter to them. */
const services: Readonly<Record<string, string>> = {
  aws_apigatewayv2_api: 'API',
  aws_cloudfront_distribution: 'CloudFront distribution',
  aws_dynamodb_table: 'DynamoDB table',
  aws_ecr_repository: 'ECR repository',
  aws_kinesis_stream: 'Kinesis stream',
  aws_s3_bucket: 'S3 bucket',
  aws_secretsmanager_secret: 'secret',
  aws_sns_topic: 'SNS topic',
  aws_sqs_queue: 'SQS queue',
  aws_vpclattice_service_network: 'VPC Lattice service network',
};

const titles: Readonly<Record<string, string>> = {
  ...services,
  aws_autoscaling_group: 'Auto Scaling group',
  aws_db_instance: 'RDS instance',
  aws_ecs_service: 'ECS service',
  aws_eks_cluster: 'EKS cluster',
  aws_eks_node_group: 'EKS nodes',
  aws_elasticache_cluster: 'ElastiCache cluster',
  aws_elasticache_replication_group: 'ElastiCache group',
  aws_instance: 'EC2 instance',
  aws_lambda_function: 'Lambda function',
  aws_lb: 'load balancer',
  aws_nat_gateway: 'NAT gateway',
  aws_rds_cluster: 'Aurora cluster',
  aws_vpc_endpoint: 'VPC endpoint',
  aws_vpclattice_service_network_vpc_association: 'VPC Lattice association',
};

/** One is like the next, and their names only say where they stand. */
const unnamed = new Set(['aws_nat_gateway', 'aws_vpc_endpoint', 'aws_vpclattice_service_network_vpc_association']);

/** Arguments that may hold a resource's name, the best first. */
const nameArguments = [
  'name',
  'function_name',
  'replication_group_id',
  'cluster_id',
  'cluster_identifier',
  'cluster_name',
  'identifier',
  'node_group_name',
  'bucket',
];

export function isService(type: string): boolean {
  return services[type] !== undefined;
}

/** `aws_eks_node_group` without a title of its own: `eks node group`. */
/** `VPC 10.1.0.0/16`, `VPC shared 10.1.0.0/16`: a name that says no more than that it is one is left out. */
export function vpcInWords(vpc: Resource, environment: string): string {
  const name = nameOf(vpc, environment);
  const parts = ['VPC', name === 'vpc' ? undefined : name, literal(vpc.body['cidr_block'])];
  return parts.filter((part) => part !== undefined).join(' ');
}

export function titleOfType(type: string): string {
  return titles[type] ?? type.replace(/^aws_/, '').replaceAll('_', ' ');
}

/** Without the environment's name before it; undefined where it is known only when the stack is applied. */
export function nameOf({ body }: Resource, environment: string): string | undefined {
  const tags = blocks(body['tags'])[0]?.['Name'];
  const own = [...nameArguments.map((key) => body[key]), tags]
    .map((value) => literal(beforeReference(value)))
    .find((value) => value !== undefined);
  if (own === undefined || own === environment) return undefined;
  return own.startsWith(`${environment}-`) ? own.slice(environment.length + 1) : own;
}

/** `prod-assets-${...}` is called by what stands before the account's number. */
function beforeReference(value: unknown): unknown {
  return typeof value === 'string' ? value.split('-${')[0] : value;
}

const mostNamed = 3;

/** One line for each type: `NAT gateway`, `DynamoDB table: jobs, usage`, `5 x Lambda function`. */
export function inventory(resources: readonly Resource[], environment: string): readonly string[] {
  const byTitle = new Map<string, Resource[]>();
  for (const resource of resources) {
    const title = titleOfType(resource.type);
    byTitle.set(title, [...(byTitle.get(title) ?? []), resource]);
  }
  return [...byTitle]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([title, group]) => {
      const names = [
        ...new Set(group.flatMap((one) => (unnamed.has(one.type) ? [] : (nameOf(one, environment) ?? [])))),
      ].sort();
      if (group.length > mostNamed) return `${group.length} x ${title}`;
      if (names.length < group.length) return group.length === 1 ? title : `${group.length} x ${title}`;
      return `${title}: ${names.join(', ')}`;
    });
}

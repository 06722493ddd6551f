/** A small stack in the shape that is emitted, sound as it stands: tests plant faults in it. */
import { z } from 'zod';
import type { StackFiles } from '../../rehearse';
import type { Emitted } from '../../stacks/emitted';

const arguments_ = z.record(z.string(), z.unknown());
const byType = z.record(z.string(), z.record(z.string(), arguments_));
export const stackSchema = z.object({
  terraform: arguments_,
  provider: z.record(z.string(), z.array(arguments_)),
  data: byType,
  resource: byType,
  output: z.record(z.string(), arguments_),
});
export type Stack = z.infer<typeof stackSchema>;

const region = 'us-east-1';

export function soundStack(): Stack {
  return {
    terraform: {
      backend: { local: { path: 'terraform.tfstate' } },
      required_providers: { aws: { source: 'aws', version: '6.25.0' } },
    },
    provider: { aws: [{ region, default_tags: [{ tags: { team: 'platform' } }] }] },
    data: { aws_caller_identity: { me: {} }, aws_iam_role: { deployer: { name: 'deployer' } } },
    resource: {
      aws_vpc: { network_vpc_us_east_1: { cidr_block: '10.0.0.0/16', region, tags: { Name: 'test' } } },
      aws_subnet: {
        network_subnet_us_east_1: {
          vpc_id: '${aws_vpc.network_vpc_us_east_1.id}',
          cidr_block: '10.0.0.0/24',
          region,
        },
      },
      aws_security_group: {
        network_access_us_east_1: {
          vpc_id: '${aws_vpc.network_vpc_us_east_1.id}',
          description: 'Clients',
          egress: [],
          region,
        },
      },
      aws_sns_topic: {
        bucket_topic_us_east_1: { name: 'events-${data.aws_caller_identity.me.account_id}', region },
      },
      aws_s3_bucket: {
        bucket_bucket_us_east_1: { bucket: 'raw', region, lifecycle: { prevent_destroy: true } },
      },
      aws_s3_bucket_notification: {
        bucket_notification_us_east_1: {
          bucket: '${aws_s3_bucket.bucket_bucket_us_east_1.id}',
          region,
          topic: [{ events: ['s3:ObjectCreated:*'], topic_arn: '${aws_sns_topic.bucket_topic_us_east_1.arn}' }],
        },
      },
      aws_vpclattice_service: { lattice_service_us_east_1: { name: 'api', region } },
      aws_vpclattice_listener: {
        lattice_listener_us_east_1: {
          name: 'https',
          port: 443,
          protocol: 'HTTPS',
          service_identifier: '${aws_vpclattice_service.lattice_service_us_east_1.id}',
          default_action: { fixed_response: { status_code: 404 } },
          region,
        },
      },
    },
    output: { bucket_arn: { value: '${aws_s3_bucket.bucket_bucket_us_east_1.arn}' } },
  };
}

/** The arguments of the only resource of a type. */
export function only(stack: Stack, type: string): Record<string, unknown> {
  const [values, ...others] = Object.values(stack.resource[type] ?? {});
  if (values === undefined || others.length > 0) throw new Error(`the stack has no single ${type}`);
  return values;
}

/** Parts that hold nothing are left out, as cdktf does: Terraform refuses them. */
export function asFiles(stack: Stack | Emitted, name = 'test'): StackFiles {
  const parts = Object.entries(stack).filter(([, part]) => Object.keys(part ?? {}).length > 0);
  return textFiles(JSON.stringify(Object.fromEntries(parts), null, 2), name);
}

export function textFiles(text: string, name = 'test'): StackFiles {
  return { name, files: new Map([['cdk.tf.json', text]]) };
}

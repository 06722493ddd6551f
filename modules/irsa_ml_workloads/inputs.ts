/** Inputs of irsa_ml_workloads. */
import { z } from 'zod';

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names */
const label = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, 'must be a name of at most 63 lower-case letters, digits and hyphens');

const access = z
  .enum(['read', 'write'])
  .default('read')
  .describe('read, or write, which reads, changes and deletes; read when left out.');

const kmsKeyId = z
  .string()
  .regex(/^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key\/[0-9a-z-]+$/, 'must be the ARN of a KMS key')
  .optional()
  .describe('ARN of the KMS key that encrypts it, where that is a customer managed one; left out, it is not.');

const bucket = z.strictObject({
  access,
  prefix: z
    .string()
    .regex(/^[^*?$/][^*?$]*$/, 'must be the beginning of keys, without a slash first and without * ? $')
    .optional()
    .describe('What the keys of its objects begin with, as models/; left out, the whole bucket.'),
  kmsKeyId,
});

const table = z.strictObject({ access, kmsKeyId });

const workload = z.strictObject({
  namespace: label.optional().describe('Namespace of the service account; left out, that of the name of the workload.'),
  serviceAccount: label.optional().describe('Name of the service account; left out, the name of the workload.'),
  buckets: z
    .record(z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be the name of a bucket'), bucket)
    .default({})
    .describe('S3 buckets by name, and what it does in them; none when left out.'),
  tables: z
    .record(z.string().regex(/^[A-Za-z0-9_.-]{3,255}$/, 'must be the name of a table'), table)
    .default({})
    .describe('DynamoDB tables of the region by name, with their indexes; none when left out.'),
  secrets: z
    .record(
      z.string().regex(/^[A-Za-z0-9/_+=.@-]{1,512}$/, 'must be the name of a secret, without the characters AWS adds'),
      z.strictObject({ kmsKeyId }),
    )
    .default({})
    .describe('Secrets of Secrets Manager in the region that it reads, by name; none when left out.'),
  databaseUsers: z
    .record(
      z.string().regex(/^(cluster|db|prx)-[A-Z0-9]+$/, 'must be a resource id such as cluster-ABCDEFGHIJKL'),
      z.array(z.string().regex(/^[a-z_][a-z0-9_]{0,62}$/, 'must be a user of the database')).min(1),
    )
    .default({})
    .describe(
      'Users that it logs in as by IAM: resource id of a database in the region -> its users; none when left out.',
    ),
  repositories: z
    .array(z.string().regex(/^[a-z0-9]+([._/-][a-z0-9]+)*$/, 'must be the name of a repository'))
    .default([])
    .describe(
      'ECR repositories of the region that it pulls from itself; none when left out. Nodes pull images of pods.',
    ),
});
export type Workload = z.infer<typeof workload>;

/** The tools that the guide runs in its clusters. */
const usual = { feast: {}, jupyterhub: {}, mlflow: {}, triton: {}, vllm: {} };

const workloads = z
  .record(
    z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'must be a name of lower-case letters, digits and hyphens'),
    workload,
  )
  .superRefine((given, context) => {
    const seen = new Map<string, string>();
    for (const [name, { namespace, serviceAccount }] of Object.entries(given)) {
      const account = accountOf(name, { namespace, serviceAccount });
      const key = `${account.namespace}/${account.name}`;
      const other = seen.get(key);
      seen.set(key, name);
      if (other === undefined) continue;
      const message = `has the service account ${key} of ${other}: a service account takes one role`;
      context.addIssue({ code: 'custom', path: [name], message });
    }
  });

export const inputs = z.strictObject({
  workloads: workloads
    .prefault(usual)
    .describe(
      'Workloads by name, each with a role for its service account and the rights listed; left out, feast, jupyterhub, mlflow, triton and vllm, with none.',
    ),
});
export type Inputs = z.infer<typeof inputs>;

/** The service account of a workload. */
export function accountOf(
  workload: string,
  { namespace, serviceAccount }: Pick<Workload, 'namespace' | 'serviceAccount'>,
): { readonly namespace: string; readonly name: string } {
  return { namespace: namespace ?? workload, name: serviceAccount ?? workload };
}

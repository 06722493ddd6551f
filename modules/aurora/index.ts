/**
 * An Aurora PostgreSQL or MySQL cluster in the primary region: a relational database that fails over between zones, is
 * backed up and can be copied to other regions.
 *
 * An environment has a database once. A second cluster in another region would hold other data, so other regions read
 * a copy, which is what `aurora_global` adds; this module's resources stay as they are when it comes and when it goes.
 *
 * AWS manages no master password for members of a global database
 * (https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/rds-secrets-manager.html), and one way must do for both,
 * or going global would take the password away. So a password is drawn by Secrets Manager during the apply, written to
 * a secret of the cluster, and read back from there for the cluster. Terraform keeps neither: both arguments are
 * write-only. The order makes an apply that stopped halfway safe to repeat: the database gets what the secret holds.
 * `masterPasswordVersion` draws a new one. Applications log in by IAM and need no password. Whoever runs Terraform must
 * be allowed to read the secret; it can't be rotated by anything else, or the two would differ.
 *
 * What replaces the cluster, and is stopped by `prevent_destroy`: the engine, the name of its database or master user,
 * the key. All sizes are changed in place. The key outlives the cluster, or its final snapshot could not be read: it
 * stays in the account, out of Terraform's sight, and is charged until somebody deletes it.
 *
 * It can't move to another region, nor scale its writes beyond one instance.
 *
 * https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/CHAP_AuroraOverview.html
 */
import { privateNetwork } from '../capabilities';
import { instancesOf, zonesOfSubnetGroup } from '../aurora-cluster';
import { clusterRules } from '../aurora-rules';
import type { InstanceFault, Module } from '../module';
import { controls } from './controls';
import { inputs, type Inputs } from './inputs';
import { options, provides } from './options';

export type { Inputs };

/** Of two primaries of one engine, nobody could say which of them aurora_global copies. */
function checkInstances(instances: Readonly<Record<string, Inputs>>): readonly InstanceFault[] {
  const names = Object.keys(instances).sort();
  return names.flatMap((name, index) => {
    const own = instances[name];
    const earlier = names
      .slice(0, index)
      .find((other) => instances[other]?.globalPrimary && instances[other].engine === own?.engine);
    if (!own?.globalPrimary || earlier === undefined) return [];
    const message = `must have globalPrimary: false: of the ${own.engine} databases ${earlier} may be copied to other regions already, and a database may unless told otherwise`;
    return [{ path: [name], message }];
  });
}

export const aurora = {
  name: 'aurora',
  title: 'Aurora',
  summary: 'A PostgreSQL or MySQL database with failover, backups and login by IAM, on instances or serverless.',
  category: 'data',
  lifecycle: 'ready',
  toggle: 'auto',
  scope: 'environment',
  multiple: true,
  checkInstances,
  stateful: true,
  keeps: [
    { resource: 'aws_kms_key', role: 'key' },
    { resource: 'aws_kms_alias', role: 'key_alias' },
  ],
  services: ['aurora', 'rds', 'kms', 'secretsmanager', 'logs'],
  provides,
  quotas: {},
  inputs,
  useWhen: [
    {
      text: 'a relational database is needed',
      holds: ({ needs }) => needs.includes('relational-database') || needs.includes('postgresql-database'),
    },
    { text: 'a database must survive the loss of a zone within a minute or so' },
    { text: 'load comes and goes: Serverless v2 follows it' },
    { text: 'other regions may want to read the database one day' },
  ],
  avoidWhen: [
    { text: 'keys and values are all that is stored' },
    { text: 'the database is small and may be down for a while: a single RDS instance costs less' },
  ],
  conflicts: {},
  rules: clusterRules,
  references: [
    'https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/rds_cluster',
    'https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/rds_cluster_instance',
    'https://registry.terraform.io/providers/hashicorp/aws/latest/docs/ephemeral-resources/secretsmanager_random_password',
    'https://registry.terraform.io/providers/hashicorp/aws/latest/docs/ephemeral-resources/secretsmanager_secret_version',
    'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/rds-secrets-manager.html',
    'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_DatabaseInsights.Engines.html',
    'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2.requirements.html',
    'I/O-Optimized storage is not offered: its instance prices are not in the price data.',
    'AWS publishes no vCPUs for an ACU: a need that asks for vCPUs is met by instances alone.',
  ],
  controls,
  needs: () => [{ capability: privateNetwork, at: 'each', atLeast: { dataZones: zonesOfSubnetGroup } }],
  options,
  zoneParts: (given, { availability }) => {
    const instances = instancesOf(given, availability);
    const what = instances === 1 ? 'instance' : 'instances';
    return [{ what, zones: instances, where: 'any', loses: 'the database is away until AWS makes another' }];
  },
  load: () => import('./build'),
} satisfies Module<Inputs>;

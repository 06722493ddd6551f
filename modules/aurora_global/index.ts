/**
 * Copies the environment's Aurora database to its secondary regions: an Aurora global database, read in each region and
 * about a second behind the primary one.
 *
 * It stands outside of the primary region, where the database is. The first secondary brings the global cluster with it,
 * which is made from the standing database (`source_db_cluster_identifier`): that one keeps its resources, its address
 * and its data, and only stops to follow its own `engine_version`, since a global database upgrades all members in turn.
 * When the last secondary goes, so does the global cluster, and the database is a regional one again.
 *
 * Secondaries wait for an instance of the primary one, are encrypted with a key of their own region, and have no master
 * user: credentials are copied with the data. A secondary takes no writes unless they are forwarded.
 *
 * It can't choose the primary region after a failover: a switchover is made by hand, and the environment's primary
 * region must follow it. Aurora refuses burstable classes here.
 *
 * https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database.html
 */
import { zonesOfSubnetGroup } from '../aurora-cluster';
import { clusterControls } from '../aurora-controls';
import { clusterRules } from '../aurora-rules';
import { auroraMysqlPrimary, auroraPostgresqlPrimary, privateNetwork } from '../capabilities';
import type { Module } from '../module';
import { inputs, type Inputs } from './inputs';
import { options, provides } from './options';

export type { Inputs };

export const auroraGlobal = {
  name: 'aurora_global',
  title: 'Aurora Global Database',
  summary: "Copies of the environment's Aurora database in its secondary regions, for reading and for recovery.",
  category: 'data',
  lifecycle: 'ready',
  toggle: 'auto',
  scope: 'secondary',
  multiple: false,
  stateful: true,
  keeps: [
    { resource: 'aws_kms_key', role: 'key' },
    { resource: 'aws_kms_alias', role: 'key_alias' },
  ],
  services: ['aurora', 'rds', 'kms', 'logs'],
  provides,
  quotas: {},
  inputs,
  useWhen: [
    {
      text: 'production runs in several regions that need the same data',
      holds: ({ needs, maxRegions }) => maxRegions > 1 && needs.includes('global-database'),
    },
    { text: 'models are served all over the world from one database' },
    { text: 'the loss of a region must cost minutes of downtime and a second or so of data' },
    { text: 'readers are needed in several regions' },
  ],
  avoidWhen: [
    { text: 'a single region is enough', holds: ({ maxRegions }) => maxRegions === 1 },
    { text: 'cost comes first: each secondary region costs about as much as the primary one' },
    { text: 'readers can wait for the way to the primary region' },
  ],
  conflicts: {},
  rules: clusterRules,
  references: [
    'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database.configuration.requirements.html',
    'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Concepts.Aurora_Fea_Regions_DB-eng.Feature.GlobalDatabase.html',
    'https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateGlobalCluster.html (no engine version together with a source cluster)',
    'https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/rds_global_cluster',
    'The price of a replicated write is known from one secondary source, for one region.',
    'The guide says two to three times the cost of Aurora for two to three regions. Two db.r6g.large with 500 GB and 200 million I/Os a month in us-east-1 come to 2.00 times that with a copy in us-east-2, and to 3.13 times with one more in eu-west-2, where instances are dearer.',
  ],
  controls: ({ allowedSecurityGroupIds }) => [
    ...clusterControls(allowedSecurityGroupIds),
    {
      id: 'no-master-user',
      summary: 'A copy has no credentials of its own.',
      resource: 'aws_rds_cluster',
      complies: ({ master_username: user, master_password_wo: password, manage_master_user_password: managed }) =>
        user === undefined && password === undefined && managed === undefined,
    },
    {
      id: 'global-deletion-protection',
      summary: 'AWS refuses to delete the global cluster.',
      resource: 'aws_rds_global_cluster',
      complies: ({ deletion_protection: on }) => on === true,
    },
  ],
  needs: ({ engine }) => [
    { capability: privateNetwork, at: 'each', atLeast: { dataZones: zonesOfSubnetGroup } },
    { capability: engine === 'aurora-mysql' ? auroraMysqlPrimary : auroraPostgresqlPrimary, at: 'primary' },
  ],
  options,
  load: () => import('./build'),
} satisfies Module<Inputs>;

/** Parameter groups of a cluster and of its instances. */
import { DbParameterGroup } from '@cdktf/provider-aws/lib/db-parameter-group';
import { RdsClusterParameterGroup } from '@cdktf/provider-aws/lib/rds-cluster-parameter-group';
import type { Engine } from './aurora-cluster';
import type { Parameters } from './aurora-inputs';
import type { BuildContext } from './module';

const groupNameLimit = 255;

interface ParameterInputs {
  readonly clusterParameters: Parameters;
  readonly instanceParameters: Parameters;
}

/** TLS alone, and for MySQL an audit log of who logs in, which is empty otherwise. */
const ownParameters: Readonly<Record<Engine, readonly { readonly name: string; readonly value: string }[]>> = {
  'aurora-mysql': [
    { name: 'require_secure_transport', value: 'ON' },
    { name: 'server_audit_events', value: 'CONNECT' },
    { name: 'server_audit_logging', value: '1' },
  ],
  'aurora-postgresql': [{ name: 'rds.force_ssl', value: '1' }],
};

/** `aurora-postgresql17`, `aurora-mysql8.0` */
function familyOf(engine: Engine, version: string): string {
  const parts = version.split('.');
  return `${engine}${parts.slice(0, engine === 'aurora-mysql' ? 2 : 1).join('.')}`;
}

/** A new family takes new groups under new names, made first, since the old ones are in use until the cluster lets go. */
export function createParameters(
  context: BuildContext<ParameterInputs>,
  engine: Engine,
  version: string,
): { readonly cluster: string; readonly instance: string } {
  const { scope, inputs } = context;
  const family = familyOf(engine, version);
  const { region } = context.chosen;
  // Names of parameter groups take no dots.
  const name = context.name(groupNameLimit, family.replaceAll('.', '-'), region);
  const common = { region, name, family, lifecycle: { createBeforeDestroy: true } };
  const cluster = new RdsClusterParameterGroup(scope, context.id('cluster_parameters'), {
    ...common,
    description: `Cluster parameters of ${family}`,
    parameter: [...ownParameters[engine], ...listed(inputs.clusterParameters)],
  });
  const instance = new DbParameterGroup(scope, context.id('instance_parameters'), {
    ...common,
    description: `Instance parameters of ${family}`,
    parameter: listed(inputs.instanceParameters),
  });
  return { cluster: cluster.name, instance: instance.name };
}

function listed(
  parameters: Parameters,
): { readonly name: string; readonly value: string; readonly applyMethod: string }[] {
  return Object.entries(parameters)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, parameter]) => ({ name, ...parameter }));
}

/** The stack of one cluster's addons: looks the cluster up, logs in to it, and builds the addons halves of modules. */
import { DataAwsEksCluster } from '@cdktf/provider-aws/lib/data-aws-eks-cluster';
import { HelmProvider } from '@cdktf/provider-helm/lib/provider';
import { KubernetesProvider } from '@cdktf/provider-kubernetes/lib/provider';
import { Fn, TerraformOutput, TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import type { AddonsContext, ClusterAccess } from '../modules/module';
import { instanceKey, type Placed } from '../solver/decision';
import { addonsFrame, addonsStackName } from './addons-names';
import { loaded, type ClusterAddons, type LoadedModule } from './build';
import { chosenOf, takeId } from './context';
import { escapeDeep, escapeText } from './escape';
import type { StackFrame } from './frame';
import { awsName, logicalId } from './names';
import { addBackend, addProvider } from './stack';

/**
 * Nothing of the environment's stack is referred to: cdktf would turn that into remote state. The token comes from the
 * AWS CLI each time Terraform runs, so that none is kept.
 */
export class AddonsStack extends TerraformStack {
  constructor(
    scope: Construct,
    frame: StackFrame,
    { cluster, halves }: ClusterAddons,
    modules: ReadonlyMap<string, LoadedModule>,
  ) {
    const name = addonsStackName(frame.environment, cluster.name);
    super(scope, name);
    addBackend(this, addonsFrame(frame, name).state);
    addProvider(this, frame);
    const found = new DataAwsEksCluster(this, 'cluster', { region: cluster.region, name: cluster.name });
    const login = {
      host: found.endpoint,
      clusterCaCertificate: Fn.base64decode(found.certificateAuthority.get(0).data),
      exec: {
        apiVersion: 'client.authentication.k8s.io/v1beta1',
        command: 'aws',
        args: tokenArguments(cluster, frame.account?.roleArn),
      },
    };
    new HelmProvider(this, 'helm', { kubernetes: login });
    new KubernetesProvider(this, 'kubernetes', { ...login, exec: [login.exec] });
    const { vpcId, subnetIds } = found.vpcConfig.get(0);
    const ids = new Map<string, string>();
    const outputs = new Construct(this, 'outputs');
    const sorted = [...halves].sort((a, b) => (instanceKey(a.placed) < instanceKey(b.placed) ? -1 : 1));
    for (const { placed, published } of sorted) {
      loaded(modules, placed.module).builds.addons?.(
        addonsContext(
          { stack: this, outputs, ids, frame, cluster: { ...cluster, vpcId, subnetIds } },
          placed,
          published,
        ),
      );
    }
  }
}

/** What is left of an addons stack whose cluster is gone: a state to be found empty, and nobody to ask for a token. */
export class EmptiedAddonsStack extends TerraformStack {
  constructor(scope: Construct, frame: StackFrame, name: string) {
    super(scope, name);
    addBackend(this, addonsFrame(frame, name).state);
    addProvider(this, frame);
  }
}

function tokenArguments({ name, region }: ClusterAccess, roleArn: string | undefined): string[] {
  const role = roleArn === undefined ? [] : ['--role-arn', escapeText(roleArn)];
  return ['eks', 'get-token', '--cluster-name', name, '--region', region, ...role];
}

interface AddonsSite {
  readonly stack: TerraformStack;
  readonly outputs: Construct;
  readonly ids: Map<string, string>;
  readonly frame: StackFrame;
  readonly cluster: AddonsContext<unknown>['cluster'];
}

function addonsContext(
  { stack, outputs, ids, frame, cluster }: AddonsSite,
  placed: Placed,
  published: Readonly<Record<string, string>>,
): AddonsContext<unknown> {
  const { environment, availability } = frame;
  const owner = { environment, instance: placed.instance, generation: placed.generation };
  return {
    scope: stack,
    inputs: escapeDeep(placed.inputs),
    chosen: chosenOf(placed),
    environment: escapeText(environment),
    availability,
    cluster,
    id: (role, key) => takeId(ids, placed, role, key),
    name: (limit, ...parts) => awsName(owner, limit, parts),
    published(key) {
      const text = published[key];
      if (text === undefined) throw new Error(`${instanceKey(placed)} was handed no ${key} by its aws half`);
      return text;
    },
    output(name, value, description) {
      new TerraformOutput(outputs, logicalId(placed, name), { value, description, staticId: true });
    },
  };
}

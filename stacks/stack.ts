/** One environment's stack: where its state lives, whom it may touch, and its modules. */
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { LocalBackend, S3Backend, TerraformStack, type S3BackendConfig } from 'cdktf';
import type { Construct } from 'constructs';
import type { AwsFacts } from '../modules/module';
import { environmentTag } from '../modules/tags';
import type { StateIntent } from '../schema/types';
import { buildInstances, type ClusterAddons, type LoadedModule } from './build';
import { escapeText } from './escape';
import type { StackFrame, StackInput } from './frame';

/**
 * Region of the provider itself. Every regional resource names its own `region` (AWS provider 6), so this one serves
 * credentials and global services alone; it never follows the solved primary, or a move would touch every resource.
 */
export const providerRegion = 'us-east-1';

export class EnvironmentStack extends TerraformStack {
  /** Clusters that want a stack for their addons. */
  readonly clusters: readonly ClusterAddons[];

  constructor(scope: Construct, input: StackInput, modules: ReadonlyMap<string, LoadedModule>, facts: AwsFacts) {
    super(scope, input.frame.environment);
    addBackend(this, input.frame.state);
    addProvider(this, input.frame);
    this.clusters = buildInstances(this, input, modules, facts);
  }
}

export function addBackend(scope: Construct, state: StateIntent): void {
  if (state.kind === 'local') {
    new LocalBackend(scope, { path: escapeText(state.path) });
    return;
  }
  // `use_lockfile` is younger than cdktf's typings, which pass it through all the same.
  const config: S3BackendConfig & { readonly useLockfile: boolean } = {
    bucket: escapeText(state.bucket),
    key: escapeText(state.key),
    region: state.region,
    encrypt: true,
    useLockfile: true,
    ...(state.kmsKeyId === undefined ? {} : { kmsKeyId: escapeText(state.kmsKeyId) }),
  };
  new S3Backend(scope, config);
}

export function addProvider(scope: Construct, { account, environment, tags }: StackFrame): void {
  const escaped = Object.entries(tags).map(([key, value]): [string, string] => [escapeText(key), escapeText(value)]);
  new AwsProvider(scope, 'aws', {
    region: providerRegion,
    ...(account === undefined ? {} : { allowedAccountIds: [account.id] }),
    ...(account?.roleArn === undefined ? {} : { assumeRole: [{ roleArn: escapeText(account.roleArn) }] }),
    defaultTags: [{ tags: { ...Object.fromEntries(escaped), [environmentTag]: escapeText(environment) } }],
  });
}

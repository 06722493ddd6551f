/** What a module's build may read and must report. */
import { TerraformOutput } from 'cdktf';
import type { Construct } from 'constructs';
import type { AwsFacts, BuildContext, Capability, Chosen, ClusterAccess, Module } from '../modules/module';
import { instanceKey, type Placed } from '../solver/decision';
import { escapeDeep, escapeText } from './escape';
import type { StackInput } from './frame';
import { awsName, literal, logicalId } from './names';

/** The stack that is being built, shared by the contexts of all its instances. */
export interface Site {
  readonly input: StackInput;
  readonly facts: AwsFacts;
  /** The stack itself. */
  readonly scope: Construct;
  /** Parent of the outputs, so that an output may be named as a resource is. */
  readonly outputs: Construct;
  /** Logical id -> who asked for it. */
  readonly ids: Map<string, string>;
  /** Outputs of an instance that serves `consumer`; builds that instance first where it does not stand yet. */
  require<O>(consumer: Placed, capability: Capability<O>, where: 'here' | 'primary', instance: string | undefined): O;
  /** Outputs of every instance in the region of `asker` that gives the capability. */
  standing<O>(asker: Placed, capability: Capability<O>): readonly O[];
  provide<O>(provider: Placed, capability: Capability<O>, outputs: O): void;
  /** Has a stack for the addons of a cluster; `published` holds text alone. */
  addons(placed: Placed, cluster: ClusterAccess, published: Readonly<Record<string, string>>): void;
}

export function createContext(site: Site, module: Module<unknown>, placed: Placed): BuildContext<unknown> {
  const { frame, addresses: allocations } = site.input;
  const { environment } = frame;
  const chosen = chosenOf(placed);
  const addresses = module.addresses === undefined ? undefined : allocations[placed.region];
  if (module.addresses !== undefined && addresses === undefined) {
    throw new Error(`${instanceKey(placed)} asks for addresses and none are allocated in ${placed.region}`);
  }
  const owner = { environment, instance: placed.instance, generation: placed.generation };
  return {
    scope: site.scope,
    inputs: escapeDeep(placed.inputs),
    chosen,
    environment: escapeText(environment),
    retiring: placed.phase === 'retiring',
    availability: frame.availability,
    facts: site.facts,
    ...(addresses === undefined ? {} : { addresses }),
    ...(frame.budget === undefined ? {} : { budget: frame.budget }),
    ...(frame.account?.roleArn === undefined ? {} : { deployRoleArn: escapeText(frame.account.roleArn) }),
    id: (role, key) => takeId(site.ids, placed, role, key),
    idIn: (region, role, key) => logicalId({ ...placed, region }, role, key),
    name: (limit, ...parts) => awsName(owner, limit, parts),
    require: (capability, where = 'here', instance) => site.require(placed, capability, where, instance),
    standing: (capability) => site.standing(placed, capability),
    provide(capability, outputs) {
      site.provide(placed, capability, outputs);
    },
    addons(cluster, published = {}) {
      for (const text of [cluster.name, cluster.region, ...Object.values(published)]) literal(text);
      site.addons(placed, cluster, published);
    },
    output(name, value, description) {
      new TerraformOutput(site.outputs, logicalId(placed, name), { value, description, staticId: true });
    },
  };
}

export function chosenOf({ module, instance, location, region, option, units, role }: Placed): Chosen {
  return { module, instance, location, region, option, units, role };
}

/** @throws Error where the id is taken, by whomever. */
export function takeId(ids: Map<string, string>, placed: Placed, role: string, key?: string): string {
  const id = logicalId(placed, role, key);
  const asker = `${instanceKey(placed)} for ${role}${key === undefined ? '' : ` ${key}`}`;
  const earlier = ids.get(id);
  if (earlier !== undefined) throw new Error(`logical id ${id} is taken twice: by ${earlier} and by ${asker}`);
  ids.set(id, asker);
  return id;
}

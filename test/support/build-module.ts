/** Emits one module alone, through the same code as `synth`, with the outputs that it requires given. */
import { z } from 'zod';
import type { Addresses, AwsFacts, Capability, Chosen, Module } from '../../modules/module';
import { parseEmitted, type Emitted } from '../../stacks/emitted';
import type { StackFrame } from '../../stacks/frame';
import { render } from '../../stacks/render';
import { instanceKey, needId, type Placed, type Serving } from '../../solver/decision';

/** Outputs of a capability as if another module provided them. */
export interface Given {
  readonly capability: Capability<unknown>;
  readonly outputs: unknown;
  /** `here`: in the instance's own region. */
  readonly where: 'here' | 'primary';
  /** Name of the provider, where the need names it. */
  readonly instance?: string;
}

export function give<O>(
  capability: Capability<O>,
  outputs: O,
  where: 'here' | 'primary' = 'here',
  instance?: string,
): Given {
  return { capability, outputs, where, ...(instance === undefined ? {} : { instance }) };
}

export interface BuildRequest {
  readonly facts: AwsFacts;
  /** Goes through the module's schema. @default {} */
  readonly inputs?: unknown;
  /** @default the first option's key */
  readonly option?: string;
  /** @default the least of that option */
  readonly units?: number;
  /** @default `us-east-1` */
  readonly region?: string;
  /** @default `main` */
  readonly instance?: string;
  /** With `secondary`, the primary region is us-west-2. @default `only` */
  readonly role?: Chosen['role'];
  /** @default `active` */
  readonly phase?: Placed['phase'];
  /** @default 1 */
  readonly generation?: number;
  readonly addresses?: Addresses;
  readonly given?: readonly Given[];
  readonly frame?: Partial<StackFrame>;
}

const infrastructure = 'aws';
const otherPrimary = 'us-west-2';

/** The environment's stack. */
export async function buildModule<I>(module: Module<I>, request: BuildRequest): Promise<Emitted> {
  const stacks = await buildStacks(module, request);
  const emitted = stacks.get(request.frame?.environment ?? defaultEnvironment);
  if (emitted === undefined) throw new Error('nothing was emitted');
  return emitted;
}

const defaultEnvironment = 'test';

/** Every stack that was emitted, by name: the environment's and those of its clusters' addons. */
export async function buildStacks<I>(module: Module<I>, request: BuildRequest): Promise<ReadonlyMap<string, Emitted>> {
  const region = request.region ?? 'us-east-1';
  const role = request.role ?? 'only';
  const frame: StackFrame = {
    environment: defaultEnvironment,
    state: { kind: 'local', path: 'terraform.tfstate' },
    tags: {},
    availability: 'single-az',
    budget: { monthlyUsd: 1000, alertThresholdPercent: 80 },
    ...request.frame,
  };
  const inputs = module.inputs.parse(request.inputs ?? {});
  const site = { location: `${infrastructure}/${region}`, region, availability: frame.availability };
  const options = module.options(inputs, site, request.facts);
  const option = options.find(({ key }) => request.option === undefined || key === request.option);
  if (option === undefined) throw new Error(`${module.name} has no option ${request.option ?? ''} in ${region}`);
  const placed: Placed = {
    module: module.name,
    instance: request.instance ?? 'main',
    location: site.location,
    region,
    option: option.key,
    units: request.units ?? option.units.min,
    role,
    phase: request.phase ?? 'active',
    generation: request.generation ?? 1,
    inputs,
    stateful: module.stateful,
  };
  const given = request.given ?? [];
  const primary = role === 'secondary' ? otherPrimary : region;
  const providers = given.map((one, index) => provider(one, index, one.where === 'here' ? region : primary));
  const serves = given.flatMap(({ capability: { name }, instance }, index): Serving[] => {
    const by = providers[index];
    if (by === undefined) return [];
    const need = needId(placed, { capability: name, instance });
    return [{ need, location: site.location, capability: name, provider: instanceKey(by.placed) }];
  });
  const { files } = await render(
    [
      {
        frame,
        placed: [placed, ...providers.map((one) => one.placed)],
        serves,
        addresses: request.addresses === undefined ? {} : { [region]: request.addresses },
        summary: () => '',
      },
    ],
    { modules: [module, ...providers.map((one) => one.module)], capabilities: given.map((one) => one.capability) },
    request.facts,
  );
  const stacks = [...files].flatMap(([file, text]): [string, Emitted][] => {
    const [, name = '', base] = file.split('/');
    return base === 'cdk.tf.json' ? [[name, parseEmitted(text)]] : [];
  });
  return new Map(stacks);
}

/** A module that stands for whoever provides the outputs; it emits nothing. */
function provider(
  given: Given,
  index: number,
  region: string,
): { readonly module: Module<unknown>; readonly placed: Placed } {
  const name = `given_${index}`;
  const module: Module<unknown> = {
    name,
    title: 'Given',
    summary: 'Outputs that a test gives.',
    category: 'governance',
    lifecycle: 'ready',
    toggle: 'on',
    scope: 'location',
    multiple: false,
    stateful: false,
    services: [],
    provides: [given.capability],
    quotas: {},
    inputs: z.unknown(),
    useWhen: [],
    avoidWhen: [],
    conflicts: {},
    references: [],
    controls: () => [],
    needs: () => [],
    options: () => [],
    load: () => Promise.resolve({ aws: (context) => context.provide(given.capability, given.outputs) }),
  };
  const placed: Placed = {
    module: name,
    instance: given.instance ?? 'main',
    location: `${infrastructure}/${region}`,
    region,
    option: 'given',
    units: 1,
    role: given.where === 'primary' && region === otherPrimary ? 'primary' : 'secondary',
    phase: 'active',
    generation: 1,
    inputs: {},
    stateful: false,
  };
  return { module, placed };
}

/**
 * What compliance programmes ask of the modules of an environment and its services.
 *
 * An ask holds once in each region, or of every instance that gives a capability: each load balancer has its own
 * firewall, each VPC its own flow logs. What serves such an ask, and itself needs that capability, must stand on the
 * very instance.
 */
import type { Environment, KeyPath, Requirements, ServiceIntent } from '../schema/types';
import type { Activation, Compliance, Demand } from './demands';
import { activationOf } from './demands';
import { plus, type Draft, type InstanceVariables, type ServeVariable } from './draft';
import type { Term } from './model';
import { whereRuns } from './regions';
import { STRUCTURE, type Clause } from './requirements';
import type { World } from './world';

export interface ComplianceDemand extends Demand {
  readonly compliance: Compliance;
  /** Absent where the environment itself asks. */
  readonly service?: ServiceIntent;
}

interface Asker {
  readonly owner: string;
  readonly name: string;
  readonly requires: Requirements;
  readonly path: KeyPath;
  readonly activation: Activation;
  readonly service?: ServiceIntent;
}

function askersOf({ name, requires, services }: Environment): Asker[] {
  const path = ['requires', 'compliance'];
  return [
    {
      owner: 'environment',
      name: `environment ${name}`,
      requires,
      path: ['spec', ...path],
      activation: { kind: 'each' },
    },
    ...services.map((service) => ({
      owner: `service/${service.name}`,
      name: `service ${service.name}`,
      requires: service.requires,
      path: [...service.path, ...path],
      activation:
        service.places === undefined
          ? activationOf(service.at, service)
          : { kind: 'service' as const, service: service.name },
      service,
    })),
  ];
}

/** Sorted by programme, so that the order in which they are listed makes no difference. */
export function complianceDemands(environment: Environment, asksOf: World['complianceAsks']): ComplianceDemand[] {
  return askersOf(environment).flatMap(({ owner, name, requires, path, activation, service }) =>
    requires.compliance
      .map((programme, index) => ({ programme, path: [...path, index] }))
      .sort((a, b) => (a.programme < b.programme ? -1 : 1))
      .flatMap((required) =>
        (asksOf(required.programme) ?? []).map((ask) => ({
          id: ['compliance', required.programme, owner, ask.capability, ...(ask.of === undefined ? [] : [ask.of])].join(
            '/',
          ),
          asker: name,
          capability: ask.capability,
          with: [],
          amount: {},
          low: {},
          high: {},
          activation,
          path: required.path,
          compliance: { ...ask, programme: required.programme },
          ...(service === undefined ? {} : { service }),
        })),
      ),
  );
}

/** Programmes that are required and that no source maps to modules, sorted. */
export function unmappedProgrammes(environment: Environment, asksOf: World['complianceAsks']): string[] {
  const required = askersOf(environment).flatMap(({ requires }) => requires.compliance);
  return [...new Set(required)].filter((programme) => asksOf(programme) === undefined).sort();
}

/** `CC7.2 and CC7.3; check vpc_flow_logs_enabled of Prowler's soc2_aws.json` */
export function sourceText({ controls, check, source }: Compliance): string {
  return `${controls.join(' and ')}; check ${check} of ${source}`;
}

export function complianceClause({ id, asker, path, compliance }: ComplianceDemand): Clause {
  const { programme, capability, of } = compliance;
  return {
    name: id,
    kind: 'wish',
    sentence: `${asker} requires ${programme}, which asks for ${capability}${of === undefined ? '' : ` wherever ${of} stands`} (${sourceText(compliance)})`,
    path,
    relax: `drop ${programme} from requires.compliance`,
  };
}

/** The environment without the programme at this path. */
export function withoutProgramme(environment: Environment, path: KeyPath): Environment {
  const without = (requires: Requirements): Requirements => ({
    ...requires,
    compliance: requires.compliance.filter((_, index) => index !== path.at(-1)),
  });
  const [, section, name] = path;
  if (section !== 'services')
    return { ...environment, requires: { ...environment.requires, ...without(environment.requires) } };
  const services = environment.services.map((service) =>
    service.name === name ? { ...service, requires: without(service.requires) } : service,
  );
  return { ...environment, services };
}

/** What stands in a region and gives the capability, with the options that do; what is retiring is asked nothing. */
function standing(draft: Draft, region: number, capability: string): { instance: InstanceVariables; given: Term[] }[] {
  return draft.instances.flatMap((instance) => {
    if (instance.region !== region || draft.heldByKey.get(instance.candidate.key)?.retiring === true) return [];
    const giving = instance.options.filter(({ priced }) =>
      priced.option.provides.some(({ name }) => name === capability),
    );
    return giving.length === 0 ? [] : [{ instance, given: plus(giving.map(({ binary }) => binary)) }];
  });
}

/** A provider that needs the capability itself serves this instance only where this instance serves it. */
function attach(draft: Draft, serve: ServeVariable, of: string, instance: InstanceVariables): void {
  const provider = draft.instances.find(({ candidate }) => candidate.key === serve.provider)?.candidate;
  if (provider === undefined) return;
  const needs = [
    ...provider.module.needs(provider.instance.inputs),
    ...provider.options.flatMap(({ option }) => option.needs ?? []),
  ];
  if (!needs.some(({ capability }) => capability.name === of)) return;
  const own = draft.serves.filter(
    ({ need, capability, location, provider: by }) =>
      capability === of &&
      by === instance.candidate.key &&
      location === provider.site.location &&
      need.startsWith(`${provider.module.name}/${provider.instance.name}/`),
  );
  const attached = own.map(({ variable }) => variable);
  draft.row([...plus([serve.variable]), ...plus(attached, -1)], { upper: 0 }, STRUCTURE);
}

/** Who may serve an ask in a region: fills `draft.serves`. */
export type ServersOf = (
  region: number,
  ask: Pick<Demand, 'capability' | 'with' | 'amount'> & { readonly need: string; readonly demand: Demand },
) => readonly Term[];

/** Rows of an ask of every instance that gives `of`. Call after the rows of instances' own needs. */
export function attachedRows(
  draft: Draft,
  demand: ComplianceDemand,
  of: string,
  requirement: number,
  servers: ServersOf,
): void {
  for (const region of draft.regions.keys()) {
    for (const { instance, given } of standing(draft, region, of)) {
      const { module, instance: named } = instance.candidate;
      const before = draft.serves.length;
      const need = `${demand.id}/${module.name}/${named.name}`;
      const served = servers(region, {
        need,
        capability: demand.capability,
        with: [],
        amount: {},
        demand: { ...demand, id: need },
      });
      for (const serve of draft.serves.slice(before)) attach(draft, serve, of, instance);
      const stands = given.map((term) => ({ ...term, coefficient: -term.coefficient }));
      const runs =
        demand.service === undefined
          ? plus(draft.used.slice(region, region + 1))
          : whereRuns(draft, demand.service, region);
      const there = runs.map((term) => ({ ...term, coefficient: -term.coefficient }));
      draft.row([...served, ...stands, ...there], { lower: -1 }, requirement);
      draft.row([...served, ...stands], { upper: 0 }, STRUCTURE);
      draft.row([...served, ...there], { upper: 0 }, STRUCTURE);
    }
  }
}

/** The state of every infrastructure that some environments use, as far as it can be told without calling anything. */
import type { StaticInfrastructure } from '../../schema/infrastructure-types';
import type { CloudInfrastructure, Environment } from '../../schema/types';
import { cloudReport } from './cloud';
import { siteReport } from './site';
import type { Costs, InfrastructureReport } from './types';

export interface StatusInput {
  readonly environments: readonly Environment[];
  readonly clouds: readonly CloudInfrastructure[];
  readonly sites: readonly StaticInfrastructure[];
  /** Infrastructure -> bill that stands in for the spend that its document states. */
  readonly costs: ReadonlyMap<string, Costs>;
  readonly capacityThreshold: number;
}

interface Users {
  readonly usedBy: readonly string[];
  readonly overflowOf: readonly string[];
}

/** Environments that name the infrastructure, and sites of theirs that overflow to it. */
function usersOf(name: string, { environments, sites }: Pick<StatusInput, 'environments' | 'sites'>): Users {
  const naming = (one: string): readonly Environment[] =>
    environments.filter(({ infrastructure }) => infrastructure.includes(one));
  return {
    usedBy: naming(name).map((environment) => environment.name),
    overflowOf: sites
      .filter((site) => site.overflow?.target === name && naming(site.name).length > 0)
      .map((site) => site.name),
  };
}

function isUsed({ usedBy, overflowOf }: Users): boolean {
  return usedBy.length + overflowOf.length > 0;
}

export function cloudsInUse(
  input: Pick<StatusInput, 'environments' | 'clouds' | 'sites'>,
): readonly CloudInfrastructure[] {
  return input.clouds.filter(({ name }) => isUsed(usersOf(name, input)));
}

/** Sorted by name. */
export function statusOf(input: StatusInput): InfrastructureReport[] {
  const { clouds, sites, costs, capacityThreshold } = input;
  const cloudReports = cloudsInUse(input).map((cloud) => cloudReport(cloud, costs.get(cloud.name)));
  const reports = new Map(cloudReports.map((report) => [report.name, report]));
  const siteReports = sites
    .filter(({ name }) => isUsed(usersOf(name, input)))
    .map((site) => siteReport(site, { capacityThreshold, clouds, reports }));
  return [...cloudReports, ...siteReports]
    .map((report) => ({ ...report, ...usersOf(report.name, input) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

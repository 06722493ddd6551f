/** From a project's folder to the intent: every file, every problem, nothing half-loaded. */
import type { Registry } from '../modules/module';
import type { RegionFacts } from './cloud';
import { findFiles } from './files';
import { checkStates, loadDefaults, loadEnvironment } from './load-environments';
import { loadInfrastructures } from './load-infrastructure';
import { formatProblem, UserError, type Problem } from './problem';
import type { StaticInfrastructure } from './infrastructure-types';
import type { CloudInfrastructure, Environment } from './types';
import { unknownWord } from './wording';

/** More from one file say nothing new. */
const mostProblemsOfFile = 100;

export interface LoadOptions {
  /** The project's folder. */
  readonly root: string;
  readonly registry: Registry;
  readonly regions: RegionFacts;
  /** Names of the environments to read. Absent: all of them. */
  readonly only?: readonly string[];
}

export interface Project {
  /** Sorted by name. */
  readonly environments: readonly Environment[];
  /** Sorted by name. */
  readonly infrastructures: readonly CloudInfrastructure[];
  /** Sorted by name. */
  readonly sites: readonly StaticInfrastructure[];
  /** Name -> file of every environment, read or not. */
  readonly environmentFiles: ReadonlyMap<string, string>;
}

/** @throws UserError with the problems of all files that were read, sorted by file, line and column. */
export function loadProject({ root, registry, regions, only }: LoadOptions): Project {
  const problems: Problem[] = [];
  const report = (problem: Problem): void => void problems.push(problem);

  const files = findFiles(root, report);
  const known = [...files.environments.keys()];
  for (const name of new Set(only)) {
    if (files.environments.has(name)) continue;
    report({ code: 'unknown-environment', message: unknownWord('environment', name, 'this project', known) });
  }

  const infrastructures = loadInfrastructures(root, files.infrastructure, registry, regions, report);
  const defaults = loadDefaults(root, files.defaults, registry, report);
  const around = {
    knownRegions: new Set([...regions.ids(), ...infrastructures.regions]),
    ...(infrastructures.complete ? { infrastructures: infrastructures.kinds } : {}),
  };
  const environments: Environment[] = [];
  for (const [name, file] of files.environments) {
    if (only !== undefined && !only.includes(name)) continue;
    const environment = loadEnvironment({ root, registry, defaults, around }, name, file, report);
    if (environment !== undefined) environments.push(environment);
  }
  checkStates(environments, report);
  if (problems.length > 0) throw new UserError(arranged(problems));
  return {
    environments,
    infrastructures: infrastructures.clouds,
    sites: infrastructures.sites,
    environmentFiles: files.environments,
  };
}

/** Sorted; a problem of the defaults, met under each environment, is told once. */
function arranged(problems: readonly Problem[]): readonly Problem[] {
  const distinct = [...new Map(problems.map((problem) => [formatProblem(problem), problem])).values()];
  const counts = new Map<string, number>();
  return distinct.sort(byPosition).flatMap((problem) => {
    const file = problem.position?.file ?? '';
    const count = (counts.get(file) ?? 0) + 1;
    counts.set(file, count);
    if (count <= mostProblemsOfFile) return [problem];
    if (count > mostProblemsOfFile + 1) return [];
    const rest = distinct.filter(({ position }) => (position?.file ?? '') === file).length - mostProblemsOfFile;
    const { position } = problem;
    const message = `${rest} more problems from here on are not shown.`;
    return [{ code: 'too-many-problems', message, ...(position === undefined ? {} : { position }) }];
  });
}

function byPosition(a: Problem, b: Problem): number {
  const [one, other] = [a.position, b.position];
  return (
    compareText(one?.file ?? '', other?.file ?? '') ||
    (one?.line ?? 0) - (other?.line ?? 0) ||
    (one?.column ?? 0) - (other?.column ?? 0) ||
    compareText(a.code, b.code) ||
    compareText(a.message, b.message)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

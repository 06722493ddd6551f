/** A project's folder on disk, and what loading it gives. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadProject, type Project } from '../../schema/load';
import { formatProblem, UserError, type Problem } from '../../schema/problem';
import type { Environment } from '../../schema/types';
import { registry, regions } from './registry';

export type Files = Readonly<Record<string, string | Uint8Array>>;

export const cloud = `apiVersion: lattice.dev/v1alpha1
kind: CloudInfrastructure
metadata: {name: aws}
spec:
  provider: aws
  regions:
    eu-central-1: {}
    us-east-1: {}
`;

export const cloudFile = 'environments/infrastructure/aws.yaml';
export const prodFile = 'environments/prod.yaml';
export const defaultsFile = 'environments/_defaults.yaml';

/** A file whose `spec` begins on line 4, with `infrastructure` on line 5. */
export function environment(name: string, spec = ''): string {
  return `apiVersion: trellis.dev/v1alpha1
kind: Environment
metadata: {name: ${name}}
spec:
  infrastructure: aws
${spec}`;
}

export function defaults(spec: string): string {
  return `apiVersion: trellis.dev/v1alpha1
kind: EnvironmentDefaults
spec:
${spec}`;
}

export function withProject<T>(files: Files, use: (root: string) => T): T {
  const root = mkdtempSync(join(tmpdir(), 'trellis-'));
  try {
    for (const [file, content] of Object.entries(files)) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), content);
    }
    return use(root);
  } finally {
    rmSync(root, { recursive: true });
  }
}

export function load(files: Files, only?: readonly string[]): Project {
  return withProject({ [cloudFile]: cloud, ...files }, (root) => loadIn(root, only));
}

export function loadIn(root: string, only?: readonly string[]): Project {
  return loadProject({ root, registry, regions, ...(only === undefined ? {} : { only }) });
}

/** The environment `prod` with these lines under its spec. */
export function prod(spec: string, defaultSpec?: string): Environment {
  const shared = defaultSpec === undefined ? {} : { [defaultsFile]: defaults(defaultSpec) };
  const [found] = load({ ...shared, [prodFile]: environment('prod', spec) }).environments;
  if (found === undefined) throw new Error('prod was not loaded');
  return found;
}

export function problemsOf(act: () => unknown): readonly Problem[] {
  try {
    act();
  } catch (error) {
    if (error instanceof UserError) return error.problems;
    throw error;
  }
  throw new Error('Loading found no problem');
}

/** `code line:column` of each problem of a file. */
export function places(problems: readonly Problem[]): readonly string[] {
  return problems.map(({ code, position }) => `${code} ${position?.line ?? 0}:${position?.column ?? 0}`);
}

/** What is wrong with `prod` that has these lines under its spec: text as it is shown, without the file's name. */
export function told(spec: string, defaultSpec?: string): string {
  return problemsOf(() => prod(spec, defaultSpec))
    .map((problem) => formatProblem(problem).replace(/^environments\//, ''))
    .join('\n');
}

export function guide(name: string): string {
  return readFileSync(join(__dirname, 'guide', `${name}.yaml.txt`), 'utf8');
}

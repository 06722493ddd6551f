/** A project of one environment, `lab`, that was emitted once, and what its files say. */
import { parseLock } from '../../solver/lock';
import { readNetworkLock, type NetworkLock } from '../../solver/network-lock';
import { environment, environmentFile, inProject, projectOf, type Project } from '../support/project';

export const lock = 'environments/lab.lock.json';
export const stack = 'cdktf.out/stacks/lab/cdk.tf.json';
export const east = '@aws/us-east-1';
export const west = '@aws/us-west-2';
export const redis = `elasticache_redis${east}`;
export const network = `network${east}`;

export const cache = '    - capability: key-value-cache\n      memoryGiB: 1\n';
export const privateNetwork = '    - capability: private-network\n';

export function spec(
  given: { readonly regions?: string; readonly modules?: string; readonly needs?: string } = {},
): string {
  const { regions = 'primary: us-east-1, max: 1', modules = '', needs = privateNetwork + cache } = given;
  return `  infrastructure: aws\n  regions: {${regions}}\n  modules: {${modules}}\n  needs:\n${needs}`;
}

export const memcachedInstead = 'elasticache_redis: off, elasticache_memcached: on';

export function inLab<T>(use: (project: Project) => Promise<T>, first: string = spec()): Promise<T> {
  return inProject(projectOf({ lab: first }), async (project) => {
    await project.done(['synth']);
    return use(project);
  });
}

export function rewrite(project: Project, lines: string): void {
  project.write(environmentFile('lab'), environment('lab', lines));
}

export function phases(project: Project): Record<string, string> {
  const { placed } = parseLock(project.read(lock), lock);
  return Object.fromEntries(placed.map((one) => [`${one.module}/${one.instance}@${one.region}`, one.phase]));
}

export function networks(project: Project): {
  readonly allocated: Record<string, Record<string, string>>;
  readonly released: NetworkLock['released'];
} {
  const file = 'environments/network.lock.json';
  const { environments, released } = readNetworkLock(project.read(file), file);
  const allocated = Object.entries(environments).map(([name, regions]): [string, Record<string, string>] => [
    name,
    Object.fromEntries(Object.entries(regions).map(([region, { cidr }]) => [region, cidr])),
  ]);
  return { allocated: Object.fromEntries(allocated), released };
}

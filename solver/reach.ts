/** Leaves out what nobody can ask for, so that a catalog of many suggestions costs a small model nothing. */
import type { Candidate } from './candidates';
import type { Demand } from './demands';

/**
 * Candidates that stand by a pin or a lock, and those that some demand can reach: by its capability, or by a need of
 * another candidate that is reached.
 */
export function reachable(
  candidates: readonly Candidate[],
  demands: readonly Demand[],
  held: ReadonlySet<string>,
): readonly Candidate[] {
  const asked = new Set(demands.map(({ capability }) => capability));
  const reached = new Set<Candidate>();
  let waiting = candidates;
  for (let size = -1; size < reached.size;) {
    size = reached.size;
    for (const candidate of waiting) {
      const { key, intent, module, instance } = candidate;
      if (intent.toggle === 'auto' && !held.has(key) && !givesAny(candidate, asked)) continue;
      reached.add(candidate);
      for (const { capability } of module.needs(instance.inputs)) asked.add(capability.name);
    }
    waiting = waiting.filter((candidate) => !reached.has(candidate));
  }
  return candidates.filter((candidate) => reached.has(candidate));
}

function givesAny({ module, options }: Candidate, asked: ReadonlySet<string>): boolean {
  const given = options.length > 0 ? options.flatMap(({ option }) => option.provides) : module.provides;
  return given.some(({ name }) => asked.has(name));
}

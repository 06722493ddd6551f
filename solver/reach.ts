/** Leaves out what nobody can ask for, so that a catalog of many suggestions costs a small model nothing. */
import type { Candidate } from './candidates';

/**
 * Candidates that stand by a pin or a lock, and those that can serve what is asked for: by the environment, by its
 * services, by programmes, or by another candidate that is reached.
 *
 * @param capabilities names of what anybody but candidates asks for
 */
export function reachable(
  candidates: readonly Candidate[],
  capabilities: readonly string[],
  held: ReadonlySet<string>,
): readonly Candidate[] {
  const asked = new Set(capabilities);
  const reached = new Set<Candidate>();
  let waiting = candidates;
  for (let size = -1; size < reached.size;) {
    size = reached.size;
    for (const candidate of waiting) {
      const { key, intent, module, instance, options } = candidate;
      if (intent.toggle === 'auto' && !held.has(key) && !givesAny(candidate, asked)) continue;
      reached.add(candidate);
      const needs = [...module.needs(instance.inputs), ...options.flatMap(({ option }) => option.needs ?? [])];
      for (const { capability } of needs) asked.add(capability.name);
    }
    waiting = waiting.filter((candidate) => !reached.has(candidate));
  }
  return candidates.filter((candidate) => reached.has(candidate));
}

function givesAny({ module, options }: Candidate, asked: ReadonlySet<string>): boolean {
  const given = options.length > 0 ? options.flatMap(({ option }) => option.provides) : module.provides;
  return given.some(({ name }) => asked.has(name));
}

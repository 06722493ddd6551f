/** What services say of their placement, across fields and services. Runs on the values as they were written. */
import type { Finding } from './issues';
import { select, selectKeys, text } from './select';
import type { KeyPath } from './types';
import { showPath, unknownWord } from './wording';

function invalid(code: string, path: KeyPath, message: string, at: 'key' | 'value' = 'value'): Finding {
  return { code, path, at, message };
}

export function checkPlacement(document: unknown): readonly Finding[] {
  const services = selectKeys(document, 'spec', 'services').map(({ value }) => value);
  const placed = new Set(services.filter((name) => given(document, ['spec', 'services', name, 'requests'])));
  return services.flatMap((name) => {
    const path: KeyPath = ['spec', 'services', name];
    return [
      ...(placed.has(name) ? unplacedKeys(document, path) : placedKeys(document, path)),
      ...company(document, name, services, placed),
      ...reaches(document, name, placed),
    ];
  });
}

function given(document: unknown, path: KeyPath): boolean {
  const [found] = select(document, ...path.map(String));
  return found !== undefined && found.value !== null;
}

function unplacedKeys(document: unknown, path: KeyPath): readonly Finding[] {
  const at: KeyPath = [...path, 'at'];
  if (!given(document, at)) return [];
  const message = `${showPath(at)} must be left out beside requests: the solver places the service, and spread says over how many places.`;
  return [invalid('invalid-value', at, message, 'key')];
}

const needRequests: readonly KeyPath[] = [
  ['spread'],
  ['keepWith'],
  ['keepApart'],
  ['priority'],
  ['requires', 'regions'],
];

function placedKeys(document: unknown, path: KeyPath): readonly Finding[] {
  return needRequests
    .map((key): KeyPath => [...path, ...key])
    .filter((key) => given(document, key))
    .map((key) => {
      const message = `${showPath(key)} counts only where ${showPath([...path, 'requests'])} says what the solver places.`;
      return invalid('missing-key', key, message, 'key');
    });
}

function company(
  document: unknown,
  name: string,
  services: readonly string[],
  placed: ReadonlySet<string>,
): readonly Finding[] {
  const listed = (key: string) => text(select(document, 'spec', 'services', name, key, '*'));
  const together = listed('keepWith').map(({ value }) => value);
  return [...listed('keepWith'), ...listed('keepApart')].flatMap(({ path, value }) => {
    const where = showPath(path);
    if (!services.includes(value))
      return [invalid('unknown-service', path, unknownWord('service', value, where, services))];
    if (value === name)
      return [invalid('invalid-value', path, `${where} must be another service; got ${name} itself.`)];
    if (!placed.has(value)) {
      const message = `${where} must be a service with requests; ${value} has none.`;
      return [invalid('invalid-value', path, message)];
    }
    if (path[3] === 'keepApart' && together.includes(value)) {
      const message = `${where} can't stand both with ${name} and apart from it.`;
      return [invalid('invalid-value', path, message)];
    }
    return [];
  });
}

function reaches(document: unknown, name: string, placed: ReadonlySet<string>): readonly Finding[] {
  return select(document, 'spec', 'services', name, 'talksTo', '*').flatMap(({ path, value }) => {
    const [reach] = text(select(value, 'reach'));
    const [target] = text(select(value, 'service'));
    if (reach?.value !== 'all' || target === undefined) return [];
    if (placed.has(name) && placed.has(target.value)) return [];
    const key: KeyPath = [...path, 'reach'];
    const message = `${showPath(key)} counts only between services with requests.`;
    return [invalid('invalid-value', key, message)];
  });
}

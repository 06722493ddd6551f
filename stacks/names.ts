/** Logical ids and AWS names: both are contracts with what already runs. */
import { createHash } from 'node:crypto';
import { Token } from 'cdktf';
import type { Chosen } from '../modules/module';

/** The instance that a module has when an environment names none; left out of ids and names. */
const defaultInstance = 'main';
const digestLength = 8;

/** `<module>[_<instance>]_<role>_<region>[_<key>]` in `[a-z0-9_]`. */
export function logicalId(of: Pick<Chosen, 'module' | 'instance' | 'region'>, role: string, key?: string): string {
  const instance = of.instance === defaultInstance ? [] : [of.instance];
  const parts = [of.module, ...instance, role, of.region, ...(key === undefined ? [] : [key])];
  for (const part of parts) literal(part);
  return parts
    .join('_')
    .toLowerCase()
    .replace(/[^a-z0-9_]/g, '_');
}

export interface NameOwner {
  readonly environment: string;
  readonly instance: string;
  readonly generation: number;
}

/**
 * `<environment>[-<instance>]-<part>...[-g<generation>]`. A short digest of the whole is added where the text had to
 * be cut to `limit` characters or a character replaced: one outside `[A-Za-z0-9._-]`, or an underscore of the instance,
 * which databases, caches and buckets do not take. So different names stay different.
 */
export function awsName(owner: NameOwner, limit: number, parts: readonly string[]): string {
  const instance = owner.instance === defaultInstance ? [] : [owner.instance];
  const generation = owner.generation > 1 ? [`g${owner.generation}`] : [];
  const all = [owner.environment, ...instance, ...parts, ...generation];
  for (const part of all) literal(part);
  const whole = all.join('-');
  const words = instance.map((one) => one.replaceAll('_', '-'));
  const text = [owner.environment, ...words, ...parts, ...generation].join('-').replace(/[^A-Za-z0-9._-]+/g, '-');
  if (text === whole && text.length <= limit) return text;
  const digest = createHash('sha256').update(whole).digest('hex').slice(0, digestLength);
  const room = limit - digest.length - 1;
  if (room < 1) throw new Error(`a limit of ${limit} characters leaves no room for a name`);
  return `${text.slice(0, room).replace(/[-._]+$/, '')}-${digest}`;
}

/** @throws Error where the text is a reference, which is known only when the stack is applied. */
export function literal(part: string): void {
  if (Token.isUnresolved(part)) throw new Error(`names and ids are fixed before apply; got a reference: ${part}`);
}

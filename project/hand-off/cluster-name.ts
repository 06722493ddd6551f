/** Names of clusters that are handed on. */
import { createHash } from 'node:crypto';

/** Longest DNS label, which names of clusters become. */
const longest = 63;

/** `prod-dc-east-us-east-dc1`, `prod-gcp-ml-us-central1-2`; what overflows from elsewhere says so. */
export function clusterName(
  environment: string,
  location: string,
  overflowOf: string | undefined,
  index: number,
): string {
  const words = [
    environment,
    location,
    ...(overflowOf === undefined ? [] : ['overflow', overflowOf]),
    ...(index === 0 ? [] : [String(index + 1)]),
  ];
  const name = words
    .join('-')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  if (name.length <= longest) return name;
  const hash = createHash('sha256')
    .update([environment, location, overflowOf, index].join(' '))
    .digest('hex')
    .slice(0, 8);
  return `${name.slice(0, longest - hash.length - 1).replace(/-+$/, '')}-${hash}`;
}

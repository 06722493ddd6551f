/**
 * What one field alone can't tell: references between parts of an environment, and to other documents. Runs on the
 * values as they were written, beside the schema, so that one mistake hides no other. What the solver can explain
 * better, such as a region that the infrastructure lacks, is left to it.
 */
import { formatCidr, overlaps, parseCidr, type Cidr } from '../solver/cidr';
import { vpcPrefixLengths } from '../solver/subnets';
import type { Finding } from './issues';
import { checkPlacement } from './placement-checks';
import { select, selectKeys, text, type Selected } from './select';
import type { KeyPath } from './types';
import { showPath, unknownWord } from './wording';

export interface Surroundings {
  readonly knownRegions: ReadonlySet<string>;
  /** Absent where a file of infrastructure could not be read: names are not checked then. */
  readonly infrastructures?: ReadonlyMap<string, 'CloudInfrastructure' | 'StaticInfrastructure'>;
}

export function crossChecks(document: unknown, around: Surroundings): readonly Finding[] {
  return [
    ...checkInfrastructure(document, around),
    ...checkRegions(document, around),
    ...checkAvailability(document),
    ...checkAccount(document),
    ...checkServices(document),
    ...checkPlacement(document),
    ...checkAddresses(document),
  ];
}

function invalid(code: string, path: KeyPath, message: string, at: 'key' | 'value' = 'value'): Finding {
  return { code, path, at, message };
}

function checkInfrastructure(document: unknown, { infrastructures }: Surroundings): readonly Finding[] {
  if (infrastructures === undefined) return [];
  const known = [...infrastructures.keys()];
  return text(select(document, 'spec', 'infrastructure', '*')).flatMap(({ path, value }) => {
    const kind = infrastructures.get(value);
    if (kind === undefined) {
      return [invalid('unknown-infrastructure', path, unknownWord('infrastructure', value, showPath(path), known))];
    }
    return [];
  });
}

function checkRegions(document: unknown, { knownRegions }: Surroundings): readonly Finding[] {
  const known = [...knownRegions];
  const check = ({ path, value }: Selected<string>, at: 'key' | 'value'): readonly Finding[] =>
    knownRegions.has(value)
      ? []
      : [invalid('unknown-region', path, unknownWord('region', value, showPath(path), known), at)];
  const primary = text(select(document, 'spec', 'regions', 'primary')).filter(({ value }) => value !== 'auto');
  const allowed = text(select(document, 'spec', 'regions', 'allowed', '*'));
  const excluded = primary.filter(
    ({ value }) => allowed.length > 0 && knownRegions.has(value) && !allowed.some((other) => other.value === value),
  );
  return [
    ...[
      ...primary,
      ...allowed,
      ...text(select(document, 'spec', 'modules', '*', 'regions', '*')),
      ...text(select(document, 'spec', 'prices', '*', 'region')),
      ...text(select(document, 'spec', 'state', 's3', 'region')),
    ].flatMap((selected) => check(selected, 'value')),
    ...selectKeys(document, 'spec', 'network', 'cidrs').flatMap((selected) => check(selected, 'key')),
    ...excluded.map(({ path, value }) =>
      invalid('invalid-value', path, `spec.regions.primary is ${value}, which spec.regions.allowed does not list.`),
    ),
  ];
}

function checkAvailability(document: unknown): readonly Finding[] {
  const wanted = select(document, 'spec', 'requires', 'availability').some(({ value }) => value === 'multi-region');
  return select(document, 'spec', 'regions', 'max')
    .filter(({ value }) => wanted && value === 1)
    .map(({ path }) => {
      const message = 'spec.regions.max must be at least 2 where spec.requires.availability is multi-region; got 1.';
      return invalid('out-of-range', path, message);
    });
}

function checkAccount(document: unknown): readonly Finding[] {
  const ids = text(select(document, 'spec', 'account', 'id'));
  return text(select(document, 'spec', 'account', 'roleArn')).flatMap(({ path, value }) => {
    const owner = /^arn:[a-z-]+:iam::(\d{12}):/.exec(value)?.[1];
    const other = ids.find(({ value: id }) => owner !== undefined && id !== owner);
    if (other === undefined) return [];
    const message = `spec.account.roleArn must be a role of account ${other.value}; got one of ${owner}.`;
    return [invalid('invalid-value', path, message)];
  });
}

function checkServices(document: unknown): readonly Finding[] {
  const services = selectKeys(document, 'spec', 'services').map(({ value }) => value);
  return text(select(document, 'spec', 'services', '*', 'talksTo', '*', 'service'))
    .filter(({ value }) => !services.includes(value))
    .map(({ path, value }) =>
      invalid('unknown-service', path, unknownWord('service', value, showPath(path), services)),
    );
}

function checkAddresses(document: unknown): readonly Finding[] {
  const given = blocks(text(select(document, 'spec', 'network', 'cidrs', '*')));
  const reserved = blocks(text(select(document, 'spec', 'network', 'reserved', '*')));
  const pools = blocks(text(select(document, 'spec', 'network', 'pool')));
  const [length] = select(document, 'spec', 'network', 'prefixLength');
  const prefixLength = typeof length?.value === 'number' ? length.value : vpcPrefixLengths.min;
  const findings: Finding[] = [];
  for (const [index, { path, value }] of given.entries()) {
    const { min, max } = vpcPrefixLengths;
    if (value.prefix < min || value.prefix > max) {
      const message = `${showPath(path)} must have a prefix length from ${min} to ${max}; got ${value.prefix}.`;
      findings.push(invalid('out-of-range', path, message));
    }
    for (const other of [...given.slice(0, index), ...reserved].filter((block) => overlaps(block.value, value))) {
      const message = `${showPath(path)} (${formatCidr(value)}) overlaps ${showPath(other.path)} (${formatCidr(other.value)}).`;
      findings.push(invalid('overlapping-cidrs', path, message));
    }
  }
  for (const { path, value } of pools.filter((pool) => pool.value.prefix > prefixLength)) {
    const message = `${showPath(path)} must hold a VPC of prefix length ${prefixLength}; got ${formatCidr(value)}.`;
    findings.push(invalid('out-of-range', path, message));
  }
  return findings;
}

function blocks(selected: readonly Selected<string>[]): readonly Selected<Cidr>[] {
  return selected.flatMap(({ path, value }) => {
    const parsed = parseCidr(value);
    return 'wrong' in parsed ? [] : [{ path, value: parsed }];
  });
}

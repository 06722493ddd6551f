/** Conditions that both kinds share. Nothing is called: what no document says is Unknown. */
import type { StatedCondition } from '../../schema/infrastructure-types';
import type { Condition } from './types';

function find(conditions: readonly StatedCondition[], wanted: string): StatedCondition | undefined {
  return conditions.find(({ type }) => type === wanted);
}

/** `blocked`: why nothing can be placed there, as far as it is known. */
export function ready(conditions: readonly StatedCondition[], blocked: string | undefined): Condition {
  const type = 'Ready';
  if (blocked !== undefined) return { type, status: 'False', message: blocked };
  const told = find(conditions, type);
  if (told === undefined) return { type, status: 'Unknown', message: 'its document states no such condition' };
  return { type, status: told.status, message: told.message ?? 'as its status says' };
}

export function credentials(conditions: readonly StatedCondition[]): Condition {
  const told = find(conditions, 'CredentialsValid');
  const said = told === undefined ? '' : `; its status says ${told.status}`;
  return { type: 'CredentialsValid', status: 'Unknown', message: `not checked, for nothing is called${said}` };
}

export function degraded(conditions: readonly StatedCondition[], faults: readonly string[]): Condition {
  const type = 'Degraded';
  const told = find(conditions, type);
  if (faults.length > 0) return { type, status: 'True', message: faults.join('; ') };
  if (told?.status === 'True') return { type, status: 'True', message: told.message ?? 'as its status says' };
  return { type, status: 'False', message: 'nothing that is known speaks for it' };
}

/** Conditions of a controller's own, as it wrote them. */
export function others(conditions: readonly StatedCondition[], known: readonly string[]): Condition[] {
  return conditions
    .filter(({ type }) => !known.includes(type))
    .map(({ type, status, message }) => ({ type, status, message: message ?? 'as its status says' }));
}

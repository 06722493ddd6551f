/** What rows of the model stand for, in the user's words: the clauses of a conflict. */
import type { KeyPath } from '../schema/types';
import type { Position } from '../schema/problem';
import type { Requirement } from './model';

export interface Clause extends Requirement {
  /** `wish`: written by someone, may be relaxed. `fact`: about AWS or the catalog. `structure`: never part of a conflict. */
  readonly kind: 'wish' | 'fact' | 'structure';
  /** A clause that can follow "because": `prod may cost at most 500.00 USD a month`. */
  readonly sentence: string;
  readonly path?: KeyPath;
  /** For wishes of infrastructure documents. */
  readonly position?: Position;
  /** What to change: `raise spec.budget.monthly`. */
  readonly relax?: string;
  /** Inputs of the instance that, set so, would not stand in the way. */
  readonly inputs?: Readonly<Record<string, unknown>>;
}

export const STRUCTURE = 0;

/** Collects clauses by name; the index goes into `Row.requirement`. */
export class Clauses {
  private readonly byName = new Map<string, number>();
  readonly list: Clause[] = [{ name: 'structure', kind: 'structure', sentence: 'the model is consistent' }];

  add(clause: Clause): number {
    const known = this.byName.get(clause.name);
    if (known !== undefined) return known;
    const index = this.list.push(clause) - 1;
    this.byName.set(clause.name, index);
    return index;
  }
}

/** A programme under construction: columns and named rows, appended and never changed. */

/** Column, coefficient. No column twice in a row. */
export type Term = readonly [number, number];

export interface NamedRow {
  readonly clause: string;
  readonly columns: readonly number[];
  readonly coefficients: readonly number[];
  readonly lower: number;
  readonly upper: number;
}

export class Rows {
  readonly names: string[] = [];
  readonly upper: number[] = [];
  readonly cost: number[] = [];
  /** A column that is whole in some cheapest point by itself need not be branched on. */
  readonly whole: boolean[] = [];
  readonly list: NamedRow[] = [];

  binary(name: string, cost: number): number {
    return this.column(name, 1, cost, true);
  }

  /** From 0 to `upper`. */
  integer(name: string, upper: number, cost: number): number {
    return this.column(name, upper, cost, true);
  }

  continuous(name: string, upper: number, cost: number): number {
    return this.column(name, upper, cost, false);
  }

  private column(name: string, upper: number, cost: number, whole: boolean): number {
    this.names.push(name);
    this.upper.push(upper);
    this.cost.push(cost);
    this.whole.push(whole);
    return this.names.length - 1;
  }

  atMost(clause: string, terms: readonly Term[], upper: number): void {
    this.between(clause, terms, -Infinity, upper);
  }

  atLeast(clause: string, terms: readonly Term[], lower: number): void {
    this.between(clause, terms, lower, Infinity);
  }

  between(clause: string, terms: readonly Term[], lower: number, upper: number): void {
    const used = terms.filter(([, coefficient]) => coefficient !== 0);
    this.list.push({
      clause,
      columns: used.map(([column]) => column),
      coefficients: used.map(([, coefficient]) => coefficient),
      lower,
      upper,
    });
  }
}

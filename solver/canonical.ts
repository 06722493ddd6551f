/** A model as a programme whose order of variables is that of their names. */
import type { Model } from './model';
import { at, type LinearRow, type Programme } from './programme';

export interface Canonical {
  readonly programme: Programme;
  /** Model variable of each variable of the programme. */
  readonly order: readonly number[];
}

/** Terms of one variable in one row are added up; zero coefficients go. */
export function canonicalForm(model: Model): Canonical {
  const { variables } = model;
  const order = [...variables.keys()].sort((a, b) => (at(variables, a).name < at(variables, b).name ? -1 : 1));
  const place = new Map(order.map((variable, index) => [variable, index]));
  const cost = order.map(() => 0);
  for (const { variable, coefficient } of model.objective) {
    const index = place.get(variable) ?? 0;
    cost[index] = at(cost, index) + coefficient;
  }
  const rows = model.rows.map((row): LinearRow => {
    const sums = new Map<number, number>();
    for (const { variable, coefficient } of row.terms) {
      const index = place.get(variable) ?? 0;
      sums.set(index, (sums.get(index) ?? 0) + coefficient);
    }
    const terms = [...sums].filter(([, coefficient]) => coefficient !== 0).sort(([a], [b]) => a - b);
    return {
      variables: terms.map(([index]) => index),
      coefficients: terms.map(([, coefficient]) => coefficient),
      lower: row.lower ?? -Infinity,
      upper: row.upper ?? Infinity,
    };
  });
  const lower = order.map((variable) => at(variables, variable).lower);
  const upper = order.map((variable) => at(variables, variable).upper);
  return { programme: { lower, upper, cost, rows }, order };
}

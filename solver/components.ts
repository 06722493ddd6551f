/** Parts of a programme that share no row: each is decided alone, which is what keeps engines in their quick range. */
import type { Point } from './model';
import { at, type LinearRow, type Programme } from './programme';

export interface Component {
  readonly programme: Programme;
  /** Variable of the whole programme for each variable of the component, ascending. */
  readonly variables: readonly number[];
}

/** In the order of their first variable. */
export function components(programme: Programme): readonly Component[] {
  const parent = [...programme.lower.keys()];
  const rootOf = (variable: number): number => {
    let root = variable;
    while (at(parent, root) !== root) root = at(parent, root);
    for (let j = variable; at(parent, j) !== root;) [parent[j], j] = [root, at(parent, j)];
    return root;
  };
  for (const { variables } of programme.rows) {
    for (const variable of variables) parent[rootOf(variable)] = rootOf(variables[0] ?? variable);
  }
  const members = new Map<number, number[]>();
  const place: number[] = [];
  for (const variable of parent.keys()) {
    const root = rootOf(variable);
    const list = members.get(root) ?? [];
    members.set(root, list);
    place.push(list.length);
    list.push(variable);
  }
  const rows = new Map<number, LinearRow[]>();
  for (const row of programme.rows) {
    const root = rootOf(row.variables[0] ?? 0);
    const list = rows.get(root) ?? [];
    rows.set(root, list);
    list.push({ ...row, variables: row.variables.map((variable) => at(place, variable)) });
  }
  return [...members].map(([root, variables]) => ({
    variables,
    programme: {
      lower: variables.map((variable) => at(programme.lower, variable)),
      upper: variables.map((variable) => at(programme.upper, variable)),
      cost: variables.map((variable) => at(programme.cost, variable)),
      rows: rows.get(root) ?? [],
    },
  }));
}

/** Puts the components' values where they belong. */
export function merged(parts: readonly { readonly component: Component; readonly point: Point }[]): Point {
  const point: number[] = [];
  for (const { component, point: values } of parts) {
    component.variables.forEach((variable, index) => (point[variable] = at(values, index)));
  }
  return point;
}

/** Covering arrays of strength 2: few rows in which every pair of values of every two factors stands together. */

export type Row<V extends string> = Readonly<Record<string, V>>;

/**
 * Greedy, and the same for the same input: each row starts from the first pair that no row has and takes, factor by
 * factor, the value that covers most of the others.
 *
 * @param allowed whether two values may stand together
 */
export function coveringRows<V extends string>(
  factors: readonly string[],
  values: readonly V[],
  allowed: (one: readonly [string, V], other: readonly [string, V]) => boolean = () => true,
): readonly Row<V>[] {
  const open = new Set(
    factors.flatMap((a, index) =>
      factors
        .slice(index + 1)
        .flatMap((b) =>
          values.flatMap((v) => values.flatMap((w) => (allowed([a, v], [b, w]) ? [key(a, v, b, w)] : []))),
        ),
    ),
  );
  const order = new Map(factors.map((name, index) => [name, index]));
  const pairOf = (one: readonly [string, V], other: readonly [string, V]): string => {
    const [a, b] = (order.get(one[0]) ?? 0) < (order.get(other[0]) ?? 0) ? [one, other] : [other, one];
    return key(a[0], a[1], b[0], b[1]);
  };
  const rows: Row<V>[] = [];
  for (let [first] = open; first !== undefined; [first] = open) {
    const chosen = new Map<string, V>();
    const start = first.split('\n');
    for (const value of values) {
      if (start[1] === value && start[0] !== undefined) chosen.set(start[0], value);
      if (start[3] === value && start[2] !== undefined) chosen.set(start[2], value);
    }
    for (const factor of factors) {
      if (chosen.has(factor)) continue;
      const gains = values
        .filter((value) => [...chosen].every((other) => allowed([factor, value], other)))
        .map((value) => ({
          value,
          gain: [...chosen].filter((other) => open.has(pairOf([factor, value], other))).length,
        }));
      const best = gains.reduce((a, b) => (b.gain > a.gain ? b : a));
      chosen.set(factor, best.value);
    }
    const all = [...chosen];
    for (const [index, one] of all.entries()) for (const other of all.slice(index + 1)) open.delete(pairOf(one, other));
    rows.push(Object.fromEntries(chosen));
  }
  return rows;
}

function key(...parts: readonly [string, string, string, string]): string {
  return parts.join('\n');
}

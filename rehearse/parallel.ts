/** Two lanes: Terraform is busy for most of its time, and rehearsals are made for two cores. Answers keep the order. */
export async function inPairs<T, R>(items: readonly T[], action: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results = new Map<number, R>();
  const waiting = [...items.entries()];
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, item] = next;
      results.set(index, await action(item));
    }
  };
  await Promise.all([lane(), lane()]);
  return [...results].sort(([a], [b]) => a - b).map(([, result]) => result);
}

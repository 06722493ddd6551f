/** Parts of a bill that belong together, without and with what estimates commonly leave out, and what is spared. */
import type { Bill, CostComponent } from './decision';

export interface Subtotal {
  readonly group: string;
  /** What estimates usually have. */
  readonly usual: readonly CostComponent[];
  readonly usualMicroUsd: number;
  readonly overlooked: readonly CostComponent[];
  /** Of both. */
  readonly microUsd: number;
  /** In no sum. */
  readonly spared: readonly CostComponent[];
}

/** What a line of a subtotal is called: with its region where the subtotal has several. */
export function lineName({ name, location }: CostComponent, { usual, overlooked, spared }: Subtotal): string {
  const locations = new Set([...usual, ...overlooked, ...spared].map((component) => component.location));
  return locations.size > 1 ? `${name}, ${location.slice(location.indexOf('/') + 1)}` : name;
}

/** One for each group, in the order of the bill. */
export function subtotals({ components, spared }: Bill): Subtotal[] {
  const groups = new Set(components.flatMap(({ group }) => group ?? []));
  return [...groups].map((group) => {
    const all = components.filter((component) => component.group === group);
    const usual = all.filter(({ overlooked }) => overlooked !== true);
    return {
      group,
      usual,
      usualMicroUsd: expected(usual),
      overlooked: all.filter(({ overlooked }) => overlooked === true),
      microUsd: expected(all),
      spared: spared.filter((component) => component.group === group),
    };
  });
}

function expected(components: readonly CostComponent[]): number {
  return components.reduce((sum, { microUsd }) => sum + microUsd.expected, 0);
}

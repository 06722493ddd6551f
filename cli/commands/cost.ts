import type { Prepared } from '../../project/prepare';
import type { CostComponent } from '../../solver/decision';
import { formatUsd } from '../../solver/money';
import { printJson } from '../context';
import { line, type Io } from '../io';
import { prepareSelected, printEach } from '../selected';
import { table } from '../table';
import type { CommandSpec } from './spec';

function quantity(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 3 });
}

function row(component: CostComponent): string[] {
  return [
    component.owner,
    component.name,
    quantity(component.quantity.expected),
    component.unit,
    component.usd,
    formatUsd(component.microUsd.expected),
    `${component.source}${component.mark === undefined ? '' : ` (${component.mark})`}`,
  ];
}

function print(io: Io, { environment, decision }: Prepared): void {
  const { components, microUsd } = decision.bill;
  const head = ['instance', 'component', 'quantity', 'unit', 'USD each', 'USD a month', 'source'];
  line(io.out, `${environment.name}\n${table(head, components.map(row), [2, 4, 5])}`);
  line(
    io.out,
    `Total: ${formatUsd(microUsd.expected)} USD a month expected, ${formatUsd(microUsd.low)} low, ${formatUsd(microUsd.high)} high; 730 hours a month, list prices unless marked.`,
  );
  const notes = new Set(components.flatMap(({ note }) => note ?? []));
  for (const note of notes) line(io.out, `  ${note}`);
}

export const cost: CommandSpec = {
  usage: 'cost [environment...]',
  summary: 'Print the bill: every component with quantity, unit price, source and date.',
  options: [],
  async run(context, _options, words) {
    const { prepared, failed, code } = await prepareSelected(context, words);
    if (context.options.json) {
      const bills = prepared.map(({ environment, decision }) => ({
        environment: environment.name,
        bill: decision.bill,
      }));
      printJson(context.io, { environments: bills, failed });
    } else printEach(context.io, prepared, (one) => print(context.io, one));
    return code;
  },
};

import { lockedOrDecided, type Prepared } from '../../project/prepare';
import { ExitCode } from '../../schema/problem';
import type { CostComponent } from '../../solver/decision';
import { formatUsd } from '../../solver/money';
import { isPrepared, printJson, report } from '../context';
import { line, type Io } from '../io';
import { failedJson } from '../json';
import { selected } from '../selected';
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
    const workspace = selected(context, words).open();
    const preparations = [];
    for (const environment of workspace.environments) preparations.push(await lockedOrDecided(workspace, environment));
    const failed = report(context, preparations);
    const prepared = preparations.filter(isPrepared);
    if (context.options.json)
      printJson(context.io, {
        environments: prepared.map(({ environment, decision }) => ({
          environment: environment.name,
          bill: decision.bill,
        })),
        failed: failedJson(preparations),
      });
    else
      for (const [index, one] of prepared.entries()) {
        if (index > 0) line(context.io.out, '');
        print(context.io, one);
      }
    return failed === ExitCode.done ? ExitCode.done : failed;
  },
};

/** The state of infrastructures as tables. */
import { percentOf } from '../project/status/alerts';
import { free, formatUse, usedPercent } from '../project/status/site';
import type { Alert, CloudReport, InfrastructureReport, RegionSpend, SiteReport, Use } from '../project/status/types';
import { formatUsd } from '../solver/money';
import type { CommandContext } from './context';
import { line, type Colours } from './io';
import { table } from './table';

const unknown = '-';

export function printStatus(context: CommandContext, reports: readonly InfrastructureReport[]): void {
  const { io, colours } = context;
  if (reports.length === 0) line(io.out, 'No environment uses an infrastructure.');
  for (const [index, report] of reports.entries()) {
    if (index > 0) line(io.out, '');
    line(io.out, `${colours.bold(report.name)}: ${headOf(report)}`);
    line(io.out, indented(conditionTable(report)));
    line(io.out, '');
    line(io.out, indented(report.kind === 'CloudInfrastructure' ? spendTable(report) : useTable(report)));
    for (const text of remarks(report)) line(io.out, `  ${colours.dim(text)}`);
    for (const alert of report.alerts) line(io.out, `  ${label(alert, colours)}  ${alert.message}`);
  }
}

function headOf(report: InfrastructureReport): string {
  const { kind, provider, usedBy, overflowOf } = report;
  const users = [...usedBy, ...overflowOf.map((site) => `the overflow of ${site}`)];
  return `${kind}${provider === undefined ? '' : ` (${provider})`}, used by ${users.join(', ')}`;
}

function indented(text: string): string {
  return text
    .split('\n')
    .map((row) => `  ${row}`.trimEnd())
    .join('\n');
}

function conditionTable({ conditions }: InfrastructureReport): string {
  return table(
    ['condition', 'status', 'why'],
    conditions.map(({ type, status, message }) => [type, status, message]),
  );
}

function spendRow({ region, listed, spendMicroUsd, limit, clusters, maxClusters }: RegionSpend): string[] {
  return [
    listed ? region : `${region} (not listed)`,
    spendMicroUsd === undefined ? unknown : formatUsd(spendMicroUsd),
    limit === undefined ? 'none' : `${formatUsd(limit.microUsd)}${limit.hard ? ' hard' : ' soft'}`,
    limit === undefined || spendMicroUsd === undefined ? unknown : `${percentOf(spendMicroUsd, limit.microUsd)} %`,
    `${clusters ?? unknown}${maxClusters === undefined ? '' : ` of ${maxClusters}`}`,
  ];
}

function spendTable(report: CloudReport & { readonly name: string }): string {
  const { spendMicroUsd, limit, clusters } = report;
  const whole: RegionSpend = {
    region: 'all',
    listed: true,
    ...(spendMicroUsd === undefined ? {} : { spendMicroUsd }),
    ...(limit === undefined ? {} : { limit }),
    ...(clusters === undefined ? {} : { clusters }),
  };
  return table(
    ['region', 'USD this month', 'budget', 'share', 'clusters'],
    [...report.regions, whole].map(spendRow),
    [1, 2, 3, 4],
  );
}

function useRow(use: Use): string[] {
  const { dimension, unit, total, used, reserved } = use;
  const show = (amount: number | undefined): string => (amount === undefined ? unknown : formatUse(amount, unit));
  const percent = usedPercent(use);
  return [
    dimension,
    total === undefined ? 'not stated' : formatUse(total, unit),
    show(used),
    show(free(use)),
    percent === undefined ? unknown : `${percent} %`,
    show(reserved),
  ];
}

function useTable({ use }: SiteReport): string {
  return table(['capacity', 'in all', 'used', 'free', 'share', 'reserved'], use.map(useRow), [1, 2, 3, 4, 5]);
}

function remarks(report: InfrastructureReport): string[] {
  const own =
    report.kind === 'CloudInfrastructure'
      ? [report.source === undefined ? 'No spend is known.' : `Spend: ${report.source}.`]
      : unstated(report);
  return [...own, ...report.notes];
}

function unstated({ use, clusters }: SiteReport): string[] {
  const missing = use.filter(({ total }) => total === undefined).map(({ dimension }) => dimension);
  return [
    ...(clusters === undefined ? [] : [`Clusters: ${clusters}.`]),
    ...(missing.length === 0 ? [] : [`Not stated, so not checked: ${missing.join(', ')}.`]),
  ];
}

function label({ level }: Alert, colours: Colours): string {
  if (level === 'hard') return colours.red('hard limit');
  return level === 'soft' ? colours.yellow('soft limit') : colours.yellow('near limit');
}

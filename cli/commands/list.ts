import { registry } from '../../modules';
import { catalog } from '../../project/catalog';
import { ExitCode } from '../../schema/problem';
import { printJson } from '../context';
import { line } from '../io';
import { table } from '../table';
import type { CommandSpec } from './spec';

export const list: CommandSpec = {
  usage: 'list',
  summary:
    'List the catalog: what each module is for, what it costs at least, when to enable it, its default and status.',
  options: [],
  run(context) {
    const entries = catalog(registry);
    const replaced = registry.replaced ?? {};
    if (context.options.json) printJson(context.io, { modules: entries, replaced });
    else {
      const rows = entries.map(({ name, summary, cost, useWhen, toggle, lifecycle }) => [
        name,
        summary,
        cost,
        useWhen[0] ?? '',
        toggle,
        lifecycle,
      ]);
      const columns = ['module', 'use case', 'USD a month from', 'when to enable', 'default', 'status'];
      line(context.io.out, table(columns, rows));
      for (const { name, useWhen, avoidWhen } of entries) {
        line(context.io.out, `\n${name}`);
        for (const text of useWhen) line(context.io.out, `  + when ${text}`);
        for (const text of avoidWhen) line(context.io.out, `  - not when ${text}`);
      }
      for (const [old, name] of Object.entries(replaced)) line(context.io.out, `\n${old} was replaced by ${name}.`);
    }
    return ExitCode.done;
  },
};

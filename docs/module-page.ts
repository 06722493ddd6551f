/** The page of a module, from what the module says of itself. */
import { z } from 'zod';
import { facts } from '../data';
import type { Module, Need } from '../modules/module';
import type { CatalogEntry } from '../project/catalog';
import { escapeMarkdown } from '../stacks/markdown';
import { keyRows, keyTable } from './reference';

function bullets(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}

function section(title: string, body: string): string[] {
  return body === '' ? [] : [`## ${title}`, body];
}

function suggested({ autoInstances }: Module<unknown>): string[] {
  if (autoInstances === undefined) return [];
  const names = Object.keys(autoInstances).map((name) => `\`${name}\``);
  return [`Instances of an environment that names none: ${names.join(', ')}; left to the solver, each stands where it serves a need`];
}

/** A page, alone or with a remark after a colon or a space, or a remark alone. */
function reference(line: string): string {
  const [, page, remark = ''] = /^(https:\/\/\S*[^\s:])(.*)$/.exec(line) ?? [];
  return page === undefined ? escapeMarkdown(line) : `<${page}>${escapeMarkdown(remark)}`;
}

function needText({ capability, at }: Need): string {
  return `\`${capability.name}\` (${at === 'each' ? 'in its region' : at})`;
}

/** What only some of the options need: those of a region with prices stand for all. */
function optionNeeds(module: Module<unknown>, inputs: unknown): string[] {
  const site = { location: 'aws/us-east-1', region: 'us-east-1', availability: 'single-az' } as const;
  const options = module.options(inputs, site, facts);
  const texts = [...new Set(options.flatMap(({ needs = [] }) => needs.map(needText)))];
  return texts.map((text) => {
    const keys = options.filter(({ needs = [] }) => needs.some((need) => needText(need) === text)).map(({ key }) => key);
    return keys.length === options.length ? text : `${text} as ${keys.map((key) => `\`${key}\``).join(', ')}`;
  });
}

export function modulePage(module: Module<unknown>, entries: readonly CatalogEntry[]): string {
  const entry = entries.find(({ name }) => name === module.name);
  const inputs = z.toJSONSchema(module.inputs, { target: 'draft-7', io: 'input', unrepresentable: 'any' });
  const defaults = module.inputs.parse({});
  const facts = [
    `Default: \`${module.toggle}\`; category ${module.category}; ${module.lifecycle}`,
    module.stateful ? 'Stateful: it leaves in two reviewed steps' : 'Stateless: it goes when nothing asks for it',
    module.multiple ? 'Takes several named instances' : 'One instance',
    ...suggested(module),
    `From ${entry?.cost ?? 'no price known'} USD a month with default inputs, single-az, without traffic; on list prices of ${entry?.regions ?? 0} regions`,
    `AWS services: ${module.services.map((service) => `\`${service}\``).join(', ')}`,
  ];
  const links = module.references.map(reference);
  return `${[
    `# ${module.name}`,
    `${escapeMarkdown(module.title)}. ${escapeMarkdown(module.summary)}`,
    bullets(facts),
    ...section('Gives', bullets(module.provides.map(({ name, summary }) => `\`${name}\`: ${escapeMarkdown(summary)}`))),
    ...section('Needs', bullets([...module.needs(defaults).map(needText), ...optionNeeds(module, defaults)])),
    ...section('Use when', bullets(module.useWhen.map(({ text }) => escapeMarkdown(text)))),
    ...section('Avoid when', bullets(module.avoidWhen.map(({ text }) => escapeMarkdown(text)))),
    ...section('Inputs', keyTable(keyRows(inputs))),
    ...section('Controls', bullets(module.controls(defaults).map(({ id, summary, resource }) => `\`${id}\` on \`${resource}\`: ${escapeMarkdown(summary)}`))),
    ...section('Quotas', bullets(Object.entries(module.quotas).map(([name, what]) => `\`${name}\`: ${escapeMarkdown(what)}`))),
    ...section('References and remarks', bullets(links)),
  ].join('\n\n')}\n`;
}

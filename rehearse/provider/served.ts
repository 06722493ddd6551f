/** What one provider of this process serves: grows as stacks name further types, and never shrinks. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { ArgumentRule } from '../../modules/module';
import { parseBinding, sourceOf } from './bindings';
import type { Block } from './schema';

export interface Request {
  /** Last part of the provider's source: `aws`. */
  readonly provider: string;
  /** `lib` folder of its bindings. */
  readonly bindings: string;
  readonly resources: readonly string[];
  readonly data: readonly string[];
  readonly ephemeral: readonly string[];
  readonly rules: readonly ArgumentRule[];
}

/** Without the argument the provider's own region holds, which says nothing of where a module stands. */
const regionGuide = 'https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/enhanced-region-support';

export class Served {
  readonly provider: Block;
  readonly resources = new Map<string, Block>();
  readonly data = new Map<string, Block>();
  readonly ephemeral = new Map<string, Block>();
  readonly rules = new Map<string, Map<string, ArgumentRule>>();

  constructor({ bindings }: Request) {
    this.provider = parseBinding(sourceOf(path.join(bindings, 'provider')));
  }

  /**
   * Types without a binding stay out: Terraform then says that the provider does not support them. No binding is made
   * for ephemeral resources, but each has the arguments and attributes of the data source of its name.
   */
  add({ provider, bindings, resources, data, ephemeral, rules }: Request): void {
    const folderOf = (type: string): string => type.slice(provider.length + 1).replaceAll('_', '-');
    for (const type of resources) read(this.resources, type, path.join(bindings, folderOf(type)));
    const dataFolder = (type: string): string => path.join(bindings, `data-${provider}-${folderOf(type)}`);
    for (const type of data) read(this.data, type, dataFolder(type));
    for (const type of ephemeral) read(this.ephemeral, type, dataFolder(type));
    for (const rule of rules) {
      const known = this.rules.get(rule.resource) ?? new Map<string, ArgumentRule>();
      this.rules.set(rule.resource, known.set(JSON.stringify(rule), rule));
    }
  }

  /** Those of modules, and of the provider itself: each regional resource names its region and stays there. */
  rulesOf(type: string): readonly ArgumentRule[] {
    const own = [...(this.rules.get(type)?.values() ?? [])];
    const regional = this.resources.get(type)?.attributes.some(({ name, optional }) => name === 'region' && optional);
    if (regional !== true) return own;
    const rule = { resource: type, source: regionGuide };
    return [
      { ...rule, kind: 'one-required', arguments: ['region'] },
      { ...rule, kind: 'replaces', arguments: ['region'] },
      ...own,
    ];
  }
}

function read(into: Map<string, Block>, type: string, folder: string): void {
  if (!into.has(type) && existsSync(path.join(folder, 'index.js'))) into.set(type, parseBinding(sourceOf(folder)));
}

/** Which class of the bindings stands for a Terraform type. */
import { createRequire } from 'node:module';
import path from 'node:path';
import { z } from 'zod';
import { projectRoot } from '../data/root';

export interface Binding {
  /** Name of the class. */
  readonly name: string;
  /** Deep path that it is imported by. */
  readonly path: string;
}

const exported = z.record(z.string(), z.unknown());

/** @throws where the bindings have no such type. */
export function bindingOf(kind: 'provider' | 'resource' | 'data', type: string): Binding {
  const short = type.replace(/^aws_/, '').replaceAll('_', '-');
  const folder = kind === 'provider' ? 'provider' : kind === 'data' ? `data-aws-${short}` : short;
  const from = `@cdktf/provider-aws/lib/${folder}`;
  const load = createRequire(path.join(projectRoot(), 'package.json'));
  const found = Object.entries(exported.parse(load(from))).find(
    ([, value]) => typeof value === 'function' && 'tfResourceType' in value && value.tfResourceType === type,
  );
  if (found === undefined) throw new Error(`${from} has no class for ${kind} ${type}`);
  return { name: found[0], path: from };
}

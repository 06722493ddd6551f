import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { z } from 'zod';
import { projectRoot } from '../data';

const root = projectRoot();
const binding = `import { Vpc } from '@cdktf/provider-aws/lib/vpc';\nexport const made = Vpc;`;
const bindingsRoot = `import { vpc } from '@cdktf/provider-aws';\nexport const made = vpc;`;
const cdktf = `import { Fn } from 'cdktf';\nexport const made = Fn;`;
const constructs = `import { Construct } from 'constructs';\nexport const made = Construct;`;
const cdktfType = `import type { Construct } from 'constructs';\nexport type Made = Construct;`;
const imports = (source: string) => `import * as made from '${source}';\nexport const names = Object.keys(made);`;
const chosen = `declare const chosen: { module: string };\n`;

const rule = {
  imports: '@typescript-eslint/no-restricted-imports',
  syntax: 'no-restricted-syntax',
  properties: 'no-restricted-properties',
  cast: '@typescript-eslint/no-unsafe-type-assertion',
};

/** What is planted in which file, and the rule that must see it. */
const violations: readonly (readonly [string, string, string])[] = [
  // Solver, schema, data and the facts of modules load without cdktf.
  ...[
    'solver/model.ts',
    'schema/types.ts',
    'data/index.ts',
    'modules/network/index.ts',
    'modules/capabilities.ts',
  ].flatMap((file) => [binding, cdktf, constructs].map((text) => [file, text, rule.imports] as const)),
  ...[binding, cdktf, constructs].map((text) => ['modules/module.ts', text, rule.imports] as const),
  ['solver/model.ts', cdktfType, rule.imports],
  ['modules/network/index.ts', cdktfType, rule.imports],
  ['solver/model.ts', `export const made = () => import('cdktf');`, rule.syntax],
  ['modules/network/index.ts', `export const made = () => import('@cdktf/provider-aws/lib/vpc');`, rule.syntax],
  // Bindings are for builds and stacks, and never by the root.
  ['cli/index.ts', binding, rule.imports],
  ['main.ts', binding, rule.imports],
  ['modules/network/build.ts', bindingsRoot, rule.imports],
  ['stacks/stack.ts', bindingsRoot, rule.imports],
  ['stacks/stack.ts', imports('@cdktf/provider-aws/lib'), rule.imports],
  ['stacks/stack.ts', imports('@cdktf/provider-aws/lib/index.js'), rule.imports],
  ['stacks/stack.ts', `export const made = () => import('@cdktf/provider-aws');`, rule.syntax],
  ['test/lint.test.ts', bindingsRoot, rule.imports],
  // Modules know neither the solver nor the stacks nor each other.
  ['modules/network/index.ts', imports('../../solver/money'), rule.imports],
  ['modules/network/build.ts', imports('../../stacks/names'), rule.imports],
  ['modules/capabilities.ts', imports('../solver/money'), rule.imports],
  ['modules/network/index.ts', imports('../vpc_peering'), rule.imports],
  ['modules/network/build.ts', imports('../vpc_peering/build'), rule.imports],
  ['modules/capabilities.ts', imports('./vpc_peering'), rule.imports],
  // Shared code never names a module.
  ['solver/model.ts', imports('../modules/vpc_peering'), rule.imports],
  ['stacks/stack.ts', imports('../modules/network/build'), rule.imports],
  ...['solver/model.ts', 'stacks/stack.ts', 'schema/types.ts', 'cli/index.ts', 'main.ts'].map(
    (file) => [file, `export const special = 'vpc_peering';`, rule.syntax] as const,
  ),
  ['solver/model.ts', `export const special = 'see modules/vpc_peering/index.ts';`, rule.syntax],
  ['solver/model.ts', 'export const special = (id: string) => `vpc_lattice_core_${id}`;', rule.syntax],
  ['solver/model.ts', `export const special = { elasticache_redis: 1 };`, rule.syntax],
  ['solver/model.ts', `${chosen}export const special = chosen.module === 'network';`, rule.syntax],
  ['solver/model.ts', `export const special = { module: 'network' };`, rule.syntax],
  ['solver/model.ts', `export const special = 'module/network';`, rule.syntax],
  // No clock, no dice.
  ['solver/model.ts', `export const now = Date.now();`, rule.properties],
  ['solver/model.ts', `export const now = performance.now();`, rule.properties],
  ['solver/model.ts', `export const now = new Date();`, rule.syntax],
  ['stacks/stack.ts', `export const dice = Math.random();`, rule.properties],
  ['stacks/stack.ts', `import { randomUUID } from 'node:crypto';\nexport const dice = randomUUID();`, rule.imports],
  // What the compiler would let pass.
  ['solver/model.ts', `export const loose: any = 1;`, '@typescript-eslint/no-explicit-any'],
  ['solver/model.ts', `declare const given: unknown;\nexport const cast = given as string;`, rule.cast],
  ['solver/model.ts', `// @ts-ignore\nexport const loose = 1;`, '@typescript-eslint/ban-ts-comment'],
];

/** The nearest thing to each that is right. */
const fine: readonly (readonly [string, string])[] = [
  ['modules/network/build.ts', binding],
  ['modules/network/build.ts', cdktf],
  ['stacks/stack.ts', binding],
  ['stacks/stack.ts', constructs],
  ['modules/module.ts', cdktfType],
  ['modules/network/index.ts', imports('../capabilities')],
  ['modules/network/index.ts', `export const load = () => import('./build');`],
  ['modules/network/index.ts', `export const name = 'network';`],
  ['solver/model.ts', `export const key = ['spec', 'network', 'pool'];`],
  ['solver/model.ts', `export const file = 'environments/network.lock.json';`],
  ['solver/model.ts', `export const half = new Date(0);`],
  ['stacks/stack.ts', `import { createHash } from 'node:crypto';\nexport const digest = createHash('sha256');`],
  ['test/lint.test.ts', `export const now = Date.now();`],
];

const reports = z.array(z.array(z.object({ ruleId: z.string().nullable(), message: z.string() })));

function lint(planted: readonly (readonly [string, string, ...string[]])[]): z.infer<typeof reports> {
  const input = planted.map(([file, text, expected]) => ({
    file: path.join(root, file),
    text: `${text}\n`,
    typed: expected === rule.cast,
  }));
  const { status, stdout, stderr } = spawnSync(process.execPath, ['test/support/lint-texts.mjs'], {
    cwd: root,
    input: JSON.stringify(input),
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return reports.parse(JSON.parse(stdout));
}

describe('the walls', () => {
  const found = lint([...violations, ...fine]);

  test.each(violations.map((planted, index) => [...planted, index] as const))(
    'in %s: %j is reported by %s',
    (_file, _text, expected, index) => {
      expect(found[index]?.map(({ ruleId }) => ruleId)).toContain(expected);
    },
  );

  test.each(fine.map((planted, index) => [...planted, index] as const))('in %s: %j is fine', (_file, _text, index) => {
    expect(found[violations.length + index]).toEqual([]);
  });
});

// Lint holds the walls between the parts of the project: which code may load cdktf, who may import whom, and that
// shared code never asks which module it has. test/lint.test.ts plants a violation of each.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import tseslint from 'typescript-eslint';

const root = import.meta.dirname;
const modules = readdirSync(path.join(root, 'modules'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort();
const anyModule = `(?:${modules.join('|')})`;

// What an import may not name. `types` lets type-only imports through.
const imports = {
  bindingsRoot: {
    regex: String.raw`^@cdktf/provider-[a-z]+(/lib)?(/index(\.js)?)?/?$`,
    message: "The root loads every binding, seconds and gigabytes: import '@cdktf/provider-aws/lib/<resource>'.",
  },
  bindings: {
    regex: '^@cdktf/provider-',
    message: 'Only build*.ts in modules/ and stacks/ import bindings.',
  },
  cdktf: {
    regex: '^(cdktf|constructs|@cdktf/.+)(/|$)',
    message: 'This part must load without cdktf: constructs belong to build*.ts and stacks/.',
  },
  afterModules: {
    regex: String.raw`^\.\./(.*/)?(solver|stacks|project|cli|main)(/|$)`,
    message: 'Modules state facts; they know neither the solver nor the stacks.',
  },
  otherModule: {
    regex: String.raw`^\.\./(.*/)?${anyModule}(/|$)`,
    message: 'A module never imports another: name a capability, or share a file of modules/.',
  },
  moduleBeside: {
    regex: String.raw`^\./${anyModule}(/|$)`,
    message: 'What modules share imports none of them.',
  },
  moduleByName: {
    regex: `(^|/)modules/${anyModule}(/|$)`,
    message: 'Shared code takes modules from the registry that it is given.',
  },
};
imports.cdktfValues = { ...imports.cdktf, allowTypeImports: true };

const inSyntax = (pattern) => `ImportExpression[source.value=/${pattern.regex.replaceAll('/', String.raw`\/`)}/]`;
const noModuleNames = modules
  .flatMap((name) => namesModule(name))
  .map((selector) => ({
    selector,
    message: 'Shared code never asks which module it has: let each module declare its own answer.',
  }));

/**
 * `vpc_peering` means the module wherever it stands but in a resource type (`aws_vpc_peering_connection`); `network` is
 * also a word, and means it only beside `module`.
 */
function namesModule(name) {
  const beside = (value) => [
    `BinaryExpression[right.value='${value}']:has(> MemberExpression.left[property.name='module'])`,
    `BinaryExpression[right.value='${value}']:has(> MemberExpression.left[object.name=/^(module|chosen|placed)$/])`,
    `SwitchStatement:has(> MemberExpression.discriminant[property.name='module']) > SwitchCase[test.value='${value}']`,
    `SwitchStatement:has(> MemberExpression.discriminant[object.name='module']) > SwitchCase[test.value='${value}']`,
    `Property[key.name='module'][value.value='${value}']`,
  ];
  const whole = String.raw`(?:^|[^a-z0-9_])modules?\/${name}(?![a-z0-9_])|^${name}\/[^@]*@`;
  if (!name.includes('_'))
    return [...beside(name), `Literal[value=/${whole}/]`, `TemplateElement[value.raw=/${whole}/]`];
  const word = `(?:^|[^a-z0-9])(?<!(?:^|[^a-z0-9])aws_)${name}(?![a-z0-9])`;
  return [`Literal[value=/${word}/]`, `TemplateElement[value.raw=/${word}/]`, `Identifier[name='${name}']`];
}

const noClock = {
  selector: "NewExpression[callee.name='Date'][arguments.length=0]",
  message: 'Same input, same bytes: no clock.',
};

/** The rules of one part. A later entry replaces an earlier one, so each part states all of its walls. */
function walls(files, forbidden, syntax = []) {
  const patterns = [imports.bindingsRoot, ...forbidden];
  const dynamic = patterns.map((pattern) => ({ selector: inSyntax(pattern), message: pattern.message }));
  return {
    files,
    rules: {
      '@typescript-eslint/no-restricted-imports': ['error', { patterns }],
      'no-restricted-syntax': ['error', noClock, ...dynamic, ...syntax],
    },
  };
}

const clocks = [
  { object: 'Date', property: 'now', message: 'Same input, same bytes: no clock.' },
  { object: 'Math', property: 'random', message: 'Same input, same bytes: no randomness.' },
];
const stopwatch = { object: 'performance', property: 'now', message: 'An answer never depends on how fast it came.' };
const randomImports = {
  regex: '^(node:)?crypto$',
  importNames: ['randomUUID', 'randomBytes', 'randomInt'],
  message: 'Same input, same bytes: no randomness.',
};

export default tseslint.config(
  { ignores: ['node_modules', 'cdktf.out', '**/cdktf.out'] },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: root } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      'no-restricted-properties': ['error', ...clocks, stopwatch],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unsafe-type-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_', argsIgnorePattern: '^_' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // Facts are functions written as methods of object literals; none of them has a `this`.
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  walls(['**/*.ts'], [imports.bindings, randomImports]),
  walls(['stacks/**/*.ts'], [imports.moduleByName, randomImports], noModuleNames),
  walls(
    ['main.ts', 'cli/**/*.ts', 'project/**/*.ts', 'rehearse/**/*.ts', 'docs/**/*.ts'],
    [imports.bindings, imports.moduleByName, randomImports],
    noModuleNames,
  ),
  walls(['solver/**/*.ts', 'schema/**/*.ts'], [imports.cdktf, imports.moduleByName, randomImports], noModuleNames),
  walls(['data/**/*.ts'], [imports.cdktf, imports.moduleByName, randomImports]),
  walls(['modules/**/*.ts'], [imports.cdktf, imports.afterModules, imports.otherModule, randomImports]),
  walls(['modules/**/build*.ts'], [imports.afterModules, imports.otherModule, randomImports]),
  walls(['modules/*.ts'], [imports.cdktf, imports.afterModules, imports.moduleBeside, randomImports]),
  walls(['modules/build*.ts'], [imports.afterModules, imports.moduleBeside, randomImports]),
  walls(['modules/index.ts'], [imports.cdktf, imports.afterModules, randomImports]),
  walls(['modules/module.ts'], [imports.cdktfValues, imports.afterModules, imports.moduleBeside, randomImports]),
  walls(['test/**/*.ts', 'bench/**/*.ts'], []),
  {
    // The one use of a stopwatch: a limit that the user sets; a run that it stops says so and writes no lock.
    files: ['solver/solve.ts', 'solver/optimise.ts'],
    rules: { 'no-restricted-properties': ['error', ...clocks] },
  },
  { files: ['cli/**/*.ts', 'main.ts'], rules: { 'no-console': 'off' } },
  {
    files: ['test/**/*.ts', 'bench/**/*.ts'],
    rules: { 'no-restricted-properties': 'off', 'no-console': 'off' },
  },
  {
    files: ['**/*.js', '**/*.mjs', '**/*.cjs'],
    ...tseslint.configs.disableTypeChecked,
    rules: {
      ...tseslint.configs.disableTypeChecked.rules,
      '@typescript-eslint/no-require-imports': 'off',
      '@typescript-eslint/consistent-type-imports': 'off',
    },
  },
);

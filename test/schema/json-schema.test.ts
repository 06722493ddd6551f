import Ajv, { type ValidateFunction } from 'ajv';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { registry as catalog } from '../../modules';
import {
  defaultsJsonSchema,
  environmentJsonSchema,
  infrastructureJsonSchema,
  type JsonSchema,
} from '../../schema/json-schema';
import { cloud, environment, guide, load, prodFile } from './project';
import { registry } from './registry';
import { goodSpecs } from './good-specs';

/** Strict: an unknown keyword or a limit on the wrong type is an error. Draft-07 is what editors read. */
function validator(schema: object): ValidateFunction {
  const ajv = new Ajv({ strict: true, allowUnionTypes: true, allErrors: true, strictRequired: false });
  expect(ajv.validateSchema(schema)).toBe(true);
  return ajv.compile(schema);
}

const ofEnvironment = validator(environmentJsonSchema(registry));
const ofDefaults = validator(defaultsJsonSchema(registry));
const ofInfrastructure = validator(infrastructureJsonSchema(registry));

function errorsOf(validate: ValidateFunction, document: unknown): readonly string[] {
  return validate(document)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

describe('what the loader accepts, the schema accepts', () => {
  test.each(goodSpecs)('%s', (spec) => {
    const text = environment('prod', spec);
    expect(load({ [prodFile]: text }).environments).toHaveLength(1);
    expect(errorsOf(ofEnvironment, parse(text))).toEqual([]);
  });

  test.each(['cloud', 'static', 'overflow', 'hybrid'])('the %s document of the guide', (name) => {
    for (const document of parseAllDocuments(guide(name)))
      expect(errorsOf(ofInfrastructure, document.toJS())).toEqual([]);
  });

  test('a region with nothing behind it', () =>
    expect(errorsOf(ofInfrastructure, parse(cloud.replace('us-east-1: {}', 'us-east-1:')))).toEqual([]));

  test('an environment that leaves the rest to the defaults, and defaults without what each must give', () => {
    const head = 'apiVersion: trellis.dev/v1alpha1\nkind: Environment\nmetadata: {name: prod}\n';
    expect(errorsOf(ofEnvironment, parse(head))).toEqual([]);
    expect(errorsOf(ofEnvironment, parse(`${head}spec: {budget: {hardLimit: true}, state: {s3: {key: x}}}`))).toEqual(
      [],
    );
    const shared = 'apiVersion: trellis.dev/v1alpha1\nkind: EnvironmentDefaults\nspec: {budget: {hardLimit: true}}\n';
    expect(errorsOf(ofDefaults, parse(shared))).toEqual([]);
  });
});

describe('what the schema refuses', () => {
  test.each([
    ['  regoins: {}\n', 'additional'],
    ['  modules: {stoer: on}\n', 'additional'],
    ['  modules: {store: yes}\n', '/spec/modules/store'],
    ['  modules: {store: {inputs: {nodes: 9}}}\n', '/spec/modules/store'],
    ['  modules: {mesh: {instances: {a: {}}}}\n', '/spec/modules/mesh'],
    ['  needs: [{capability: cahce}]\n', '/spec/needs/0'],
    ['  needs: [{capability: board, memoryGiB: 2}]\n', '/spec/needs/0'],
    ['  needs: [{capability: cache, with: [fanout]}]\n', '/spec/needs/0'],
    ['  needs: [~]\n', '/spec/needs/0'],
    ['  regions: {min: 0}\n', '/spec/regions/min'],
    ['  regions: {min: 1.5}\n', '/spec/regions/min'],
    ['  budget: {monthly: lots}\n', '/spec/budget/monthly'],
    ['  account: {id: 123456789012}\n', '/spec/account/id'],
    ['  tags: {a: 1}\n', '/spec/tags/a'],
    ['  prices: [{key: a, usd: 1}]\n', '/spec/prices/0'],
    ['  network: {pool: 10/8}\n', '/spec/network/pool'],
    ['  services: {web: {requests: {cpu: lots}}}\n', '/spec/services/web/requests/cpu'],
    ['  services: {web: {requests: {nvidia.com/gpu: 0.5}}}\n', '/spec/services/web/requests/nvidia.com~1gpu'],
    ['  services: {web: {requests: {gpu: 1}}}\n', '/spec/services/web/requests'],
    ['  services: {web: {requests: {}, requires: {regions: [a b]}}}\n', '/spec/services/web/requires/regions/0'],
    ['  services: {Web: {}}\n', '/spec/services'],
    ['  services: {web: {talksTo: [{service: web}]}}\n', '/spec/services/web/talksTo/0'],
    ['  requires: {availability: multi-zone}\n', '/spec/requires/availability'],
  ])('%j', (spec, where) =>
    expect(errorsOf(ofEnvironment, parse(environment('prod', spec))).join('\n')).toContain(where),
  );

  test.each([
    [cloud.replace('provider: aws', 'provider: aw'), '/spec/provider'],
    [cloud.replace('us-east-1: {}', 'us-east-1: {quotas: {maxStoers: 1}}'), '/spec/regions/us-east-1/quotas'],
    [cloud.replace('CloudInf', 'CludInf'), '/kind'],
    [cloud.replace('  provider: aws\n', ''), '/spec'],
  ])('infrastructure %#', (text, where) => expect(errorsOf(ofInfrastructure, parse(text)).join('\n')).toContain(where));

  test('another kind or version of document', () => {
    const text = environment('prod');
    expect(errorsOf(ofEnvironment, parse(text.replace('kind: Environment', 'kind: Env')))).toHaveLength(1);
    expect(errorsOf(ofEnvironment, parse(text.replace('v1alpha1', 'v1')))).toHaveLength(1);
    expect(errorsOf(ofEnvironment, parse(text.replace('{name: prod}', '{}')))).toHaveLength(1);
    expect(errorsOf(ofDefaults, parse(text))).not.toEqual([]);
  });
});

type Schema = JsonSchema | boolean;

/** Paths of fields that say nothing about themselves. */
function undescribed(schema: Schema, path = ''): readonly string[] {
  if (typeof schema === 'boolean') return [];
  const { items = [], additionalProperties = false, anyOf = [], properties = {} } = schema;
  return [
    ...Object.entries(properties).flatMap(([key, value]) => [
      ...(typeof value === 'boolean' || value.description === undefined ? [`${path}/${key}`] : []),
      ...undescribed(value, `${path}/${key}`),
    ]),
    ...[items, additionalProperties, anyOf].flat().flatMap((part) => undescribed(part, path)),
  ];
}

test('every field says in a sentence what it is', () => {
  for (const schema of [environmentJsonSchema, defaultsJsonSchema, infrastructureJsonSchema]) {
    expect(undescribed(schema(registry))).toEqual([]);
    const texts = [...JSON.stringify(schema(registry)).matchAll(/"description":"((?:[^"\\]|\\.)*)"/g)];
    expect(texts.length).toBeGreaterThan(30);
    for (const [, description] of texts) expect(description).toMatch(/\.$/);
  }
});

test('the same catalog gives the same bytes', () => {
  const copy = { ...registry, modules: [...registry.modules] };
  expect(JSON.stringify(environmentJsonSchema(copy))).toBe(JSON.stringify(environmentJsonSchema(registry)));
  expect(environmentJsonSchema(registry)).toMatchObject({ $schema: 'http://json-schema.org/draft-07/schema#' });
});

test('the documents of this repository pass the schemas of its catalog', () => {
  const folder = join(__dirname, '../../environments');
  const yaml = (directory: string): string[] => readdirSync(directory).filter((name) => name.endsWith('.yaml'));
  const schemas = {
    environment: validator(environmentJsonSchema(catalog)),
    defaults: validator(defaultsJsonSchema(catalog)),
    infrastructure: validator(infrastructureJsonSchema(catalog)),
  };
  const files = yaml(folder);
  expect(files.length).toBeGreaterThan(1);
  for (const file of files) {
    const validate = file === '_defaults.yaml' ? schemas.defaults : schemas.environment;
    expect([file, errorsOf(validate, parse(readFileSync(join(folder, file), 'utf8')))]).toEqual([file, []]);
  }
  for (const file of yaml(join(folder, 'infrastructure'))) {
    for (const document of parseAllDocuments(readFileSync(join(folder, 'infrastructure', file), 'utf8'))) {
      expect([file, errorsOf(schemas.infrastructure, document.toJS())]).toEqual([file, []]);
    }
  }
});

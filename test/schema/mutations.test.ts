import Ajv from 'ajv';
import fc from 'fast-check';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { environmentJsonSchema } from '../../schema/json-schema';
import { UserError } from '../../schema/problem';
import { goodSpecs, wholeSpec } from './good-specs';
import { cloud, cloudFile, defaults, defaultsFile, environment, guide, loadIn, prodFile, withProject } from './project';
import { registry } from './registry';

const matchesJsonSchema = new Ajv({ allowUnionTypes: true }).compile(environmentJsonSchema(registry));

const snippets = [
  ...[': ', '- ', '\n', '\t', '{', '}', '[', ']', '&a ', '*a', '!t ', '!!int ', '~', '"', "'", '#', '|', '>', '%'],
  ...['---\n', '...\n', '\0', '\uFEFF', '\uFFFD', '💥', 'on', 'true', 'null', '.inf', '.nan', '-1', '1e999', '0x1F'],
  ...['99999999999999999999', '${x}', '__proto__: ', 'constructor: ', 'toString: ', '<<: ', '? ', '{}', '[]', '[[]]'],
];

interface Edit {
  readonly at: number;
  readonly cut: number;
  readonly insert: string;
}
const edit: fc.Arbitrary<Edit> = fc.record({
  at: fc.nat(),
  cut: fc.oneof(fc.nat({ max: 1 }), fc.nat({ max: 12 })),
  insert: fc.oneof(
    fc.constantFrom('', ' ', '0', '\n', ' #'),
    fc.constantFrom(...snippets),
    fc.string({ maxLength: 6 }),
  ),
});

function edited(text: string, edits: readonly Edit[]): string {
  return edits.reduce((current, { at, cut, insert }) => {
    const start = at % (current.length + 1);
    return current.slice(0, start) + insert + current.slice(start + cut);
  }, text);
}

/** The document with the value at one of its places replaced. */
function replaced(document: unknown, place: number, value: unknown): unknown {
  if (place === 0 || typeof document !== 'object' || document === null) return value;
  const keys = Object.keys(document);
  const index = place % (keys.length + 1);
  const key = keys[index];
  const child = (old: unknown): unknown => replaced(old, Math.floor(place / (keys.length + 1)), value);
  if (Array.isArray(document)) return document.map((old: unknown, at) => (at === index ? child(old) : old));
  if (key === undefined) return { ...document, [`new${place % 7}`]: value };
  return Object.fromEntries(Object.entries(document).map(([name, old]) => [name, name === key ? child(old) : old]));
}

const numRuns = 300;
const documents = [...goodSpecs, wholeSpec].map((spec) => environment('prod', spec));

/** Loads each mutant in place of the file: it is loaded, or refused with problems that say where. */
function outcomes(file: string, mutants: fc.Arbitrary<string>): { loaded: number; refused: number } {
  const counts = { loaded: 0, refused: 0 };
  withProject({ [cloudFile]: cloud, [prodFile]: environment('prod') }, (root) => {
    const property = fc.property(mutants, (mutant) => {
      // An edit may cut a character in two; a file can't hold half of one.
      const text = Buffer.from(mutant).toString();
      writeFileSync(join(root, file), text);
      try {
        loadIn(root);
        counts.loaded += 1;
        if (file === prodFile && !matchesJsonSchema(parse(text))) throw new Error('The JSON Schema refuses what loads');
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        counts.refused += 1;
        expect(error.problems.length).toBeGreaterThan(0);
        for (const { code, message, position, sourceLine } of error.problems) {
          expect(code).toMatch(/^[a-z][a-z0-9-]+$/);
          expect(message).toMatch(/^\S.*\.$/s);
          expect(message).not.toMatch(/Invalid (input|option|key|element)|undefined|\[object/);
          if (position?.file !== file || sourceLine === undefined) continue;
          expect(sourceLine).toBe(
            text
              .replace(/^\uFEFF/, '')
              .split('\n')
              [position.line - 1]?.replace(/\r$/, ''),
          );
          expect(position.column).toBeLessThanOrEqual(sourceLine.length + 1);
        }
      }
      expect(Object.keys(Object.prototype)).toEqual([]);
    });
    fc.assert(property, { numRuns, seed: 20 });
  });
  expect(counts.loaded + counts.refused).toBe(numRuns);
  return counts;
}

const edits = fc.oneof(fc.tuple(edit), fc.array(edit, { minLength: 1, maxLength: 3 }));
const value = fc.oneof(
  fc.constant(null),
  fc.constantFrom<unknown>(
    null,
    'on',
    true,
    0,
    -1,
    1.5,
    '',
    'eu-west-1',
    '10.0.0.0/16',
    [],
    {},
    [null],
    'main',
    'cache',
  ),
  fc.jsonValue({ maxDepth: 2 }),
);

test('edits of the text of an environment', () => {
  const { loaded, refused } = outcomes(
    prodFile,
    fc.tuple(fc.constantFrom(...documents), edits).map(([text, changes]) => edited(text, changes)),
  );
  expect(loaded).toBeGreaterThan(numRuns / 100);
  expect(refused).toBeGreaterThan(numRuns / 2);
});

test('other values in an environment', () => {
  const { loaded, refused } = outcomes(
    prodFile,
    fc
      .tuple(fc.constantFrom(...documents), fc.nat(), value)
      .map(([text, place, other]) => stringify(replaced(parse(text), place, other), { aliasDuplicateObjects: false })),
  );
  expect(loaded).toBeGreaterThan(numRuns / 100);
  expect(refused).toBeGreaterThan(numRuns / 2);
});

test('edits of the defaults', () => {
  const texts = [...goodSpecs, wholeSpec].filter((spec) => spec !== '').map(defaults);
  const { refused } = outcomes(
    defaultsFile,
    fc.tuple(fc.constantFrom(...texts), edits).map(([text, changes]) => edited(text, changes)),
  );
  expect(refused).toBeGreaterThan(numRuns / 2);
});

test('edits and other values of infrastructure', () => {
  const texts = [cloud, guide('cloud'), `${cloud}---\n${guide('static')}`];
  const mutants = fc.oneof(
    fc.tuple(fc.constantFrom(...texts), edits).map(([text, changes]) => edited(text, changes)),
    fc
      .tuple(fc.constantFrom(cloud, guide('static')), fc.nat(), value)
      .map(([text, place, other]) => stringify(replaced(parse(text), place, other), { aliasDuplicateObjects: false })),
  );
  const { loaded, refused } = outcomes(cloudFile, mutants);
  expect(loaded).toBeGreaterThan(0);
  expect(refused).toBeGreaterThan(numRuns / 2);
});

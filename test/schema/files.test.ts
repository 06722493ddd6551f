import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { formatProblem, type Problem } from '../../schema/problem';
import {
  cloud,
  cloudFile,
  defaults,
  defaultsFile,
  environment,
  load,
  loadIn,
  places,
  problemsOf,
  prodFile,
  withProject,
  type Files,
} from './project';

function shown(problems: readonly Problem[]): string {
  return problems.map(formatProblem).join('\n');
}

/** What is wrong with a file that holds just this. */
function toldOf(content: string | Uint8Array, file = prodFile): string {
  return shown(problemsOf(() => load({ [file]: content })));
}

function codesOf(content: string | Uint8Array, file = prodFile): readonly string[] {
  return places(problemsOf(() => load({ [file]: content })));
}

describe('no YAML', () => {
  test('a bracket that stays open', () =>
    expect(toldOf('spec: [1, 2\n')).toMatchInlineSnapshot(`
     "environments/prod.yaml:2:1: This is not valid YAML: flow sequence in block collection must be sufficiently indented and end with a ]. [yaml-syntax]
       2 | 
           ^"
    `));
  test('indented with tabs', () =>
    expect(toldOf('spec:\n\tregions: 1\n')).toMatchInlineSnapshot(`
     "environments/prod.yaml:2:1: Tabs can't indent YAML: use spaces. [yaml-syntax]
       2 | 	regions: 1
           ^"
    `));
  test('text', () =>
    expect(toldOf('hello\n')).toMatchInlineSnapshot(`
     "environments/prod.yaml:1:1: the document must be a map; got "hello". [wrong-type]
       1 | hello
           ^"
    `));
  test('a list', () => expect(codesOf('- a\n- b\n')).toEqual(['wrong-type 1:1']));
  test('binary', () => expect(codesOf(new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0, 0, 1]))).toEqual(['wrong-type 1:1']));
  test('two mistakes on two lines are both told', () =>
    expect(codesOf('a: "x\\qy"\nb: "x\\qz"\n')).toEqual(['yaml-syntax 1:6', 'yaml-syntax 2:6']));
  test('a syntax error hides nothing in other files', () => {
    const files = { [prodFile]: 'a: [', 'environments/dev.yaml': environment('dev', '  x: 1\n') };
    expect(problemsOf(() => load(files)).map(({ code, position }) => [code, position?.file])).toEqual([
      ['unknown-key', 'environments/dev.yaml'],
      ['yaml-syntax', prodFile],
    ]);
  });
});

describe('nothing in it', () => {
  test.each(['', '\n\n', '# only a comment\n', '---\n', '---\n...\n', '~\n', '\uFEFF'])('%j', (content) =>
    expect(codesOf(content)).toEqual(['empty-file 1:1']),
  );
  test('text', () =>
    expect(toldOf('')).toMatchInlineSnapshot(`
     "environments/prod.yaml:1:1: environments/prod.yaml is empty: it must hold one document. [empty-file]
       1 | 
           ^"
    `));
  test('defaults', () => expect(codesOf('', defaultsFile)).toEqual(['empty-file 1:1']));
  test('infrastructure', () => expect(codesOf('# none\n', cloudFile)).toEqual(['empty-file 1:1']));
});

describe('more than one document', () => {
  test('in an environment', () =>
    expect(toldOf(`${environment('prod')}---\n${environment('qa')}`)).toMatchInlineSnapshot(`
     "environments/prod.yaml:7:1: environments/prod.yaml must hold one document; a second one begins here. [several-documents]
       7 | apiVersion: trellis.dev/v1alpha1
           ^"
    `));
  test('an end mark and a comment are no document', () =>
    expect(load({ [prodFile]: `${environment('prod')}---\n# the end\n` }).environments).toHaveLength(1));
});

describe('anchors, aliases and tags', () => {
  test('an alias', () =>
    expect(toldOf(environment('prod', '  tags: &t {a: x}\n  services: *t\n'))).toMatchInlineSnapshot(`
     "environments/prod.yaml:6:12: Anchors (&name) and aliases (*name) are not allowed: write the value out where it counts. [alias]
       6 |   tags: &t {a: x}
                      ^"
    `));
  test('an anchor that nobody uses', () =>
    expect(codesOf(environment('prod', '  tags: &t {a: x}\n'))).toEqual(['alias 6:12']));
  test('an anchor on a key, on a scalar, on the document', () => {
    expect(codesOf(environment('prod', '  &k tags: {}\n'))).toEqual(['alias 6:6']);
    expect(codesOf(environment('prod', '  tags: {a: &v x}\n'))).toEqual(['alias 6:16']);
    expect(codesOf('&d\na: b\n')).toEqual(['alias 2:1']);
  });
  test('an alias without anchor', () => expect(codesOf(environment('prod', '  tags: *t\n'))).toEqual(['alias 6:9']));
  test('an anchor bomb costs nothing', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 30; level += 1) {
      const items = Array.from({ length: 10 }, () => `*a${level - 1}`).join(', ');
      lines.push(`a${level}: &a${level} [${items}]`);
    }
    expect(codesOf(lines.join('\n'))).toEqual(['alias 1:9']);
  });
  test.each(['!foo x', '!!binary aGk=', '!!timestamp 2026-01-01', '!!set {a}', '!!js/function "x"', '!<x:y> z'])(
    'tag %s',
    (value) => expect(codesOf(environment('prod', `  tags: {a: ${value}}\n`))).toEqual(['yaml-tag 6:13']),
  );
  test('text of the tag problem', () =>
    expect(toldOf(environment('prod', '  tags: {a: !env x}\n'))).toMatchInlineSnapshot(`
     "environments/prod.yaml:6:13: Unresolved tag: !env: leave tags out, or use those of YAML 1.2. [yaml-tag]
       6 |   tags: {a: !env x}
                       ^"
    `));
  test('a tag of YAML 1.2', () =>
    expect(load({ [prodFile]: environment('prod', '  tags: {a: !!str 7}\n') }).environments[0]?.tags).toEqual({
      a: '7',
    }));
  test('a version directive changes no value', () => {
    const text = `%YAML 1.1\n---\n${environment('prod', '  tags: {a: yes, b: 1_000}\n')}`;
    expect(load({ [prodFile]: text }).environments[0]?.tags).toEqual({ a: 'yes', b: '1_000' });
  });
});

describe('size and depth', () => {
  test('10 MB', () => {
    const content = `#${'x'.repeat(10 * 1024 * 1024)}\n`;
    expect(toldOf(content)).toMatchInlineSnapshot(
      `"environments/prod.yaml:1:1: environments/prod.yaml has 10485762 bytes; at most 1048576 are read. [too-large]"`,
    );
  });
  test('nested without end, in flow and in block style', () => {
    expect(codesOf(`a: ${'['.repeat(20_000)}`)[0]).toMatch(/^too-deep 1:/);
    expect(codesOf('- '.repeat(20_000))[0]).toMatch(/^too-deep 1:/);
  });
  test('nested deeper than anything of ours', () => {
    const deep = `${'{a: '.repeat(80)}x${'}'.repeat(80)}`;
    expect(codesOf(environment('prod', `  tags: ${deep}\n`))).toEqual(['too-deep 6:257']);
  });
  test('a map of 60,000 unknown keys', () => {
    const keys = Array.from({ length: 60_000 }, (_, index) => `k${index}: ${index}`);
    const problems = problemsOf(() => load({ [prodFile]: keys.join('\n') }));
    expect(problems).toHaveLength(101);
    expect(problems.at(-1)).toMatchInlineSnapshot(`
     {
       "code": "too-many-problems",
       "message": "59904 more problems from here on are not shown.",
       "position": {
         "column": 1,
         "file": "environments/prod.yaml",
         "line": 97,
       },
     }
    `);
  });
});

describe('bytes', () => {
  test('that are no UTF-8', () => {
    const bytes = Buffer.concat([Buffer.from('a: x\nb: \uFFFD'), Buffer.from([0xff, 0x0a])]);
    expect(toldOf(bytes)).toMatchInlineSnapshot(`
     "environments/prod.yaml:2:5: environments/prod.yaml must be UTF-8; the byte here is not. [not-utf8]
       2 | b: �
               ^"
    `);
  });
  test('cut off in a character, behind a byte order mark', () => {
    const bytes = Buffer.concat([Buffer.from('\uFEFFa: ü\nb: '), Buffer.from('ü').subarray(0, 1)]);
    expect(codesOf(bytes)).toEqual(['not-utf8 2:4']);
  });
  test('of UTF-16', () => expect(codesOf(Buffer.from('\uFEFFa: 1', 'utf16le'))).toEqual(['not-utf8 1:1']));
});

describe('folders and names', () => {
  test.each(['a', 'a1', 'prod-eu-2', 'a'.repeat(31)])('the name %s will do', (name) =>
    expect(load({ [cloudFile]: cloud, [`environments/${name}.yaml`]: environment(name) }).environments).toHaveLength(1),
  );
  const inProject = (files: Files, prepare: (root: string) => void): readonly Problem[] =>
    withProject({ [cloudFile]: cloud, ...files }, (root) => {
      prepare(root);
      return problemsOf(() => loadIn(root));
    });

  test('a folder that is called like a file', () =>
    expect(shown(inProject({}, (root) => mkdirSync(join(root, prodFile))))).toMatchInlineSnapshot(
      `"environments/prod.yaml:1:1: environments/prod.yaml must be a file, but it is a folder. [not-a-file]"`,
    ));
  test('a link that leads nowhere', () =>
    expect(shown(inProject({}, (root) => symlinkSync('gone.yaml', join(root, prodFile))))).toMatchInlineSnapshot(
      `"environments/prod.yaml:1:1: environments/prod.yaml leads to no file. [unreadable]"`,
    ));
  test('a device', () =>
    expect(places(inProject({}, (root) => symlinkSync('/dev/zero', join(root, prodFile))))).toEqual([
      'not-a-file 1:1',
    ]));
  test('a file that would be passed over', () =>
    expect(shown(problemsOf(() => load({ 'environments/prod.yml': environment('prod') })))).toMatchInlineSnapshot(
      `"environments/prod.yml:1:1: environments/prod.yml is not read: rename it to prod.yaml. [unknown-file]"`,
    ));
  test('hidden files and other kinds are left alone', () =>
    expect(load({ 'environments/.prod.yaml': '[', 'environments/prod.lock.json': '{' }).environments).toEqual([]));
  test('no folder', () =>
    expect(shown(problemsOf(() => withProject({}, (root) => loadIn(root))))).toMatchInlineSnapshot(
      `"There is no folder environments/ in the project's folder. [missing-folder]"`,
    ));
  test('a name that is not that of the file', () =>
    expect(toldOf(environment('prd'))).toMatchInlineSnapshot(`
     "environments/prod.yaml:3:18: metadata.name must be "prod", as the file is called; got "prd". [invalid-value]
       3 | metadata: {name: prd}
                            ^"
    `));
  test.each(['Prod', '1st', 'a_b', 'a--b', 'a-', 'network', 'prod-addons-x', 'a'.repeat(32)])('the name %s', (name) =>
    expect(codesOf(environment(`"${name}"`), `environments/${name}.yaml`)).toEqual(['invalid-value 3:18']),
  );
  test('an environment that is not there', () =>
    expect(shown(problemsOf(() => load({ [prodFile]: environment('prod') }, ['prdo'])))).toMatchInlineSnapshot(
      `"Unknown environment "prdo" in this project. Did you mean "prod"? Allowed: prod. [unknown-environment]"`,
    ));
});

describe('other documents', () => {
  const named = (names: string): string =>
    environment('prod').replace('infrastructure: aws', `infrastructure: ${names}`);
  test('an infrastructure that is not there', () =>
    expect(toldOf(named('asw'))).toMatchInlineSnapshot(`
     "environments/prod.yaml:5:19: Unknown infrastructure "asw" in spec.infrastructure[0]. Did you mean "aws"? Allowed: aws. [unknown-infrastructure]
       5 |   infrastructure: asw
                             ^"
    `));
  test('a static one', () => {
    const site = `${cloud}---
apiVersion: lattice.dev/v1alpha1
kind: StaticInfrastructure
metadata: {name: site}
spec: {location: {name: here}, capacity: {nodes: 1}}
`;
    const { environments, sites } = load({ [cloudFile]: site, [prodFile]: named('[aws, site]') });
    expect(environments[0]?.infrastructure).toEqual(['aws', 'site']);
    expect(sites.map(({ location }) => location)).toEqual(['site/here']);
  });
  test('one that is broken is not said to be missing', () =>
    expect(places(problemsOf(() => load({ [cloudFile]: 'a: [', [prodFile]: named('aws') })))).toEqual([
      'yaml-syntax 1:5',
    ]));
  test('an environment is not blamed for what broken defaults may give', () => {
    const bare = environment('prod').replace('  infrastructure: aws\n', '  tags: {}\n');
    const problems = problemsOf(() => load({ [defaultsFile]: 'a: [', [prodFile]: bare }));
    expect(problems.map(({ position }) => position?.file)).toEqual([defaultsFile]);
  });
  test('defaults are checked where no environment is', () =>
    expect(codesOf(defaults('  tags: {a: 1}\n  services: {a: {talksTo: [{}]}}\n'), defaultsFile)).toEqual([
      'wrong-type 4:13',
      'missing-key 5:28',
      'missing-key 5:28',
    ]));
  test('defaults of the wrong kind', () =>
    expect(toldOf('apiVersion: trellis.dev/v1\nkind: Environment\nmetadata: {}\nspec: {}\n', defaultsFile))
      .toMatchInlineSnapshot(`
     "environments/_defaults.yaml:1:13: apiVersion must be trellis.dev/v1alpha1; got "trellis.dev/v1". [invalid-value]
       1 | apiVersion: trellis.dev/v1
                       ^
     environments/_defaults.yaml:2:7: kind must be EnvironmentDefaults; got "Environment". [invalid-value]
       2 | kind: Environment
                 ^
     environments/_defaults.yaml:3:1: Unknown key "metadata" in the document. Allowed: apiVersion, kind, spec. [unknown-key]
       3 | metadata: {}
           ^"
    `));
  test('two environments in one state', () => {
    const state = '  state: {s3: {bucket: abc, region: us-east-1, key: x}}\n';
    const files = { [prodFile]: environment('prod', state), 'environments/dev.yaml': environment('dev', state) };
    expect(shown(problemsOf(() => load(files)))).toMatchInlineSnapshot(
      `"environments/prod.yaml:6:48: dev and prod would share the state s3://abc/x: give each its own spec.state.s3.key. [duplicate-state]"`,
    );
  });
});

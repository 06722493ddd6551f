/** Reads `environments/*.yaml` with `_defaults.yaml` merged under each. */
import type { Registry } from '../modules/module';
import { crossChecks, type Surroundings } from './checks';
import { defaultsSchema, environmentSchema } from './environment';
import { environmentOf } from './intent';
import { check, checkEmptyKeys, placed, type Finding } from './issues';
import { merge, withoutNulls } from './merge';
import { parse } from './parse';
import { select, text } from './select';
import { writeOutEnvironment } from './shorthand';
import { problemAt, readSource, type Report } from './source';
import { plain, type MapTree, type Tree } from './tree';
import type { Environment } from './types';

/** `broken`: the file is there and could not be read, so what is missing elsewhere may stand in it. */
export type Defaults = { readonly status: 'none' | 'broken' } | { readonly status: 'read'; readonly spec: MapTree };

export function loadDefaults(root: string, file: string | undefined, registry: Registry, report: Report): Defaults {
  if (file === undefined) return { status: 'none' };
  const tree = readDocument(root, file, report);
  if (tree === undefined) return { status: 'broken' };
  const schema = defaultsSchema(registry);
  const checked = check(schema, plain(withoutNulls(tree)));
  const findings = [...(checked.status === 'valid' ? [] : checked.findings), ...checkEmptyKeys(schema, tree)];
  for (const finding of findings.filter((one) => !mayBeInherited(one))) report(placed(tree, finding));
  const spec = tree.kind === 'map' ? tree.entries.get('spec') : undefined;
  if (tree.kind !== 'map' || spec === undefined) return { status: 'broken' };
  return { status: 'read', spec: { ...tree, entries: new Map([['spec', spec]]) } };
}

export interface EnvironmentContext {
  readonly root: string;
  readonly registry: Registry;
  readonly defaults: Defaults;
  readonly around: Surroundings;
}

export function loadEnvironment(
  { root, registry, defaults, around }: EnvironmentContext,
  name: string,
  file: string,
  report: Report,
): Environment | undefined {
  const own = readDocument(root, file, report);
  if (own === undefined) return undefined;
  const tree = defaults.status === 'read' ? merge(defaults.spec, own) : withoutNulls(own);
  const document = plain(tree);
  const schema = environmentSchema(registry);
  const checked = check(schema, document);
  const emptyKeys = checkEmptyKeys(schema, own);
  emptyKeys.forEach((finding) => report(placed(own, finding)));
  const wrong = checked.status === 'valid' ? [] : checked.findings;
  const findings = [...wrong, ...nameFindings(document, name), ...crossChecks(document, around)].filter(
    (finding) => defaults.status !== 'broken' || !mayBeInherited(finding),
  );
  findings.forEach((finding) => report(placed(tree, finding)));
  if (checked.status === 'invalid' || findings.length + emptyKeys.length > 0) return undefined;
  return environmentOf(checked.value, tree, registry);
}

/** Two environments that write to one state would destroy each other's resources. */
export function checkStates(environments: readonly Environment[], report: Report): void {
  const owners = new Map<string, string>();
  for (const { name, state, where } of environments) {
    if (state.kind !== 's3') continue;
    const id = `s3://${state.bucket}/${state.key}`;
    const owner = owners.get(id);
    if (owner === undefined) owners.set(id, name);
    else {
      const message = `${owner} and ${name} would share the state ${id}: give each its own spec.state.s3.key.`;
      report({ code: 'duplicate-state', message, position: where(['spec', 'state', 's3', 'key']) });
    }
  }
}

/** What one file lacks the other may give; items of lists come whole from one file. */
function mayBeInherited({ code, path }: Finding): boolean {
  return (
    code === 'missing-key' && path.length > 1 && path[0] === 'spec' && path.every((key) => typeof key === 'string')
  );
}

function nameFindings(document: unknown, name: string): readonly Finding[] {
  return text(select(document, 'metadata', 'name')).flatMap(({ path, value }) => {
    if (value === name) return [];
    const message = `metadata.name must be ${JSON.stringify(name)}, as the file is called; got ${JSON.stringify(value)}.`;
    return [{ code: 'invalid-value', path, at: 'value', message }];
  });
}

function readDocument(root: string, file: string, report: Report): Tree | undefined {
  const source = readSource(root, file, report);
  const trees = source === undefined ? undefined : parse(source, report);
  if (source === undefined || trees === undefined) return undefined;
  const [tree, second] = trees;
  if (tree === undefined) {
    report(problemAt(source, 0, 'empty-file', `${file} is empty: it must hold one document.`));
    return undefined;
  }
  if (second !== undefined) {
    const message = `${file} must hold one document; a second one begins here.`;
    report(problemAt(source, second.place.key, 'several-documents', message));
  }
  return writeOutEnvironment(tree);
}

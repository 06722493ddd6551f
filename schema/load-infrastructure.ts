/** Reads `environments/infrastructure/*.yaml`: several documents a file. */
import type { Registry } from '../modules/module';
import { cloudOf, unknownRegions, type RegionFacts } from './cloud';
import { infrastructureSchema } from './infrastructure';
import { infrastructureChecks } from './infrastructure-checks';
import { check, checkEmptyKeys, placed } from './issues';
import type { StaticInfrastructure } from './infrastructure-types';
import { withoutNulls } from './merge';
import { parse } from './parse';
import { select, selectKeys, text } from './select';
import { writeOutInfrastructure } from './shorthand';
import { siteOf } from './site';
import { problemAt, readSource, type Report } from './source';
import { plain, problemIn, type Tree } from './tree';
import type { CloudInfrastructure } from './types';

export interface Infrastructures {
  /** Sorted by name. */
  readonly clouds: readonly CloudInfrastructure[];
  /** Sorted by name. */
  readonly sites: readonly StaticInfrastructure[];
  /** Every name that is written down, also where the rest of the document is wrong. */
  readonly kinds: ReadonlyMap<string, 'CloudInfrastructure' | 'StaticInfrastructure'>;
  readonly regions: ReadonlySet<string>;
  /** False where a file could not be read: names may then be missing. */
  readonly complete: boolean;
}

export function loadInfrastructures(
  root: string,
  files: readonly string[],
  registry: Registry,
  facts: RegionFacts,
  report: Report,
): Infrastructures {
  const clouds: CloudInfrastructure[] = [];
  const sites: StaticInfrastructure[] = [];
  const kinds = new Map<string, 'CloudInfrastructure' | 'StaticInfrastructure'>();
  const regions = new Set<string>();
  let complete = true;
  for (const file of files) {
    const trees = readDocuments(root, file, report);
    if (trees === undefined) complete = false;
    for (const written of trees ?? []) {
      const tree = withoutNulls(written);
      const document = plain(tree);
      const [name] = text(select(document, 'metadata', 'name'));
      const [kind] = text(select(document, 'kind'));
      selectKeys(document, 'spec', 'regions').forEach(({ value }) => regions.add(value));
      if (name === undefined) complete = false;
      else if (kinds.has(name.value)) {
        const message = `There is already an infrastructure document ${JSON.stringify(name.value)}: names must differ.`;
        report(problemIn(tree, name.path, 'value', 'duplicate-name', message));
      } else {
        kinds.set(name.value, kind?.value === 'StaticInfrastructure' ? 'StaticInfrastructure' : 'CloudInfrastructure');
      }
      const schema = infrastructureSchema(registry);
      const checked = check(schema, document);
      const wrong = [
        ...(checked.status === 'valid' ? infrastructureChecks(checked.value) : checked.findings),
        ...unknownRegions(tree, facts),
      ];
      wrong.forEach((finding) => report(placed(tree, finding)));
      checkEmptyKeys(schema, written).forEach((finding) => report(placed(written, finding)));
      if (checked.status === 'invalid' || wrong.length > 0) continue;
      if (checked.value.kind === 'CloudInfrastructure') clouds.push(cloudOf(checked.value, tree, facts));
      else sites.push(siteOf(checked.value, tree));
    }
  }
  const byName = (a: { readonly name: string }, b: { readonly name: string }): number => (a.name < b.name ? -1 : 1);
  return { clouds: clouds.sort(byName), sites: sites.sort(byName), kinds, regions, complete };
}

function readDocuments(root: string, file: string, report: Report): readonly Tree[] | undefined {
  const source = readSource(root, file, report);
  const trees = source === undefined ? undefined : parse(source, report);
  if (source === undefined || trees === undefined) return undefined;
  if (trees.length === 0)
    report(problemAt(source, 0, 'empty-file', `${file} is empty: describe an infrastructure or delete it.`));
  return trees.map(writeOutInfrastructure);
}

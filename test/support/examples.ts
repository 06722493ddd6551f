/** The example environments of the repository, as they stand now. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../data/root';
import { filesOf, type Files } from './project';

const folder = path.join(projectRoot(), 'environments');

/** Everything in environments/, locks included. */
export function examples(): Files {
  return Object.fromEntries([...filesOf(folder)].map(([file, text]) => [`environments/${file}`, text]));
}

/** The same without locks: as on the first day. */
export function unlocked(): Files {
  return Object.fromEntries(Object.entries(examples()).filter(([file]) => !file.endsWith('.lock.json')));
}

/** What is committed in cdktf.out/, the manifest aside. */
export function committedStacks(): Files {
  const output = path.join(projectRoot(), 'cdktf.out', 'stacks');
  return Object.fromEntries(
    exampleNames().flatMap((name) =>
      ['SUMMARY.md', 'cdk.tf.json', 'versions.tf.json'].map((file) => [
        `cdktf.out/stacks/${name}/${file}`,
        readFileSync(path.join(output, name, file), 'utf8'),
      ]),
    ),
  );
}

export function exampleNames(): readonly string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yaml') && !file.startsWith('_'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .sort();
}

/** Prints which bindings a process has loaded after importing the stacks, or after emitting a topic alone. */
import path from 'node:path';
import { render } from '../../stacks/render';
import { facts, place, registry, stackInput, topic } from './fixtures';

async function main(): Promise<void> {
  if (process.argv[2] === 'topic') await render([stackInput('dev', [place(topic, 'us-east-1')])], registry, facts);
  const marker = path.join('provider-aws', 'lib') + path.sep;
  const loaded = Object.keys(require.cache)
    .filter((file) => file.includes(marker) && file.endsWith(`${path.sep}index.js`))
    .map((file) => path.basename(path.dirname(file)));
  process.stdout.write(JSON.stringify(loaded.sort()));
}

void main();

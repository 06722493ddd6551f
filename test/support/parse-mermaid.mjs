// Parses Mermaid diagrams with Mermaid itself, in a process of its own: Mermaid is an ES module and wants a document.
// Standard input: a JSON list of diagrams. Standard output: for each what is wrong with it, or null.
import { readFileSync } from 'node:fs';
import { JSDOM } from 'jsdom';

const { window } = new JSDOM('');
globalThis.window = window;
globalThis.document = window.document;
const { default: mermaid } = await import('mermaid');
mermaid.initialize({ startOnLoad: false });

const faults = [];
for (const diagram of JSON.parse(readFileSync(0, 'utf8'))) {
  try {
    await mermaid.parse(diagram);
    faults.push(null);
  } catch (error) {
    faults.push(error instanceof Error ? error.message : String(error));
  }
}
process.stdout.write(JSON.stringify(faults));

/** Mermaid's own word on a diagram: whether it reads it, and what Chromium makes of it. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { projectRoot } from '../../data/root';

const faults = z.array(z.string().nullable());

/** For each diagram what Mermaid's parser finds wrong with it, or null. */
export function faultsOf(diagrams: readonly string[]): readonly (string | null)[] {
  const script = path.join(projectRoot(), 'test/support/parse-mermaid.mjs');
  const out = execFileSync(process.execPath, [script], { input: JSON.stringify(diagrams), encoding: 'utf8' });
  return faults.parse(JSON.parse(out));
}

/** Diagrams of a Markdown page. */
export function diagramsIn(page: string): readonly string[] {
  return [...page.matchAll(/^```mermaid\n([\s\S]*?)\n```$/gm)].flatMap(([, diagram]) => diagram ?? []);
}

const browsers = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** A Chromium on PATH. */
export function chromium(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  return browsers
    .flatMap((name) => folders.map((folder) => path.join(folder, name)))
    .find((candidate) => existsSync(candidate));
}

const drawings = z.array(
  z.object({
    error: z.string().nullable(),
    width: z.number(),
    height: z.number(),
    /** Texts of the picture in order, as a reader sees them. */
    text: z.string(),
    /** Boxes of nodes that lie over each other. */
    overlaps: z.number(),
  }),
);
export type Drawing = z.infer<typeof drawings>[number];

/** Runs in the page, where Mermaid and the document are; its text is all that gets there. */
const drawAll = `async (diagrams) => {
  mermaid.initialize({ startOnLoad: false });
  const told = [];
  for (const [at, diagram] of diagrams.entries()) {
    const element = document.body.appendChild(document.createElement('div'));
    try {
      element.innerHTML = (await mermaid.render('picture' + at, diagram)).svg;
      const { width, height } = element.querySelector('svg').getBoundingClientRect();
      const boxes = [...element.querySelectorAll('.node')].map((node) => node.getBoundingClientRect());
      const overlaps = boxes.flatMap((a, index) => boxes.slice(index + 1).filter((b) =>
        a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)).length;
      const parts = [...element.querySelectorAll('p, text')].map((part) => part.innerText ?? part.textContent);
      told.push({ error: null, width, height, text: parts.join('\\n'), overlaps });
    } catch (error) {
      told.push({ error: String(error), width: 0, height: 0, text: '', overlaps: 0 });
    }
  }
  const bytes = new TextEncoder().encode(JSON.stringify(told));
  const result = document.body.appendChild(document.createElement('pre'));
  result.id = 'told';
  result.textContent = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}`;

/** Draws each diagram in the browser, all on one page. */
export function draw(browser: string, diagrams: readonly string[]): readonly Drawing[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'trellis-pictures-'));
  try {
    const page = path.join(folder, 'page.html');
    const mermaid = path.join(projectRoot(), 'node_modules/mermaid/dist/mermaid.min.js');
    const given = JSON.stringify(diagrams).replaceAll('<', String.raw`\u003c`);
    writeFileSync(
      page,
      `<meta charset="utf-8"><body><script src="file://${mermaid}"></script><script>(${drawAll})(${given})</script>`,
    );
    const out = execFileSync(
      browser,
      [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-dev-shm-usage',
        `--user-data-dir=${path.join(folder, 'profile')}`,
        '--virtual-time-budget=60000',
        '--dump-dom',
        `file://${page}`,
      ],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 64 * 1024 * 1024, timeout: 300_000 },
    );
    const [, told = ''] = /<pre id="told">([^<]*)<\/pre>/.exec(out) ?? [];
    return drawings.parse(JSON.parse(Buffer.from(told, 'base64').toString('utf8')));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

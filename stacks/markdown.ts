/** GitHub's Markdown from text that anyone may have written. */

/** Text as itself: no markup, no HTML, no mathematics, no table cell's end, on one line. */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/&(?=[#\w])/g, '&amp;')
    .replace(/[\\`*[\]<>|$~#]/g, (character) => entities[character] ?? `\\${character}`)
    .replace(/(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, '\\_');
}

const entities: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;' };

/** A name as code; in plain text where code can't hold it. */
export function code(name: string): string {
  return /[`|\r\n]/.test(name) ? escapeMarkdown(name) : `\`${name}\``;
}

export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
}

/** Cells are Markdown already. */
export function markdownTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(columns.map(({ title }) => title)),
    line(columns.map(({ align }) => (align === 'right' ? '---:' : '---'))),
    ...rows.map(line),
  ].join('\n');
}

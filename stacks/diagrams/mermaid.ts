/** Mermaid's text: ids that it takes and labels that it can't misread. */

/** Gives each subject one readable id. */
export class Ids {
  private readonly bySubject = new Map<string, string>();

  of(subject: string): string {
    const known = this.bySubject.get(subject);
    if (known !== undefined) return known;
    const readable = subject.replace(/[^A-Za-z0-9]+/g, '_');
    const taken = new Set(this.bySubject.values());
    let id = readable;
    for (let count = 2; taken.has(id); count += 1) id = `${readable}_${count}`;
    this.bySubject.set(subject, id);
    return id;
  }
}

/** A quoted label of some lines; what Mermaid would read as markup is written as `#<code>;`. */
export function label(...lines: readonly string[]): string {
  const text = lines.map(escaped).join('<br/>');
  // Mermaid takes no empty label.
  return `"${text === '' ? ' ' : text}"`;
}

/** `%` and braces too: a directive is one wherever it stands, in quotes as well. */
function escaped(line: string): string {
  return line.replace(/\s+/g, ' ').replace(/["#%&<>`\\{}]/g, (character) => `#${character.charCodeAt(0)};`);
}

export function fenced(diagram: string): string {
  return diagram === '' ? '' : `\`\`\`mermaid\n${diagram}\n\`\`\``;
}

/** Where a command writes and what it may assume of the terminal. stdout is data, stderr is messages. */
import { createColors } from 'picocolors';

export interface Io {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Folder that relative paths start from. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether stderr and stdout take colours. */
  readonly colours: boolean;
  /** Whether stderr is a terminal, so that progress can be shown. */
  readonly interactive: boolean;
}

export type Colours = ReturnType<typeof createColors>;

export function coloursOf(io: Io, flag: boolean): Colours {
  return createColors(flag && io.colours && (io.env['NO_COLOR'] ?? '') === '');
}

export function line(write: (text: string) => void, text: string): void {
  write(`${text}\n`);
}

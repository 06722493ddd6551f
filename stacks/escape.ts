/** Words of users on their way into constructs: literal text, never a live Terraform template. */
import { UserError } from '../schema/problem';

/** What cdktf reads as its own placeholders, wherever it stands in a string. */
const reservedText = ['TfToken[', 'String Map Token Value', 'Any Map Token Value'];
/** cdktf takes this number for a map of references, and one below the bound (-8.1e298, -1.9e289) for a reference. */
const reservedNumber = -123456789;
const referenceBound = -1e280;
const encodedNumber = /-\d(\.\d+)?e\+2[89]\d/i;

/** `${` and `%{` open templates in Terraform's strings; a doubled first character makes them text. */
export function escapeText(text: string): string {
  if (reservedText.some((word) => text.includes(word)) || encodedNumber.test(text)) refuse(text);
  return text.replace(/[$%](?=\{)/g, (opening) => opening + opening);
}

/**
 * Escapes every string of plain data, keys of maps too.
 *
 * @throws UserError `reserved-text` where a value is one of cdktf's placeholders, which no escape makes literal.
 */
export function escapeDeep(value: unknown): unknown {
  if (typeof value === 'string') return escapeText(value);
  if (typeof value === 'number' && (value === reservedNumber || value < referenceBound)) refuse(String(value));
  if (Array.isArray(value)) return value.map(escapeDeep);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      if (key === '__proto__') refuse(key);
      return [escapeText(key), escapeDeep(inner)];
    }),
  );
}

function refuse(text: string): never {
  const message = `The value ${JSON.stringify(text)} can't be written to Terraform: it reads as one of cdktf's own placeholders. Use another text.`;
  throw new UserError([{ code: 'reserved-text', message }]);
}

/** Values on Terraform's wire: MessagePack, in which what is not known yet is an extension type. */
import { decode, encode, ExtensionCodec } from '@msgpack/msgpack';

/** A value that is known only after apply. Refinements that Terraform sends along are not kept. */
export class Unknown {}
export const unknown = new Unknown();

export type Value =
  | null
  | string
  | number
  | bigint
  | boolean
  | Unknown
  | Uint8Array
  | readonly Value[]
  | { readonly [name: string]: Value };
export type ObjectValue = Readonly<Record<string, Value>>;

const extensionCodec = new ExtensionCodec();
extensionCodec.register({
  type: 0,
  encode: (value) => (value instanceof Unknown ? new Uint8Array(1) : null),
  decode: () => unknown,
});
// Unknown, with what is known of it all the same.
extensionCodec.register({ type: 12, encode: () => null, decode: () => unknown });

/** @throws Error for bytes that Terraform would not send. */
export function decodeValue(bytes: Uint8Array): Value {
  const decoded = decode(bytes, { extensionCodec });
  if (!isValue(decoded)) throw new Error('the wire holds what is no value of Terraform');
  return decoded;
}

export function encodeValue(value: Value): Uint8Array {
  return encode(value, { extensionCodec });
}

/** @throws Error for bytes that are neither an object nor null. */
export function decodeObject(bytes: Uint8Array): ObjectValue | null {
  const value = decodeValue(bytes);
  if (value === null || isObject(value)) return value;
  throw new Error('the wire holds no object');
}

export function isObject(value: Value | undefined): value is ObjectValue {
  return (
    typeof value === 'object' &&
    value !== null &&
    !isList(value) &&
    !(value instanceof Unknown) &&
    !(value instanceof Uint8Array)
  );
}

export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

/** Whether two values are the same; nothing equals what is not known. */
export function same(one: Value, other: Value): boolean {
  if (isList(one) && isList(other))
    return one.length === other.length && one.every((item, index) => same(item, other[index] ?? null));
  if (isObject(one) && isObject(other)) {
    const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
    return names.every((name) => same(one[name] ?? null, other[name] ?? null));
  }
  return !(one instanceof Unknown) && one === other;
}

function isValue(value: unknown): value is Value {
  if (value === null || value instanceof Unknown || value instanceof Uint8Array) return true;
  if (Array.isArray(value)) return value.every(isValue);
  if (typeof value === 'object') return Object.values(value).every(isValue);
  return ['string', 'number', 'bigint', 'boolean'].includes(typeof value);
}

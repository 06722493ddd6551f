/**
 * Weaker copies of the arguments of a resource, each with one thing made worse: an argument dropped, a switch flipped, an
 * address range widened, a protective word replaced, a policy opened,
 * or something given away. They know no resource type, so that a control is
 * tested before anybody thinks of how it could be broken.
 */

type Arguments = Readonly<Record<string, unknown>>;

export interface Weakened {
  /** `drop encryption_configuration`, `0.0.0.0/0 at ingress.0.cidr_blocks.0` */
  readonly how: string;
  readonly body: Arguments;
}

type Path = readonly (string | number)[];

/** Not what a control looks at: where a resource is, what it is called, and what cdktf and Terraform make of it. */
const aside = new Set(['//', 'region', 'tags', 'depends_on', 'lifecycle', 'provider']);

/** Words that protect -> what stands there when they don't. */
const weaker: Readonly<Record<string, string>> = {
  ENABLED: 'DISABLED',
  Enabled: 'Suspended',
  enabled: 'disabled',
  IMMUTABLE: 'MUTABLE',
  KMS: 'AES256',
  HTTPS: 'HTTP',
  AWS_IAM: 'NONE',
  SCAN_ON_PUSH: 'MANUAL',
  CONTINUOUS_SCAN: 'MANUAL',
  required: 'optional',
  ALL: 'ACCEPT',
  Deny: 'Allow',
  none: 'count',
  block: 'count',
  tcp: '-1',
  udp: '-1',
  icmp: '-1',
};

const everyone = [{ from_port: 0, to_port: 0, protocol: '-1', cidr_blocks: ['0.0.0.0/0'] }];

/** What must not be there, for controls that look for nothing: argument -> a value that gives something away. */
const unsafe: Arguments = {
  ingress: everyone,
  egress: everyone,
  cidr_ipv4: '0.0.0.0/0',
  master_username: 'admin',
  master_password: 'in-plain-sight',
  password: 'in-plain-sight',
  publicly_accessible: true,
  force_destroy: true,
};

const cidr = /^\d{1,3}(\.\d{1,3}){3}\/\d{1,2}$/;

/** Every copy that differs in one place, what is inside of policies in JSON included. */
export function weakened(body: Arguments): readonly Weakened[] {
  const top = Object.keys(body).filter((name) => !aside.has(name));
  const added = Object.keys(unsafe)
    .filter((name) => body[name] === undefined || JSON.stringify(body[name]) === '[]')
    .map((name) => ({ how: `add ${name}`, body: put(body, name, unsafe[name]) }));
  const changed = top.flatMap((name) =>
    variants(body[name], [name]).map(({ how, value }) => ({ how, body: put(body, name, value) })),
  );
  return [...changed, ...added];
}

interface Variant {
  readonly how: string;
  /** Undefined: it is dropped. */
  readonly value: unknown;
}

function variants(value: unknown, path: Path): Variant[] {
  const at = path.join('.');
  const dropped: Variant = { how: `drop ${at}`, value: undefined };
  if (typeof value === 'boolean') return [dropped, { how: `${String(!value)} at ${at}`, value: !value }];
  if (typeof value === 'number') return [dropped, { how: `0 at ${at}`, value: 0 }];
  if (typeof value === 'string') return [dropped, ...ofText(value, path)];
  if (Array.isArray(value)) return [dropped, { how: `nothing at ${at}`, value: [] }, ...ofList(value, path)];
  if (typeof value !== 'object' || value === null) return [dropped];
  const object: Arguments = { ...value };
  const inside = Object.keys(object).flatMap((name) =>
    variants(object[name], [...path, name]).map(({ how, value: inner }) => ({ how, value: put(object, name, inner) })),
  );
  const renamed = Object.keys(object)
    .filter((name) => name in weaker)
    .map((name) => {
      const { [name]: kept, ...rest } = object;
      return { how: `${weaker[name]} for ${at}.${name}`, value: { ...rest, [weaker[name] ?? '']: kept } };
    });
  return [dropped, ...inside, ...renamed];
}

function ofList(list: readonly unknown[], path: Path): Variant[] {
  return list.flatMap((item, index) =>
    variants(item, [...path, index]).map(({ how, value }) => ({
      how,
      value: value === undefined ? list.filter((_, at) => at !== index) : list.with(index, value),
    })),
  );
}

function ofText(text: string, path: Path): Variant[] {
  const at = path.join('.');
  const word = weaker[text];
  const document = parsed(text);
  return [
    { how: `'' at ${at}`, value: '' },
    ...(word === undefined ? [] : [{ how: `${word} at ${at}`, value: word }]),
    ...(cidr.test(text) ? [{ how: `0.0.0.0/0 at ${at}`, value: '0.0.0.0/0' }] : []),
    ...(document === undefined
      ? [{ how: `* at ${at}`, value: '*' }]
      : variants(document, path)
          .filter(({ value }) => value !== undefined)
          .map(({ how, value }) => ({ how, value: JSON.stringify(value) }))),
  ];
}

function parsed(text: string): unknown {
  if (!text.startsWith('{') && !text.startsWith('[')) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function put(object: Arguments, name: string, value: unknown): Arguments {
  if (value !== undefined) return { ...object, [name]: value };
  return Object.fromEntries(Object.entries(object).filter(([other]) => other !== name));
}

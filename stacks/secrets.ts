/** Values that look like secrets: none may stand in HCL or end in state. */
import type { Emitted } from './emitted';

/** Arguments that hold a secret itself, write-only ones (`_wo`) too; `password_wo_version` or `secret_arn` do not. */
const secretArgument =
  /(^|_)(password|passphrase|secret|secret_string|secret_binary|secret_key|access_key|auth_token|api_key|private_key|token)(_wo)?$/;
const secretText = /\b(AKIA|ASIA)[0-9A-Z]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY-----/;
/** Attributes of these are secrets, which Terraform keeps in state. */
const secretResources: ReadonlySet<string> = new Set(['aws_iam_access_key', 'random_password', 'tls_private_key']);
const secretData: ReadonlySet<string> = new Set([
  'aws_eks_cluster_auth',
  'aws_secretsmanager_random_password',
  'aws_secretsmanager_secret_version',
]);
/** Users name these keys; a tag called `token` is none. */
const maps: ReadonlySet<string> = new Set(['labels', 'tags', 'tags_all']);
/** A reference; `$${` is text. */
const reference = /(^|[^$])\$\{/;

/** One clause for each breach, in the order of the addresses. */
export function secretsIn(emitted: Emitted): readonly string[] {
  const found: string[] = [];
  const sections = [
    { blocks: emitted.resource, kept: secretResources, prefix: '' },
    { blocks: emitted.data, kept: secretData, prefix: 'data.' },
  ];
  for (const { blocks, kept, prefix } of sections) {
    for (const [type, byId] of Object.entries(blocks)) {
      for (const [id, values] of Object.entries(byId)) {
        const address = `${prefix}${type}.${id}`;
        if (kept.has(type)) found.push(`${address} would keep a secret in state`);
        walk(values, id, address, found);
      }
    }
  }
  walk(emitted.provider, 'provider', 'provider', found);
  for (const [id, { value }] of Object.entries(emitted.output)) {
    const attribute = typeof value === 'string' ? /\.(\w+)\}/.exec(value)?.[1] : undefined;
    if (attribute !== undefined && secretArgument.test(attribute)) found.push(`output ${id} shows a secret`);
    walk(value, 'value', `output.${id}`, found);
  }
  return found;
}

function walk(value: unknown, name: string | undefined, where: string, found: string[]): void {
  if (typeof value === 'string') {
    if (secretText.test(value)) found.push(`${where} holds a key`);
    else if (name !== undefined && value !== '' && secretArgument.test(name) && !reference.test(value)) {
      found.push(`${where} holds a literal secret`);
    }
  } else if (Array.isArray(value)) {
    for (const inner of value) walk(inner, name, where, found);
  } else if (typeof value === 'object' && value !== null) {
    const named = name === undefined || !maps.has(name);
    for (const [key, inner] of Object.entries(value)) walk(inner, named ? key : undefined, `${where}.${key}`, found);
  }
}

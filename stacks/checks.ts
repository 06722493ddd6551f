/** What must hold of everything that is emitted, whichever module emitted it. A breach is a bug of a module. */
import path from 'node:path';
import {
  AnnotationMetadataEntryType,
  Aspects,
  TerraformDataSource,
  TerraformResource,
  type TerraformStack,
} from 'cdktf';
import type { IConstruct } from 'constructs';
import { addressesOf, parseEmitted, type Emitted } from './emitted';
import type { StackFrame } from './frame';
import { secretsIn } from './secrets';

/**
 * @param folders absolute folders of this machine that no value may name
 * @throws Error that names every breach
 */
export function checkStack(
  stack: TerraformStack,
  { environment, state }: StackFrame,
  text: string,
  folders: readonly string[],
): void {
  const emitted = parseEmitted(text);
  const breaches = [
    ...checkElements(stack, emitted),
    ...(state.kind === 'local' && isAbsolute(state.path) ? [`the state's path ${state.path} is absolute`] : []),
    ...folders
      .filter((folder) => text.includes(JSON.stringify(folder).slice(1, -1)))
      .map((folder) => `a value holds the path ${folder}`),
    ...secretsIn(emitted),
  ];
  if (breaches.length > 0) throw new Error(`stack ${environment}: ${breaches.join('; ')}`);
}

const annotations: ReadonlySet<string> = new Set([AnnotationMetadataEntryType.WARN, AnnotationMetadataEntryType.ERROR]);

/** cdktf merges two elements of one address silently, and drops the region where a build forgot it. */
function checkElements(stack: TerraformStack, emitted: Emitted): readonly string[] {
  const breaches: string[] = [];
  const paths = new Map<string, string>();
  for (const element of stack.node.findAll()) {
    if (Aspects.of(element).all.length > 0) breaches.push(`${element.node.path} has aspects, which are not run`);
    for (const { type, data } of element.node.metadata) {
      if (annotations.has(type)) breaches.push(`${element.node.path}: ${String(data)}`);
    }
    const isResource = TerraformResource.isTerraformResource(element);
    if (!isResource && !TerraformDataSource.isTerraformDataSource(element)) continue;
    const { terraformResourceType: type, friendlyUniqueId: id } = element;
    const address = isResource ? `${type}.${id}` : `data.${type}.${id}`;
    const earlier = paths.get(address);
    if (earlier !== undefined) breaches.push(`${earlier} and ${element.node.path} both are ${address}`);
    paths.set(address, element.node.path);
    const values = (isResource ? emitted.resource : emitted.data)[type]?.[id];
    if (values === undefined) breaches.push(`${address} was not emitted`);
    else if (isRegional(element) && values['region'] === undefined) breaches.push(`${address} names no region`);
  }
  const data = addressesOf({ resource: emitted.data }).map((address) => `data.${address}`);
  for (const address of [...addressesOf(emitted), ...data]) {
    if (!paths.has(address)) breaches.push(`${address} was emitted by no construct`);
  }
  return breaches;
}

/** The bindings give a settable `region` to exactly the types that have one in the provider's schema. */
function isRegional(element: IConstruct): boolean {
  return 'regionInput' in element;
}

function isAbsolute(file: string): boolean {
  return path.posix.isAbsolute(file) || path.win32.isAbsolute(file);
}

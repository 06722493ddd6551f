/** From one stack to the next: what an apply would create, change, replace and destroy. */
import { readChanges, type Change } from './changes';
import { check } from './checks';
import { fails, type Diagnostic } from './diagnostics';
import { differences, type Rig } from './rehearsal';
import { emittedOf, providersOf, type StackFiles } from './stack-files';
import { Terraform } from './terraform';
import { isProtected, WorkFolder } from './work-folder';
import { addressesOf, type Emitted } from '../stacks/emitted';

export interface Transition {
  readonly stack: string;
  /** `failed`: a stack was refused; `diagnostics` say which and why. */
  readonly status: 'passed' | 'failed';
  readonly diagnostics: readonly Diagnostic[];
  readonly changes: readonly Change[];
  /** Addresses that are destroyed or replaced although `prevent_destroy` protects them, before or after. */
  readonly unprotected: readonly string[];
  /** Addresses that stay and lose that protection: the first step of a retirement. */
  readonly released: readonly string[];
}

/** A stack that does not exist yet, or no more. */
export function emptyStack(of: StackFiles): StackFiles {
  const { terraform, provider, data } = emittedOf(of);
  // Providers may be configured from data lookups, as those of a cluster's addons are.
  const looks = JSON.stringify(provider).includes('${data.') ? { data } : {};
  return { name: of.name, files: new Map([['cdk.tf.json', JSON.stringify({ terraform, provider, ...looks })]]) };
}

/** Applies `before`, then lists what `after` would do, applies that and sees that it settles. */
export async function rehearseTransition(before: StackFiles, after: StackFiles, rig: Rig): Promise<Transition> {
  const [old, next] = [check(before), check(after)];
  const refused = (diagnostics: readonly Diagnostic[]): Transition => ({
    stack: after.name,
    status: 'failed',
    diagnostics,
    changes: [],
    unprotected: [],
    released: [],
  });
  if (old.status === 'refused') return refused(within('before', old.diagnostics));
  if (next.status === 'refused') return refused(next.diagnostics);
  const reattach = await rig.provider.reattach(providersOf([old.emitted, next.emitted]), rig.rules);
  const work = WorkFolder.create();
  try {
    const terraform = new Terraform(rig.binary, work, rig.env, reattach);
    rig.onStep?.(before.name, 'apply');
    work.put(before);
    const first = within('before', await inTurn([() => terraform.init(), () => terraform.apply()]));
    if (fails(first)) return refused(first);
    work.put(after, before);
    work.unprotect(after);
    const file = 'next.tfplan';
    rig.onStep?.(after.name, 'validate');
    const told = await inTurn([() => terraform.init(), () => terraform.change(file)]);
    if (fails(told)) return refused(told);
    const changes = readChanges(await terraform.show(file), rig.modules);
    rig.onStep?.(after.name, 'apply');
    const diagnostics = await inTurn([() => terraform.apply(), () => differences(terraform, rig.modules)]);
    return {
      stack: after.name,
      status: fails(diagnostics) ? 'failed' : 'passed',
      diagnostics: [...told, ...diagnostics],
      changes,
      unprotected: changes.filter(isDestructive).flatMap(({ address }) => {
        return protects(old.emitted, address) || protects(next.emitted, address) ? [address] : [];
      }),
      released: addressesOf(next.emitted).filter(
        (address) => protects(old.emitted, address) && !protects(next.emitted, address),
      ),
    };
  } finally {
    work.remove();
  }
}

/** Stops at the first that fails. */
async function inTurn(actions: readonly (() => Promise<readonly Diagnostic[]>)[]): Promise<readonly Diagnostic[]> {
  const told: Diagnostic[] = [];
  for (const act of actions) {
    if (!fails(told)) told.push(...(await act()));
  }
  return told;
}

function isDestructive({ action }: Change): boolean {
  return action === 'destroyed' || action === 'replaced';
}

function within(stack: string, diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.map((one) => ({ ...one, summary: `The stack ${stack}: ${one.summary}` }));
}

function protects({ resource }: Emitted, address: string): boolean {
  const [type = '', name = ''] = address.split('.');
  return isProtected(resource[type]?.[name] ?? {});
}

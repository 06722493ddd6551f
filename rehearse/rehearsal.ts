/** One stack from nothing to nothing: init, validate, apply, apply nothing more, destroy. */
import type { ArgumentRule } from '../modules/module';
import { addressesOf } from '../stacks/emitted';
import type { Binary } from './binary';
import { readChanges } from './changes';
import { check } from './checks';
import { fails, type Diagnostic } from './diagnostics';
import type { ProviderProcess } from './provider-process';
import { providersOf, type StackFiles } from './stack-files';
import { Terraform } from './terraform';
import { WorkFolder } from './work-folder';

export interface Rig {
  readonly binary: Binary;
  readonly provider: ProviderProcess;
  readonly rules: readonly ArgumentRule[];
  /** Names of the catalog's modules. */
  readonly modules: readonly string[];
  /** Environment variables of the caller, of which Terraform gets the few that childEnv names. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Called before each step. */
  onStep?(stack: string, step: StepName): void;
}

export type StepName = 'check' | 'init' | 'validate' | 'apply' | 'apply nothing more' | 'destroy';

export interface Step {
  readonly name: StepName;
  readonly status: 'passed' | 'failed';
  readonly diagnostics: readonly Diagnostic[];
}

export interface Rehearsal {
  readonly stack: string;
  readonly status: 'passed' | 'failed';
  /** Those that ran, in order; only the last can have failed. */
  readonly steps: readonly Step[];
  /** Managed resources of the stack. */
  readonly resources: number;
}

/** @throws UserError where the bindings are missing; a stack that Terraform refuses is an answer. */
export async function rehearse(stack: StackFiles, rig: Rig): Promise<Rehearsal> {
  rig.onStep?.(stack.name, 'check');
  const checked = check(stack);
  if (checked.status === 'refused') {
    const step: Step = { name: 'check', status: 'failed', diagnostics: checked.diagnostics };
    return { stack: stack.name, status: 'failed', steps: [step], resources: 0 };
  }
  const { emitted } = checked;
  const reattach = await rig.provider.reattach(providersOf([emitted]), rig.rules);
  const work = WorkFolder.create();
  try {
    work.put(stack);
    const terraform = new Terraform(rig.binary, work, rig.env, reattach);
    const steps: Step[] = [{ name: 'check', status: 'passed', diagnostics: [] }];
    for (const [name, act] of actions(terraform, work, stack, rig)) {
      rig.onStep?.(stack.name, name);
      const diagnostics = await act();
      const status = fails(diagnostics) ? 'failed' : 'passed';
      steps.push({ name, status, diagnostics });
      if (status === 'failed') break;
    }
    const status = steps.every((one) => one.status === 'passed') ? 'passed' : 'failed';
    return { stack: stack.name, status, steps, resources: addressesOf(emitted).length };
  } finally {
    work.remove();
  }
}

type Action = () => Promise<readonly Diagnostic[]>;

function actions(
  terraform: Terraform,
  work: WorkFolder,
  stack: StackFiles,
  { modules }: Rig,
): readonly (readonly [StepName, Action])[] {
  return [
    ['init', () => terraform.init()],
    ['validate', () => terraform.validate()],
    ['apply', () => terraform.apply()],
    ['apply nothing more', () => differences(terraform, modules)],
    [
      'destroy',
      async () => {
        work.unprotect(stack);
        return [...(await terraform.destroy()), ...left(await terraform.addresses())];
      },
    ],
  ];
}

/** What Terraform would still change after an apply: nothing, in a sound stack. */
export async function differences(terraform: Terraform, modules: readonly string[]): Promise<readonly Diagnostic[]> {
  const file = 'again.tfplan';
  const told = await terraform.change(file);
  if (fails(told)) return told;
  const found = readChanges(await terraform.show(file), modules).map(
    ({ action, address, arguments: names }): Diagnostic => ({
      severity: 'error',
      summary: 'Never settles',
      detail: `It would be ${action} by each further apply${names.length === 0 ? '' : ` (${names.join(', ')})`}.`,
      address,
    }),
  );
  return [...told, ...found];
}

function left(addresses: readonly string[]): readonly Diagnostic[] {
  return addresses.map((address) => ({
    severity: 'error',
    summary: 'Left behind',
    detail: 'It is still in the state after destroy.',
    address,
  }));
}

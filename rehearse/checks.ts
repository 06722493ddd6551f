/** What Terraform would accept, or do, and a rehearsal must not let pass. Tried before Terraform runs. */
import path from 'node:path';
import { z } from 'zod';
import type { Emitted } from '../stacks/emitted';
import type { Diagnostic } from './diagnostics';
import { emittedOf, stackFile, type StackFiles } from './stack-files';

type Values = Readonly<Record<string, unknown>>;

interface Check {
  readonly summary: string;
  /** One sentence for each place that breaks it. */
  broken(emitted: Emitted): readonly string[];
}

const credentials = ['access_key', 'secret_key', 'token'];

const checks: readonly Check[] = [
  {
    summary: 'No state backend',
    broken: ({ terraform }) =>
      Object.keys(record(terraform['backend'])).length === 1
        ? []
        : ['The stack must name one backend, or Terraform keeps the state in the folder where it happens to run.'],
  },
  {
    summary: 'Absolute state path',
    broken({ terraform }) {
      const { path: file } = record(record(terraform['backend'])['local']);
      if (typeof file !== 'string' || !(path.posix.isAbsolute(file) || path.win32.isAbsolute(file))) return [];
      return [`The state path ${file} exists on one machine alone: name one relative to the stack.`];
    },
  },
  {
    summary: 'Credential in the stack',
    broken: ({ provider }) =>
      Object.entries(provider).flatMap(([name, blocks]) =>
        blocks.flatMap((block) =>
          credentials
            .filter((argument) => block[argument] !== undefined)
            .map(
              (argument) =>
                `The provider ${name} sets ${argument}: credentials come from the environment of who applies.`,
            ),
        ),
      ),
  },
  {
    summary: 'Provisioner',
    broken: ({ resource }) =>
      Object.entries(resource).flatMap(([type, byName]) =>
        Object.entries(byName)
          .filter(([, values]) => values['provisioner'] !== undefined)
          .map(([name]) => `${type}.${name} runs a program of its own, which a rehearsal would run for real.`),
      ),
  },
  {
    summary: 'Reads what is outside',
    broken(emitted) {
      const remote = Object.keys(record(emitted.data['terraform_remote_state']));
      const modules = Object.keys(record(emitted['module']));
      const cloud = emitted.terraform['cloud'] === undefined ? [] : ['The stack keeps its state in HCP Terraform.'];
      return [
        ...remote.map((name) => `data.terraform_remote_state.${name} reads a real state.`),
        ...modules.map((name) => `module.${name} is fetched from elsewhere.`),
        ...cloud,
      ];
    },
  },
];

export type Checked =
  | { readonly status: 'sound'; readonly emitted: Emitted }
  | { readonly status: 'refused'; readonly diagnostics: readonly Diagnostic[] };

/** Reads a stack and refuses one that a rehearsal must not run. */
export function check(stack: StackFiles): Checked {
  try {
    const emitted = emittedOf(stack);
    const diagnostics = refusals(emitted);
    return diagnostics.length === 0 ? { status: 'sound', emitted } : { status: 'refused', diagnostics };
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof z.ZodError)) throw error;
    const summary = `${stackFile} is no stack that cdktf emits`;
    return { status: 'refused', diagnostics: [{ severity: 'error', summary, detail: error.message }] };
  }
}

function refusals(emitted: Emitted): readonly Diagnostic[] {
  return checks.flatMap(({ summary, broken }) =>
    broken(emitted).map((detail): Diagnostic => ({ severity: 'error', summary, detail })),
  );
}

function record(value: unknown): Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {};
}

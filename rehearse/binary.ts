/** Finds Terraform or OpenTofu and runs it shut off from accounts: no credential, no user configuration, no registry. */
import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { devNull } from 'node:os';
import path from 'node:path';
import { UserError } from '../schema/problem';

export interface Binary {
  readonly name: 'terraform' | 'tofu';
  /** Absolute. */
  readonly file: string;
}

type Env = Readonly<Record<string, string | undefined>>;

const names = ['terraform', 'tofu'] as const;

export const installHelp =
  'Install Terraform 1.11 or later (https://developer.hashicorp.com/terraform/install) or OpenTofu 1.11 or later ' +
  '(https://opentofu.org/docs/intro/install/) so that `terraform` or `tofu` is on PATH. No account and no provider is needed.';

/** The first on PATH; Terraform before OpenTofu. */
export function findBinary(env: Env): Binary | undefined {
  const folders = (env['PATH'] ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  const endings = process.platform === 'win32' ? ['.exe', '.cmd'] : [''];
  for (const name of names) {
    for (const folder of folders) {
      const file = endings.map((ending) => path.join(folder, `${name}${ending}`)).find(isExecutable);
      if (file !== undefined) return { name, file };
    }
  }
  return undefined;
}

/** @throws UserError `no-terraform` with how to install it */
export function requireBinary(env: Env): Binary {
  const binary = findBinary(env);
  if (binary !== undefined) return binary;
  throw new UserError([
    { code: 'no-terraform', message: `A rehearsal needs Terraform, and neither is on PATH. ${installHelp}` },
  ]);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

export interface Output {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * What the child may know: nothing of the caller's but where programs and temporary files are. `HOME` is the work
 * folder, so that neither ~/.aws nor ~/.terraformrc is found.
 */
export function childEnv(env: Env, folder: string, reattach: string): Record<string, string> {
  const kept = ['PATH', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot'].flatMap((name): [string, string][] => {
    const value = env[name];
    return value === undefined ? [] : [[name, value]];
  });
  return {
    ...Object.fromEntries(kept),
    HOME: folder,
    USERPROFILE: folder,
    AWS_EC2_METADATA_DISABLED: 'true',
    CHECKPOINT_DISABLE: '1',
    TF_CLI_CONFIG_FILE: devNull,
    TF_IN_AUTOMATION: '1',
    TF_INPUT: '0',
    TF_REATTACH_PROVIDERS: reattach,
  };
}

/** Runs one command to its end. Rejects only where the binary can't be started. */
export function run(
  { file }: Binary,
  args: readonly string[],
  folder: string,
  env: Readonly<Record<string, string>>,
): Promise<Output> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd: folder, env: { ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({
        code: code ?? 1,
        stdout: Buffer.concat(stdout).toString('utf8'),
        stderr: Buffer.concat(stderr).toString('utf8'),
      });
    });
  });
}

/** Terraform's commands on one work folder. Each answers with what Terraform had to say: an error among it is a failure. */
import { childEnv, run, type Binary, type Output } from './binary';
import { ofStream, ofValidate, unread, type Diagnostic } from './diagnostics';
import type { WorkFolder } from './work-folder';

export class Terraform {
  readonly #env: Readonly<Record<string, string>>;

  constructor(
    readonly binary: Binary,
    readonly work: WorkFolder,
    env: Readonly<Record<string, string | undefined>>,
    reattach: string,
  ) {
    this.#env = childEnv(env, work.home, reattach);
  }

  async init(): Promise<readonly Diagnostic[]> {
    const { code, stderr } = await this.#run(['init', '-input=false', '-no-color']);
    return code === 0 ? [] : [unread(stderr)];
  }

  async validate(): Promise<readonly Diagnostic[]> {
    return ofValidate(await this.#run(['validate', '-json', '-no-color']));
  }

  apply(): Promise<readonly Diagnostic[]> {
    return this.#stream(['apply', '-auto-approve', '-input=false', '-json']);
  }

  /** Writes what would change to `file`. */
  change(file: string): Promise<readonly Diagnostic[]> {
    return this.#stream(['plan', '-input=false', '-json', `-out=${file}`]);
  }

  /** JSON of what `change` wrote. */
  async show(file: string): Promise<string> {
    const output = await this.#run(['show', '-json', '-no-color', file]);
    if (output.code !== 0) throw new Error(`terraform show failed: ${output.stderr}`);
    return output.stdout;
  }

  /** Managed resources in the state. */
  async addresses(): Promise<readonly string[]> {
    const output = await this.#run(['state', 'list']);
    return output.stdout.split('\n').filter((line) => line !== '' && !line.startsWith('data.'));
  }

  destroy(): Promise<readonly Diagnostic[]> {
    return this.#stream(['destroy', '-auto-approve', '-input=false', '-json']);
  }

  async #stream(args: readonly string[]): Promise<readonly Diagnostic[]> {
    return ofStream(await this.#run(args));
  }

  #run(args: readonly string[]): Promise<Output> {
    return run(this.binary, args, this.work.folder, this.#env);
  }
}

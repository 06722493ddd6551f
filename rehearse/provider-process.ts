/** The provider process: started once, serves every rehearsal until it is closed. */
import { fork, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../data/root';
import type { ArgumentRule } from '../modules/module';
import { UserError } from '../schema/problem';
import { serveReply, type ServeRequest } from './messages';

/** What a stack needs served: types by provider (`aws`). */
export interface ProviderUse {
  readonly provider: string;
  readonly resources: readonly string[];
  readonly data: readonly string[];
  readonly ephemeral: readonly string[];
}

export interface ProviderProcess {
  /** Value of TF_REATTACH_PROVIDERS under which all of these are served. */
  reattach(uses: readonly ProviderUse[], rules: readonly ArgumentRule[]): Promise<string>;
  close(): Promise<void>;
}

// Terraform and OpenTofu complete `hashicorp/aws` with the host of their own registry; neither is asked.
const hosts = ['registry.terraform.io', 'registry.opentofu.org'];
const packages = ['@grpc/grpc-js', 'protobufjs', '@msgpack/msgpack'];

/** @throws UserError `rehearsal-packages` where the optional packages were not installed */
export function startProvider(): ProviderProcess {
  const root = projectRoot();
  const missing = packages.filter((name) => !existsSync(path.join(root, 'node_modules', name)));
  if (missing.length > 0) {
    throw new UserError([
      {
        code: 'rehearsal-packages',
        message: `A rehearsal needs ${missing.join(', ')}: run \`npm ci\` without --omit=optional.`,
      },
    ]);
  }
  const child = fork(path.join(root, 'cli', 'run.js'), ['rehearse/provider/main.ts'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: [],
  });
  const calls = new Calls(child);
  return {
    async reattach(uses, rules) {
      const served: [string, object][] = [];
      for (const use of uses) {
        const port = await calls.ask({ ...use, bindings: bindingsOf(root, use.provider), rules: [...rules] });
        const value = {
          Protocol: 'grpc',
          ProtocolVersion: 6,
          Pid: child.pid,
          Test: true,
          Addr: { Network: 'tcp', String: `127.0.0.1:${port}` },
        };
        for (const host of hosts) served.push([`${host}/hashicorp/${use.provider}`, value]);
      }
      return JSON.stringify(Object.fromEntries(served));
    },
    close: () => calls.close(),
  };
}

function bindingsOf(root: string, provider: string): string {
  const folder = path.join(root, 'node_modules', '@cdktf', `provider-${provider}`, 'lib');
  if (existsSync(folder)) return folder;
  throw new UserError([
    {
      code: 'no-bindings',
      message: `The stack uses the provider ${provider}, whose schema is read from @cdktf/provider-${provider}: that package is not installed.`,
    },
  ]);
}

interface Waiting {
  resolve(port: number): void;
  reject(error: Error): void;
}

/** Requests that wait for the process's replies, which may come in any order. */
class Calls {
  readonly #waiting = new Map<number, Waiting>();
  readonly #ended: Promise<void>;
  #said = '';
  #last = 0;
  #open = true;

  constructor(readonly child: ChildProcess) {
    child.stderr?.on('data', (chunk: Buffer) => (this.#said += chunk.toString('utf8')));
    child.on('message', (given) => {
      const { id, port } = serveReply.parse(given);
      this.#waiting.get(id)?.resolve(port);
      this.#waiting.delete(id);
    });
    // `close` never comes after a disconnect from this side; `exit` does.
    this.#ended = new Promise((resolve) => {
      child.on('exit', () => {
        this.#open = false;
        for (const { reject } of this.#waiting.values()) reject(this.#failure());
        this.#waiting.clear();
        resolve();
      });
    });
  }

  ask(request: Omit<ServeRequest, 'id' | 'resources' | 'data' | 'ephemeral'> & ProviderUse): Promise<number> {
    if (!this.#open) return Promise.reject(this.#failure());
    const id = (this.#last += 1);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.child.send({ id, ...request });
    });
  }

  async close(): Promise<void> {
    if (this.child.connected) this.child.disconnect();
    await this.#ended;
  }

  #failure(): Error {
    return new Error(`the provider process has ended: ${this.#said.trim() || 'without a word'}`);
  }
}

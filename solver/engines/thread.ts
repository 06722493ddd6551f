/**
 * The one thread in which engines run: started when first needed, kept over calls, ended when an engine does not come
 * back. While nothing is asked of it, it does not keep the process alive.
 */
import { Worker } from 'node:worker_threads';
import type { Limit } from '../model';
import type { Engine, Reply, Request } from './messages';
import { workerPath } from './worker-path';

export type ThreadAnswer =
  | { readonly status: 'answered'; readonly output: unknown }
  /** Out of time, or broken down (then the limit is one of size): the next question starts another thread. */
  | { readonly status: 'ended'; readonly limit: Limit };

let thread: Worker | undefined;
let previous: Promise<unknown> = Promise.resolve();

/** Questions are answered one after another. `timeoutSeconds` counts from when this one's turn comes. */
export function ask(request: Request, timeoutSeconds: number): Promise<ThreadAnswer> {
  const answer = previous.then(() => askNow(request, timeoutSeconds));
  previous = answer.catch(() => undefined);
  return answer;
}

/** Loads an engine ahead of its first question, while the caller does something else. Waiting for it is optional. */
export async function warmEngine(engine: Engine): Promise<void> {
  await ask({ engine: 'load', input: engine }, Infinity);
}

/** Ends the thread after the questions that were asked. It starts again when needed. */
export async function closeEngines(): Promise<void> {
  await previous;
  await endThread();
}

function startedThread(): Worker {
  if (thread === undefined) {
    thread = new Worker(workerPath(), { execArgv: [] });
    thread.unref();
  }
  return thread;
}

async function endThread(): Promise<void> {
  const ending = thread;
  thread = undefined;
  await ending?.terminate();
}

function askNow(request: Request, timeoutSeconds: number): Promise<ThreadAnswer> {
  if (timeoutSeconds <= 0) return Promise.resolve({ status: 'ended', limit: 'time' });
  const worker = startedThread();
  return new Promise((resolve, reject) => {
    const release = (): void => {
      clearTimeout(timer);
      worker.off('message', onMessage).off('error', onError);
      worker.unref();
    };
    const end = (settle: () => void): void => {
      release();
      endThread().then(settle, reject);
    };
    const onMessage = (reply: Reply): void => {
      if ('breakdown' in reply) return end(() => resolve({ status: 'ended', limit: 'nodes' }));
      release();
      if ('failure' in reply) reject(new Error(reply.failure));
      else resolve({ status: 'answered', output: reply.output });
    };
    const onError = (error: Error): void => {
      const outOfMemory = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      end(() => (outOfMemory ? resolve({ status: 'ended', limit: 'nodes' }) : reject(error)));
    };
    const onTimeout = (): void => end(() => resolve({ status: 'ended', limit: 'time' }));
    const timer = Number.isFinite(timeoutSeconds) ? setTimeout(onTimeout, timeoutSeconds * 1000) : undefined;
    worker.on('message', onMessage).on('error', onError);
    worker.ref();
    worker.postMessage(request);
  });
}

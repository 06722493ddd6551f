/** What rehearsals share: the binary, one provider process, the rules of the catalog. */
import type { Registry } from '../modules/module';
import { requireBinary } from './binary';
import { startProvider } from './provider-process';
import type { Rig } from './rehearsal';

export interface RigOptions {
  readonly registry: Registry;
  readonly env: Rig['env'];
  readonly onStep?: Rig['onStep'];
}

export interface RunningRig extends Rig {
  /** Ends the provider process. */
  close(): Promise<void>;
}

/** @throws UserError `no-terraform` with how to install it, `rehearsal-packages` */
export function openRig({ registry, env, onStep }: RigOptions): RunningRig {
  const binary = requireBinary(env);
  const provider = startProvider();
  return {
    binary,
    provider,
    rules: registry.modules.flatMap(({ rules }) => rules ?? []),
    modules: registry.modules.map(({ name }) => name),
    env,
    ...(onStep === undefined ? {} : { onStep }),
    close: () => provider.close(),
  };
}

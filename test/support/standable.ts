/** Which modules of the catalog can stand by themselves: those whose needs some module of it meets. */
import { registry } from '../../modules';
import type { Module } from '../../modules/module';

export function standable(): readonly Module<unknown>[] {
  const given = new Set(registry.modules.flatMap(({ provides }) => provides.map(({ name }) => name)));
  return registry.modules.filter((module) =>
    module.needs(module.inputs.parse({})).every(({ capability }) => given.has(capability.name)),
  );
}

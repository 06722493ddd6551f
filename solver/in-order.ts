/**
 * An environment whose lists stand in an order that depends on what they hold: needs, services, edges and modules mean
 * the same however they are listed, so the decision is the same to the byte.
 */
import type { Edge, Environment, NeedIntent } from '../schema/types';

function byText<T>(items: readonly T[], textOf: (item: T) => string): T[] {
  return items
    .map((item) => ({ item, text: textOf(item) }))
    .sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0))
    .map(({ item }) => item);
}

function needText({ capability, at, with: others, demand }: NeedIntent): string {
  return JSON.stringify([capability, at, [...others].sort(), byText(Object.entries(demand), ([unit]) => unit)]);
}

function edgeText({ service, pattern, gbPerMonth: { low, expected, high }, maxLatencyMs }: Edge): string {
  return JSON.stringify([service, pattern, low, expected, high, maxLatencyMs ?? null]);
}

export function inOrder(environment: Environment): Environment {
  const services = environment.services.map((service) => ({
    ...service,
    needs: byText(service.needs, needText),
    talksTo: byText(service.talksTo, edgeText),
  }));
  return {
    ...environment,
    needs: byText(environment.needs, needText),
    services: byText(services, ({ name }) => name),
    modules: byText(environment.modules, ({ module }) => module),
  };
}

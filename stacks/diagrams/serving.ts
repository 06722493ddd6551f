/** A Mermaid flowchart of what stands where and who serves whom. */
import { instanceKey, type Decision } from '../../solver/decision';
import { Ids, label } from './mermaid';

/**
 * Regions as boxes with their instances and services; arrows point from what needs a capability to what gives it.
 *
 * @param labels instance key -> lines of its label
 */
export function serving(decision: Decision, labels: ReadonlyMap<string, readonly string[]>): string {
  const ids = new Ids();
  const environment = `environment ${decision.environment}`;
  const edges = new Map<string, { readonly from: string; readonly to: string; readonly names: string[] }>();
  const services = new Map<string, { readonly location: string; readonly name: string }>();
  const commitments = new Set<string>();
  let asks = false;
  for (const { need, location, capability, provider } of decision.serves) {
    const [kind = '', name = ''] = need.split('/');
    const from =
      kind === 'environment'
        ? environment
        : kind === 'service'
          ? `service/${name}@${location}`
          : `${kind}/${name}@${location}`;
    if (kind === 'environment') asks = true;
    if (kind === 'service') services.set(from, { location, name });
    if (provider.startsWith('commitment:')) commitments.add(provider);
    const key = `${from} ${provider}`;
    const edge = edges.get(key) ?? { from, to: provider, names: [] };
    if (!edge.names.includes(capability)) edge.names.push(capability);
    edges.set(key, edge);
  }

  const lines = ['flowchart LR'];
  if (asks) lines.push(`  ${ids.of(environment)}([${label(environment)}])`);
  for (const { location, region, role } of decision.regions) {
    const title = role === 'only' ? region : `${region} (${role})`;
    lines.push(`  subgraph ${ids.of(`region ${location}`)}[${label(title)}]`);
    const instances = decision.placed.filter((placed) => placed.location === location).map(instanceKey);
    for (const key of instances.sort()) lines.push(`    ${ids.of(key)}[${label(...(labels.get(key) ?? [key]))}]`);
    for (const key of [...services.keys()].sort()) {
      const service = services.get(key);
      if (service?.location === location) lines.push(`    ${ids.of(key)}([${label(`service ${service.name}`)}])`);
    }
    lines.push('  end');
  }
  for (const key of [...commitments].sort())
    lines.push(`  ${ids.of(key)}([${label(key.replace('commitment:', 'environment '))}])`);
  for (const [, { from, to, names }] of [...edges].sort(([a], [b]) => (a < b ? -1 : 1))) {
    lines.push(`  ${ids.of(from)} -->|${label(names.sort().join(', '))}| ${ids.of(to)}`);
  }
  return lines.join('\n');
}

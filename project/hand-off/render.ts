/** The text of `placement.yaml`. The same data gives the same bytes. */
import { Document } from 'yaml';
import type { HandedCluster, HandedNodes, HandedService, HandOff } from './types';

const preface = ` Where services are to run, for whoever provisions this infrastructure. Trellis provisions none of it.

 With Cluster API: each of spec.clusters is a Cluster; each of its nodes is a MachineDeployment of so many replicas,
 whose machine template must leave at least \`allocatable\` to pods; where it has a \`zone\`, nodes of other zones stand
 in other failure domains. Each service is a Deployment of so many replicas with these requests. Machines for control
 planes are not counted. Nothing here is read back: solving writes it anew.`;

export function renderHandOff(handOff: HandOff): string {
  const { environment, infrastructure, cost, clusters, unchecked } = handOff;
  const { kind, name, provider, credentialsRef, providerConfig } = infrastructure;
  const document = new Document({
    apiVersion: 'trellis.dev/v1alpha1',
    kind: 'Placement',
    metadata: { name: `${environment}-${name}` },
    spec: {
      environment,
      infrastructure: { kind, name, ...present({ provider, credentialsRef, providerConfig }) },
      ...present({ cost }),
      clusters: sorted(clusters).map(clusterOf),
      ...(unchecked.length === 0 ? {} : { notChecked: uncheckedOf(unchecked) }),
    },
  });
  document.commentBefore = preface;
  return document.toString({ lineWidth: 0, indentSeq: true });
}

function sorted<T extends { readonly name: string }>(items: readonly T[]): T[] {
  return [...items].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Keys in the order of their names. */
function ordered<T>(map: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function present(optional: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined));
}

function clusterOf({ name, location, region, zone, overflowOf, nodes, services }: HandedCluster): unknown {
  return {
    name,
    location,
    ...present({ region, zone, overflowOf }),
    nodes: nodes.map(nodesOf),
    services: sorted(services).map(serviceOf),
  };
}

function nodesOf({ type, count, zone, allocatable, holds }: HandedNodes): unknown {
  return { type, count, ...present({ zone, allocatable }), holds: ordered(holds) };
}

function serviceOf({ name, replicas, requests, labels, reasons }: HandedService): unknown {
  return {
    name,
    replicas,
    requests,
    ...(Object.keys(labels).length === 0 ? {} : { labels: ordered(labels) }),
    reasons,
  };
}

function uncheckedOf(unchecked: HandOff['unchecked']): Readonly<Record<string, readonly string[]>> {
  const byLocation = new Map<string, string[]>();
  for (const { location, dimension } of unchecked)
    byLocation.set(location, [...(byLocation.get(location) ?? []), dimension].sort());
  return ordered(Object.fromEntries(byLocation));
}

/** The part of a summary about services that are placed by what they request. */
import type { PlacedServices } from '../solver/decision';
import { dimensionName } from '../solver/placed/dimension-names';
import { code, markdownTable } from './markdown';

/** Empty where no service is placed. */
export function placementSection(placed: PlacedServices | undefined): string {
  if (placed === undefined) return '';
  const { placement, unchecked } = placed;
  const services = markdownTable(
    [
      { title: 'Service', align: 'left' },
      { title: 'Location', align: 'left' },
      { title: 'Replicas', align: 'right' },
    ],
    Object.entries(placement.services)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([service, places]) =>
        Object.entries(places)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([place, replicas]) => [code(service), code(place), String(replicas)]),
      ),
  );
  const pools = markdownTable(
    [
      { title: 'Location', align: 'left' },
      { title: 'Clusters', align: 'right' },
      { title: 'Nodes', align: 'left' },
      { title: 'For', align: 'left' },
    ],
    placement.pools.map(({ location, clusters, nodes, overflowOf }) => [
      code(location),
      clusters === 0 ? '' : String(clusters),
      Object.entries(nodes)
        .map(([type, count]) => `${count} x ${type}`)
        .join(', '),
      overflowOf === undefined ? '' : `overflow of ${code(overflowOf)}`,
    ]),
  );
  const notChecked = unchecked.map(
    ({ location, dimension }) => `- Not checked: ${code(location)} does not state its ${dimensionName(dimension)}.`,
  );
  return [services, pools, ...(notChecked.length === 0 ? [] : [notChecked.join('\n')])].join('\n\n');
}

/** What one field of an infrastructure document alone can't tell. Runs on documents that their schema accepts. */
import type { InfrastructureDocument } from './infrastructure';
import type { Finding } from './issues';
import type { KeyPath } from './types';
import { showPath, unknownWord } from './wording';

export function infrastructureChecks({ kind, spec }: InfrastructureDocument): readonly Finding[] {
  return kind === 'CloudInfrastructure' ? [...ownPrices(spec), ...pricedRegions(spec)] : reservedAmounts(spec);
}

type Spec<Kind> = Extract<InfrastructureDocument, { kind: Kind }>['spec'];

/** Nodes and clusters in AWS are those of the catalog, at its prices. */
function ownPrices({ provider, prices }: Spec<'CloudInfrastructure'>): readonly Finding[] {
  if (provider !== 'aws' || prices === undefined) return [];
  const message =
    'spec.prices is for clouds other than aws, whose list prices are known. spec.prices of an environment replaces those.';
  return [{ code: 'invalid-value', path: ['spec', 'prices'], at: 'key', message }];
}

function pricedRegions({ regions, prices }: Spec<'CloudInfrastructure'>): readonly Finding[] {
  const known = Object.keys(regions);
  return (prices?.nodeTypes ?? []).flatMap((nodeType, index) =>
    (nodeType.regions ?? []).flatMap((region, at): Finding[] => {
      if (known.includes(region)) return [];
      const path: KeyPath = ['spec', 'prices', 'nodeTypes', index, 'regions', at];
      return [
        { code: 'unknown-region', path, at: 'value', message: unknownWord('region', region, showPath(path), known) },
      ];
    }),
  );
}

const dimensions = ['nodes', 'cores', 'memory', 'storage'] as const;

/** What is kept back is part of what is there. */
function reservedAmounts({ capacity, reservation }: Spec<'StaticInfrastructure'>): readonly Finding[] {
  if (reservation === undefined) return [];
  const { reserved } = reservation;
  const base: KeyPath = ['spec', 'reservation', 'reserved'];
  const above = (path: KeyPath, of: string): Finding => {
    const message = `${showPath(path)} must not be above ${of}.`;
    return { code: 'out-of-range', path, at: 'value', message };
  };
  return [
    ...dimensions.flatMap((dimension) => {
      const [kept, all] = [reserved[dimension], capacity[dimension]];
      if (kept === undefined || all === undefined || kept <= all) return [];
      return [above([...base, dimension], `spec.capacity.${dimension}`)];
    }),
    ...Object.entries(reserved.accelerators ?? {}).flatMap(([type, kept]) =>
      kept <= (capacity.accelerators?.[type] ?? 0)
        ? []
        : [above([...base, 'accelerators'], `what spec.capacity.accelerators has of ${type}`)],
    ),
  ];
}

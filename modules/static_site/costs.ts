/** What a site costs: traffic and requests by where readers are served from, and the files behind it. */
import { asRange, scaled } from '../amounts';
import type { CostLine } from '../module';
import { locations, locationTitles, servedFrom, type Location } from './edges';
import type { Inputs } from './inputs';

export function costs(given: Inputs): readonly CostLine[] {
  const { deliveredGbPerMonth, requestMillionPerMonth, cacheMissPercent, storedGb } = given.expected;
  return [
    ...[...sharesOf(given)].flatMap(([location, share]): CostLine[] => [
      {
        name: `Traffic from ${locationTitles[location]}`,
        price: `cloudfront.${location}.gb`,
        fixed: scaled(deliveredGbPerMonth, share),
        perDemand: { deliveredGbPerMonth: share },
        basis: `${round(share * 100)} % of deliveredGbPerMonth and of what needs ask for`,
      },
      {
        name: `Requests from ${locationTitles[location]}`,
        price: `cloudfront.${location}.millionHttpsRequests`,
        fixed: scaled(requestMillionPerMonth, share),
        basis: `${round(share * 100)} % of requestMillionPerMonth`,
      },
    ]),
    { name: 'Files', price: 's3.standard.gbMonth', fixed: asRange(storedGb), basis: 'storedGb' },
    {
      name: 'Requests to the bucket',
      price: 's3.get.millionRequests',
      fixed: scaled(requestMillionPerMonth, cacheMissPercent / 100),
      basis: `${cacheMissPercent} % of requestMillionPerMonth`,
    },
    ...(given.logging.enabled
      ? [
          {
            name: 'Logs',
            price: 's3.standard.gbMonth',
            fixed: asRange(given.logging.storedGb),
            basis: 'logging.storedGb',
          },
        ]
      : []),
  ];
}

/** Share of the traffic by the location that serves it, in the order of the price list. */
function sharesOf({ readers, priceClass }: Inputs): ReadonlyMap<Location, number> {
  const shares = new Map<Location, number>();
  for (const location of locations) {
    const percent = readers[location];
    if (percent === undefined) continue;
    const from = servedFrom(location, priceClass);
    shares.set(from, (shares.get(from) ?? 0) + percent / 100);
  }
  return shares;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

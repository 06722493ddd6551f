/** Where readers are, as CloudFront charges for them, and which price class has edge locations there. */
import type { PriceClass } from './inputs';

/** Locations of the price list; Mexico is charged as the United States, Israel as Europe, New Zealand as Australia. */
export const locations = [
  'unitedStates',
  'canada',
  'europe',
  'southAfrica',
  'middleEast',
  'japan',
  'asiaPacific',
  'india',
  'southAmerica',
  'australia',
] as const;
export type Location = (typeof locations)[number];

export const locationTitles: Readonly<Record<Location, string>> = {
  unitedStates: 'the United States',
  canada: 'Canada',
  europe: 'Europe',
  southAfrica: 'South Africa',
  middleEast: 'the Middle East',
  japan: 'Japan',
  asiaPacific: 'Asia Pacific',
  india: 'India',
  southAmerica: 'South America',
  australia: 'Australia',
};

/**
 * Whose edge locations serve readers in a location that the price class leaves out. AWS picks by latency and does not
 * say which, so this is the neighbour.
 */
const elsewhere: Readonly<Record<Exclude<PriceClass, 'PriceClass_All'>, Partial<Record<Location, Location>>>> = {
  PriceClass_100: {
    southAfrica: 'europe',
    middleEast: 'europe',
    japan: 'unitedStates',
    asiaPacific: 'unitedStates',
    india: 'europe',
    southAmerica: 'unitedStates',
    australia: 'unitedStates',
  },
  PriceClass_200: { southAmerica: 'unitedStates', australia: 'asiaPacific' },
};

/** The location whose edge locations serve readers of another. */
export function servedFrom(location: Location, priceClass: PriceClass): Location {
  return priceClass === 'PriceClass_All' ? location : (elsewhere[priceClass][location] ?? location);
}

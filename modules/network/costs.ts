/** What the network adds to the bill. Gateway endpoints, subnets and the VPC itself are free. */
import { gatewayApis, interfaceApis, networking } from '../aws-apis';
import { privateNetwork } from '../capabilities';
import type { CostLine } from '../module';
import type { Inputs } from './inputs';
import { gatewayCount, type Nat } from './nat';

const hoursPerMonth = 730;

/** A GB that crosses zones is charged where it leaves and where it arrives. */
const chargesPerCrossing = 2;

/** Units of traffic through NAT: to the internet, and to APIs of AWS that have no gateway endpoint. */
const byNat = { internetGbPerMonth: 1, gbPerMonth: 1 };

function scaled(perDemand: Readonly<Record<string, number>>, factor: number): Record<string, number> {
  return Object.fromEntries(Object.entries(perDemand).map(([unit, rate]) => [unit, rate * factor]));
}

/** Traffic is taken to spread evenly over the zones: (zones - 1) / zones of it then goes to another zone. */
export function costs(given: Inputs, nat: Nat, zones: number): readonly CostLine[] {
  const gateways = gatewayCount(nat, zones);
  const crossing = (chargesPerCrossing * (zones - 1)) / zones;
  const share = `${zones - 1}/${zones} of the traffic, evenly spread over the zones, charged in each direction`;
  const betweenZones: CostLine = {
    name: 'Traffic between zones',
    price: 'dataTransfer.interAz.gb',
    perDemand: { crossZoneGbPerMonth: crossing },
    basis: share,
    group: networking,
    overlooked: true,
  };
  if (gateways === 0) return [betweenZones];
  const throughNat = given.internetGbPerMonth + given.natReceivedGbPerMonth;
  return [
    {
      name: 'NAT gateways',
      price: 'vpc.natGateway.hour',
      fixed: gateways * hoursPerMonth,
      basis: `${gateways} x ${hoursPerMonth} h`,
      group: networking,
    },
    {
      name: 'NAT data processing',
      price: 'vpc.natGateway.gb',
      fixed: throughNat,
      perDemand: byNat,
      demandOf: [privateNetwork, ...interfaceApis],
      basis: 'every GB through NAT, in or out',
      group: networking,
    },
    {
      name: 'Public IPv4 addresses of NAT',
      price: 'vpc.publicIpv4.inUse.hour',
      fixed: gateways * hoursPerMonth,
      basis: `one for each gateway, ${gateways} x ${hoursPerMonth} h`,
      group: networking,
      overlooked: true,
    },
    {
      name: 'Traffic out to the internet',
      price: 'dataTransfer.internet.gb',
      fixed: given.internetGbPerMonth,
      perDemand: { internetGbPerMonth: 1 },
      basis: 'first price tier, without the 100 GB that an account has free each month',
      group: networking,
      overlooked: true,
    },
    nat === 'per-zone' ? betweenZones : withNatCrossings(betweenZones, crossing, throughNat),
  ];
}

/** A single gateway draws the traffic of all other zones into its own. */
function withNatCrossings(line: CostLine, crossing: number, throughNat: number): CostLine {
  return {
    ...line,
    fixed: crossing * throughNat,
    perDemand: { ...line.perDemand, ...scaled(byNat, crossing) },
    demandOf: [privateNetwork, ...interfaceApis],
    basis: `${line.basis}; NAT stands in one zone`,
  };
}

/** Gateway endpoints take what NAT would charge for, where there is any. */
export function spares(nat: Nat): readonly CostLine[] {
  if (nat === 'none') return [];
  return [
    {
      name: 'S3 and DynamoDB by gateway endpoints, not through NAT',
      price: 'vpc.natGateway.gb',
      perDemand: { gbPerMonth: 1 },
      demandOf: gatewayApis,
      basis: 'every GB to or from them; gateway endpoints are free',
      group: networking,
    },
  ];
}

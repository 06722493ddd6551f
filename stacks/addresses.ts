/** What was allocated, as Markdown: each subnet with what AWS leaves of it. */
import type { Addresses } from '../modules/module';
import type { NetworkAllocations } from '../solver/decision';
import { cidr, compareCidrs, sizeOf } from '../solver/cidr';
import { code, markdownTable } from './markdown';

/**
 * Network address, router, DNS server, one for later use, and broadcast address, of every subnet.
 * https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
 */
const reservedPerSubnet = 5;

/** A table for each region, in order of regions; empty where nothing is allocated. */
export function addressTables(allocations: NetworkAllocations): string {
  const regions = Object.entries(allocations).sort(([a], [b]) => (a < b ? -1 : 1));
  if (regions.length === 0) return '';
  return [
    ...regions.map(([region, addresses]) => table(region, addresses)),
    `AWS keeps ${reservedPerSubnet} addresses of each subnet: the first four and the last.`,
  ].join('\n\n');
}

function table(region: string, { cidr: vpc, subnets }: Addresses): string {
  const rows = Object.entries(subnets).flatMap(([tier, byZone]) =>
    Object.entries(byZone).map(([zone, text]) => ({ tier, zone, block: cidr(text), text })),
  );
  const total = rows.reduce((sum, { block }) => sum + sizeOf(block.prefix), 0);
  const all = sizeOf(cidr(vpc).prefix);
  const reserved = rows.length * reservedPerSubnet;
  return markdownTable(
    [
      { title: 'Subnet', align: 'left' },
      { title: 'CIDR', align: 'left' },
      { title: 'Addresses', align: 'right' },
      { title: 'Reserved', align: 'right' },
      { title: 'Usable', align: 'right' },
    ],
    [
      [`**VPC** of ${code(region)}`, code(vpc), number(all), '', ''],
      ...rows
        .sort((a, b) => compareCidrs(a.block, b.block))
        .map(({ tier, zone, block, text }) => {
          const size = sizeOf(block.prefix);
          return [
            `${tier}, ${code(zone)}`,
            code(text),
            number(size),
            String(reservedPerSubnet),
            number(size - reservedPerSubnet),
          ];
        }),
      ['in subnets', '', number(total), number(reserved), number(total - reserved)],
      ['free to grow', '', number(all - total), '', ''],
    ],
  );
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}

import { addressTables } from '../../stacks/addresses';

it('prints each subnet with what AWS leaves of it, by address', () => {
  const allocated = {
    cidr: '10.0.0.0/16',
    zones: ['use1-az1', 'use1-az2'],
    subnets: {
      private: { 'use1-az1': '10.0.10.0/24' },
      public: { 'use1-az1': '10.0.1.0/24', 'use1-az2': '10.0.2.0/28' },
    },
  };
  expect(addressTables({ 'us-east-1': allocated })).toMatchInlineSnapshot(`
   "| Subnet | CIDR | Addresses | Reserved | Usable |
   | --- | --- | ---: | ---: | ---: |
   | **VPC** of \`us-east-1\` | \`10.0.0.0/16\` | 65,536 |  |  |
   | public, \`use1-az1\` | \`10.0.1.0/24\` | 256 | 5 | 251 |
   | public, \`use1-az2\` | \`10.0.2.0/28\` | 16 | 5 | 11 |
   | private, \`use1-az1\` | \`10.0.10.0/24\` | 256 | 5 | 251 |
   | in subnets |  | 528 | 15 | 513 |
   | free to grow |  | 65,008 |  |  |

   AWS keeps 5 addresses of each subnet: the first four and the last."
  `);
});

it('prints nothing where nothing is allocated', () => {
  expect(addressTables({})).toBe('');
});

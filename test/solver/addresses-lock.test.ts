import { UserError } from '../../schema/problem';
import { emptyNetworkLock, readNetworkLock, serialiseNetworkLock, type NetworkLock } from '../../solver/network-lock';

const file = 'environments/network.lock.json';
const lock: NetworkLock = {
  formatVersion: 1,
  environments: {
    prod: {
      'us-east-1': {
        cidr: '10.1.0.0/16',
        zones: ['use1-az4', 'use1-az1'],
        subnets: {
          public: { 'use1-az4': '10.1.192.0/22', 'use1-az1': '10.1.196.0/22' },
          private: { 'use1-az1': '10.1.32.0/19', 'use1-az4': '10.1.0.0/19' },
        },
      },
    },
    dev: { 'us-east-1': { cidr: '10.0.0.0/16', zones: ['use1-az1'], subnets: {} } },
  },
  released: [
    { environment: 'qa', region: 'us-east-1', cidr: '10.3.0.0/16' },
    { environment: 'qa', region: 'eu-west-1', cidr: '10.2.0.0/16' },
  ],
  spaces: {},
};

function errorOf(text: string): string {
  try {
    readNetworkLock(text, file);
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  return '';
}

/** The lock's text with one part changed. */
function changed(from: string, to: string): string {
  const text = serialiseNetworkLock(lock);
  expect(text).toContain(from);
  return text.replace(from, to);
}

it('is written with sorted keys, zones in their own order', () => {
  expect(serialiseNetworkLock(lock)).toMatchInlineSnapshot(`
   "{
     "formatVersion": 1,
     "environments": {
       "dev": {
         "us-east-1": {
           "cidr": "10.0.0.0/16",
           "zones": [
             "use1-az1"
           ],
           "subnets": {}
         }
       },
       "prod": {
         "us-east-1": {
           "cidr": "10.1.0.0/16",
           "zones": [
             "use1-az4",
             "use1-az1"
           ],
           "subnets": {
             "private": {
               "use1-az1": "10.1.32.0/19",
               "use1-az4": "10.1.0.0/19"
             },
             "public": {
               "use1-az1": "10.1.196.0/22",
               "use1-az4": "10.1.192.0/22"
             }
           }
         }
       }
     },
     "released": [
       {
         "environment": "qa",
         "region": "eu-west-1",
         "cidr": "10.2.0.0/16"
       },
       {
         "environment": "qa",
         "region": "us-east-1",
         "cidr": "10.3.0.0/16"
       }
     ]
   }
   "
  `);
});

it('reads what it wrote, and writes the same again', () => {
  for (const one of [lock, emptyNetworkLock]) {
    const text = serialiseNetworkLock(one);
    expect(readNetworkLock(text, file)).toEqual({ ...one, released: [...one.released].reverse() });
    expect(serialiseNetworkLock(readNetworkLock(text, file))).toBe(text);
  }
});

describe('a damaged file', () => {
  it('that is not JSON is named with the place', () => {
    expect(errorOf(changed('  "formatVersion": 1,', '<<<<<<< ours\n  "formatVersion": 1,'))).toMatchInlineSnapshot(`
     "environments/network.lock.json:2:1: The network lock is not JSON, or has a key twice (a merge gone wrong?). Take the file from version control: it is written by \`trellis solve\` and not edited by hand. [bad-network-lock]
       2 | <<<<<<< ours
           ^"
    `);
  });

  it.each([
    ['', ':1:1: '],
    ['[]', ':1:1: network lock: Invalid input: expected object'],
    [changed('"formatVersion": 1', '"formatVersion": 2'), ':2:20: formatVersion: '],
    [changed('"dev": {', '"prod": {'), 'has a key twice'],
    [changed('"cidr": "10.1.0.0/16",', ''), ':14:20: environments.prod.us-east-1.cidr: Invalid input'],
    [changed('10.0.0.0/16', '10.0.0.1/16'), ':6:17: environments.dev.us-east-1.cidr: 10.0.0.1/16 has host bits set'],
    [changed('10.0.0.0/16', '10.1.0.0/16'), '10.1.0.0/16 overlaps the block of dev in us-east-1'],
    [changed('10.2.0.0/16', '10.1.128.0/17'), 'released.0.cidr: 10.1.128.0/17 overlaps the block of prod in us-east-1'],
    [changed('10.1.32.0/19', '10.1.0.0/18'), 'subnets.private.use1-az4: 10.1.0.0/19 overlaps another subnet'],
    [changed('10.1.32.0/19', '10.9.0.0/19'), '10.9.0.0/19 lies outside 10.1.0.0/16'],
    [changed('"use1-az1": "10.1.32.0/19"', '"use1-az6": "10.1.32.0/19"'), 'use1-az6 is not one of the zones'],
    [changed('"use1-az4",', '"use1-az1",'), 'a zone stands here twice'],
  ])('%#', (text, message) => {
    expect(errorOf(text)).toContain(message);
    expect(errorOf(text)).toContain('[bad-network-lock]');
  });
});

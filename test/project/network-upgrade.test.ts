/** The guide's network, from one zone behind to both: one word in the environment, and no subnet moves. */
import { cpSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../data/root';
import { allocationsOf, readNetworkLock, type NetworkLock } from '../../solver/network-lock';
import { addressesOf } from '../../stacks/emitted';
import { inProject, type Project } from '../support/project';
import { describeRehearsal } from '../support/rig';

jest.setTimeout(600_000);

const folder = path.join(projectRoot(), 'test/cases/network-of-the-guide');
const file = 'environments/demo.yaml';

function inGuide<T>(use: (project: Project) => Promise<T>): Promise<T> {
  return inProject({}, (project) => {
    cpSync(path.join(folder, 'environments'), path.join(project.root, 'environments'), { recursive: true });
    return use(project);
  });
}

function networkLock(project: Project): NetworkLock {
  return readNetworkLock(project.read('environments/network.lock.json'), 'network.lock.json');
}

async function upgraded(project: Project): Promise<void> {
  expect((await project.run(['synth'])).code).toBe(0);
  project.write(file, project.read(file).replace('single-az', 'multi-az'));
}

test('no subnet moves, and what is added is what was told', () =>
  inGuide(async (project) => {
    await upgraded(project);
    const before = { lock: networkLock(project), addresses: addressesOf(project.emitted('demo')) };
    const page = project.read('cdktf.out/stacks/demo/SUMMARY.md');
    expect((await project.run(['solve'])).code).toBe(0);
    expect((await project.run(['synth'])).code).toBe(0);

    const was = allocationsOf(before.lock, 'demo')['us-east-1'];
    const now = allocationsOf(networkLock(project), 'demo')['us-east-1'];
    expect(now).toMatchObject({ cidr: was?.cidr, zones: was?.zones, subnets: was?.subnets });
    expect(now?.subnets['private']).toEqual({ 'use1-az1': '10.0.10.0/24', 'use1-az2': '10.0.11.0/24' });

    const addresses = addressesOf(project.emitted('demo'));
    expect(before.addresses.filter((address) => !addresses.includes(address))).toEqual([]);
    expect(addresses.filter((address) => !before.addresses.includes(address))).toMatchInlineSnapshot(`
     [
       "aws_eip.network_nat_address_us_east_1_use1_az2",
       "aws_nat_gateway.network_nat_gateway_us_east_1_use1_az2",
       "aws_network_acl_association.network_private_network_acl_association_us_east_1_use1_az2",
       "aws_route.network_private_internet_route_us_east_1_use1_az2",
       "aws_route_table.network_private_route_table_us_east_1_use1_az2",
       "aws_route_table_association.network_private_route_table_association_us_east_1_use1_az2",
       "aws_subnet.network_private_subnet_us_east_1_use1_az2",
     ]
    `);

    const { out } = await project.run(['cost']);
    expect(page).toContain('With `availability: multi-az` it costs 51.10 USD a month more:');
    expect(page).toContain('- network, NAT gateways: +32.85');
    expect(page).toContain('- network, Public IPv4 addresses of NAT: +3.65');
    expect(out).toContain('Total: 102.70 USD a month expected');
  }));

test('the way back is refused, since a subnet in use is not taken out', () =>
  inGuide(async (project) => {
    await upgraded(project);
    expect((await project.run(['solve'])).code).toBe(0);
    project.write(file, readFileSync(path.join(folder, file), 'utf8'));
    const { code, err } = await project.run(['solve']);
    expect(code).not.toBe(0);
    expect(err).toContain('us-east-1 has private subnets in 2 zones and 1 is asked for.');
  }));

describeRehearsal('the upgrade', () => {
  test('creates and changes, and neither destroys nor replaces', () =>
    inGuide(async (project) => {
      const shell = { env: { PATH: process.env['PATH'] } };
      await upgraded(project);
      cpSync(path.join(project.root, 'cdktf.out'), path.join(project.root, 'before'), { recursive: true });
      await project.run(['solve']);
      await project.run(['synth']);
      const { code, out } = await project.run(['rehearse', 'demo', '--from', 'before'], shell);
      expect(code).toBe(0);
      expect(out.split('\n')[0]).toMatchInlineSnapshot(`"demo: 0 destroyed, 0 replaced, 4 changed, 7 created"`);
    }));
});

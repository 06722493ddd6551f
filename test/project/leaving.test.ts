/** How things leave, step by step, as a user runs them. */
import { parseLock } from '../../solver/lock';
import { readNetworkLock, type NetworkLock } from '../../solver/network-lock';
import { addressesOf } from '../../stacks/emitted';
import {
  cloud,
  environment,
  environmentFile,
  infrastructureFile,
  inProject,
  projectOf,
  type Project,
} from '../support/project';

const lock = 'environments/lab.lock.json';
const stack = 'cdktf.out/stacks/lab/cdk.tf.json';
const east = '@aws/us-east-1';
const west = '@aws/us-west-2';
const redis = `elasticache_redis${east}`;
const network = `network${east}`;

const cache = '    - capability: key-value-cache\n      memoryGiB: 1\n';
const privateNetwork = '    - capability: private-network\n';

function spec(given: { readonly regions?: string; readonly modules?: string; readonly needs?: string } = {}): string {
  const { regions = 'primary: us-east-1, max: 1', modules = '', needs = privateNetwork + cache } = given;
  return `  infrastructure: aws\n  regions: {${regions}}\n  modules: {${modules}}\n  needs:\n${needs}`;
}

const memcachedInstead = 'elasticache_redis: off, elasticache_memcached: on';

function inLab<T>(use: (project: Project) => Promise<T>, first: string = spec()): Promise<T> {
  return inProject(projectOf({ lab: first }), async (project) => {
    await project.done(['synth']);
    return use(project);
  });
}

function rewrite(project: Project, lines: string): void {
  project.write(environmentFile('lab'), environment('lab', lines));
}

function phases(project: Project): Record<string, string> {
  const { placed } = parseLock(project.read(lock), lock);
  return Object.fromEntries(placed.map((one) => [`${one.module}/${one.instance}@${one.region}`, one.phase]));
}

/** Lines that only one of the texts has. */
function difference(before: string, after: string): string {
  const [old, now] = [before.split('\n'), after.split('\n')];
  const gone = old.filter((line) => !now.includes(line)).map((line) => `- ${line}`);
  return [...gone, ...now.filter((line) => !old.includes(line)).map((line) => `+ ${line}`)].join('\n');
}

describe('a stateful instance leaves in two steps', () => {
  test('the first takes its protection off, the second takes it away', () =>
    inLab(async (project) => {
      const protectedStack = project.read(stack);
      rewrite(project, spec({ modules: memcachedInstead }));

      const unasked = await project.run(['synth']);
      expect(unasked.code).toBe(5);
      expect(unasked.out).toBe('');
      expect(unasked.err).toMatchInlineSnapshot(`
       "environments/lab.yaml:8:13: elasticache_redis@aws/us-east-1 holds data or addresses that others rely on, and environment lab no longer wants it. Keep it, or let it go in two reviewed steps: \`trellis solve --env lab --allow-destroy elasticache_redis@aws/us-east-1\` takes its protection off; after that was applied, the same command again removes it. [destroy-not-allowed]
       "
      `);
      expect(project.read(stack)).toBe(protectedStack);

      await project.done(['solve', '--allow-destroy', redis]);
      expect(phases(project)).toMatchObject({ 'elasticache_redis/main@us-east-1': 'retiring' });
      const cacheBefore = project.emitted('lab').resource['aws_elasticache_replication_group'];
      await project.done(['synth']);
      const cacheRetiring = project.emitted('lab').resource['aws_elasticache_replication_group'];
      expect(difference(JSON.stringify(cacheBefore, null, 2), JSON.stringify(cacheRetiring, null, 2)))
        .toMatchInlineSnapshot(`
       "-     "lifecycle": {
       -       "prevent_destroy": true"
      `);
      expect(cacheRetiring?.['elasticache_redis_group_us_east_1']).toMatchObject({
        final_snapshot_identifier: 'lab-redis-final',
      });

      // Whatever is run without permission, the second step does not happen by itself.
      await project.done(['solve']);
      await project.done(['synth']);
      expect(phases(project)).toMatchObject({ 'elasticache_redis/main@us-east-1': 'retiring' });

      await project.done(['solve', '--allow-destroy', redis]);
      await project.done(['synth']);
      expect(phases(project)).toEqual({
        'elasticache_memcached/main@us-east-1': 'active',
        'network/main@us-east-1': 'active',
      });
      expect(addressesOf(project.emitted('lab')).filter((address) => address.includes('redis'))).toEqual([]);
      expect(parseLock(project.read(lock), lock).retired).toEqual([
        { module: 'elasticache_redis', instance: 'main', location: 'aws/us-east-1', generation: 1 },
      ]);
    }));

  test('two permissions without a stack between them are one step', () =>
    inLab(async (project) => {
      rewrite(project, spec({ modules: memcachedInstead }));
      await project.done(['solve', '--allow-destroy', redis]);
      const again = await project.run(['solve', '--allow-destroy', redis]);
      expect(again.code).toBe(5);
      expect(again.err).toMatchInlineSnapshot(`
       "elasticache_redis@aws/us-east-1 can take its second step of leaving only once the first one was emitted. Run \`trellis synth --env lab\`, apply, and then decide again. [step-not-emitted]
       "
      `);
      expect(phases(project)).toMatchObject({ 'elasticache_redis/main@us-east-1': 'retiring' });
    }));

  test('a retiring instance that is pinned on again stays, protected', () =>
    inLab(async (project) => {
      const before = project.read(stack);
      rewrite(project, spec({ modules: 'elasticache_redis: off' }));
      await project.done(['solve', '--allow-destroy', redis]);
      await project.done(['synth']);
      rewrite(project, spec({ modules: 'elasticache_redis: on, elasticache_memcached: off' }));
      await project.done(['synth']);
      expect(project.read(stack)).toBe(before);
    }));

  test('left to the solver, a retiring instance keeps leaving', () =>
    inLab(async (project) => {
      rewrite(project, spec({ modules: 'elasticache_redis: off' }));
      await project.done(['solve', '--allow-destroy', redis]);
      rewrite(project, spec());
      await project.done(['solve']);
      expect(phases(project)).toMatchObject({
        'elasticache_memcached/main@us-east-1': 'active',
        'elasticache_redis/main@us-east-1': 'retiring',
      });
    }));

  test('what returns after it was retired gets new names where AWS keeps the old ones', () =>
    inLab(async (project) => {
      rewrite(project, spec({ modules: memcachedInstead }));
      await project.done(['solve', '--allow-destroy', redis]);
      await project.done(['synth']);
      await project.done(['solve', '--allow-destroy', redis]);

      rewrite(project, spec({ modules: 'elasticache_redis: on' }));
      const early = await project.run(['synth']);
      expect(early.code).toBe(5);
      expect(early.err).toContain('was retired and can come back only once its retirement was emitted.');

      rewrite(project, spec({ modules: memcachedInstead }));
      await project.done(['synth']);
      rewrite(project, spec({ modules: 'elasticache_redis: on' }));
      await project.done(['synth']);
      expect(
        project.emitted('lab').resource['aws_elasticache_replication_group']?.['elasticache_redis_group_us_east_1'],
      ).toMatchObject({
        replication_group_id: 'lab-redis-g2',
        final_snapshot_identifier: 'lab-redis-final-g2',
        lifecycle: { prevent_destroy: true },
      });
    }));

  test('a renamed instance is another one', () =>
    inLab(
      async (project) => {
        const named = (name: string): string =>
          spec({ modules: `elasticache_redis: {enabled: on, instances: {${name}: {}}}` });
        rewrite(project, named('green'));
        const ran = await project.run(['synth']);
        expect(ran.code).toBe(5);
        expect(ran.err).toContain('elasticache_redis/blue@aws/us-east-1 holds data');
        await project.done(['solve', '--allow-destroy', `elasticache_redis/blue${east}`]);
        expect(phases(project)).toEqual({
          'elasticache_redis/blue@us-east-1': 'retiring',
          'elasticache_redis/green@us-east-1': 'active',
          'network/main@us-east-1': 'active',
        });
        await project.done(['synth']);
        await project.done(['solve', '--allow-destroy', `elasticache_redis/blue${east}`]);
        await project.done(['synth']);
        const groups = project.emitted('lab').resource['aws_elasticache_replication_group'] ?? {};
        expect(Object.keys(groups)).toEqual(['elasticache_redis_green_group_us_east_1']);
      },
      spec({ modules: 'elasticache_redis: {enabled: on, instances: {blue: {}}}' }),
    ));

  test('permission for what does not stand is an error that names what does', () =>
    inLab(async (project) => {
      const ran = await project.run(['solve', '--allow-destroy', 'elasticache_redis@aws/eu-west-1']);
      expect(ran.code).toBe(5);
      expect(ran.err).toMatchInlineSnapshot(`
       "--allow-destroy elasticache_redis@aws/eu-west-1: the lock of lab has no such instance; it has elasticache_redis@aws/us-east-1, network@aws/us-east-1. [unknown-instance]
       "
      `);
    }));

  test('permission for what is needed changes nothing', () =>
    inLab(async (project) => {
      const before = project.read(lock);
      await project.done(['solve', '--allow-destroy', network]);
      expect(project.read(lock)).toBe(before);
    }));

  test('a stateless instance leaves at once', () =>
    inLab(
      async (project) => {
        rewrite(project, spec({ modules: 'elasticache_memcached: off', needs: privateNetwork }));
        await project.done(['synth']);
        expect(phases(project)).toEqual({ 'network/main@us-east-1': 'active' });
      },
      spec({ modules: memcachedInstead }),
    ));
});

describe('a whole region leaves', () => {
  const both = 'primary: us-east-1, min: 2, max: 2';
  const eastAlone = 'primary: us-east-1, allowed: [us-east-1]';
  const leavers = [`elasticache_redis${west}`, `network${west}`];

  test('its network goes together with what stands in it, and its addresses stay taken until that is confirmed', () =>
    inLab(
      async (project) => {
        rewrite(project, spec({ regions: eastAlone }));
        const ran = await project.run(['synth']);
        expect(ran.code).toBe(5);
        expect(ran.err).toMatchInlineSnapshot(`
         "environments/lab.yaml:7:33: elasticache_redis@aws/us-west-2 holds data or addresses that others rely on, and environment lab no longer wants it. Keep it, or let it go in two reviewed steps: \`trellis solve --env lab --allow-destroy elasticache_redis@aws/us-west-2\` takes its protection off; after that was applied, the same command again removes it. [destroy-not-allowed]

         environments/lab.yaml:7:33: network@aws/us-west-2 holds data or addresses that others rely on, and environment lab no longer wants it. Keep it, or let it go in two reviewed steps: \`trellis solve --env lab --allow-destroy network@aws/us-west-2\` takes its protection off; after that was applied, the same command again removes it. [destroy-not-allowed]
         "
        `);

        await project.done(['solve', '--allow-destroy', ...leavers]);
        await project.done(['synth']);
        expect(phases(project)).toEqual({
          'elasticache_redis/main@us-east-1': 'active',
          'elasticache_redis/main@us-west-2': 'retiring',
          'network/main@us-east-1': 'active',
          'network/main@us-west-2': 'retiring',
        });

        const alone = await project.run(['solve', '--allow-destroy', `network${west}`]);
        expect(alone.code).toBe(3);
        expect(alone.err).toContain('elasticache_redis in us-west-2 needs private-network');

        await project.done(['solve', '--allow-destroy', ...leavers]);
        const early = await project.run(['confirm-removed', 'lab', 'us-west-2']);
        expect(early.code).toBe(5);
        expect(early.err).toMatchInlineSnapshot(`
         "The stack of lab was last emitted with 10.1.0.0/16. Run \`trellis synth --env lab\`, apply, and confirm then. [not-empty]
         "
        `);
        await project.done(['synth']);

        const released = { environment: 'lab', region: 'us-west-2', cidr: '10.1.0.0/16' };
        expect(networks(project)).toEqual({ allocated: { lab: { 'us-east-1': '10.0.0.0/16' } }, released: [released] });
        project.write(environmentFile('next'), environment('next', spec()));
        await project.done(['synth', '--env', 'next']);
        expect(networks(project).allocated['next']).toEqual({ 'us-east-1': '10.2.0.0/16' });

        const confirmed = await project.done(['confirm-removed', 'lab', 'us-west-2']);
        expect(confirmed.err).toBe('freed 10.1.0.0/16\n');
        project.write(environmentFile('last'), environment('last', spec()));
        await project.done(['synth', '--env', 'last']);
        expect(networks(project).allocated['last']).toEqual({ 'us-east-1': '10.1.0.0/16' });
        expect((await project.run(['confirm-removed', 'lab', 'us-west-2'])).code).toBe(5);
      },
      spec({ regions: both }),
    ));

  test('a network that returns takes other addresses', () =>
    inLab(
      async (project) => {
        rewrite(project, spec({ regions: eastAlone }));
        await project.done(['solve', '--allow-destroy', ...leavers]);
        await project.done(['synth']);
        await project.done(['solve', '--allow-destroy', ...leavers]);

        rewrite(project, spec({ regions: both }));
        const early = await project.run(['synth']);
        expect(early.code).toBe(5);
        expect(early.err).toContain('[step-not-emitted]');

        rewrite(project, spec({ regions: eastAlone }));
        await project.done(['synth']);
        rewrite(project, spec({ regions: both }));
        await project.done(['synth']);
        expect(networks(project)).toEqual({
          allocated: { lab: { 'us-east-1': '10.0.0.0/16', 'us-west-2': '10.2.0.0/16' } },
          released: [{ environment: 'lab', region: 'us-west-2', cidr: '10.1.0.0/16' }],
        });
      },
      spec({ regions: both }),
    ));

  test('the primary region moves only when it is let go, and what stood there retires', () =>
    inLab(async (project) => {
      rewrite(project, spec({ regions: 'primary: us-west-2, max: 1' }));
      const held = await project.run(['synth']);
      expect(held.code).toBe(3);
      expect(held.err).toContain('the lock keeps aws/us-east-1 as the primary region');
      await project.done(['solve', '--move-primary', '--allow-destroy', redis, network]);
      await project.done(['synth']);
      expect(phases(project)).toEqual({
        'elasticache_redis/main@us-east-1': 'retiring',
        'elasticache_redis/main@us-west-2': 'active',
        'network/main@us-east-1': 'retiring',
        'network/main@us-west-2': 'active',
      });
    }));

  test('an infrastructure that no longer lists it must list it until nothing stands there', () =>
    inLab(
      async (project) => {
        const files = project.files();
        project.write(infrastructureFile, cloud(['us-east-1']));
        const ran = await project.run(['synth']);
        expect(ran.code).toBe(5);
        expect(ran.err).toMatchInlineSnapshot(`
         "environments/lab.yaml:6:3: aws/us-west-2 is no longer listed by an infrastructure of lab, but its lock still has instances there. List the region until they are retired. [region-still-held]
         "
        `);
        project.write(infrastructureFile, files.get(infrastructureFile) ?? '');
        expect((await project.done(['synth'])).files).toEqual(files);
      },
      spec({ regions: both }),
    ));
});

describe('an environment leaves', () => {
  test('its deleted file empties its stack step by step, until that is confirmed', () =>
    inLab(async (project) => {
      project.remove(environmentFile('lab'));
      const unasked = await project.run(['synth']);
      expect(unasked.code).toBe(5);
      expect(unasked.err).toContain(`${lock}:1:1: ${redis} holds data`);

      await project.done(['solve', '--allow-destroy', redis, network]);
      await project.done(['synth']);
      expect((await project.run(['confirm-removed', 'lab'])).err).toContain('[not-empty]');
      await project.done(['solve', '--allow-destroy', redis, network]);
      const early = await project.run(['confirm-removed', 'lab']);
      expect(early.code).toBe(5);
      expect(early.err).toMatchInlineSnapshot(`
       "The stack of lab was last emitted with 27 resources. Run \`trellis synth --env lab\`, apply the emptied stack, and confirm then. [not-empty]
       "
      `);

      const emptied = await project.done(['synth']);
      expect(emptied.out).toMatchInlineSnapshot(`
       "environment  regions  modules on  USD a month  budget  status
       lab          none     none               0.00    none  locked (optimal)
       "
      `);
      expect(addressesOf(project.emitted('lab'))).toEqual([]);
      expect(project.emitted('lab')).toMatchObject({ output: {}, terraform: { backend: { local: {} } } });
      expect((await project.done(['synth', '--check'])).files).toEqual(emptied.files);

      project.write('cdktf.out/stacks/lab/terraform.tfstate', '{}');
      const removed = await project.done(['confirm-removed', 'lab']);
      expect([...removed.files.keys()]).toEqual([
        'cdktf.out/manifest.json',
        'cdktf.out/stacks/lab/terraform.tfstate',
        infrastructureFile,
        'environments/network.lock.json',
      ]);
      expect(networks(project)).toEqual({ allocated: {}, released: [] });
    }));

  test('one that still has its file is not confirmed', () =>
    inLab(async (project) => {
      const ran = await project.run(['confirm-removed', 'lab']);
      expect([ran.code, ran.err]).toMatchInlineSnapshot(`
       [
         5,
         "environments/lab.yaml still asks for lab. Delete it first, then synth and apply the emptied stack. Addresses of a single region are confirmed with \`trellis confirm-removed lab <region>\`. [still-wanted]
       ",
       ]
      `);
      const region = await project.run(['confirm-removed', 'lab', 'us-east-1']);
      expect([region.code, region.err]).toMatchInlineSnapshot(`
       [
         5,
         "lab has given back no addresses in us-east-1: retire what holds them first. [nothing-released]
       ",
       ]
      `);
    }));

  test('a stack that has neither a file nor a lock any more stops everything', () =>
    inLab(async (project) => {
      project.remove(environmentFile('lab'));
      project.remove(lock);
      const ran = await project.run(['synth']);
      expect([ran.code, ran.err]).toMatchInlineSnapshot(`
       [
         5,
         "cdktf.out/stacks/lab was emitted with 27 resources, and lab has neither a file nor a lock any more, so nothing would ever remove them. Restore environments/lab.lock.json from version control, and retire what it holds. [abandoned-stack]
       ",
       ]
      `);
    }));

  test('a file that was renamed with its state is stopped before two stacks share it', () =>
    inLab(async (project) => {
      const text = project.read(environmentFile('lab'));
      project.remove(environmentFile('lab'));
      project.write(environmentFile('lab2'), text.replace('name: lab', 'name: lab2'));
      const ran = await project.run(['synth', '--env', 'lab2']);
      expect([ran.code, ran.err]).toMatchInlineSnapshot(`
       [
         1,
         "environments/lab2.yaml:13:51: lab and lab2 would share the state s3://states/lab.tfstate: give each its own spec.state.s3.key. [duplicate-state]
       ",
       ]
      `);
    }, `${spec()}  state: {s3: {bucket: states, region: us-east-1, key: lab.tfstate}}\n`));

  test('an invalid file leaves lock and stack as they are', () =>
    inLab(async (project) => {
      project.write(environmentFile('lab'), 'kind: [');
      const files = project.files();
      for (const command of ['validate', 'solve', 'synth', 'explain', 'cost']) {
        const ran = await project.run([command]);
        expect([command, ran.code, ran.out]).toEqual([command, 1, '']);
        expect(ran.files).toEqual(files);
      }
    }));
});

describe('edits by hand', () => {
  function edit(project: Project, from: string, to: string): void {
    expect(project.read(lock)).toContain(from);
    project.write(lock, project.read(lock).replaceAll(from, to));
  }

  test('a phase without permission is a skipped step', () =>
    inLab(async (project) => {
      edit(project, '"phase": "active"', '"phase": "retiring"');
      const ran = await project.run(['synth']);
      expect(ran.code).toBe(5);
      expect(ran.err).toMatchInlineSnapshot(`
       "The lock of lab has elasticache_redis@aws/us-east-1 as retiring, and its allowDestroy does not name it. Restore the lock from version control: the first step is taken by \`trellis solve --env lab --allow-destroy elasticache_redis@aws/us-east-1\`. [destroy-not-allowed]

       The lock of lab has network@aws/us-east-1 as retiring, and its allowDestroy does not name it. Restore the lock from version control: the first step is taken by \`trellis solve --env lab --allow-destroy network@aws/us-east-1\`. [destroy-not-allowed]
       "
      `);
    }));

  test('an instance that was taken out of the lock comes back', () =>
    inLab(async (project) => {
      const files = project.files();
      const { placed, ...rest } = parseLock(project.read(lock), lock);
      const without = placed.filter(({ module }) => module !== 'elasticache_redis');
      project.write(lock, JSON.stringify({ ...rest, placed: without }));
      const ran = await project.done(['synth']);
      expect(ran.files.get(stack)).toBe(files.get(stack));
    }));

  test('a protected address does not vanish with a lock that forgot it', () =>
    inLab(async (project) => {
      project.remove(lock);
      rewrite(project, spec({ modules: memcachedInstead }));
      const before = project.files();
      const ran = await project.run(['synth']);
      expect([ran.code, ran.err]).toMatchInlineSnapshot(`
       [
         5,
         "cdktf.out/stacks/lab/cdk.tf.json: aws_elasticache_replication_group.elasticache_redis_group_us_east_1 is protected and would vanish. Retire its instance in two steps (\`trellis solve --allow-destroy\`), each of them emitted and applied; where the lock has gone further than that, restore it from version control. Or let this one address go with \`trellis synth --allow-destroy aws_elasticache_replication_group.elasticache_redis_group_us_east_1\`. [destroy-not-allowed]
       ",
       ]
      `);
      expect(ran.files).toEqual(before);
      const address = 'aws_elasticache_replication_group.elasticache_redis_group_us_east_1';
      await project.done(['synth', '--allow-destroy', address]);
      expect(addressesOf(project.emitted('lab'))).not.toContain(address);
    }));

  test('a lock that was deleted is decided again, to the same bytes', () =>
    inLab(async (project) => {
      const files = project.files();
      project.remove(lock);
      expect((await project.done(['synth'])).files).toEqual(files);
    }));

  test('a copied lock is refused', () =>
    inLab(async (project) => {
      project.write(environmentFile('copy'), environment('copy', spec()));
      project.write('environments/copy.lock.json', project.read(lock));
      const ran = await project.run(['synth']);
      expect([ran.code, ran.err]).toMatchInlineSnapshot(`
       [
         1,
         "environments/copy.lock.json is the lock of lab: a lock is not copied or renamed. Restore it from version control, or delete it and run \`trellis solve\`. [bad-lock]
       ",
       ]
      `);
    }));

  test('locks and stacks with the marks of a merge are refused', () =>
    inLab(async (project) => {
      for (const file of [lock, 'environments/network.lock.json', stack]) {
        const text = project.read(file);
        project.write(file, `<<<<<<< ours\n${text}`);
        rewrite(project, spec({ modules: 'elasticache_memcached: on' }));
        const ran = await project.run(['synth']);
        expect([file, ran.code]).toEqual([file, 1]);
        expect(ran.err).toMatch(/\[bad-(lock|network-lock|stack)\]/);
        project.write(file, text);
      }
    }));

  test('fewer zones than the network stands in are refused', () =>
    inLab(async (project) => {
      const files = project.files();
      rewrite(project, spec());
      const ran = await project.run(['synth']);
      expect([ran.code, ran.err]).toMatchInlineSnapshot(`
       [
         1,
         "environments/lab.yaml:5:1: us-east-1 stands in 3 zones (use1-az1, use1-az2, use1-az4) and 2 are asked for. Subnets in use can't be taken out: ask for 3 zones, or retire the network there first. [zones-shrink]
       ",
       ]
      `);
      expect(ran.files.get(stack)).toBe(files.get(stack));
    }, `${spec()}  requires: {availability: multi-az}\n`));
});

function networks(project: Project): {
  readonly allocated: Record<string, Record<string, string>>;
  readonly released: NetworkLock['released'];
} {
  const file = 'environments/network.lock.json';
  const { environments, released } = readNetworkLock(project.read(file), file);
  const allocated = Object.entries(environments).map(([name, regions]): [string, Record<string, string>] => [
    name,
    Object.fromEntries(Object.entries(regions).map(([region, { cidr }]) => [region, cidr])),
  ]);
  return { allocated: Object.fromEntries(allocated), released };
}

/** How an instance leaves, step by step, as a user runs them. */
import { parseLock } from '../../solver/lock';
import { addressesOf } from '../../stacks/emitted';
import {
  lock,
  stack,
  east,
  redis,
  network,
  privateNetwork,
  spec,
  memcachedInstead,
  inLab,
  rewrite,
  phases,
} from './lab';

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

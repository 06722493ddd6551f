/** Locks and stacks that somebody edited. */
import { parseLock } from '../../solver/lock';
import { addressesOf } from '../../stacks/emitted';
import { environment, environmentFile, type Project } from '../support/project';
import { lock, stack, spec, memcachedInstead, inLab, rewrite } from './lab';

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

/** How an environment leaves whose file was deleted, renamed or spoilt. */
import { addressesOf } from '../../stacks/emitted';
import { environmentFile, infrastructureFile } from '../support/project';
import { lock, redis, network, spec, inLab, networks } from './lab';

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
       "The stack of lab was last emitted with 53 resources. Run \`trellis synth --env lab\`, apply the emptied stack, and confirm then. [not-empty]
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
         "cdktf.out/stacks/lab was emitted with 53 resources, and lab has neither a file nor a lock any more, so nothing would ever remove them. Restore environments/lab.lock.json from version control, and retire what it holds. [abandoned-stack]
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

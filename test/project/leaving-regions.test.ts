/** How everything in a region leaves, and what becomes of its addresses. */
import { cloud, environment, environmentFile, infrastructureFile } from '../support/project';
import { west, redis, network, spec, inLab, rewrite, phases, networks } from './lab';

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

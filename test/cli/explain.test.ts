/** `trellis explain`, and what every command says where nothing fits. */
import { registry } from '../../modules';
import { environment, environmentFile, inProject, projectOf } from '../support/project';

const spec = `  infrastructure: aws
  regions: {primary: us-east-1, max: 1}
  modules: {vpc_lattice_core: off}
  needs:
    - capability: key-value-cache
      memoryGiB: 1
`;

test('a sentence for every module and region, with its line and the next best answer', () =>
  inProject(projectOf({ lab: spec }), async (project) => {
    const { code, out, err } = await project.run(['explain', 'lab']);
    expect([code, err]).toEqual([0, '']);
    const blocks = out.split(/\n\n(?= {2}\S)/);
    const idle = blocks.flatMap((block) => /nothing asks for what they give: (.*)/.exec(block)?.[1]?.split(', ') ?? []);
    for (const { name } of registry.modules) {
      const own = blocks.filter((block) => block.startsWith(`  ${name}\n`) || block.startsWith(`  ${name}  `));
      expect([name, own.length + idle.filter((one) => one === name).length]).toEqual([name, 1]);
    }
    const shown = blocks.filter((block) => /^(lab|  (elasticache|network|aws\/|vpc_lattice_core))/.test(block));
    expect(shown.join('\n\n')).toMatchInlineSnapshot(`
     "lab: optimal, 56.25 USD a month expected (56.25 to 56.25)

       elasticache_memcached
         Off because elasticache_redis gives key-value-cache for less.
         Next best: elasticache_memcached (memcached-cache.t4g.small), 4.16 USD a month more.

       elasticache_redis  environments/lab.yaml:10:7
         On because it gives key-value-cache to environment lab.
           us-east-1: valkey-cache.t4g.small, 19.20 USD a month
         Next best: elasticache_memcached (memcached-cache.t4g.small), 4.16 USD a month more.

       network
         On because it gives private-network to elasticache_redis, and nothing else can.
           us-east-1: vpc, 37.05 USD a month

       vpc_lattice_core  environments/lab.yaml:8:13
         Off because the environment pins it off.

       aws/us-east-1  environments/lab.yaml:7:13
         Used as the only region because the environment names it.

       aws/us-west-2  environments/lab.yaml:7:33
         Not used because one region may be used, and no answer takes this one.

       networking, USD a month
       NAT gateways                         32.85  730 gateway-hour x 0.045
       NAT data processing                   0.45  10 GB x 0.045
       together                             33.30
       Public IPv4 addresses of NAT          3.65  730 address-hour x 0.005
       Traffic between zones                 0.10  10 GB x 0.01
       with what estimates often leave out  37.05"
    `);
  }));

test('says the same of a locked decision, and writes nothing', () =>
  inProject(projectOf({ lab: spec }), async (project) => {
    const fresh = await project.done(['explain', 'lab']);
    expect([...fresh.files.keys()]).toEqual(Object.keys(projectOf({ lab: spec })).sort());
    await project.done(['solve']);
    const locked = await project.done(['explain', 'lab']);
    expect(locked.out.replace('locked (optimal)', 'optimal')).toBe(fresh.out);
  }));

test('names environments as words or with --env', () =>
  inProject(projectOf({ lab: spec, other: spec, third: spec }), async (project) => {
    const words = await project.done(['explain', 'lab', 'third']);
    const options = await project.done(['explain', '--env', 'lab,third']);
    const both = await project.done(['explain', 'third', '--env', 'lab']);
    expect(words.out.match(/^\w+(?=: optimal)/gm)).toEqual(['lab', 'third']);
    expect([options.out, both.out]).toEqual([words.out, words.out]);
  }));

describe('an impossible environment', () => {
  const impossible = `${spec}  budget: {monthly: 40, hardLimit: true}\n`;

  test.each(['explain', 'solve', 'synth', 'cost'])('%s exits with 3, tells why, and writes nothing', (command) =>
    inProject(projectOf({ lab: impossible }), async (project) => {
      const before = project.files();
      const { code, out, err, files } = await project.run([command]);
      expect([code, out, files]).toEqual([3, '', before]);
      expect(err).toContain('lab is infeasible. Because ');
      expect(err).toContain('lab may cost at most 40.00 USD a month (hard limit) (environments/lab.yaml:12:12)');
    }),
  );

  test('the conflict in sentences, each with its line, and what to relax', () =>
    inProject(projectOf({ lab: impossible }), async (project) => {
      expect((await project.run(['explain'])).err.replace(/costs \d+\.\d\d/, 'costs N')).toMatchInlineSnapshot(`
       "lab is infeasible. Because environment lab needs key-value-cache (memoryGiB: 1) (environments/lab.yaml:10:7),
           and elasticache_memcached in us-east-1 needs private-network,
           and elasticache_redis in us-east-1 needs private-network,
           and the primary region is us-east-1 (environments/lab.yaml:7:13),
           and lab may cost at most 40.00 USD a month (hard limit) (environments/lab.yaml:12:12),
         nothing satisfies it.
         Any one of these is enough:
           - drop or shrink the need (environments/lab.yaml:10:7)
           - raise spec.budget.monthly: the cheapest answer costs N USD a month (environments/lab.yaml:12:12)
       "
      `);
    }));

  test('the others are explained beside it', () =>
    inProject(projectOf({ able: spec, lab: impossible }), async (project) => {
      const { code, out, err } = await project.run(['explain']);
      expect(code).toBe(3);
      expect(out).toMatch(/^able: optimal, /);
      expect(err).toMatch(/^lab is infeasible\./);
    }));

  test('wishes that no place meets are told with the places', () =>
    inProject(projectOf({ lab: `${spec}  requires: {capabilities: [gpu]}\n` }), async (project) => {
      const { code, err } = await project.run(['explain']);
      expect([code, err]).toMatchInlineSnapshot(`
       [
         3,
         "lab is infeasible. Because environment lab requires locations with gpu (environments/lab.yaml:12:3),
         nothing satisfies it.
         Any one of these is enough:
           - drop gpu from requires.capabilities, or declare it for a region that has it (environments/lab.yaml:12:3)
       ",
       ]
      `);
    }));

  test('what is being retired serves nothing new', () =>
    inProject(projectOf({ lab: spec }), async (project) => {
      await project.done(['solve']);
      const rewrite = (modules: string): void =>
        project.write(environmentFile('lab'), environment('lab', spec.replace('vpc_lattice_core: off', modules)));
      rewrite('elasticache_redis: off');
      await project.done(['solve', '--allow-destroy', 'elasticache_redis@aws/us-east-1']);
      rewrite('elasticache_memcached: off');
      const { code, err } = await project.run(['solve']);
      expect(code).toBe(3);
      expect(err).toContain(
        'Being retired, so serving nothing new: elasticache_redis@aws/us-east-1. What is pinned on stays.',
      );
    }));
});

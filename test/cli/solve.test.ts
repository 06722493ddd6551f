/** `trellis solve`: decides, and writes locks alone. */
import { parseLock, serialiseLock } from '../../solver/lock';
import { environment, environmentFile, inProject, projectOf } from '../support/project';

const spec = `  infrastructure: aws
  needs:
    - capability: key-value-cache
      memoryGiB: 1
`;
const files = projectOf({ lab: spec });
const lock = 'environments/lab.lock.json';

test('writes the locks and no stack', () =>
  inProject(files, async (project) => {
    const { out, err, files: after } = await project.done(['solve']);
    expect(out).toMatchInlineSnapshot(`
     "environment  regions    modules on                  USD a month  budget  status
     lab          us-east-1  elasticache_redis, network        56.25    none  optimal
     "
    `);
    expect(err).toBe(`wrote ${lock}\nwrote environments/network.lock.json\n`);
    expect([...after.keys()]).toEqual([...Object.keys(files), lock, 'environments/network.lock.json'].sort());
    expect((await project.done(['solve'])).err).toBe('');
  }));

test('--detailed-exitcode tells changes apart', () =>
  inProject(files, async (project) => {
    expect((await project.run(['solve', '--detailed-exitcode'])).code).toBe(2);
    expect((await project.run(['solve', '--detailed-exitcode'])).code).toBe(0);
  }));

describe('--frozen', () => {
  test.each([
    { args: ['--frozen'], env: {} },
    { args: [], env: { CI: 'true' } },
  ])('never writes: $args $env', ({ args, env }) =>
    inProject(files, async (project) => {
      const missing = await project.run(['solve', ...args], { env });
      expect(missing.code).toBe(1);
      expect(missing.err).toContain('[no-lock]');
      expect([...missing.files.keys()]).toEqual(Object.keys(files).sort());

      await project.done(['solve']);
      project.write(environmentFile('lab'), environment('lab', spec.replace('memoryGiB: 1', 'memoryGiB: 40')));
      const before = project.files();
      const stale = await project.run(['solve', ...args], { env });
      expect([stale.code, stale.files]).toEqual([1, before]);
      expect(stale.err).toMatch(
        /^environments\/lab\.lock\.json no longer fits: .* Run `trellis solve --env lab` and review/,
      );
    }),
  );
});

describe('--require-proof', () => {
  test('is content with what was proved', () =>
    inProject(files, async (project) => {
      expect((await project.run(['solve', '--require-proof'])).code).toBe(0);
    }));

  test('exits with 4 on a locked decision that was not', () =>
    inProject(files, async (project) => {
      await project.done(['solve']);
      const decided = parseLock(project.read(lock), lock);
      const unproved = {
        ...decided,
        status: 'feasible' as const,
        boundMicroUsd: Math.floor(decided.monthlyMicroUsd / 2),
      };
      project.write(lock, serialiseLock(unproved));
      const { code, out } = await project.run(['solve', '--frozen', '--require-proof']);
      expect(code).toBe(4);
      expect(out).toContain('locked (feasible, gap 50.00 %)');
      expect((await project.run(['solve', '--frozen'])).code).toBe(0);
    }));
});

describe('what the lock holds', () => {
  const dear = `${spec}  prices:\n    - {key: elasticache.valkey.*, usd: '9', note: a test}\n`;

  test('a stateful choice stays, whatever another one would save', () =>
    inProject(files, async (project) => {
      await project.done(['solve']);
      project.write(environmentFile('lab'), environment('lab', dear));
      await project.done(['solve']);
      const options = parseLock(project.read(lock), lock).placed.map(({ option }) => option);
      expect(options).toEqual([expect.stringMatching(/^valkey-/), 'vpc']);
    }));

  test('a stateless choice stays where moving saves too little, and --reoptimise lets go of it', () =>
    inProject(
      projectOf({ lab: spec.replace('needs:', 'modules: {elasticache_redis: off}\n  needs:') }),
      async (project) => {
        await project.done(['solve']);
        const option = (): string | undefined => parseLock(project.read(lock), lock).placed[0]?.option;
        const first = option();
        const small = spec
          .replace('needs:', 'modules: {elasticache_redis: off}\n  needs:')
          .replace('memoryGiB: 1', 'memoryGiB: 0.2');
        project.write(environmentFile('lab'), environment('lab', `${small}  solver: {minSavingUsd: 1000}\n`));
        const { err } = await project.done(['solve']);
        expect(option()).toBe(first);
        expect(err).toMatch(
          /lab: another answer saves \d+\.\d\d USD a month; `trellis solve --env lab --reoptimise` takes it\./,
        );
        await project.done(['solve', '--reoptimise']);
        expect(option()).not.toBe(first);
      },
    ));

  test('the primary region stays, until --move-primary', () =>
    inProject(projectOf({ lab: `  infrastructure: aws\n  services: {web: {at: primary}}\n` }), async (project) => {
      await project.done(['solve']);
      const moved = `  infrastructure: aws\n  regions: {primary: us-west-2}\n  services: {web: {at: primary}}\n`;
      project.write(environmentFile('lab'), environment('lab', moved));
      const held = await project.run(['solve']);
      expect(held.code).toBe(3);
      expect(held.err).toContain('the lock keeps aws/us-east-1 as the primary region');
      await project.done(['solve', '--move-primary']);
      expect(parseLock(project.read(lock), lock).primary).toBe('aws/us-west-2');
    }));
});

test('a soft budget that nothing meets is a notice', () =>
  inProject(projectOf({ lab: `${spec}  budget: {monthly: 10}\n` }), async (project) => {
    const { err } = await project.done(['solve']);
    expect(err).toMatch(
      /^lab: BudgetExceeded: \d+\.\d\d USD a month is \d+\.\d\d above the budget of lab; nothing that meets the needs costs less\.$/m,
    );
  }));

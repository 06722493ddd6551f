/** `trellis rehearse` as a shell sees it. */
import { execFileSync } from 'node:child_process';
import { blindSpots } from '../../rehearse';
import { environment, environmentFile, inProject, projectOf, type Project } from '../support/project';
import { describeRehearsal } from '../support/rig';
import { only, soundStack } from './stack';

jest.setTimeout(900_000);

const spec =
  '  infrastructure: [aws]\n  regions: {max: 1, primary: us-east-1}\n  needs:\n    - capability: private-network\n';
const stack = 'cdktf.out/stacks/test/cdk.tf.json';
const shell = { env: { PATH: process.env['PATH'], AWS_SECRET_ACCESS_KEY: 'never read' } };

function inSound<T>(use: (project: Project) => Promise<T>): Promise<T> {
  return inProject(projectOf({ test: spec }), (project) => {
    project.write(stack, JSON.stringify(soundStack()));
    return use(project);
  });
}

test('without a binary: how to install one, exit code 1', () =>
  inSound(async (project) => {
    const { code, out, err } = await project.run(['rehearse', 'test'], { env: { PATH: '' } });
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatchInlineSnapshot(`
     "A rehearsal needs Terraform, and neither is on PATH. Install Terraform 1.11 or later (https://developer.hashicorp.com/terraform/install) or OpenTofu 1.11 or later (https://opentofu.org/docs/intro/install/) so that \`terraform\` or \`tofu\` is on PATH. No account and no provider is needed. [no-terraform]
     "
    `);
  }));

test('without a stack: what to run, exit code 1', () =>
  inProject(projectOf({ test: spec }), async (project) => {
    const { code, err } = await project.run(['rehearse', 'test'], shell);
    expect(code).toBe(1);
    expect(err).toContain('Run `trellis synth --env test` first. [no-stack]');
  }));

test('--from with neither a folder nor a commit', () =>
  inSound(async (project) => {
    const { code, err } = await project.run(['rehearse', 'test', '--from', '--upload-pack=x'], shell);
    expect(code).toBe(1);
    expect(err).toContain('[unknown-source]');
  }));

describeRehearsal('the command', () => {
  test('a sound stack passes, and no file is touched', () =>
    inSound(async (project) => {
      const before = project.files();
      const { code, out, err, files } = await project.run(['rehearse', 'test'], shell);
      expect({ code, out }).toEqual({
        code: 0,
        out: 'test: passed (check, init, validate, apply, apply nothing more, destroy; 8 resources)\n',
      });
      expect(err).toContain("It can't see what AWS checks on apply");
      expect(files).toEqual(before);
    }));

  test('a fault: exit code 1, told with its address; --json has the same', () =>
    inSound(async (project) => {
      const faulty = soundStack();
      only(faulty, 'aws_vpc')['cidr'] = '10.0.0.0/16';
      project.write(stack, JSON.stringify(faulty, null, 2));
      const { code, out, err } = await project.run(['rehearse', 'test'], shell);
      expect({ code, out }).toEqual({
        code: 1,
        out: 'test: failed (check, init, validate failed; 8 resources)\n',
      });
      expect(err).toMatch(/ {2}error: aws_vpc\.network_vpc_us_east_1 \(cdk\.tf\.json:\d+\): .*named "cidr"/);
      const json = await project.run(['rehearse', 'test', '--json'], shell);
      expect(JSON.parse(json.out)).toMatchObject({
        formatVersion: 1,
        kind: 'rehearsed',
        rehearsals: [{ stack: 'test', status: 'failed' }],
        notSeen: blindSpots,
      });
    }));

  test('--from a folder and a commit: what changes, and exit codes 0, 2 and 5', () =>
    inSound(async (project) => {
      project.write('older/stacks/test/cdk.tf.json', JSON.stringify(soundStack()));
      const git = (...args: readonly string[]) =>
        execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd: project.root });
      git('init', '--quiet');
      git('add', '--all');
      git('commit', '--quiet', '--message', 'stacks');
      const equal = await project.run(['rehearse', 'test', '--from', 'older', '--detailed-exitcode'], shell);
      expect({ code: equal.code, out: equal.out }).toEqual({
        code: 0,
        out: 'test: 0 destroyed, 0 replaced, 0 changed, 0 created\n',
      });

      const next = soundStack();
      only(next, 'aws_sns_topic')['display_name'] = 'Events';
      project.write(stack, JSON.stringify(next));
      const changed = await project.run(['rehearse', 'test', '--from', 'HEAD', '--detailed-exitcode'], shell);
      expect({ code: changed.code, out: changed.out }).toEqual({
        code: 2,
        out: [
          'test: 0 destroyed, 0 replaced, 1 changed, 0 created',
          '  changed: no module in us-east-1',
          '    ~ aws_sns_topic.bucket_topic_us_east_1 (display_name)',
          '',
        ].join('\n'),
      });

      only(next, 'aws_s3_bucket')['region'] = 'us-west-2';
      project.write(stack, JSON.stringify(next));
      const gated = await project.run(['rehearse', 'test', '--from', 'HEAD'], shell);
      expect(gated.code).toBe(5);
      expect(gated.out).toContain('± aws_s3_bucket.bucket_bucket_us_east_1 (region) protected by prevent_destroy');
    }));

  test('a retirement: both steps are told', () =>
    inProject(projectOf({ test: `${spec}    - capability: cache-persistence\n` }), async (project) => {
      await project.done(['synth']);
      const emitted = ['cdktf.out/stacks/test/cdk.tf.json', 'older/test/cdk.tf.json'] as const;
      project.write(emitted[1], project.read(emitted[0]));
      project.write(environmentFile('test'), environment('test', spec));
      await project.done(['solve', '--allow-destroy', 'elasticache_redis@aws/us-east-1']);
      await project.done(['synth']);
      const { code, out } = await project.run(['rehearse', 'test', '--from', 'older'], shell);
      expect(code).toBe(0);
      const [first = '', second = ''] = out.split('test, once what is retiring is removed: ');
      expect(first).toMatch(/^test: 0 destroyed, 0 replaced, \d+ changed, 0 created\n {2}protection taken off:\n/);
      expect(first).toContain('    ! aws_elasticache_replication_group.elasticache_redis_group_us_east_1\n');
      expect(second).toMatch(/^[1-9]\d* destroyed, 0 replaced, 0 changed, 0 created\n {2}destroyed: elasticache_redis/);
      expect(second).toContain('- aws_elasticache_replication_group.elasticache_redis_group_us_east_1');
    }));
});

/** A database as it lives: regional, global, regional again, gone. Decided and emitted by us, applied by Terraform. */
import path from 'node:path';
import { folderSource, rehearse, rehearseTransition, type StackFiles, type Transition } from '../../rehearse';
import { parseEmitted } from '../../stacks/emitted';
import { environment, environmentFile, inProject, projectOf, type Project } from '../support/project';
import { describeRehearsal } from '../support/rig';

jest.setTimeout(900_000);

const database = '    aurora: { enabled: on, inputs: { instanceClass: db.r6g.large } }\n';
const regional = `  infrastructure: aws\n  regions: { max: 1, primary: us-east-1 }\n  modules:\n${database}`;
const global = `  infrastructure: aws\n  regions: { min: 2, max: 2, primary: us-east-1 }\n  needs: [{ capability: global-database }]\n  modules:\n${database}`;
const gone = `  infrastructure: aws\n  regions: { max: 1, primary: us-east-1 }\n  modules: { aurora: off, network: on }\n`;

/** Decides, emits and returns the stack; each instance that may go takes one step. */
async function emit(project: Project, spec: string, leaving: readonly string[] = []): Promise<StackFiles> {
  project.write(environmentFile('prod'), environment('prod', spec));
  const allowed = leaving.flatMap((key) => ['--allow-destroy', key]);
  await project.done(['solve', '--env', 'prod', ...allowed]);
  await project.done(['synth', '--env', 'prod']);
  const stack = folderSource(path.join(project.root, 'cdktf.out', 'stacks')).read('prod');
  if (stack === undefined) throw new Error('no stack was emitted');
  return stack;
}

/** `updated aws_x.y: argument`, of the module alone. */
function changesOf(module: string, { changes, diagnostics, status }: Transition): readonly string[] {
  expect({ status, errors: diagnostics.filter(({ severity }) => severity === 'error') }).toEqual({
    status: 'passed',
    errors: [],
  });
  return changes
    .filter((change) => change.module === module)
    .map(({ action, address, arguments: names }) => [`${action} ${address}`, ...names].join(' '));
}

function cluster(stack: StackFiles, id: string): Readonly<Record<string, unknown>> {
  return parseEmitted(stack.files.get('cdk.tf.json') ?? '{}').resource.aws_rds_cluster?.[id] ?? {};
}

describeRehearsal('the life of a database', (rig) => {
  test('a regional one applies, settles and goes', async () => {
    await inProject(projectOf({ prod: regional }), async (project) => {
      const { status, steps } = await rehearse(await emit(project, regional), rig());
      expect({ status, last: steps.at(-1)?.name }).toEqual({ status: 'passed', last: 'destroy' });
    });
  });

  test('to global and back: what stood in the primary region is never touched', async () => {
    await inProject(projectOf({ prod: regional }), async (project) => {
      const second = ['aurora_global@aws/us-west-2', 'network@aws/us-west-2'];
      const alone = await emit(project, regional);
      const copied = await emit(project, global);
      const leaving = await emit(project, regional, second);
      const left = await emit(project, regional, second);

      const out = await rehearseTransition(alone, copied, rig());
      expect(changesOf('aurora', out)).toEqual([]);
      expect(changesOf('aurora_global', out).filter((change) => !change.startsWith('created '))).toEqual([]);
      const step = await rehearseTransition(copied, leaving, rig());
      expect(changesOf('aurora', step)).toEqual([]);
      expect(changesOf('aurora_global', step)).toMatchSnapshot('first step of leaving');
      const back = await rehearseTransition(leaving, left, rig());
      expect(changesOf('aurora', back)).toEqual([]);
      expect(changesOf('aurora_global', back)).toMatchSnapshot('second step of leaving');
      expect([...step.unprotected, ...back.unprotected]).toEqual([]);

      const { lifecycle: before, ...same } = cluster(alone, 'aurora_cluster_us_east_1');
      const { lifecycle: during, ...still } = cluster(copied, 'aurora_cluster_us_east_1');
      expect(still).toEqual(same);
      expect([before, during]).toEqual([
        { ignore_changes: ['global_cluster_identifier'], prevent_destroy: true },
        { ignore_changes: ['global_cluster_identifier', 'engine_version'], prevent_destroy: true },
      ]);
      expect(cluster(left, 'aurora_cluster_us_east_1')).toEqual(cluster(alone, 'aurora_cluster_us_east_1'));
    });
  });

  test('copies in two regions share one global cluster, which is protected until the last one leaves', async () => {
    const three = global.replace('min: 2, max: 2', 'min: 3, max: 3');
    const all = ['us-east-1', 'us-west-2', 'eu-west-1'];
    await inProject(projectOf({ prod: three }, all), async (project) => {
      const { status } = await rehearse(await emit(project, three), rig());
      expect(status).toBe('passed');
      const fewer = global.replace('primary: us-east-1', 'primary: us-east-1, allowed: [us-east-1, us-west-2]');
      const one = ['aurora_global@aws/eu-west-1', 'network@aws/eu-west-1'];
      const { resource } = parseEmitted((await emit(project, fewer, one)).files.get('cdk.tf.json') ?? '');
      expect(Object.keys(resource.aws_rds_global_cluster ?? {})).toEqual(['aurora_global_global_cluster_us_east_1']);
      expect(resource.aws_rds_global_cluster?.aurora_global_global_cluster_us_east_1).toMatchObject({
        deletion_protection: true,
        lifecycle: { prevent_destroy: true },
      });
      expect(resource.aws_rds_cluster?.aurora_global_cluster_eu_west_1?.deletion_protection).toBe(false);
    });
  });

  test('retired in two steps: a final snapshot first, and its key stays', async () => {
    await inProject(projectOf({ prod: regional }), async (project) => {
      const key = 'aurora@aws/us-east-1';
      const standing = await emit(project, regional);
      const leaving = await emit(project, gone, [key]);
      const left = await emit(project, gone, [key]);
      const first = await rehearseTransition(standing, leaving, rig());
      expect(changesOf('aurora', first)).toMatchSnapshot('first step');
      const second = await rehearseTransition(leaving, left, rig());
      expect(changesOf('aurora', second)).toMatchSnapshot('second step');
      expect(second.unprotected).toEqual([]);
    });
  });
});

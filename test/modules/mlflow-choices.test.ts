/** Where MLflow keeps its runs, as environments decide it; and how it leaves. */
import { z } from 'zod';
import { mlflow } from '../../modules/mlflow';
import { emptyStack, formatDiagnostic, rehearseTransition } from '../../rehearse';
import { asFiles } from '../rehearse/stack';
import { environment, environmentFile, inProject, projectOf, type Project } from '../support/project';
import { describeRehearsal } from '../support/rig';
import { emitHalves } from './kubernetes.fixtures';

jest.setTimeout(900_000);

const lock = z.object({ placed: z.array(z.object({ module: z.string(), option: z.string() })) });

function optionOf(project: Project, module: string): string | undefined {
  const { placed } = lock.parse(JSON.parse(project.read('environments/demo.lock.json')));
  return placed.find((one) => one.module === module)?.option;
}

const tracking = '    - capability: experiment-tracking\n';
const relational = '    - {capability: relational-database, memoryGiB: 3}\n';

function spec(needs: string, more = ''): string {
  return `  infrastructure: aws\n  regions: {max: 1, primary: us-east-1}\n${more}  needs:\n${needs}`;
}

async function chosen(
  given: string,
): Promise<{ readonly mlflow: string | undefined; readonly aurora: string | undefined }> {
  return inProject(projectOf({ demo: given }), async (project) => {
    await project.done(['solve']);
    return { mlflow: optionOf(project, 'mlflow'), aurora: optionOf(project, 'aurora') };
  });
}

describe('the cheaper database', () => {
  test('alone it brings a small instance, and no Aurora', async () => {
    expect(await chosen(spec(tracking))).toEqual({ mlflow: 'db.t4g.micro', aurora: undefined });
  });

  test('where Aurora PostgreSQL has room for it anyway, it shares that', async () => {
    expect(await chosen(spec(tracking + relational))).toEqual({ mlflow: 'shared', aurora: 'db.t3.medium' });
  });

  test('Aurora MySQL is no place for it', async () => {
    const modules = '  modules:\n    aurora: {inputs: {engine: aurora-mysql}}\n';
    expect(await chosen(spec(tracking + relational, modules))).toMatchObject({ mlflow: 'db.t4g.micro' });
  });

  test('over several zones a standby of its own is cheaper than Aurora for its sake alone', async () => {
    const zones = '  requires: {availability: multi-az}\n';
    expect(await chosen(spec(tracking, zones))).toEqual({ mlflow: 'db.t4g.micro', aurora: undefined });
    const steady = `${zones}  modules:\n    mlflow: {inputs: {burstable: false}}\n`;
    expect(await chosen(spec(tracking, steady))).toEqual({ mlflow: 'db.m6g.large', aurora: undefined });
    expect(await chosen(spec(tracking + relational, steady))).toMatchObject({ mlflow: 'shared' });
  });

  test('database: shared brings Aurora along', async () => {
    const found = await chosen(spec(tracking, '  modules:\n    mlflow: {inputs: {database: shared}}\n'));
    expect(found.mlflow).toBe('shared');
    expect(found.aurora).toBeDefined();
  });

  test('what holds runs stays where it is when Aurora comes later', async () => {
    await inProject(projectOf({ demo: spec(tracking) }), async (project) => {
      await project.done(['solve']);
      project.write(environmentFile('demo'), environment('demo', spec(tracking + relational)));
      await project.done(['solve']);
      expect([optionOf(project, 'mlflow'), optionOf(project, 'aurora')]).toEqual(['db.t4g.micro', 'db.t3.medium']);
    });
  });
});

test('its roles come once, whether irsa_ml_workloads lists them or not', async () => {
  const listed = '  modules:\n    irsa_ml_workloads: {inputs: {workloads: {mlflow: {namespace: ml}, feast: {}}}}\n';
  for (const [more, count, namespace] of [
    ['', 6, 'mlflow'],
    [listed, 3, 'ml'],
  ] as const) {
    await inProject(projectOf({ demo: spec(tracking, more) }), async (project) => {
      await project.done(['synth']);
      const { resource } = project.emitted('demo');
      expect(Object.keys(resource['aws_iam_role'] ?? {}).filter((id) => id.startsWith('irsa_'))).toHaveLength(count);
      const role = resource['aws_iam_role']?.['irsa_ml_workloads_mlflow_database_role_us_east_1'];
      expect(role?.['assume_role_policy']).toContain(`system:serviceaccount:${namespace}:mlflow-database`);
      const rights = resource['aws_iam_role_policy']?.['mlflow_server_rights_us_east_1'];
      expect(rights?.['role']).toBe('${aws_iam_role.irsa_ml_workloads_mlflow_role_us_east_1.name}');
    });
  }
});

test('irsa_mlflow is gone, and the error names what took its place', async () => {
  await inProject(projectOf({ demo: spec(tracking, '  modules: {irsa_mlflow: on}\n') }), async (project) => {
    const { code, err } = await project.run(['synth']);
    expect(code).toBe(1);
    expect(err).toContain(
      'environments/demo.yaml:8:13: The module "irsa_mlflow" in spec.modules was replaced by "irsa_ml_workloads". [replaced-module]',
    );
  });
});

describeRehearsal('MLflow that leaves', (rig) => {
  test.each([
    ['db.t4g.micro', ['aws_db_instance.mlflow_database_us_east_1', 'aws_s3_bucket.mlflow_artifacts_us_east_1']],
    ['shared', ['aws_s3_bucket.mlflow_artifacts_us_east_1']],
  ])('%s: in two steps, of which the first destroys nothing', async (option, unprotected) => {
    const files = async (phase: 'active' | 'retiring') =>
      asFiles((await emitHalves(mlflow, { option, phase })).aws, 'mlflow');
    const [on, retiring] = await Promise.all([files('active'), files('retiring')]);
    const first = await rehearseTransition(on, retiring, rig());
    const second = await rehearseTransition(retiring, emptyStack(retiring), rig());
    expect([...first.diagnostics, ...second.diagnostics].map(formatDiagnostic)).toEqual([]);
    expect(first.changes.map(({ action, address }) => [action, address])).toEqual(
      unprotected.map((address) => ['changed', address]),
    );
    expect(new Set(second.changes.map(({ action }) => action))).toEqual(new Set(['destroyed']));
    expect(second.unprotected).toEqual([]);
  });
});

describeRehearsal('MLflow that changes', (rig) => {
  const between = async (before: object, after: object): Promise<string[]> => {
    const [old, now] = await Promise.all([emitHalves(mlflow, before), emitHalves(mlflow, after)]);
    const steps = await Promise.all([
      rehearseTransition(asFiles(old.aws, 'mlflow'), asFiles(now.aws, 'mlflow'), rig()),
      rehearseTransition(asFiles(old.addons, 'addons'), asFiles(now.addons, 'addons'), rig()),
    ]);
    expect(steps.flatMap(({ diagnostics }) => diagnostics.map(formatDiagnostic))).toEqual([]);
    return steps.flatMap(({ changes }) => changes.map(({ action, address }) => `${action} ${address}`));
  };

  test('to another class is changed in place', async () => {
    expect(await between({ option: 'db.t4g.micro' }, { option: 'db.m6g.large' })).toEqual([
      'changed aws_db_instance.mlflow_database_us_east_1',
    ]);
  });
});

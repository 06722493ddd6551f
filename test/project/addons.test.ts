/** A cluster and its addons through their lives: what is emitted, what may go first, and what is left. */
import { inProject, projectOf, type Project } from '../support/project';

const withCluster = `  infrastructure: aws
  regions: {max: 1, primary: us-east-1}
  needs:
    - capability: kubernetes-ingress
`;
const without = `  infrastructure: aws
  regions: {max: 1, primary: us-east-1}
`;
const addonsFile = 'cdktf.out/stacks/lab-addons-us-east-1/cdk.tf.json';
const leave = ['--allow-destroy', 'cluster_factory@aws/us-east-1', '--allow-destroy', 'network@aws/us-east-1'];

function inLab(use: (project: Project) => Promise<void>): Promise<void> {
  return inProject(projectOf({ lab: withCluster }, ['us-east-1']), use);
}

function file(name: string): string {
  return `environments/${name}.yaml`;
}

function withSpec(spec: string): string {
  return projectOf({ lab: spec })[file('lab')] ?? '';
}

describe('addons', () => {
  test('leave before their cluster, whose stack is emitted empty until that is confirmed', () =>
    inLab(async (project) => {
      const standing = await project.done(['synth']);
      expect(standing.files.get(addonsFile)).toContain('helm_release');

      project.write(file('lab'), withSpec(without));
      await project.done(['solve', ...leave]);
      const retiring = (await project.done(['synth'])).files.get(addonsFile);
      expect(retiring).not.toContain('helm_release');
      expect(retiring).toContain('"kubernetes"');

      await project.done(['solve', ...leave]);
      const gone = (await project.done(['synth'])).files.get(addonsFile);
      expect(gone).not.toContain('"kubernetes"');
      expect(gone).toContain('terraform-addons-us-east-1.tfstate');
      await project.done(['synth', '--check']);

      project.remove(file('lab'));
      await project.done(['synth']);
      const removed = await project.done(['confirm-removed', 'lab']);
      expect([...removed.files.keys()].filter((name) => name.startsWith('cdktf.out/stacks'))).toEqual([]);
    }));

  test('that were last emitted with something in them hold their cluster', () =>
    inLab(async (project) => {
      const standing = await project.done(['synth']);
      project.write(file('lab'), withSpec(without));
      await project.done(['solve', ...leave]);
      await project.done(['synth']);
      await project.done(['solve', ...leave]);
      project.write(addonsFile, standing.files.get(addonsFile) ?? '');
      const ran = await project.run(['synth']);
      expect([ran.code, ran.err]).toMatchInlineSnapshot(`
       [
         5,
         "cdktf.out/stacks/lab-addons-us-east-1 was last emitted with 1 resources, and its cluster would go with them inside. Take the cluster away in two steps: \`trellis synth --env lab\` while it is retiring, apply lab-addons-us-east-1, and decide again then. [addons-not-empty]
       ",
       ]
      `);
    }));
});

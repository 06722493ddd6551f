/** placement.yaml beside the stacks: written, emptied once nothing is placed there, and removed with its environment. */
import { parse } from 'yaml';
import { select } from '../../schema/select';
import { guide } from '../schema/project';
import { environment, environmentFile, inProject, type Project } from '../support/project';

const infrastructureFile = 'environments/infrastructure/all.yaml';

const prices = `  prices:
    note: quote of 2026-11-02
    clusterUsdPerHour: "0.10"
    nodeTypes:
      - type: ct4p-hightpu-4t
        usdPerHour: 12.88
        allocatable: {cpu: 240, memory: 400Gi, pods: 110, accelerators: {tpu-v4: 4}}
`;

const api = '    api: {replicas: 4, requests: {cpu: 2, memory: 4Gi}}\n';
const trainer = `    trainer:
      requests: {cpu: 8, accelerators: {tpu-v4: 4}}
      requires: {capabilities: [tpu-v4]}
`;

function lab(services: string): string {
  return environment('lab', `  infrastructure: [dc-east, gcp-ml, aws-production]\n  services:\n${services}`);
}

const files = {
  [infrastructureFile]: `${guide('hybrid')}${prices}`,
  [environmentFile('lab')]: lab(`${api}${trainer}`),
};

const site = 'cdktf.out/stacks/lab/dc-east/placement.yaml';
const gcp = 'cdktf.out/stacks/lab/gcp-ml/placement.yaml';

function clusters(project: Project, file: string): unknown {
  const document: unknown = parse(project.read(file));
  expect(document).toMatchObject({ kind: 'Placement', spec: { environment: 'lab' } });
  return select(document, 'spec', 'clusters')[0]?.value;
}

test("the guide's three documents: the site first, TPU work in the cloud that has them, nothing for AWS", () =>
  inProject(files, async (project) => {
    await project.done(['synth']);
    const written = [...project.files().keys()].filter((file) => file.endsWith('placement.yaml'));
    expect(written).toEqual([site, gcp]);
    expect(clusters(project, site)).toMatchObject([
      { name: 'lab-dc-east-us-east-dc1', nodes: [], services: [{ name: 'api', replicas: 4 }] },
    ]);
    expect(clusters(project, gcp)).toMatchObject([
      {
        nodes: [{ type: 'ct4p-hightpu-4t', count: 1, holds: { trainer: 1 } }],
        services: [{ name: 'trainer', replicas: 1, requests: { cpu: '8', 'tpu-v4': 4 } }],
      },
    ]);
    expect((await project.run(['synth', '--check'])).code).toBe(0);
    project.write(site, project.read(site).replace('replicas: 4', 'replicas: 5'));
    const check = await project.run(['synth', '--check']);
    expect([check.code === 0, check.err.includes(site)]).toEqual([false, true]);
  }));

test('what goes leaves an empty document, which goes with its environment', () =>
  inProject(files, async (project) => {
    await project.done(['synth']);
    project.write(environmentFile('lab'), lab(api));
    await project.done(['synth']);
    expect(clusters(project, gcp)).toEqual([]);
    expect(clusters(project, site)).toMatchObject([{ services: [{ name: 'api' }] }]);
    project.remove(environmentFile('lab'));
    await project.done(['synth']);
    expect(clusters(project, site)).toEqual([]);
    await project.done(['confirm-removed', 'lab']);
    expect([...project.files().keys()].filter((file) => file.startsWith('cdktf.out/stacks/lab/'))).toEqual([]);
  }));

test('files of that name that are not ours stay as they are', () =>
  inProject(files, async (project) => {
    const other = 'cdktf.out/stacks/lab/notes/placement.yaml';
    for (const text of ['kind: Note\n', '<<<<<<< broken: [\n', '']) {
      project.write(other, text);
      await project.done(['synth']);
      expect(project.read(other)).toBe(text);
    }
  }));

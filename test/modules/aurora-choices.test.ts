/** What the solver makes of needs: serverless or instances by load, one region or several, and why not. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { cloud, environment, environmentFile, inProject, infrastructureFile, type Files } from '../support/project';

const lock = z.object({ placed: z.array(z.object({ module: z.string(), region: z.string(), option: z.string() })) });

function files(spec: string, regions: readonly string[]): Files {
  return {
    [infrastructureFile]: cloud(regions),
    [environmentFile('prod')]: environment('prod', `  infrastructure: aws\n${spec}`),
  };
}

/** `aurora us-east-1 db.r6g.large` for each database that was chosen. */
async function chosen(spec: string, regions: readonly string[] = ['us-east-1', 'us-west-2']): Promise<string[]> {
  return inProject(files(spec, regions), async (project) => {
    await project.done(['solve', '--env', 'prod']);
    const text = readFileSync(path.join(project.root, 'environments', 'prod.lock.json'), 'utf8');
    return lock
      .parse(JSON.parse(text))
      .placed.filter(({ module }) => module.startsWith('aurora'))
      .map(({ module, region, option }) => `${module} ${region} ${option}`);
  });
}

function one(availability: string, demand: string, inputs = ''): string {
  const modules = inputs === '' ? '' : `  modules: { aurora: { inputs: ${inputs} } }\n`;
  return `  regions: { max: 1, primary: us-east-1 }\n  requires: { availability: ${availability} }\n  needs: [{ capability: relational-database${demand} }]\n${modules}`;
}

describe('by load', () => {
  test.each([
    ['a small database that may be down', one('single-az', ''), 'db.t3.medium'],
    ['a small one that may not', one('multi-az', ''), 'serverless'],
    [
      'one that is busy all day',
      one('multi-az', '', '{ serverlessv2ScalingConfiguration: { averageCapacity: 4 } }'),
      'db.r6g.large',
    ],
    ['memory', one('multi-az', ', memoryGiB: 100'), 'db.r6g.4xlarge'],
    ['vCPUs', one('multi-az', ', vcpu: 8'), 'db.r6g.2xlarge'],
    [
      'memory that comes and goes',
      one('multi-az', ', memoryGiB: 100', '{ serverlessv2ScalingConfiguration: { maxCapacity: 64 } }'),
      'serverless',
    ],
  ])('%s', async (_, spec, option) => {
    expect(await chosen(spec)).toEqual([`aurora us-east-1 ${option}`]);
  });
});

describe('by regions', () => {
  const both = '  regions: { min: 2, max: 2, primary: us-east-1 }\n';

  test('one region: the database alone, on what could be copied', async () => {
    const spec = '  regions: { max: 1, primary: us-east-1 }\n  needs: [{ capability: global-database }]\n';
    expect(await chosen(spec)).toEqual(['aurora us-east-1 serverless']);
  });

  test('two regions that read it: a copy in the second one', async () => {
    expect(await chosen(`${both}  needs: [{ capability: global-database, replicaVcpu: 2 }]\n`)).toEqual([
      'aurora us-east-1 serverless',
      'aurora_global us-west-2 db.r6g.large',
    ]);
  });

  test('pinned on, it stands outside of the primary region', async () => {
    expect(
      await chosen(
        `${both}  needs: [{ capability: relational-database }, { capability: private-network }]\n  modules: { aurora_global: on }\n`,
      ),
    ).toEqual(['aurora us-east-1 serverless', 'aurora_global us-west-2 db.r6g.large']);
  });

  test('a database that the primary region alone asks for stays there', async () => {
    const needs = '  needs: [{ capability: relational-database }, { capability: key-value-cache }]\n';
    expect(await chosen(`${both}${needs}`)).toEqual(['aurora us-east-1 db.t3.medium']);
  });

  test('an engine that no global database takes in a region is told', async () => {
    const spec = `${both}  needs: [{ capability: global-database }]\n  modules: { aurora: { inputs: { engine: aurora-mysql } }, aurora_global: { inputs: { engine: aurora-mysql } } }\n`;
    await inProject(files(spec, ['us-east-1', 'ap-southeast-7']), async (project) => {
      const { code, err, out } = await project.run(['solve', '--env', 'prod']);
      expect(code).toBe(3);
      expect(`${out}${err}`).toContain('Aurora Global Database is not available for aurora-mysql in ap-southeast-7');
    });
  });

  test('engines that differ are told', async () => {
    const spec = `${both}  needs: [{ capability: global-database }]\n  modules: { aurora_global: { inputs: { engine: aurora-mysql } } }\n`;
    await inProject(files(spec, ['us-east-1', 'us-west-2']), async (project) => {
      const { code, err, out } = await project.run(['solve', '--env', 'prod']);
      expect(code).toBe(3);
      expect(`${out}${err}`).toContain('aurora-mysql-primary');
    });
  });
});

test('what AWS would replace a locked database for is refused', async () => {
  const spec = (inputs: string): string => `  infrastructure: aws\n${one('single-az', '', inputs)}`;
  await inProject(files(one('single-az', ''), ['us-east-1']), async (project) => {
    await project.done(['solve', '--env', 'prod']);
    for (const inputs of ['{ engine: aurora-mysql }', '{ databaseName: other }', '{ masterUsername: owner }']) {
      project.write(environmentFile('prod'), environment('prod', spec(inputs)));
      const { code } = await project.run(['solve', '--env', 'prod']);
      expect({ inputs, code }).toEqual({ inputs, code: 3 });
    }
    project.write(environmentFile('prod'), environment('prod', spec('{ instances: 2, port: 5433 }')));
    await project.done(['solve', '--env', 'prod']);
  });
});

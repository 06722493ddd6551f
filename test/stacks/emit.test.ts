import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic';
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { emit, type EmitOptions, type EmitResult } from '../../stacks/emit';
import type { StackInput } from '../../stacks/frame';
import { bucket, example, facts, registry, stackInput, topic } from './fixtures';

const write: EmitOptions = { mode: 'write', remove: [] };
const check: EmitOptions = { mode: 'check', remove: [] };
let folder: string;
let outdir: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'emit-'));
  outdir = path.join(folder, 'cdktf.out');
});
afterEach(() => rmSync(folder, { recursive: true }));

function run(inputs: readonly StackInput[], options = write, to = outdir): Promise<EmitResult> {
  return emit(inputs, registry, facts, to, options);
}

/** Relative path -> text of everything under a folder. */
function snapshot(of: string): Record<string, string> {
  const files = existsSync(of) ? readdirSync(of, { recursive: true, encoding: 'utf8' }) : [];
  const texts = files
    .filter((file) => statSync(path.join(of, file)).isFile())
    .map((file): [string, string] => [file, readFileSync(path.join(of, file), 'utf8')]);
  return Object.fromEntries(texts.sort(([a], [b]) => (a < b ? -1 : 1)));
}

const prodFiles = ['stacks/prod/SUMMARY.md', 'stacks/prod/cdk.tf.json', 'stacks/prod/versions.tf.json'];

it('writes a stack, its versions and its summary, and the manifest of cdktf-cli', async () => {
  expect(await run([example()])).toEqual({ changed: prodFiles, removed: [] });
  const files = snapshot(outdir);
  expect(Object.keys(files)).toEqual(['manifest.json', ...prodFiles]);
  expect(files['stacks/prod/SUMMARY.md']).toBe('# prod\n');
  expect(JSON.parse(files['stacks/prod/versions.tf.json'] ?? '')).toEqual({
    terraform: { required_version: '>= 1.11' },
  });
  const manifest: unknown = JSON.parse(files['manifest.json'] ?? '');
  expect(manifest).toMatchObject({ stacks: { prod: { synthesizedStackPath: 'stacks/prod/cdk.tf.json' } } });
});

it('states backend and provider in full', async () => {
  const account = { id: '123456789012', roleArn: 'arn:aws:iam::123456789012:role/deploy' };
  const state = {
    kind: 's3',
    bucket: 'b',
    region: 'eu-west-1',
    key: 'prod/x.tfstate',
    kmsKeyId: 'alias/state',
  } as const;
  await run([stackInput('prod', [], [], { account, state })]);
  expect(JSON.parse(snapshot(outdir)['stacks/prod/cdk.tf.json'] ?? '')).toMatchInlineSnapshot(`
   {
     "//": {
       "metadata": {
         "backend": "s3",
         "stackName": "prod",
         "version": "0.21.0",
       },
       "outputs": {},
     },
     "provider": {
       "aws": [
         {
           "allowed_account_ids": [
             "123456789012",
           ],
           "assume_role": [
             {
               "role_arn": "arn:aws:iam::123456789012:role/deploy",
             },
           ],
           "default_tags": [
             {
               "tags": {
                 "team": "platform",
                 "trellis.dev/environment": "prod",
               },
             },
           ],
           "region": "us-east-1",
         },
       ],
     },
     "terraform": {
       "backend": {
         "s3": {
           "bucket": "b",
           "encrypt": true,
           "key": "prod/x.tfstate",
           "kms_key_id": "alias/state",
           "region": "eu-west-1",
           "use_lockfile": true,
         },
       },
       "required_providers": {
         "aws": {
           "source": "aws",
           "version": "6.25.0",
         },
       },
     },
   }
  `);
});

it('keeps local state at a path relative to the stack', async () => {
  await run([stackInput('dev', [], [], { state: { kind: 'local', path: 'terraform.tfstate' } })]);
  expect(JSON.parse(snapshot(outdir)['stacks/dev/cdk.tf.json'] ?? '')).toMatchObject({
    terraform: { backend: { local: { path: 'terraform.tfstate' } } },
  });
});

it('gives the same bytes from any folder and in any order, without a word of this machine', async () => {
  const [prod, dev] = [example('prod'), example('dev', 'eu-west-1')];
  await run([prod, dev]);
  const elsewhere = path.join(folder, 'b');
  const shuffled = [dev, { ...prod, placed: [...prod.placed].reverse() }];
  await emit(shuffled, { ...registry, modules: [bucket, topic] }, facts, elsewhere, write);
  expect(snapshot(elsewhere)).toEqual(snapshot(outdir));
  for (const text of Object.values(snapshot(outdir))) {
    expect(text).not.toContain(folder);
    expect(text).not.toContain(process.cwd());
    expect(text).not.toContain(tmpdir());
  }
});

it('rewrites only what differs', async () => {
  await run([example('dev'), example('prod')]);
  const before = statSync(path.join(outdir, 'stacks/dev/cdk.tf.json'), { bigint: true }).mtimeNs;
  const again = await run([example('dev'), { ...example('prod'), summary: '# other\n' }]);
  expect(again.changed).toEqual(['stacks/prod/SUMMARY.md']);
  expect(statSync(path.join(outdir, 'stacks/dev/cdk.tf.json'), { bigint: true }).mtimeNs).toBe(before);
});

it('leaves other stacks and the files of Terraform alone', async () => {
  await run([example('dev'), example('prod')]);
  writeFileSync(path.join(outdir, 'stacks/prod/.terraform.lock.hcl'), 'pinned');
  const before = snapshot(path.join(outdir, 'stacks/dev'));
  await run([example('prod')]);
  expect(snapshot(path.join(outdir, 'stacks/dev'))).toEqual(before);
  expect(snapshot(outdir)['stacks/prod/.terraform.lock.hcl']).toBe('pinned');
});

describe('check', () => {
  it('writes nothing where nothing stands', async () => {
    expect((await run([example()], check)).changed).toEqual(prodFiles);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('names what is out of date, and only that', async () => {
    await run([example()]);
    expect(await run([example()], check)).toEqual({ changed: [], removed: [] });
    writeFileSync(path.join(outdir, 'stacks/prod/cdk.tf.json'), '{}');
    const before = snapshot(outdir);
    expect((await run([example()], check)).changed).toEqual(['stacks/prod/cdk.tf.json']);
    expect(snapshot(outdir)).toEqual(before);
  });
});

describe('remove', () => {
  const removeProd: EmitOptions = { mode: 'write', remove: ['prod', 'never-was'] };

  it('takes the stack that was named', async () => {
    await run([example('dev'), example('prod')]);
    const checked = await run([example('dev')], { ...removeProd, mode: 'check' });
    expect(checked).toEqual({ changed: [], removed: ['prod'] });
    expect(existsSync(path.join(outdir, 'stacks/prod'))).toBe(true);
    expect(await run([example('dev')], removeProd)).toEqual({ changed: [], removed: ['prod'] });
    expect(readdirSync(path.join(outdir, 'stacks'))).toEqual(['dev']);
  });

  it('keeps a local state', async () => {
    await run([example('prod')]);
    mkdirSync(path.join(outdir, 'stacks/prod/.terraform'));
    writeFileSync(path.join(outdir, 'stacks/prod/terraform.tfstate'), '{}');
    await run([], removeProd);
    expect(readdirSync(path.join(outdir, 'stacks/prod'))).toEqual(['terraform.tfstate']);
  });

  it('refuses what it is to emit, and what is no name', async () => {
    await expect(run([example('prod')], removeProd)).rejects.toThrow('to emit and to remove prod');
    for (const name of ['', '..', '../prod', 'a/b']) {
      await expect(run([], { mode: 'write', remove: [name] })).rejects.toThrow('no name of an environment');
    }
  });
});

describe('a failing run', () => {
  const broken = {
    ...topic,
    load: () =>
      Promise.resolve({
        aws(context: Parameters<Awaited<ReturnType<typeof topic.load>>['aws']>[0]) {
          new SnsTopic(context.scope, context.id('t'), {});
        },
      }),
  };

  it('leaves the old files, and nothing beside them', async () => {
    await run([example('dev'), example('prod')]);
    const before = snapshot(folder);
    const changed = { ...example('dev'), summary: '# other\n' };
    const failing = emit([changed, example('prod')], { ...registry, modules: [broken, bucket] }, facts, outdir, write);
    await expect(failing).rejects.toThrow();
    expect(snapshot(folder)).toEqual(before);
  });

  it('leaves the old files when one can not be written', async () => {
    await run([example('dev')]);
    const before = snapshot(folder);
    writeFileSync(path.join(outdir, 'stacks/prod'), 'a file where a folder must go');
    const failing = run([{ ...example('dev'), summary: '# other\n' }, example('prod')]);
    await expect(failing).rejects.toThrow();
    rmSync(path.join(outdir, 'stacks/prod'));
    expect(snapshot(folder)).toEqual(before);
  });
});

it('loads no bindings but the provider, nor any module that stands nowhere', () => {
  const root = path.join(__dirname, '../..');
  const probe = (name: string): unknown =>
    JSON.parse(
      execFileSync(process.execPath, ['cli/run.js', 'test/stacks/loading.ts', name], { cwd: root, encoding: 'utf8' }),
    );
  expect(probe('import')).toEqual(['provider']);
  expect(probe('topic')).toEqual(['provider', 'sns-topic']);
});

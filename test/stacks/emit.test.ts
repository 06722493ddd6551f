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
import type { BuildContext } from '../../modules/module';
import { outdated, removeStack, replace, standingStacks } from '../../stacks/files';
import type { StackInput } from '../../stacks/frame';
import { render } from '../../stacks/render';
import { bucket, example, facts, registry, stackInput, topic } from './fixtures';

let outdir: string;

beforeEach(() => {
  outdir = mkdtempSync(path.join(tmpdir(), 'emit-'));
});
afterEach(() => rmSync(outdir, { recursive: true }));

async function write(inputs: readonly StackInput[]): Promise<readonly string[]> {
  return replace(outdir, (await render(inputs, registry, facts)).files);
}

async function check(inputs: readonly StackInput[]): Promise<readonly string[]> {
  return outdated(outdir, (await render(inputs, registry, facts)).files);
}

/** Relative path -> text of everything under a folder. */
function snapshot(): Record<string, string> {
  const texts = readdirSync(outdir, { recursive: true, encoding: 'utf8' })
    .filter((file) => statSync(path.join(outdir, file)).isFile())
    .map((file): [string, string] => [file, readFileSync(path.join(outdir, file), 'utf8')]);
  return Object.fromEntries(texts.sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function emitted(input: StackInput): Promise<unknown> {
  const { files } = await render([input], registry, facts);
  return JSON.parse(files.get(`stacks/${input.frame.environment}/cdk.tf.json`) ?? '');
}

const prodFiles = ['stacks/prod/SUMMARY.md', 'stacks/prod/cdk.tf.json', 'stacks/prod/versions.tf.json'];

describe('rendering', () => {
  it('gives a stack, its versions and its summary, and the manifest of cdktf-cli', async () => {
    const { files, manifest } = await render([example()], registry, facts);
    expect([...files.keys()]).toEqual(prodFiles);
    expect(files.get('stacks/prod/SUMMARY.md')).toBe('# prod\n');
    expect(JSON.parse(files.get('stacks/prod/versions.tf.json') ?? '')).toEqual({
      terraform: { required_version: '>= 1.11' },
    });
    expect(JSON.parse(manifest)).toMatchObject({
      stacks: { prod: { synthesizedStackPath: 'stacks/prod/cdk.tf.json', workingDirectory: 'stacks/prod' } },
    });
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
    expect(await emitted(stackInput('prod', [], [], { account, state }))).toMatchInlineSnapshot(`
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
    const state = { kind: 'local', path: 'terraform.tfstate' } as const;
    expect(await emitted(stackInput('dev', [], [], { state }))).toMatchObject({
      terraform: { backend: { local: { path: 'terraform.tfstate' } } },
    });
  });

  it('gives the same bytes in any order and from any folder, without a word of this machine', async () => {
    const [prod, dev] = [example('prod'), example('dev', 'eu-west-1')];
    const one = await render([prod, dev], registry, facts);
    const shuffled = [dev, { ...prod, placed: [...prod.placed].reverse() }];
    const before = process.cwd();
    process.chdir(outdir);
    try {
      const two = await render(shuffled, { ...registry, modules: [bucket, topic] }, facts);
      expect(two).toEqual(one);
      expect(readdirSync(outdir)).toEqual([]);
    } finally {
      process.chdir(before);
    }
    for (const text of [...one.files.values(), one.manifest]) {
      expect(text).not.toContain(before);
      expect(text).not.toContain(tmpdir());
    }
  });

  it('fails when a build does, without a file', async () => {
    const aws = ({ scope, id }: BuildContext<unknown>): void => void new SnsTopic(scope, id('t'), {});
    const broken = { ...topic, load: () => Promise.resolve({ aws }) };
    const { TMPDIR } = process.env;
    process.env['TMPDIR'] = outdir;
    try {
      const failing = render([example()], { ...registry, modules: [broken, bucket] }, facts);
      await expect(failing).rejects.toThrow('did not provide it');
    } finally {
      if (TMPDIR === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = TMPDIR;
    }
    expect(readdirSync(outdir)).toEqual([]);
  });

  it('loads no bindings but the provider, nor any module that stands nowhere', () => {
    const root = path.join(__dirname, '../..');
    const probe = (name: string): unknown => {
      const entry = ['bench/plain.js', 'test/stacks/loading.ts', name];
      return JSON.parse(execFileSync(process.execPath, entry, { cwd: root, encoding: 'utf8' }));
    };
    expect(probe('import')).toEqual(['provider']);
    expect(probe('topic')).toEqual(['provider', 'sns-topic']);
  });
});

describe('writing', () => {
  it('names what it wrote', async () => {
    expect(await write([example()])).toEqual(prodFiles);
    expect(Object.keys(snapshot())).toEqual(prodFiles);
  });

  it('rewrites only what differs', async () => {
    await write([example('dev'), example('prod')]);
    const before = statSync(path.join(outdir, 'stacks/dev/cdk.tf.json'), { bigint: true }).mtimeNs;
    const again = await write([example('dev'), { ...example('prod'), summary: () => '# other\n' }]);
    expect(again).toEqual(['stacks/prod/SUMMARY.md']);
    expect(statSync(path.join(outdir, 'stacks/dev/cdk.tf.json'), { bigint: true }).mtimeNs).toBe(before);
  });

  it('leaves other stacks and the files of Terraform alone', async () => {
    await write([example('dev'), example('prod')]);
    writeFileSync(path.join(outdir, 'stacks/prod/.terraform.lock.hcl'), 'pinned');
    const before = snapshot();
    await write([example('prod')]);
    expect(snapshot()).toEqual(before);
  });

  it('leaves every old file, and nothing beside them, when one can not be written', async () => {
    await write([example('dev')]);
    writeFileSync(path.join(outdir, 'stacks/prod'), 'a file where a folder must go');
    const before = snapshot();
    await expect(write([{ ...example('dev'), summary: () => '# other\n' }, example('prod')])).rejects.toThrow();
    expect(snapshot()).toEqual(before);
  });
});

describe('checking', () => {
  it('writes nothing where nothing stands', async () => {
    expect(await check([example()])).toEqual(prodFiles);
    expect(readdirSync(outdir)).toEqual([]);
  });

  it('names what is out of date, and only that', async () => {
    await write([example()]);
    expect(await check([example()])).toEqual([]);
    writeFileSync(path.join(outdir, 'stacks/prod/cdk.tf.json'), '{}');
    const before = snapshot();
    expect(await check([example()])).toEqual(['stacks/prod/cdk.tf.json']);
    expect(snapshot()).toEqual(before);
  });
});

describe('removing', () => {
  it('finds the stacks that stand and takes the one that is named', async () => {
    await write([example('dev'), example('prod')]);
    expect(standingStacks(outdir, ['prod', 'never-was', 'prod'])).toEqual(['prod']);
    removeStack(outdir, 'prod');
    expect(readdirSync(path.join(outdir, 'stacks'))).toEqual(['dev']);
  });

  it('keeps a local state', async () => {
    await write([example('prod')]);
    const folder = path.join(outdir, 'stacks/prod');
    mkdirSync(path.join(folder, '.terraform'));
    writeFileSync(path.join(folder, 'terraform.tfstate'), '{}');
    removeStack(outdir, 'prod');
    expect(readdirSync(folder)).toEqual(['terraform.tfstate']);
  });

  it.each(['', '.', '..', '../prod', 'a/b'])('refuses %j, which is no name', async (name) => {
    await write([example('prod')]);
    expect(() => removeStack(outdir, name)).toThrow('no name of an environment');
    expect(existsSync(path.join(outdir, 'stacks/prod/cdk.tf.json'))).toBe(true);
  });
});

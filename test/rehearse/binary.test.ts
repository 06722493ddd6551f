import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { childEnv, findBinary } from '../../rehearse/binary';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'trellis-path-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function program(inside: string, name: string, mode: number): string {
  const file = path.join(folder, inside, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, '');
  chmodSync(file, mode);
  return file;
}

test('Terraform before OpenTofu, whichever folder comes first', () => {
  const tofu = program('a', 'tofu', 0o755);
  const terraform = program('b', 'terraform', 0o755);
  const search = (...inside: readonly string[]) =>
    findBinary({ PATH: inside.map((name) => path.join(folder, name)).join(path.delimiter) });
  expect(search('a', 'b')).toEqual({ name: 'terraform', file: terraform });
  expect(search('a')).toEqual({ name: 'tofu', file: tofu });
  expect(search()).toBeUndefined();
});

test('a folder or a text file of that name is no binary, nor is one in a relative folder', () => {
  mkdirSync(path.join(folder, 'terraform'));
  program('.', 'tofu', 0o644);
  expect(findBinary({ PATH: folder })).toBeUndefined();
  expect(findBinary({ PATH: '.' })).toBeUndefined();
  expect(findBinary({})).toBeUndefined();
});

test('nothing of the caller reaches Terraform but where programs and temporary files are', () => {
  const secret = 'not for Terraform';
  const env = childEnv(
    {
      PATH: '/usr/bin',
      TMPDIR: '/tmp',
      HOME: '/home/me',
      AWS_ACCESS_KEY_ID: secret,
      AWS_PROFILE: secret,
      TF_TOKEN_app_terraform_io: secret,
      TF_CLI_ARGS: '-lock=false',
      TF_WORKSPACE: secret,
    },
    '/work/home',
    '{}',
  );
  expect(Object.values(env)).not.toContain(secret);
  expect(env).toMatchObject({ PATH: '/usr/bin', TMPDIR: '/tmp', HOME: '/work/home', TF_REATTACH_PROVIDERS: '{}' });
  expect(env).not.toHaveProperty('TF_CLI_ARGS');
});

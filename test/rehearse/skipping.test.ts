/** A machine without Terraform: tests pass and say what did not run; where Terraform is required they fail. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { projectRoot } from '../../data/root';

jest.setTimeout(900_000);

const root = projectRoot();
let bin: string;

beforeAll(() => {
  bin = mkdtempSync(path.join(tmpdir(), 'trellis-path-'));
  symlinkSync(process.execPath, path.join(bin, 'node'));
});
afterAll(() => rmSync(bin, { recursive: true }));

function runTests(more: Readonly<Record<string, string>>) {
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      path.join(root, 'node_modules/jest/bin/jest.js'),
      'test/rehearse/transitions.test.ts',
      '--reporters=default',
      '--reporters=./test/support/rehearsal-reporter.js',
    ],
    { cwd: root, encoding: 'utf8', env: { HOME: bin, PATH: bin, ...more } },
  );
  return { status, stderr };
}

test('tests pass, and the closing lines name what did not run and how to install the binary', () => {
  const { status, stderr } = runTests({});
  expect(status).toBe(0);
  expect(stderr).toMatch(/1 passed, \d+ total/);
  const closing = stderr.slice(stderr.indexOf('Rehearsals that did not run'));
  expect(closing).toMatch(/^ {2}rehearsal: transitions: \d+$/m);
  expect(closing).toContain('https://developer.hashicorp.com/terraform/install');
});

test('TRELLIS_REQUIRE_TERRAFORM=1 makes it a failure', () => {
  const { status, stderr } = runTests({ TRELLIS_REQUIRE_TERRAFORM: '1' });
  expect(status).toBe(1);
  expect(stderr).toContain('TRELLIS_REQUIRE_TERRAFORM is set. Install Terraform');
});

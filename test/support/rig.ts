/** Rehearsals in tests: one provider process a file, closed at its end. */
import { registry } from '../../modules';
import type { Registry } from '../../modules/module';
import { findBinary, installHelp, openRig, type RunningRig } from '../../rehearse';

/** Whether a missing binary is a failure. */
const required = process.env['TRELLIS_REQUIRE_TERRAFORM'] === '1';

/**
 * Tests that need Terraform. Where it is missing they are skipped, and rehearsal-reporter.js names them at the end of
 * the run; under TRELLIS_REQUIRE_TERRAFORM=1 they fail.
 */
export function describeRehearsal(
  name: string,
  tests: (rig: () => RunningRig) => void,
  catalog: Registry = registry,
): void {
  const present = findBinary(process.env) !== undefined;
  test(`Terraform is there for: ${name}`, () => {
    const missing = required && !present ? `TRELLIS_REQUIRE_TERRAFORM is set. ${installHelp}` : '';
    expect(missing).toBe('');
  });
  const suite = present ? describe : describe.skip;
  suite(`rehearsal: ${name}`, () => {
    let opened: RunningRig | undefined;
    beforeAll(() => {
      opened = openRig({ registry: catalog, env: process.env });
    });
    afterAll(() => opened?.close());
    tests(() => {
      if (opened === undefined) throw new Error('the rig is opened before the tests');
      return opened;
    });
  });
}

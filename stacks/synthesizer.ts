/** Keeps a stack's text in memory, where cdktf's own synthesizer would write it to a file that is read again. */
import type { ISynthesisSession, IStackSynthesizer, TerraformStack } from 'cdktf';

/** Runs the stack's validations, as cdktf's does; aspects and annotations are refused by the checks instead. */
export class MemorySynthesizer implements IStackSynthesizer {
  /** The stack's cdk.tf.json once the app has been synthesised: keys sorted, ends with a line feed. */
  text = '';

  constructor(private readonly stack: TerraformStack) {
    stack.synthesizer = this;
  }

  synthesize(session: ISynthesisSession): void {
    this.stack.runAllValidations();
    session.manifest.forStack(this.stack);
    this.text = `${JSON.stringify(sortKeys(this.stack.toTerraform()), null, 2)}\n`;
  }
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sortKeys(inner)]),
  );
}

/** Kinds of values that several documents share. Messages are clauses that follow the value's path. */
import { z } from 'zod';
import { parseCidr } from '../solver/cidr';
import type { Vocabulary } from './schema-facts';

/** Keeps sums of money in micro-USD and thousandths of a unit within the exact range of a number. */
export const largestAmount = 1e9;

export const nonEmpty = z.string().min(1);

export const at = z.enum(['primary', 'each', 'any']);

/** A name out of a list that only the catalog knows; the list reaches editors through the JSON Schema. */
export function nameFrom(known: readonly string[], code: string, noun: string) {
  const set = new Set(known);
  return z
    .string()
    .check((context) => {
      if (set.has(context.value)) return;
      const params: Vocabulary & Record<string, unknown> = { code, noun, known };
      context.issues.push({ code: 'custom', input: context.value, params });
    })
    .meta({ enum: [...known] });
}

export function uniqueList<T extends z.ZodType<string>>(item: T) {
  return z.array(item).check((context) => {
    context.value.forEach((value, index) => {
      if (context.value.indexOf(value) === index) return;
      const message = 'stands in the list twice';
      context.issues.push({
        code: 'custom',
        input: value,
        path: [index],
        message,
        params: { code: 'duplicate-value' },
      });
    });
  });
}

export const cidr = z
  .string()
  .check((context) => {
    const parsed = parseCidr(context.value);
    if (!('wrong' in parsed)) return;
    context.issues.push({
      code: 'custom',
      input: context.value,
      message: parsed.wrong,
      params: { code: 'invalid-value' },
    });
  })
  .meta({ pattern: /^\d{1,3}(\.\d{1,3}){3}\/\d{1,2}$/.source });

export const regionName = z
  .string()
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'must be the name of a region such as eu-central-1');

export const textMap = z.record(nonEmpty, z.string());

export const count = z.int().min(0).max(1_000_000_000);

export const amount = z.number().gt(0).max(largestAmount);

export const monthlyUsd = z
  .number()
  .gt(0)
  .max(largestAmount)
  .describe('Most that a month may cost, USD, more than 0. Required where there is a budget.');

export const hardLimit = z
  .boolean()
  .describe('true: the budget is never exceeded. false: only when nothing fits it, with a warning.');

export const budget = z.strictObject({
  monthly: monthlyUsd,
  alertThreshold: z
    .number()
    .gt(0)
    .max(100)
    .default(80)
    .describe('Percent of the budget above which a warning is shown, more than 0 to 100. Default 80.'),
  hardLimit: hardLimit
    .default(false)
    .describe('true: the budget is never exceeded. false: only when nothing fits it, with a warning. Default false.'),
});

export type BudgetDocument = z.output<typeof budget>;

export const requirementFields = {
  compliance: uniqueList(nonEmpty)
    .default([])
    .describe(
      'Compliance programmes that a location must declare, such as SOC2; what they ask of modules is in docs/compliance.md. Default: none.',
    ),
  residency: nonEmpty
    .optional()
    .describe('Residency tag that a location must carry, such as eu, us or de. Omitted: data may stay anywhere.'),
  capabilities: uniqueList(nonEmpty)
    .default([])
    .describe('Capabilities that a location must declare, such as gpu. Default: none.'),
};

/** A price: a number, or text where a number would round it. */
export const usd = z.union(
  [
    z.number().min(0).max(largestAmount),
    z.string().regex(/^\d{1,9}(\.\d{1,12})?$/, 'must be an amount such as 0.0225'),
  ],
  {
    error: 'must be an amount such as 0.0225',
  },
);

export const credentialsRef = z.strictObject({
  name: nonEmpty.describe('Name of the secret. Required.'),
  namespace: nonEmpty.optional().describe('Namespace of the secret. Optional.'),
});

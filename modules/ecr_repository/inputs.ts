/** Inputs of ecr_repository. */
import { z } from 'zod';
import { amountInput } from '../amounts';
import { exclusionsHaveEffect, exclusionsWithoutEffect, repositoryInputs } from '../ecr-repository';

export const inputs = z
  .strictObject({
    ...repositoryInputs,
    lambdaAccess: z
      .boolean()
      .default(false)
      .describe(
        'Whether functions of this account and region may be made of its images; false when left out, which is enough for containers.',
      ),
    storageGbPerMonth: amountInput
      .default(1)
      .describe(
        'Expected size of its images, GB, 0 or more, beside what needs ask for; 1 when left out. For the cost alone.',
      ),
  })
  .refine(exclusionsHaveEffect, exclusionsWithoutEffect);

export type Inputs = z.infer<typeof inputs>;

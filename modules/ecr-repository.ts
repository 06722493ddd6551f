/** One repository of ECR: what may be said of it, and what can be claimed for it. */
import { z } from 'zod';
import type { Control } from './module';

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html */
const mostExclusions = 5;

const encryption = z
  .strictObject({
    encryptionType: z
      .enum(['KMS', 'AES256'])
      .default('KMS')
      .describe('KMS, with a key whose use is logged, or AES256, with keys of S3; KMS when left out.'),
    kmsKey: z
      .string()
      .regex(/^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key\/[0-9a-z-]+$/, 'must be the ARN of a KMS key')
      .optional()
      .describe(
        'ARN of the KMS key, in the region of the repository; left out, the free key that AWS manages for ECR.',
      ),
  })
  .refine(
    ({ encryptionType, kmsKey }) => encryptionType === 'KMS' || kmsKey === undefined,
    'kmsKey goes with encryptionType KMS alone',
  );

const lifecyclePolicy = z.strictObject({
  untaggedDays: z
    .int()
    .min(1)
    .default(14)
    .describe('Days after which an image without a tag expires, 1 or more; 14 when left out.'),
  keepImages: z
    .int()
    .min(1)
    .optional()
    .describe(
      'Newest images to keep, 1 or more; left out, all with a tag. What is older expires even where it still runs.',
    ),
});

export const repositoryInputs = {
  imageTagMutability: z
    .enum(['IMMUTABLE', 'MUTABLE'])
    .default('IMMUTABLE')
    .describe('Whether a tag may be moved to another image: IMMUTABLE or MUTABLE; IMMUTABLE when left out.'),
  imageTagMutabilityExclusionFilter: z
    .array(z.string().regex(/^[0-9A-Za-z._*-]{1,128}$/, 'must be a tag, in which * stands for anything: latest*'))
    .max(mostExclusions)
    .default([])
    .describe('Tags that may be moved all the same, 0 to 5 filters such as latest*; left out, none.'),
  encryptionConfiguration: encryption
    .prefault({})
    .describe('Encryption at rest; KMS when left out. A change needs a new repository.'),
  lifecyclePolicy: lifecyclePolicy
    .prefault({})
    .describe('Which images expire; left out, those without a tag after 14 days.'),
};

const shape = z.strictObject(repositoryInputs);
export type Repository = z.infer<typeof shape>;

export function exclusionsHaveEffect(given: Repository): boolean {
  return given.imageTagMutability === 'IMMUTABLE' || given.imageTagMutabilityExclusionFilter.length === 0;
}

export const exclusionsWithoutEffect = 'imageTagMutabilityExclusionFilter has no effect with MUTABLE';

export const repository = shape.refine(exclusionsHaveEffect, exclusionsWithoutEffect).prefault({});

const encryptions = z.array(z.looseObject({ encryption_type: z.string() })).length(1);
const resource = 'aws_ecr_repository';

const noForcedDeletion: Control = {
  id: 'deletion-protection',
  summary: 'AWS refuses to delete a repository that holds images.',
  resource,
  complies: ({ force_delete: forced }) => forced !== true,
};

const immutableTags: Control = {
  id: 'immutable-tags',
  summary: 'A tag stays with its image, but for tags that are named as exceptions.',
  resource,
  complies: ({ image_tag_mutability: mutability }) =>
    mutability === 'IMMUTABLE' || mutability === 'IMMUTABLE_WITH_EXCLUSION',
};

const atRest: Control = {
  id: 'encryption-at-rest',
  summary: 'Images are encrypted with a KMS key.',
  resource,
  complies: ({ encryption_configuration: configuration }) => {
    const read = encryptions.safeParse(configuration);
    return read.success && read.data.every(({ encryption_type: type }) => type === 'KMS');
  },
};

/** What holds of all of these repositories; nothing where there are none. */
export function repositoryControls(all: readonly Repository[]): readonly Control[] {
  if (all.length === 0) return [];
  return [
    noForcedDeletion,
    ...(all.every(({ imageTagMutability }) => imageTagMutability === 'IMMUTABLE') ? [immutableTags] : []),
    ...(all.every(({ encryptionConfiguration }) => encryptionConfiguration.encryptionType === 'KMS') ? [atRest] : []),
  ];
}

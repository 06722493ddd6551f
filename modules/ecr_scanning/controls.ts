/** Security controls that ecr_scanning claims. */
import { z } from 'zod';
import { topicControls } from '../alerts';
import type { Control } from '../module';
import type { Inputs } from './inputs';

const rules = z.array(z.looseObject({ scan_frequency: z.string() })).min(1);
const encryptions = z.array(z.looseObject({ encryption_type: z.string() })).length(1);
const repository = 'aws_ecr_repository';

const scanning: Control = {
  id: 'image-scanning',
  summary: 'Images are scanned without anybody asking for it.',
  resource: 'aws_ecr_registry_scanning_configuration',
  complies: ({ rule }) => {
    const read = rules.safeParse(rule);
    return read.success && read.data.every(({ scan_frequency: frequency }) => frequency !== 'MANUAL');
  },
};

const noForcedDeletion: Control = {
  id: 'deletion-protection',
  summary: 'AWS refuses to delete a repository that holds images.',
  resource: repository,
  complies: ({ force_delete: forced }) => forced !== true,
};

const immutableTags: Control = {
  id: 'immutable-tags',
  summary: 'A tag stays with its image, but for tags that are named as exceptions.',
  resource: repository,
  complies: ({ image_tag_mutability: mutability }) =>
    mutability === 'IMMUTABLE' || mutability === 'IMMUTABLE_WITH_EXCLUSION',
};

const encryption: Control = {
  id: 'encryption-at-rest',
  summary: 'Images are encrypted with a KMS key.',
  resource: repository,
  complies: ({ encryption_configuration: configuration }) => {
    const read = encryptions.safeParse(configuration);
    return read.success && read.data.every(({ encryption_type: type }) => type === 'KMS');
  },
};

export function controls({ findings, repositories }: Inputs): readonly Control[] {
  const all = Object.values(repositories);
  const some = all.length > 0;
  return [
    scanning,
    ...(some ? [noForcedDeletion] : []),
    ...(some && all.every(({ imageTagMutability }) => imageTagMutability === 'IMMUTABLE') ? [immutableTags] : []),
    ...(some && all.every(({ encryptionConfiguration }) => encryptionConfiguration.encryptionType === 'KMS')
      ? [encryption]
      : []),
    ...(findings.enabled ? topicControls(findings.kmsKeyId === undefined) : []),
  ];
}

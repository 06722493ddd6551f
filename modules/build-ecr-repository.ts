/** A repository and the rules by which its images expire. */
import { EcrLifecyclePolicy } from '@cdktf/provider-aws/lib/ecr-lifecycle-policy';
import { EcrRepository } from '@cdktf/provider-aws/lib/ecr-repository';
import type { BuildContext } from './module';
import type { Repository } from './ecr-repository';

export interface Identity {
  readonly name: string;
  /** Key of its logical ids, where an instance has several. */
  readonly key?: string;
}

export function createRepository(
  context: BuildContext<unknown>,
  { name, key }: Identity,
  given: Repository,
): EcrRepository {
  const { region } = context.chosen;
  const { imageTagMutability, imageTagMutabilityExclusionFilter: exclusions, encryptionConfiguration } = given;
  const { encryptionType, kmsKey } = encryptionConfiguration;
  const repository = new EcrRepository(context.scope, context.id('repository', key), {
    region,
    name,
    imageTagMutability: exclusions.length === 0 ? imageTagMutability : 'IMMUTABLE_WITH_EXCLUSION',
    ...(exclusions.length === 0
      ? {}
      : { imageTagMutabilityExclusionFilter: exclusions.map((filter) => ({ filter, filterType: 'WILDCARD' })) }),
    encryptionConfiguration: [{ encryptionType, ...(kmsKey === undefined ? {} : { kmsKey }) }],
    forceDelete: false,
    ...(context.retiring ? {} : { lifecycle: { preventDestroy: true } }),
  });
  new EcrLifecyclePolicy(context.scope, context.id('lifecycle', key), {
    region,
    repository: repository.name,
    policy: JSON.stringify({ rules: lifecycleRules(given) }),
  });
  return repository;
}

function lifecycleRules({ lifecyclePolicy: { untaggedDays, keepImages } }: Repository): readonly object[] {
  const untagged = {
    rulePriority: 1,
    description: `Images without a tag expire after ${untaggedDays} days`,
    selection: { tagStatus: 'untagged', countType: 'sinceImagePushed', countUnit: 'days', countNumber: untaggedDays },
    action: { type: 'expire' },
  };
  if (keepImages === undefined) return [untagged];
  // AWS wants a rule for any image to come last.
  const oldest = {
    rulePriority: 2,
    description: `The newest ${keepImages} images are kept`,
    selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: keepImages },
    action: { type: 'expire' },
  };
  return [untagged, oldest];
}

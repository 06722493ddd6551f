/**
 * A private repository of ECR for the images of one workload: tags that stay with their image, encryption by KMS, and
 * rules by which images without a tag expire.
 *
 * Images are scanned as the registry of the account says, which is for ecr_scanning: AWS retired the setting of single
 * repositories. Images and the address that manifests name can't be made again from here, so it is stateful, and AWS
 * refuses to delete a repository that holds images (`force_delete` is never set): empty it first.
 *
 * It gives other accounts no access and copies nothing to other regions: images are pushed to each region.
 *
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/Repositories.html
 */
import { asRange } from '../amounts';
import { containerRepository } from '../capabilities';
import { repositoryControls } from '../ecr-repository';
import type { Module, Option } from '../module';
import { inputs, type Inputs } from './inputs';

export type { Inputs };

function optionOf({ storageGbPerMonth }: Inputs): Option {
  return {
    key: 'repository',
    label: 'Repository',
    units: { min: 1, max: 1 },
    supplies: {},
    provides: [containerRepository],
    cost: [
      {
        name: 'Storage of images',
        price: 'ecr.storage.gbMonth',
        fixed: asRange(storageGbPerMonth),
        perDemand: { storedGb: 1 },
        basis: 'storageGbPerMonth, and what needs ask for',
      },
    ],
  };
}

export const ecrRepository = {
  name: 'ecr_repository',
  title: 'ECR repository',
  summary: 'A private repository for the container images of a workload, with tags that do not move.',
  category: 'compute',
  lifecycle: 'ready',
  toggle: 'auto',
  scope: 'location',
  multiple: true,
  stateful: true,
  services: ['ecr'],
  provides: [containerRepository],
  quotas: {},
  inputs,
  useWhen: [
    { text: 'containers or functions run images of your own: each that is pushed gets its repository' },
    { text: 'a workload is referred to by its name, and its images come and go with the environment' },
  ],
  avoidWhen: [
    { text: 'several environments run the same image: keep it in one account and name its URI' },
    { text: 'the image is public and never changed' },
  ],
  conflicts: {},
  rules: [
    {
      kind: 'matches',
      resource: 'aws_ecr_repository',
      argument: 'name',
      pattern: '^(?=.{2,256}$)(?:[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*/)*[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$',
      says: 'lower-case letters and digits, joined by . _ - or /, 2 to 256',
      source: 'https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html',
    },
    {
      kind: 'replaces',
      resource: 'aws_ecr_repository',
      arguments: ['name', 'encryption_configuration'],
      source: 'https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/resources/ecr_repository',
    },
  ],
  references: [
    'https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html',
    'https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning.html: scan on push by repository is deprecated, the registry decides.',
    'https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html',
    'https://docs.aws.amazon.com/lambda/latest/dg/images-create.html#gettingstarted-images-permissions: Lambda pulls by the policy of the repository.',
    'https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/resources/ecr_repository',
    'https://aws.amazon.com/ecr/pricing/: pulls inside the region are free; the price data know storage in us-east-1 and ap-northeast-1.',
  ],
  controls: (given) => repositoryControls([given]),
  needs: () => [],
  options: (given) => [optionOf(given)],
  load: () => import('./build'),
} satisfies Module<Inputs>;

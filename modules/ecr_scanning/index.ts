/**
 * Scans of the container images of an account for known vulnerabilities, by ECR itself (BASIC: packages of the
 * operating system, when an image is pushed) or by Inspector (ENHANCED: packages of programming languages too, and
 * again whenever a new vulnerability becomes known), with findings sent to a topic and repositories made on the way.
 *
 * A registry has one scan configuration for the account in each region, so one environment owns it for all. The module
 * counts as stateful although the configuration itself can be written again: the images in its repositories and their
 * addresses in every manifest can't, and an account whose scans stop unnoticed is not what was reviewed. So it leaves in
 * two steps, and even then AWS refuses to delete a repository that holds images (`force_delete` is never set): empty it
 * first. The same holds for one repository that is taken out of the inputs.
 *
 * It can't stop an image with findings from being deployed, which is for an admission controller. From BASIC to ENHANCED
 * and back everything stays in place, but earlier findings are not taken along. Findings of BASIC scans are told once a
 * scan, those of ENHANCED one by one. EventBridge can't be held to an account in the topic's policy: it gives SNS
 * nothing to compare.
 *
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning.html
 */
import { imageScanning } from '../capabilities';
import type { Module } from '../module';
import { controls } from './controls';
import { inputs, type Inputs } from './inputs';
import { options, provides } from './options';

export type { Inputs };

export const ecrScanning = {
  name: 'ecr_scanning',
  title: 'ECR image scanning',
  summary: 'Scans of container images for known vulnerabilities, with findings to a topic, and repositories.',
  category: 'security',
  lifecycle: 'ready',
  toggle: 'auto',
  scope: 'account',
  // A registry has one scan configuration.
  multiple: false,
  stateful: true,
  // Inspector is named although BASIC does without it: two regions lack it, and there the module is not offered at all.
  services: ['ecr', 'inspector2', 'events', 'sns', 'kms'],
  provides,
  quotas: {},
  inputs,
  useWhen: [
    { text: 'a compliance programme such as SOC 2, PCI DSS or HIPAA asks for scans', holds: needsScans },
    { text: 'known vulnerabilities in images should be found without anybody looking' },
    { text: 'findings are reported and followed over time' },
  ],
  avoidWhen: [
    { text: 'images are scanned by other tools already, such as Snyk or Aqua' },
    { text: 'no compliance programme asks for it and cost matters most: BASIC is nearly free then' },
  ],
  conflicts: {},
  rules: [
    {
      kind: 'one-of',
      resource: 'aws_ecr_registry_scanning_configuration',
      argument: 'rule.scan_frequency',
      values: ['SCAN_ON_PUSH', 'CONTINUOUS_SCAN', 'MANUAL'],
      source: 'https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_RegistryScanningRule.html',
    },
    {
      kind: 'one-of',
      resource: 'aws_ecr_repository',
      argument: 'image_tag_mutability',
      values: ['MUTABLE', 'IMMUTABLE', 'MUTABLE_WITH_EXCLUSION', 'IMMUTABLE_WITH_EXCLUSION'],
      source: 'https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html',
    },
  ],
  references: [
    'https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_RegistryScanningRule.html: BASIC scans on push, ENHANCED on push or continuously.',
    'https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning-filters.html: with ENHANCED a repository that no filter matches is not scanned at all, and continuous scans win over those on push.',
    'https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-eventbridge.html: ECR Image Scan holds a count only for a severity that was found.',
    'https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning-enhanced-events.html',
    'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html: no Condition in the policy of an SNS topic for EventBridge, and no role on the target.',
    'https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/resources/ecr_registry_scanning_configuration: destroying it writes BASIC without rules.',
    'https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/resources/inspector2_enabler: its resource types are all that the account has scanned.',
    'The guide gives 0.09 USD an image and 20 to 50 USD a month for ENHANCED. The price data have 0.09 for a first scan, from a secondary source, and 0.01 for each rescan, which the guide leaves out; the default volumes give 30 USD of scans, 10 to 56 from low to high.',
  ],
  controls,
  needs: () => [],
  options: (given) => options(given),
  load: () => import('./build'),
} satisfies Module<Inputs>;

function needsScans({ needs }: { readonly needs: readonly string[] }): boolean {
  return needs.includes(imageScanning.name);
}

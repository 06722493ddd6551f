/** Constructs of ecr_scanning. */
import { EcrRegistryScanningConfiguration } from '@cdktf/provider-aws/lib/ecr-registry-scanning-configuration';
import { Inspector2Enabler } from '@cdktf/provider-aws/lib/inspector2-enabler';
import { readAccount } from '../build-alert-topic';
import type { BuildContext } from '../module';
import { sendFindings } from './build-findings';
import { createRepository } from '../build-ecr-repository';
import type { Inputs } from './inputs';
import { options, rulesOf } from './options';

export function aws(context: BuildContext<Inputs>): void {
  const { inputs, scope } = context;
  const { region } = context.chosen;
  const option = options(inputs).find(({ key }) => key === context.chosen.option);
  if (option === undefined) throw new Error(`ecr_scanning has no option ${context.chosen.option}`);
  const scanType = option.key === 'ENHANCED' ? 'ENHANCED' : 'BASIC';
  const account = readAccount(context);

  const enabler =
    scanType === 'ENHANCED' && inputs.inspector.enabled
      ? [
          new Inspector2Enabler(scope, context.id('inspector'), {
            region,
            accountIds: [account.id],
            resourceTypes: [...inputs.inspector.resourceTypes].sort(),
          }),
        ]
      : [];
  new EcrRegistryScanningConfiguration(scope, context.id('scanning'), {
    region,
    scanType,
    rule: rulesOf(inputs, scanType).map(({ scanFrequency, repositoryFilter }) => ({
      scanFrequency,
      repositoryFilter: repositoryFilter.map((filter) => ({ filter, filterType: 'WILDCARD' })),
    })),
    ...(enabler.length === 0 ? {} : { dependsOn: enabler }),
    ...(context.retiring ? {} : { lifecycle: { preventDestroy: true } }),
  });
  const findingsTopicArn = inputs.findings.enabled ? sendFindings(context, account, scanType) : undefined;

  for (const [name, given] of Object.entries(inputs.repositories).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const { repositoryUrl } = createRepository(context, { name, key: name }, given);
    context.output(
      `repository_${name.replace(/[^a-z0-9]/g, '_')}_url`,
      repositoryUrl,
      `Where images of ${name} are pushed to`,
    );
  }
  for (const capability of option.provides) {
    context.provide(capability, { region, scanType, ...(findingsTopicArn === undefined ? {} : { findingsTopicArn }) });
  }
  if (findingsTopicArn !== undefined) {
    context.output('findings_topic_arn', findingsTopicArn, 'Topic that findings are sent to');
  }
}

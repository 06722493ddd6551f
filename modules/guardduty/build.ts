/** Constructs of guardduty. */
import { GuarddutyDetector } from '@cdktf/provider-aws/lib/guardduty-detector';
import { GuarddutyDetectorFeature } from '@cdktf/provider-aws/lib/guardduty-detector-feature';
import { threatDetection } from '../capabilities';
import type { BuildContext } from '../module';
import type { Inputs } from './inputs';
import { planStates, plans } from './options';

/** Sorted, as AWS returns them. */
function agentsOf({ runtimeAgents, features }: Inputs): { readonly name: string; readonly status: string }[] {
  const status = (managed: boolean): string => (managed && features.runtimeMonitoring ? 'ENABLED' : 'DISABLED');
  return [
    { name: 'EC2_AGENT_MANAGEMENT', status: status(runtimeAgents.ec2) },
    { name: 'ECS_FARGATE_AGENT_MANAGEMENT', status: status(runtimeAgents.ecsFargate) },
    { name: 'EKS_ADDON_MANAGEMENT', status: status(runtimeAgents.eks) },
  ];
}

export function aws(context: BuildContext<Inputs>): void {
  const { inputs, scope } = context;
  const { region } = context.chosen;
  const detector = new GuarddutyDetector(scope, context.id('detector'), {
    region,
    enable: true,
    findingPublishingFrequency: inputs.findingPublishingFrequency,
    ...(context.retiring ? {} : { lifecycle: { preventDestroy: true } }),
  });
  for (const { name, enabled } of planStates(inputs)) {
    new GuarddutyDetectorFeature(scope, context.id('feature', name.toLowerCase()), {
      region,
      detectorId: detector.id,
      name,
      status: enabled ? 'ENABLED' : 'DISABLED',
      ...(name === plans.runtimeMonitoring.name ? { additionalConfiguration: agentsOf(inputs) } : {}),
    });
  }
  context.provide(threatDetection, { region, detectorId: detector.id });
  context.output('detector_id', detector.id, 'Detector of the account in this region');
}

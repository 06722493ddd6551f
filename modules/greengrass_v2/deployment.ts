/** What runs on the devices of a thing group: a deployment, as it may be written and as CloudFormation reads it. */
import { z } from 'zod';
import { componentName, sortedEntries, version, type Component } from './components';

const deployed = z.strictObject({
  componentVersion: version
    .optional()
    .describe('Version to run; left out, that of the custom component of this name. Public components need one.'),
  configurationUpdate: z
    .strictObject({
      merge: z.record(z.string(), z.json()).default({}).describe('Values to set; left out, none.'),
      reset: z
        .array(z.string().regex(/^\//, 'must be a JSON pointer such as /mqtt/port'))
        .default([])
        .describe('JSON pointers to values that go back to their defaults, before merge; left out, none.'),
    })
    .prefault({})
    .describe('Changes of the configuration on the devices; left out, none.'),
});

export const deployment = z.strictObject({
  components: z
    .record(componentName, deployed)
    .refine((components) => Object.keys(components).length > 0, 'name at least one component')
    .describe('Components by name, at least one: custom ones of this module and public ones (aws.greengrass.*).'),
  failureHandlingPolicy: z
    .enum(['ROLLBACK', 'DO_NOTHING'])
    .default('ROLLBACK')
    .describe('What a device does where the deployment fails: ROLLBACK or DO_NOTHING; ROLLBACK when left out.'),
  componentUpdatePolicy: z
    .strictObject({
      action: z
        .enum(['NOTIFY_COMPONENTS', 'SKIP_NOTIFY_COMPONENTS'])
        .default('NOTIFY_COMPONENTS')
        .describe('Whether components are asked before they are stopped; NOTIFY_COMPONENTS when left out.'),
      timeoutInSeconds: z
        .int()
        .min(1)
        .max(2_147_483_647)
        .default(60)
        .describe('Seconds that they have to answer, 1 or more; 60 when left out.'),
    })
    .prefault({})
    .describe('How running components are treated; left out, they are asked and have 60 seconds.'),
  maximumPerMinute: z
    .int()
    .min(1)
    .max(1000)
    .optional()
    .describe('Most devices that are told of it in a minute, 1 to 1000; left out, all at once.'),
});

export type Deployment = z.infer<typeof deployment>;

/** Properties of AWS::GreengrassV2::Deployment. */
export function deploymentProperties(
  name: string,
  targetArn: string,
  given: Deployment,
  custom: Readonly<Record<string, Component>>,
): object {
  const { components, failureHandlingPolicy, componentUpdatePolicy, maximumPerMinute } = given;
  return {
    DeploymentName: name,
    TargetArn: targetArn,
    Components: Object.fromEntries(
      sortedEntries(components).map(([component, { componentVersion, configurationUpdate }]) => {
        const { merge, reset } = configurationUpdate;
        const update = {
          ...(Object.keys(merge).length === 0 ? {} : { Merge: JSON.stringify(merge) }),
          ...(reset.length === 0 ? {} : { Reset: reset }),
        };
        return [
          component,
          {
            ComponentVersion: componentVersion ?? custom[component]?.version,
            ...(Object.keys(update).length === 0 ? {} : { ConfigurationUpdate: update }),
          },
        ];
      }),
    ),
    DeploymentPolicies: {
      FailureHandlingPolicy: failureHandlingPolicy,
      ComponentUpdatePolicy: {
        Action: componentUpdatePolicy.action,
        TimeoutInSeconds: componentUpdatePolicy.timeoutInSeconds,
      },
    },
    ...(maximumPerMinute === undefined
      ? {}
      : { IotJobConfiguration: { JobExecutionsRolloutConfig: { MaximumPerMinute: maximumPerMinute } } }),
  };
}

/**
 * Component versions and deployments. The AWS provider has no resource for either, so CloudFormation makes them. One
 * stack for all: a new version of a component comes before the deployments that run it, and the old one goes after them.
 */
import { CloudformationStack } from '@cdktf/provider-aws/lib/cloudformation-stack';
import type { BuildContext } from '../module';
import { recipe, sortedEntries } from './components';
import { deploymentProperties } from './deployment';
import type { Inputs } from './inputs';

const stackNameLimit = 128;
const deploymentNameLimit = 256;

/** Group name -> ARN. */
export function createStack(context: BuildContext<Inputs>, bucket: string, groups: ReadonlyMap<string, string>): void {
  const { components, thingGroups } = context.inputs;
  const custom = sortedEntries(components).map(([name, given]): [string, object] => [
    resourceId('Component', name),
    {
      Type: 'AWS::GreengrassV2::ComponentVersion',
      Properties: { InlineRecipe: JSON.stringify(recipe(name, given, bucket)) },
    },
  ]);
  const deployments = sortedEntries(thingGroups).flatMap(([name, { deployment }]): [string, object][] => {
    const targetArn = groups.get(name);
    if (deployment === undefined || targetArn === undefined) return [];
    const own = Object.keys(deployment.components).filter((component) => components[component] !== undefined);
    return [
      [
        resourceId('Deployment', name),
        {
          Type: 'AWS::GreengrassV2::Deployment',
          ...(own.length === 0 ? {} : { DependsOn: own.sort().map((component) => resourceId('Component', component)) }),
          Properties: deploymentProperties(context.name(deploymentNameLimit, name), targetArn, deployment, components),
        },
      ],
    ];
  });
  const resources = [...custom, ...deployments];
  if (resources.length === 0) return;
  new CloudformationStack(context.scope, context.id('stack'), {
    region: context.chosen.region,
    // Stack names take letters, digits and hyphens.
    name: context.name(stackNameLimit, 'greengrass'),
    templateBody: JSON.stringify({
      AWSTemplateFormatVersion: '2010-09-09',
      Description: `Greengrass components and deployments of ${context.environment}`,
      Resources: Object.fromEntries(resources),
    }),
  });
}

/** Logical ids in a template are alphanumeric; other characters are written as their code, so that ids stay apart. */
function resourceId(kind: 'Component' | 'Deployment', name: string): string {
  const text = name.replace(/[^A-Za-z0-9]/g, (character) => `x${character.charCodeAt(0).toString(16)}`);
  return `${kind}${text}`;
}

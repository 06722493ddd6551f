/** Constructs of ecr_repository. */
import { EcrRepositoryPolicy } from '@cdktf/provider-aws/lib/ecr-repository-policy';
import type { EcrRepository } from '@cdktf/provider-aws/lib/ecr-repository';
import { policyDocument, readAccount } from '../build-alert-topic';
import { createRepository } from '../build-ecr-repository';
import { containerRepository } from '../capabilities';
import type { BuildContext } from '../module';
import type { Inputs } from './inputs';

const repositoryNameLimit = 256;

export function aws(context: BuildContext<Inputs>): void {
  const { region } = context.chosen;
  const repository = createRepository(context, { name: context.name(repositoryNameLimit) }, context.inputs);
  if (context.inputs.lambdaAccess) openToFunctions(context, repository);
  const { arn: repositoryArn, repositoryUrl } = repository;
  context.provide(containerRepository, { region, repositoryArn, repositoryUrl });
  context.output('url', repositoryUrl, 'Where images are pushed to');
}

/** Without it Lambda would write the policy itself, if whoever applies may. */
function openToFunctions(context: BuildContext<Inputs>, repository: EcrRepository): void {
  const { region } = context.chosen;
  const { id, partition } = readAccount(context);
  new EcrRepositoryPolicy(context.scope, context.id('policy'), {
    region,
    repository: repository.name,
    policy: policyDocument([
      {
        Sid: 'Functions',
        Effect: 'Allow',
        Principal: { Service: 'lambda.amazonaws.com' },
        Action: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
        Condition: {
          StringEquals: { 'aws:SourceAccount': id },
          ArnLike: { 'aws:SourceArn': `arn:${partition}:lambda:${region}:${id}:function:*` },
        },
      },
    ]),
  });
}

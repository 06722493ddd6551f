/** Which APIs of AWS a service on Fargate calls. */
import type { AwsApiService } from '../capabilities';
import { isPrivateImage } from './image';
import type { Inputs } from './inputs';

/** APIs that Fargate and the code call from inside the VPC. Layers of images come from S3. */
export function apis({ image, secrets, functions }: Inputs): AwsApiService[] {
  return [
    'logs',
    ...(image === undefined || isPrivateImage(image) ? (['ecr.api', 'ecr.dkr', 's3'] as const) : []),
    ...(Object.keys(secrets).length > 0 ? (['secretsmanager'] as const) : []),
    ...(functions.length > 0 ? (['lambda'] as const) : []),
  ];
}

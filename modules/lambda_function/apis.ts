/** Which APIs of AWS the code of a function calls from inside the VPC whatever else its inputs say. */
import type { AwsApiService } from '../capabilities';
import type { Inputs } from './inputs';

export function apis({ secrets }: Pick<Inputs, 'secrets'>): AwsApiService[] {
  return Object.keys(secrets).length > 0 ? ['secretsmanager'] : [];
}

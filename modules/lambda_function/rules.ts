/** What AWS or the provider refuses of a function, or replaces it for, beyond the schema. */
import type { ArgumentRule } from '../module';
import { providerPages } from '../pages';

const api = 'https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html';
const resource = 'aws_lambda_function';

export const rules: readonly ArgumentRule[] = [
  {
    kind: 'matches',
    resource,
    argument: 'function_name',
    pattern: '^[a-zA-Z0-9_-]{1,64}$',
    says: 'letters, digits, hyphens and underscores, at most 64',
    source: api,
  },
  {
    kind: 'one-of',
    resource,
    argument: 'package_type',
    values: ['Zip', 'Image'],
    source: `${providerPages}lambda_function`,
  },
  { kind: 'one-of', resource, argument: 'tracing_config.mode', values: ['Active', 'PassThrough'], source: api },
  { kind: 'one-of', resource, argument: 'architectures', values: ['x86_64', 'arm64'], source: api },
  { kind: 'not-together', resource, arguments: ['image_uri', 's3_bucket'], source: `${providerPages}lambda_function` },
  { kind: 'not-together', resource, arguments: ['image_uri', 'filename'], source: `${providerPages}lambda_function` },
  {
    kind: 'replaces',
    resource,
    arguments: ['function_name', 'package_type'],
    source: `${providerPages}lambda_function`,
  },
];

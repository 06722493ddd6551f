/** What workloads are given in the generic tests, and the inputs with which modules show what they make. */
import {
  awsApi,
  awsApiServices,
  containerRepository,
  keyValueTable,
  objectStorage,
  serverlessFunction,
  type AwsApiAccess,
  type AwsApiService,
  type ContainerRepository,
  type KeyValueTable,
  type ObjectStorage,
  type ServerlessFunction,
} from '../../modules/capabilities';
import type { Module } from '../../modules/module';
import type { Given } from './build-module';

/** By gateway endpoint, by interface endpoint, or by NAT. */
function api(service: AwsApiService): AwsApiAccess {
  if (service === 's3' || service === 'dynamodb') return { service, prefixListId: `pl-${service}` };
  return service.startsWith('ecr.')
    ? { service, endpointSecurityGroupId: `sg-${service.replace('.', '')}` }
    : { service };
}

function repository(region: string): ContainerRepository {
  return {
    region,
    repositoryArn: `arn:aws:ecr:${region}:111122223333:repository/test`,
    repositoryUrl: `111122223333.dkr.ecr.${region}.amazonaws.com/test`,
  };
}

function table(region: string, name = 'main'): KeyValueTable {
  const tableName = `test-${name}`;
  return { region, tableName, tableArn: `arn:aws:dynamodb:${region}:111122223333:table/${tableName}` };
}

function bucket(region: string, name = 'main'): ObjectStorage {
  const bucketName = `test-${name}-111122223333`;
  return {
    region,
    bucketName,
    bucketArn: `arn:aws:s3:::${bucketName}`,
    regionalDomainName: `${bucketName}.s3.${region}.amazonaws.com`,
    kmsKeyArn: `arn:aws:kms:${region}:111122223333:key/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0`,
  };
}

function lambda(region: string, name = 'main'): ServerlessFunction {
  const functionName = `test-${name}-function`;
  return {
    region,
    functionName,
    functionArn: `arn:aws:lambda:${region}:111122223333:function:${functionName}`,
    securityGroupId: 'sg-0123456789abcdef3',
  };
}

/** Capability name -> outputs of an instance in a region. */
export const workloadSamples: Readonly<Record<string, (region: string, instance?: string) => Given['outputs']>> = {
  ...Object.fromEntries(awsApiServices.map((service) => [awsApi(service).name, () => api(service)])),
  [containerRepository.name]: repository,
  [keyValueTable.name]: table,
  [objectStorage.name]: bucket,
  [serverlessFunction.name]: lambda,
};

/** Inputs without which a module can't be had. */
const required: Readonly<Record<string, object>> = {
  load_balancer: {
    certificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0',
  },
};

/** Inputs of modules whose defaults show little of what they make. */
const inputs: Readonly<Record<string, object>> = {
  ecs_service: {
    tables: ['jobs', 'usage'],
    buckets: ['assets'],
    functions: ['generator'],
    secrets: { API_TOKEN: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:api-token-AbCdEf' },
    internet: true,
    listenerRule: { pathPatterns: ['/api/*'] },
  },
  lambda_function: { memorySize: 2048, timeout: 900, tables: ['jobs'], buckets: ['assets'], internet: true },
};

export function requiredInputs(name: string): object {
  return required[name] ?? {};
}

export function sampleInputs({ name }: Module<unknown>): object {
  return { ...inputs[name], ...requiredInputs(name) };
}

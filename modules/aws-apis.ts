/** APIs of AWS that have interface endpoints, and what is known of each. */
import { awsApi, awsApiServices, type AwsApiAccess, type AwsApiService } from './capabilities';
import type { Capability } from './module';

/** Services with gateway endpoints, which are free and which the network has in any case. */
export const gatewayServices = ['dynamodb', 's3'] as const satisfies readonly AwsApiService[];
export type GatewayService = (typeof gatewayServices)[number];
export type InterfaceService = Exclude<AwsApiService, GatewayService>;

function hasInterface(service: AwsApiService): service is InterfaceService {
  return gatewayServices.every((other) => other !== service);
}

export const interfaceServices: readonly InterfaceService[] = awsApiServices.filter(hasInterface);

export const interfaceApis: readonly Capability<AwsApiAccess>[] = interfaceServices.map((service) => awsApi(service));
export const gatewayApis: readonly Capability<AwsApiAccess>[] = gatewayServices.map((service) => awsApi(service));

/** Subtotal of gateways, endpoints and the traffic through them, as a reader of the guide expects it. */
export const networking = 'networking';

/** First part of the IAM actions of each. */
export const actionPrefixes: Readonly<Record<InterfaceService, string>> = {
  'ecr.api': 'ecr',
  'ecr.dkr': 'ecr',
  kms: 'kms',
  lambda: 'lambda',
  logs: 'logs',
  monitoring: 'cloudwatch',
  secretsmanager: 'secretsmanager',
  sns: 'sns',
  sqs: 'sqs',
  ssm: 'ssm',
  sts: 'sts',
};

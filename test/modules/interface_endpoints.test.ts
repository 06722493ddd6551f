import { z } from 'zod';
import { facts } from '../../data';
import { interfaceServices } from '../../modules/aws-apis';
import { awsApi, kubernetesCluster, privateNetwork } from '../../modules/capabilities';
import { interfaceEndpoints } from '../../modules/interface_endpoints';
import { buildModule, give, type BuildRequest } from '../support/build-module';
import { sampleOutputs } from '../support/capabilities';
import { bill, site } from './network.fixtures';

const here = site('us-east-1', 'single-az');

function emit(request: Partial<BuildRequest> = {}) {
  const { given } = sampleOutputs(interfaceEndpoints, here);
  return buildModule(interfaceEndpoints, { facts, ...request, given: [...given, ...(request.given ?? [])] });
}

async function policyOf(service: string, more: Record<string, unknown> = {}): Promise<unknown> {
  const { resource } = await emit({ inputs: { service, ...more } });
  const [endpoint] = Object.values(resource['aws_vpc_endpoint'] ?? {});
  return JSON.parse(z.string().parse(endpoint?.['policy']));
}

describe('costs', () => {
  it('are hours in one zone, and each GB', () => {
    expect(bill(interfaceEndpoints, here, { service: 'ecr.dkr' }, { gbPerMonth: 5 })).toMatchInlineSnapshot(`
     "Interface endpoint of ecr.dkr     730.00 endpoint-AZ-hour x 0.01        7.30
     Traffic through the endpoint of ecr.dkr      5.00 GB            x 0.01        0.05
     Total                                                                7.35"
    `);
  });

  it('are hours in two zones where no zone may take it down', () => {
    const at = site('eu-central-1', 'multi-az');
    expect(bill(interfaceEndpoints, at, { service: 'logs' }, { gbPerMonth: 500 })).toMatchInlineSnapshot(`
     "Interface endpoint of logs       1460.00 endpoint-AZ-hour x 0.012      17.52
     Traffic through the endpoint of logs    500.00 GB            x 0.01        5.00
     Total                                                               22.52"
    `);
  });
});

it('suggests an instance for each API that has interface endpoints', () => {
  const given = Object.values(interfaceEndpoints.autoInstances).map((inputs) =>
    interfaceEndpoints.inputs.parse(inputs),
  );
  expect(given.map(({ service }) => service)).toEqual(interfaceServices);
  for (const inputs of given) {
    const [option] = interfaceEndpoints.options(inputs, here);
    expect(option?.provides).toEqual([awsApi(inputs.service)]);
  }
});

describe('what is emitted', () => {
  it('is an endpoint in the first private subnets, with a group of its own', async () => {
    const { resource } = await emit({ instance: 'ecr_dkr', inputs: { service: 'ecr.dkr', zones: 2 } });
    expect(resource).toMatchInlineSnapshot(`
     {
       "aws_security_group": {
         "interface_endpoints_ecr_dkr_access_us_east_1": {
           "//": {
             "metadata": {
               "path": "test/interface_endpoints_ecr_dkr_access_us_east_1",
               "uniqueId": "interface_endpoints_ecr_dkr_access_us_east_1",
             },
           },
           "description": "Clients of the interface endpoint of ecr.dkr",
           "egress": [],
           "name": "test-ecr-dkr-endpoint-653cd869",
           "region": "us-east-1",
           "tags": {
             "Name": "test-ecr-dkr-endpoint-653cd869",
           },
           "vpc_id": "vpc-us-east-1",
         },
       },
       "aws_vpc_endpoint": {
         "interface_endpoints_ecr_dkr_endpoint_us_east_1": {
           "//": {
             "metadata": {
               "path": "test/interface_endpoints_ecr_dkr_endpoint_us_east_1",
               "uniqueId": "interface_endpoints_ecr_dkr_endpoint_us_east_1",
             },
           },
           "policy": "{"Version":"2012-10-17","Statement":[{"Sid":"KnownPrincipals","Effect":"Allow","Principal":"*","Action":"ecr:*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalAccount":["\${data.aws_caller_identity.interface_endpoints_ecr_dkr_account_us_east_1.account_id}"]}}}]}",
           "private_dns_enabled": true,
           "region": "us-east-1",
           "security_group_ids": [
             "\${aws_security_group.interface_endpoints_ecr_dkr_access_us_east_1.id}",
           ],
           "service_name": "com.amazonaws.us-east-1.ecr.dkr",
           "subnet_ids": [
             "subnet-private-az1",
             "subnet-private-az2",
           ],
           "tags": {
             "Name": "test-ecr-dkr-endpoint-653cd869",
           },
           "vpc_endpoint_type": "Interface",
           "vpc_id": "vpc-us-east-1",
         },
       },
     }
    `);
  });

  it('lets in clusters of the region, named groups and, when asked, the VPC', async () => {
    const { resource } = await emit({
      inputs: { allowedSecurityGroupIds: { batch: 'sg-0a', api: 'sg-0b' }, openToVpc: true },
      given: [
        give(kubernetesCluster, {
          access: { name: 'test-hub', region: 'us-east-1' },
          vpcId: 'vpc-1',
          oidcProviderArn: 'arn',
          oidcIssuer: 'issuer',
          securityGroupId: 'sg-0c',
        }),
      ],
    });
    const rules = Object.values(resource['aws_vpc_security_group_ingress_rule'] ?? {}).map((rule) => [
      rule['description'],
      rule['referenced_security_group_id'] ?? rule['cidr_ipv4'],
      rule['from_port'],
      rule['to_port'],
    ]);
    expect(rules.sort()).toEqual([
      ['client-api', 'sg-0b', 443, 443],
      ['client-batch', 'sg-0a', 443, 443],
      ['cluster-test-hub', 'sg-0c', 443, 443],
      ['vpc', '10.0.0.0/16', 443, 443],
    ]);
  });

  it('opens nothing to anybody who did not ask', async () => {
    const { resource } = await emit();
    expect(resource).not.toHaveProperty('aws_vpc_security_group_ingress_rule');
  });

  it('refuses more zones than the network has private subnets in', async () => {
    await expect(emit({ inputs: { service: 'sqs', zones: 4 } })).rejects.toThrow(
      'The endpoint of sqs asks for 4 zones, and the network of us-east-1 has private subnets in 3',
    );
  });
});

describe('the policy', () => {
  it('holds callers to the account and to the actions of the API', async () => {
    expect(await policyOf('monitoring')).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'KnownPrincipals',
          Effect: 'Allow',
          Principal: '*',
          Action: 'cloudwatch:*',
          Resource: '*',
          Condition: {
            StringEquals: { 'aws:PrincipalAccount': [expect.stringContaining('aws_caller_identity')] },
          },
        },
      ],
    });
  });

  it('adds accounts that are trusted', async () => {
    expect(JSON.stringify(await policyOf('kms', { trustedAccounts: ['999988887777'] }))).toContain('"999988887777"');
  });

  it('lets logins without credentials into roles of the account alone', async () => {
    expect(await policyOf('sts')).toMatchObject({
      Statement: [
        { Sid: 'KnownPrincipals', Action: 'sts:*' },
        {
          Sid: 'FederatedLogin',
          Action: ['sts:AssumeRoleWithSAML', 'sts:AssumeRoleWithWebIdentity'],
          Resource: [expect.stringMatching(/^arn:.*:iam::.*:role\/\*$/)],
        },
      ],
    });
  });
});

describe('controls', () => {
  const complies = (id: string, given: Record<string, unknown>): boolean | undefined =>
    interfaceEndpoints
      .controls()
      .find((control) => control.id === id)
      ?.complies(given);
  const policy = (...Statement: unknown[]): { policy: string } => ({ policy: JSON.stringify({ Statement }) });

  it.each([
    ['endpoint-names-resolve-privately', { private_dns_enabled: false }, false],
    ['endpoint-opens-no-connections', { egress: [{}] }, false],
    ['endpoint-opens-no-connections', {}, false],
    ['endpoint-policy-holds-callers', {}, false],
    ['endpoint-policy-holds-callers', policy(), false],
    ['endpoint-policy-holds-callers', policy({ Action: '*', Resource: '*' }), false],
    ['endpoint-policy-holds-callers', policy({ Resource: '*', Condition: { Bool: {} } }), false],
  ])('%s of %p is %p', (id, given, expected) => {
    expect(complies(id, given)).toBe(expected);
  });
});

it('needs the network of its region, with as many zones as it is given', () => {
  const asked = [{}, { zones: 3 }].flatMap((given) => interfaceEndpoints.needs(interfaceEndpoints.inputs.parse(given)));
  expect(asked).toEqual([
    { capability: privateNetwork, at: 'each', atLeast: { privateZones: 1 } },
    { capability: privateNetwork, at: 'each', atLeast: { privateZones: 3 } },
  ]);
});

it('tells what the endpoint carries where more is expected', () => {
  const told = (given: unknown) =>
    interfaceEndpoints.cautions(interfaceEndpoints.inputs.parse(given), here, facts).map((text) => text.split(' (')[0]);
  expect(told({ peakGbps: 10 })).toEqual([]);
  expect(told({ peakGbps: 11, zones: 1 })).toEqual([
    '11 Gbit/s are expected, and the endpoint of ecr.api in 1 zone can carry 10 at once and up to 100 as traffic grows',
  ]);
  expect(told({ peakGbps: 300, zones: 2 })).toEqual([
    '300 Gbit/s are expected, and the endpoint of ecr.api in 2 zones can carry 200',
  ]);
});

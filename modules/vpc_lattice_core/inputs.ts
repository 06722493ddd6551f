/** The schema: what an environment may say of a service network. */
import { z } from 'zod';
import { amountInput } from '../amounts';
import { checkAllow } from './allow';
import { byName, portNumber, report, sortedEntries, type Breach } from './names';
import { allow, authType, checkService, regionName, serviceSchema } from './service';

/** Days that CloudWatch Logs takes: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const retentions = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

/** One association takes at most so many (quota `Security groups per association`, fixed). */
const mostSecurityGroups = 5;

const vpcId = z.string().regex(/^vpc-([0-9a-f]{8}|[0-9a-f]{17})$/, 'Expected the id of a VPC.');
const securityGroupId = z.string().regex(/^sg-([0-9a-f]{8}|[0-9a-f]{17})$/, 'Expected the id of a security group.');

const accessLogs = z.strictObject({
  enabled: z.boolean().default(true).describe('Whether requests are logged to CloudWatch Logs; omitted, true.'),
  retentionInDays: z
    .literal(retentions)
    .default(30)
    .describe('Days that logs are kept, one of the values of CloudWatch Logs from 1 to 3653; omitted, 30.'),
  kmsKeyId: z
    .string()
    .regex(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[0-9a-z-]+$/, 'Expected the ARN of a KMS key.')
    .exactOptional()
    .describe('KMS key of the log group, in its region; omitted, the key that CloudWatch Logs owns.'),
  ingestGbPerMonth: amountInput
    .default(0)
    .describe(
      'Expected volume of the logs, GB a month in each region, a number or low, expected and high ones; omitted, 0: nothing is charged.',
    ),
});

const association = z.strictObject({
  vpcIdentifier: vpcId.describe('Id of the VPC; a VPC has one association, with whichever service network.'),
  securityGroupIds: z
    .array(securityGroupId)
    .min(1)
    .max(mostSecurityGroups)
    .describe('Security groups of that VPC, 1 to 5, whose inbound rules say who in it may reach the services.'),
  region: regionName.exactOptional().describe('Region of the VPC; omitted, each region in which the module stands.'),
});

/** A RAM principal: an account, an organisation or one of its units. */
const sharePrincipal =
  /^(\d{12}|arn:aws[a-z-]*:organizations::\d{12}:(organization\/o-[a-z0-9]{10,32}|ou\/o-[a-z0-9]{10,32}\/ou-[0-9a-z-]+))$/;

const shape = z.strictObject({
  authType,
  allow: allow.describe(
    'Who may call every service of the network, as far as the service allows them too; omitted, only whom single services allow, each at that service.',
  ),
  ingressPorts: z
    .array(portNumber)
    .min(1)
    .exactOptional()
    .describe(
      'Ports that clients of the VPC may reach; omitted, those of the listeners here, or 443 where there are none.',
    ),
  clientSecurityGroupIds: z
    .array(securityGroupId)
    .default([])
    .describe('Security groups of the VPC whose members may reach the services; omitted, the whole CIDR of the VPC.'),
  vpcAssociations: byName('association', { min: 1, max: 63 }, association)
    .default({})
    .describe(
      'Further VPCs that may reach the services, by a name of your own; omitted, the VPC of this environment alone.',
    ),
  services: byName('service', { min: 1, max: 40 }, serviceSchema)
    .default({})
    .describe('Services by name; omitted, none: others may still join theirs to the network.'),
  accessLogs: accessLogs.prefault({}).describe('Access logs of the network; omitted, on, kept for 30 days.'),
  shareWithPrincipals: z
    .array(
      z
        .string()
        .regex(sharePrincipal, 'Expected an account id, or the ARN of an organisation or an organisational unit.'),
    )
    .default([])
    .describe('Accounts, organisations and units that may use the network through AWS RAM; omitted, none.'),
  allowExternalPrincipals: z
    .boolean()
    .default(false)
    .describe('Whether accounts outside the own organisation may be among shareWithPrincipals; omitted, false.'),
  millionRequestsPerMonth: amountInput
    .default(0)
    .describe(
      'Requests above the free 300,000 of each service and hour, million a month in each region, a number or low, expected and high ones; omitted, 0.',
    ),
  millionConnectionsPerMonth: amountInput
    .default(0)
    .describe(
      'TLS connections above the free 300,000 of each service and hour, million a month in each region, a number or low, expected and high ones; omitted, 0.',
    ),
});
export type Inputs = z.infer<typeof shape>;

/** A VPC has one association. */
function checkAssociations({ vpcAssociations }: Inputs): readonly Breach[] {
  const entries = sortedEntries(vpcAssociations);
  return entries.map(([name, one]) => {
    const twin = entries.find(([earlier, other]) => earlier < name && other.vpcIdentifier === one.vpcIdentifier);
    return {
      when: twin !== undefined,
      path: [name, 'vpcIdentifier'],
      message: `${one.vpcIdentifier} is associated by ${twin?.[0] ?? ''} already, and a VPC has one association: remove one of the two.`,
    };
  });
}

export const inputs = shape.superRefine((given, context) => {
  report(context, [], checkAllow(given.allow, given.authType));
  for (const [name, one] of sortedEntries(given.services)) {
    report(context, ['services', name], checkService(one, given));
  }
  report(context, ['vpcAssociations'], checkAssociations(given));
  const alone = {
    when: given.allowExternalPrincipals && given.shareWithPrincipals.length === 0,
    path: ['allowExternalPrincipals'],
    message: 'allowExternalPrincipals has no effect without shareWithPrincipals.',
  };
  report(context, [], [alone]);
});

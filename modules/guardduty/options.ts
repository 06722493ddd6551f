/** What GuardDuty costs, plan by plan: it charges for what it looks at. */
import { asRange } from '../amounts';
import { threatDetection } from '../capabilities';
import type { CostLine, Option } from '../module';
import type { Inputs } from './inputs';

type Usage = keyof Inputs['usage'];

interface Plan {
  /** As the API names it: https://docs.aws.amazon.com/guardduty/latest/APIReference/API_DetectorFeatureConfiguration.html */
  readonly name: string;
  readonly charge: string;
  readonly price: string;
  readonly usage: Usage;
}

/** Input -> plan. The last three have no price in the data until spec.prices gives one. */
export const plans: Readonly<Record<keyof Inputs['features'], Plan>> = {
  s3DataEvents: {
    name: 'S3_DATA_EVENTS',
    charge: 'Events of S3 objects',
    price: 'guardduty.s3.millionEvents',
    usage: 's3MillionEvents',
  },
  eksAuditLogs: {
    name: 'EKS_AUDIT_LOGS',
    charge: 'EKS audit events',
    price: 'guardduty.eksAudit.millionEvents',
    usage: 'eksAuditMillionEvents',
  },
  runtimeMonitoring: {
    name: 'RUNTIME_MONITORING',
    charge: 'Runtime monitoring',
    price: 'guardduty.ec2Runtime.vcpuMonth',
    usage: 'runtimeVcpus',
  },
  ebsMalwareProtection: {
    name: 'EBS_MALWARE_PROTECTION',
    charge: 'Malware scans of volumes',
    price: 'guardduty.malware.gb',
    usage: 'malwareGb',
  },
  rdsLoginEvents: {
    name: 'RDS_LOGIN_EVENTS',
    charge: 'Logins to databases',
    price: 'guardduty.rds.vcpuMonth',
    usage: 'rdsVcpus',
  },
  lambdaNetworkLogs: {
    name: 'LAMBDA_NETWORK_LOGS',
    charge: 'Network activity of functions',
    price: 'guardduty.lambda.gb',
    usage: 'lambdaGb',
  },
};

function isPlan(key: string): key is keyof Inputs['features'] {
  return key in plans;
}

/** Every plan and whether it is on, in the order of their names. */
export function planStates({ features }: Inputs): readonly (Plan & { readonly enabled: boolean })[] {
  return Object.entries(features)
    .flatMap(([key, enabled]) => (isPlan(key) ? [{ ...plans[key], enabled }] : []))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

export function options(given: Inputs): readonly Option[] {
  const line = (name: string, price: string, usage: Usage): CostLine => ({
    name,
    price,
    fixed: asRange(given.usage[usage]),
    basis: `usage.${usage}`,
  });
  return [
    {
      key: 'detector',
      label: 'GuardDuty',
      units: { min: 1, max: 1 },
      supplies: {},
      provides: [threatDetection],
      cost: [
        line('Management events', 'guardduty.cloudtrail.millionEvents', 'cloudtrailMillionEvents'),
        line('Flow logs and DNS queries', 'guardduty.flowDns.gb', 'flowDnsGb'),
        ...planStates(given)
          .filter(({ enabled }) => enabled)
          .map(({ charge, price, usage }) => line(charge, price, usage)),
      ],
    },
  ];
}

/** Names of the site's own: a certificate for them, and records that point them to CloudFront. */
import { AcmCertificate } from '@cdktf/provider-aws/lib/acm-certificate';
import { AcmCertificateValidation } from '@cdktf/provider-aws/lib/acm-certificate-validation';
import type {
  CloudfrontDistribution,
  CloudfrontDistributionViewerCertificate,
} from '@cdktf/provider-aws/lib/cloudfront-distribution';
import { Route53Record } from '@cdktf/provider-aws/lib/route53-record';
import type { BuildContext } from '../module';
import type { Inputs } from './inputs';

/** CloudFront takes certificates from here alone. */
const certificateRegion = 'us-east-1';
const recordTtlSeconds = 300;

/** TLS 1.2 without CBC and with forward secrecy alone, or 1.3; CloudFront's own certificate takes no choice. */
const minimumProtocolVersion = 'TLSv1.2_2021';

export function certify(context: BuildContext<Inputs>): CloudfrontDistributionViewerCertificate {
  const { aliases, acmCertificateArn, hostedZoneId } = context.inputs;
  if (aliases.length === 0) return { cloudfrontDefaultCertificate: true };
  const given =
    acmCertificateArn ?? (hostedZoneId === undefined ? undefined : createCertificate(context, hostedZoneId));
  if (given === undefined) throw new Error('aliases came without a certificate');
  return { acmCertificateArn: given, sslSupportMethod: 'sni-only', minimumProtocolVersion };
}

/** @returns the ARN once AWS has seen the proof */
function createCertificate(context: BuildContext<Inputs>, zoneId: string): string {
  const { scope, inputs } = context;
  const [domainName = '', ...subjectAlternativeNames] = [...inputs.aliases].sort();
  const certificate = new AcmCertificate(scope, context.id('certificate'), {
    region: certificateRegion,
    domainName,
    ...(subjectAlternativeNames.length === 0 ? {} : { subjectAlternativeNames }),
    validationMethod: 'DNS',
    // The old one is in use until CloudFront lets go.
    lifecycle: { createBeforeDestroy: true },
  });
  const proofs = proven(inputs.aliases).map((name) => {
    const proof = (attribute: string): string =>
      `\${one([for option in ${certificate.fqn}.domain_validation_options : option.${attribute} if option.domain_name == "${name}"])}`;
    return new Route53Record(scope, context.id('proof', keyOf(name)), {
      zoneId,
      name: proof('resource_record_name'),
      type: proof('resource_record_type'),
      records: [proof('resource_record_value')],
      ttl: recordTtlSeconds,
      // Another certificate for the same name has the same proof.
      allowOverwrite: true,
    });
  });
  const validation = new AcmCertificateValidation(scope, context.id('validation'), {
    region: certificateRegion,
    certificateArn: certificate.arn,
    validationRecordFqdns: proofs.map(({ fqdn }) => fqdn),
  });
  return validation.certificateArn;
}

/** In a logical id a dot and a hyphen would read alike. */
function keyOf(name: string): string {
  return name.replaceAll('.', '__');
}

/** A wildcard shares the proof of the name that it stands below. */
function proven(aliases: readonly string[]): readonly string[] {
  const sorted = [...aliases].sort();
  return sorted.filter((name) => !name.startsWith('*.') || !sorted.includes(name.slice('*.'.length)));
}

export function pointNames(context: BuildContext<Inputs>, distribution: CloudfrontDistribution): void {
  const { aliases, hostedZoneId: zoneId } = context.inputs;
  if (zoneId === undefined) return;
  for (const name of [...aliases].sort()) {
    for (const type of ['A', 'AAAA']) {
      new Route53Record(context.scope, context.id(`alias_${type.toLowerCase()}`, keyOf(name)), {
        zoneId,
        name,
        type,
        alias: { name: distribution.domainName, zoneId: distribution.hostedZoneId, evaluateTargetHealth: false },
      });
    }
  }
}

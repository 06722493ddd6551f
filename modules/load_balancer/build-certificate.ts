/** The domain of a load balancer: a certificate that DNS proves, and the record that clients look up. */
import { AcmCertificate } from '@cdktf/provider-aws/lib/acm-certificate';
import { AcmCertificateValidation } from '@cdktf/provider-aws/lib/acm-certificate-validation';
import type { Lb } from '@cdktf/provider-aws/lib/lb';
import { Route53Record } from '@cdktf/provider-aws/lib/route53-record';
import type { BuildContext } from '../module';
import { missingCertificate, type Inputs } from './inputs';

const validationTtl = 300;

/** @returns the ARN of a certificate that is valid, so that whoever uses it waits for the proof */
export function createCertificate(context: BuildContext<Inputs>): string {
  const { scope, inputs } = context;
  const { region } = context.chosen;
  const { domainName, hostedZoneId } = inputs;
  if (domainName === undefined || hostedZoneId === undefined) {
    throw new Error(`load_balancer was placed although ${missingCertificate(inputs) ?? 'it has a certificate'}`);
  }
  const certificate = new AcmCertificate(scope, context.id('certificate'), {
    region,
    domainName,
    validationMethod: 'DNS',
    // The listener must have another one before this one goes.
    lifecycle: { createBeforeDestroy: true },
  });
  const proof = certificate.domainValidationOptions.get(0);
  const record = new Route53Record(scope, context.id('certificate_record'), {
    zoneId: hostedZoneId,
    name: proof.resourceRecordName,
    type: proof.resourceRecordType,
    records: [proof.resourceRecordValue],
    ttl: validationTtl,
    // Another region's certificate for the domain is proved by the same record.
    allowOverwrite: true,
  });
  const validation = new AcmCertificateValidation(scope, context.id('certificate_validation'), {
    region,
    certificateArn: certificate.arn,
    validationRecordFqdns: [record.fqdn],
  });
  return validation.certificateArn;
}

export function createAliasRecord(context: BuildContext<Inputs>, balancer: Lb): void {
  const { domainName, hostedZoneId } = context.inputs;
  if (domainName === undefined || hostedZoneId === undefined) return;
  new Route53Record(context.scope, context.id('record'), {
    zoneId: hostedZoneId,
    name: domainName,
    type: 'A',
    alias: { name: balancer.dnsName, zoneId: balancer.zoneId, evaluateTargetHealth: true },
    // Each region's load balancer answers for the domain, to the clients that are nearest.
    setIdentifier: context.chosen.region,
    latencyRoutingPolicy: { region: context.chosen.region },
  });
}

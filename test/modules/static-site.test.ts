import { z } from 'zod';
import { facts } from '../../data';
import { contentDelivery } from '../../modules/capabilities';
import type { Module } from '../../modules/module';
import { staticSite } from '../../modules/static_site';
import { emptyStack, formatDiagnostic, rehearseTransition } from '../../rehearse';
import { parseEmitted, type Emitted } from '../../stacks/emitted';
import { render } from '../../stacks/render';
import type { Placed } from '../../solver/decision';
import { asFiles } from '../rehearse/stack';
import { buildModule, type BuildRequest } from '../support/build-module';
import { describeRehearsal } from '../support/rig';
import { quote } from './quote';

function build(request: Partial<BuildRequest> = {}): Promise<Emitted> {
  return buildModule(staticSite, { facts, ...request });
}

function quoteOf(given: unknown): string {
  return quote(staticSite.options(staticSite.inputs.parse(given)), 'us-east-1');
}

function problemsOf(inputs: unknown): readonly string[] {
  const result = staticSite.inputs.safeParse(inputs);
  return result.success ? [] : result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

function only(emitted: Emitted, type: string): Record<string, unknown> {
  const [first, ...others] = Object.values(emitted.resource[type] ?? {});
  if (first === undefined || others.length > 0) throw new Error(`not one ${type}`);
  return first;
}

const text = z.string();
const hostedZoneId = 'Z0123456789ABCDEFGHIJ';
const acmCertificateArn = 'arn:aws:acm:us-east-1:111122223333:certificate/0b5e5a4e-0000-4000-8000-000000000000';
const named = {
  aliases: ['www.example.com', '*.example.com', 'example.com', 'example.org'],
  hostedZoneId,
  customErrorResponse: { '404': { responseCode: 404, responsePagePath: '/404.html' }, '403': {} },
};

jest.setTimeout(900_000);

describe('costs', () => {
  test('USD a month, low, expected and high, with default inputs', () => {
    expect(quoteOf({})).toMatchInlineSnapshot(`
     "cloudfront in us-east-1
       Traffic from the United States, 0.085 a GB                0.00      0.00      0.00
       Requests from the United States, 1 a million requests      0.10      1.00      5.00
       Files, 0.023 a GB-month                                   0.02      0.02      0.02
       Requests to the bucket, 0.4 a million requests            0.00      0.04      0.20
       Logs, 0.023 a GB-month                                    0.02      0.02      0.02
       a month                                                   0.15      1.09      5.25"
    `);
  });

  test('USD a month of readers everywhere: those that a price class leaves out are served from next door', () => {
    const given = {
      readers: { unitedStates: 40, europe: 25, asiaPacific: 15, southAmerica: 10, australia: 5, india: 5 },
      expected: { deliveredGbPerMonth: { low: 500, expected: 2000, high: 8000 }, requestMillionPerMonth: 50 },
      logging: { enabled: false },
    };
    expect(quoteOf({ ...given, priceClass: 'PriceClass_All' })).toMatchInlineSnapshot(`
     "cloudfront in us-east-1
       Traffic from the United States, 0.085 a GB               17.00     68.00    272.00
       Requests from the United States, 1 a million requests     20.00     20.00     20.00
       Traffic from Europe, 0.085 a GB                          10.63     42.50    170.00
       Requests from Europe, 1.2 a million requests             15.00     15.00     15.00
       Traffic from Asia Pacific, 0.12 a GB                      9.00     36.00    144.00
       Requests from Asia Pacific, 1.2 a million requests        9.00      9.00      9.00
       Traffic from India, 0.109 a GB                            2.73     10.90     43.60
       Requests from India, 1.2 a million requests               3.00      3.00      3.00
       Traffic from South America, 0.11 a GB                     5.50     22.00     88.00
       Requests from South America, 2.2 a million requests      11.00     11.00     11.00
       Traffic from Australia, 0.114 a GB                        2.85     11.40     45.60
       Requests from Australia, 1.25 a million requests          3.13      3.13      3.13
       Files, 0.023 a GB-month                                   0.02      0.02      0.02
       Requests to the bucket, 0.4 a million requests            2.00      2.00      2.00
       a month                                                 110.85    253.95    826.35"
    `);
    const served = (priceClass: string): string[] => {
      const quoted = quoteOf({ ...given, priceClass });
      const expected = (line: RegExp): string =>
        [...quoted.matchAll(line)].map(([, place = '', usd = '']) => `${place} ${usd}`.trim()).join(', ');
      return [
        expected(/Traffic from (.*), .* +([\d.]+) +[\d.]+$/gm),
        expected(/Requests from (.*), .* +([\d.]+) +[\d.]+$/gm),
        expected(/a month( ) +[\d.]+ +([\d.]+) +[\d.]+$/gm),
      ];
    };
    expect(served('PriceClass_100')).toEqual([
      'the United States 119.00, Europe 51.00',
      'the United States 35.00, Europe 18.00',
      '225.02',
    ]);
    expect(served('PriceClass_200')).toEqual([
      'the United States 85.00, Europe 42.50, Asia Pacific 48.00, India 10.90',
      'the United States 25.00, Europe 15.00, Asia Pacific 12.00, India 3.00',
      '243.42',
    ]);
  });
});

describe('inputs', () => {
  test('say what was got and what is allowed', () => {
    const found = [
      { aliases: ['www.example.com'] },
      { hostedZoneId },
      { aliases: ['not a name'], hostedZoneId },
      { aliases: ['example.com', 'example.com'], hostedZoneId },
      { aliases: ['example.com'], acmCertificateArn: acmCertificateArn.replace('us-east-1', 'eu-west-1') },
      { defaultRootObject: '/index.html' },
      { customErrorResponse: { '401': {} } },
      { customErrorResponse: { '404': { responsePagePath: 'index.html' } } },
      { readers: { europe: 60, japan: 30 } },
      { readers: { europe: 100, antarctica: 0.000001 } },
      { priceClass: 'PriceClass_300' },
    ].map(problemsOf);
    expect(found.flat().join('\n')).toMatchInlineSnapshot(`
     "aliases: names of your own take a certificate: give hostedZoneId, or acmCertificateArn
     hostedZoneId: is for aliases, and there are none
     aliases.0: must be a domain name such as www.example.com
     aliases: each may be named once
     acmCertificateArn: must be the ARN of a certificate in us-east-1
     defaultRootObject: must be the name of a file, without / before it
     customErrorResponse: Unrecognized key: "401"
     customErrorResponse.404.responsePagePath: must begin with /
     readers: must sum to 100
     readers: Unrecognized key: "antarctica"
     priceClass: Invalid option: expected one of "PriceClass_100"|"PriceClass_200"|"PriceClass_All""
    `);
    expect(found.filter((problems) => problems.length !== 1)).toEqual([]);
  });
});

describe('emitted', () => {
  test('a site on the name that CloudFront gives', async () => {
    const { resource, output } = await build({ region: 'eu-west-1' });
    expect({ resource, output }).toMatchSnapshot();
  });

  test('a site on names of its own: certificate and logs in us-east-1, one proof for a wildcard and its name', async () => {
    const emitted = await build({ region: 'eu-west-1', inputs: named });
    expect(only(emitted, 'aws_cloudfront_distribution')).toMatchObject({
      aliases: ['*.example.com', 'example.com', 'example.org', 'www.example.com'],
      viewer_certificate: {
        acm_certificate_arn: '${aws_acm_certificate_validation.static_site_validation_eu_west_1.certificate_arn}',
        minimum_protocol_version: 'TLSv1.2_2021',
        ssl_support_method: 'sni-only',
      },
      custom_error_response: [
        { error_code: 403, response_code: 200, response_page_path: '/index.html' },
        { error_code: 404, response_code: 404, response_page_path: '/404.html' },
      ],
    });
    const records = emitted.resource['aws_route53_record'] ?? {};
    expect(Object.keys(records).filter((id) => id.includes('_proof_'))).toEqual([
      'static_site_proof_eu_west_1_example__com',
      'static_site_proof_eu_west_1_example__org',
      'static_site_proof_eu_west_1_www__example__com',
    ]);
    expect(Object.keys(records).filter((id) => id.includes('_alias_'))).toHaveLength(8);
    const regions = Object.entries(emitted.resource).flatMap(([type, byId]) =>
      Object.values(byId).map(({ region }) => `${type} ${region === undefined ? 'global' : text.parse(region)}`),
    );
    expect([...new Set(regions)].sort()).toMatchInlineSnapshot(`
     [
       "aws_acm_certificate us-east-1",
       "aws_acm_certificate_validation us-east-1",
       "aws_cloudfront_distribution global",
       "aws_cloudfront_origin_access_control global",
       "aws_cloudfront_response_headers_policy global",
       "aws_cloudwatch_log_delivery us-east-1",
       "aws_cloudwatch_log_delivery_destination us-east-1",
       "aws_cloudwatch_log_delivery_source us-east-1",
       "aws_route53_record global",
       "aws_s3_bucket eu-west-1",
       "aws_s3_bucket_lifecycle_configuration eu-west-1",
       "aws_s3_bucket_ownership_controls eu-west-1",
       "aws_s3_bucket_policy eu-west-1",
       "aws_s3_bucket_public_access_block eu-west-1",
       "aws_s3_bucket_server_side_encryption_configuration eu-west-1",
       "aws_s3_bucket_versioning eu-west-1",
     ]
    `);
  });

  test('a certificate that is given is used, and no record is written', async () => {
    const emitted = await build({ inputs: { aliases: ['example.com'], acmCertificateArn } });
    expect(only(emitted, 'aws_cloudfront_distribution')['viewer_certificate']).toMatchObject({
      acm_certificate_arn: acmCertificateArn,
    });
    expect(['aws_acm_certificate', 'aws_route53_record'].map((type) => emitted.resource[type])).toEqual([
      undefined,
      undefined,
    ]);
  });

  test('the files answer this distribution alone', async () => {
    const emitted = await build();
    const policies = emitted.resource['aws_s3_bucket_policy'] ?? {};
    const policy: unknown = JSON.parse(text.parse(policies['static_site_files_policy_us_east_1']?.['policy']));
    expect(policy).toMatchObject({
      Statement: [
        { Sid: 'TlsOnly', Effect: 'Deny' },
        {
          Principal: { Service: 'cloudfront.amazonaws.com' },
          Action: 's3:GetObject',
          Condition: {
            StringEquals: {
              'aws:SourceArn': '${aws_cloudfront_distribution.static_site_distribution_us_east_1.arn}',
            },
          },
        },
      ],
    });
  });

  test('without logs there is one bucket', async () => {
    const emitted = await build({ inputs: { logging: { enabled: false } } });
    expect(only(emitted, 'aws_s3_bucket')['force_destroy']).toBe(false);
    expect(emitted.resource['aws_cloudwatch_log_delivery']).toBeUndefined();
  });
});

describe('a web ACL', () => {
  const webAclArn = 'arn:aws:wafv2:us-east-1:111122223333:global/webacl/test/0b5e5a4e';

  /** The site and a module that puts a web ACL in front of it so many times. */
  async function guarded(times: number): Promise<Emitted> {
    const guard: Module<unknown> = {
      ...staticSite,
      name: 'guard',
      stateful: false,
      provides: [],
      inputs: z.unknown(),
      controls: () => [],
      options: () => [],
      load: () =>
        Promise.resolve({
          aws: (context) => {
            const site = context.require(contentDelivery);
            for (let time = 0; time < times; time += 1) site.attachWebAcl(webAclArn);
          },
        }),
    };
    const placed = (module: Module<unknown>, inputs: unknown): Placed => ({
      module: module.name,
      instance: 'main',
      location: 'aws/us-east-1',
      region: 'us-east-1',
      option: 'cloudfront',
      units: 1,
      role: 'only',
      phase: 'active',
      generation: 1,
      inputs,
      stateful: module.stateful,
    });
    const serves = {
      need: 'guard/main/content-delivery',
      location: 'aws/us-east-1',
      capability: contentDelivery.name,
      provider: 'static_site/main@aws/us-east-1',
    };
    const { files } = await render(
      [
        {
          frame: {
            environment: 'test',
            state: { kind: 'local', path: 'terraform.tfstate' },
            tags: {},
            availability: 'single-az',
          },
          placed: [placed(staticSite, staticSite.inputs.parse({})), placed(guard, {})],
          serves: [serves],
          addresses: {},
          summary: () => '',
        },
      ],
      { modules: [staticSite, guard], capabilities: [contentDelivery] },
      facts,
    );
    return parseEmitted(files.get('stacks/test/cdk.tf.json') ?? '{}');
  }

  test('is put in front of the distribution', async () => {
    expect(only(await guarded(1), 'aws_cloudfront_distribution')['web_acl_id']).toBe(webAclArn);
  });

  test('is one: a second is refused', async () => {
    await expect(guarded(2)).rejects.toThrow('a distribution takes one web ACL');
  });
});

describe('controls', () => {
  const claimed = staticSite.controls(staticSite.inputs.parse(named));
  const headers = {
    strict_transport_security: { access_control_max_age_sec: 31_536_000 },
    content_type_options: { override: true },
    frame_options: { frame_option: 'DENY' },
    content_security_policy: { content_security_policy: "object-src 'none'" },
  };

  test.each<[string, string, object, object]>([
    [
      'encryption-in-transit',
      'aws_cloudfront_distribution',
      { default_cache_behavior: { viewer_protocol_policy: 'redirect-to-https' } },
      { default_cache_behavior: { viewer_protocol_policy: 'allow-all' } },
    ],
    [
      'private-origin',
      'aws_cloudfront_distribution',
      { origin: [{ origin_access_control_id: 'E1' }] },
      { origin: [{ domain_name: 'files.example.com' }] },
    ],
    [
      'tls-1-2',
      'aws_cloudfront_distribution',
      { viewer_certificate: { minimum_protocol_version: 'TLSv1.2_2021' } },
      { viewer_certificate: { minimum_protocol_version: 'TLSv1' } },
    ],
    [
      'security-headers',
      'aws_cloudfront_response_headers_policy',
      { security_headers_config: headers },
      { security_headers_config: { ...headers, frame_options: { frame_option: 'SAMEORIGIN' } } },
    ],
    ['access-logs', 'aws_cloudwatch_log_delivery_source', { log_type: 'ACCESS_LOGS' }, { log_type: 'TRACES' }],
  ])('%s of %s tells right from wrong', (id, type, compliant, violating) => {
    const control = claimed.find((candidate) => candidate.id === id && candidate.resource === type);
    expect([control?.complies({ ...compliant }), control?.complies({ ...violating })]).toEqual([true, false]);
  });

  test('TLS 1.2 is claimed for names of its own alone, since CloudFront gives others no choice', () => {
    const ids = (given: unknown): readonly string[] =>
      staticSite.controls(staticSite.inputs.parse(given)).map(({ id }) => id);
    expect(ids({})).not.toContain('tls-1-2');
    expect(ids({ logging: { enabled: false } })).not.toContain('access-logs');
    expect(ids({ strictTransportSecurity: { accessControlMaxAgeSec: 0 } })).not.toContain('security-headers');
  });
});

describeRehearsal('a site on names of its own', (rig) => {
  const files = async (inputs: object, phase: 'active' | 'retiring' = 'active') =>
    asFiles(await build({ inputs, phase }), 'site');

  test('takes names without losing its own, and retires in two steps', async () => {
    const [plain, on, retiring] = [await files({}), await files(named), await files(named, 'retiring')];
    const renamed = await rehearseTransition(plain, on, rig());
    const first = await rehearseTransition(on, retiring, rig());
    const second = await rehearseTransition(retiring, emptyStack(retiring), rig());
    expect([renamed, first, second].flatMap(({ diagnostics }) => diagnostics.map(formatDiagnostic))).toEqual([]);
    expect(
      renamed.changes.filter(({ action }) => action !== 'created').map(({ action, address }) => [action, address]),
    ).toEqual([['changed', 'aws_cloudfront_distribution.static_site_distribution_us_east_1']]);
    expect(first.changes.map(({ action, address }) => [action, address])).toEqual([
      ['changed', 'aws_s3_bucket.static_site_files_us_east_1'],
      ['changed', 'aws_s3_bucket.static_site_logs_us_east_1'],
    ]);
    expect(new Set(second.changes.map(({ action }) => action))).toEqual(new Set(['destroyed']));
    expect(second.unprotected).toEqual([]);
  });
});

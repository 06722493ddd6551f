/** Inputs of static_site. */
import { z } from 'zod';
import { amountInput } from '../amounts';
import { locations } from './edges';

const days = z.int().min(1);
const domain = z
  .string()
  .max(253)
  .regex(
    /^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
    'must be a domain name such as www.example.com',
  );

const priceClass = z.enum(['PriceClass_100', 'PriceClass_200', 'PriceClass_All']);
export type PriceClass = z.infer<typeof priceClass>;

/** Codes that CloudFront lets a page of one's own stand for: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/custom-error-pages-procedure.html */
const errorCode = z.enum(['400', '403', '404', '405', '414', '416', '500', '501', '502', '503', '504']);

const errorResponse = z.strictObject({
  responseCode: z
    .int()
    .min(200)
    .max(599)
    .default(200)
    .describe('Status that readers get, 200 to 599; 200 when left out, as for an application that routes by itself.'),
  responsePagePath: z
    .string()
    .regex(/^\/\S*$/, 'must begin with /')
    .default('/index.html')
    .describe('File that they get; /index.html when left out.'),
  errorCachingMinTtl: z
    .int()
    .min(0)
    .max(86_400)
    .default(10)
    .describe('Seconds for which the answer is kept, 0 to 86400; 10 when left out.'),
});

export const inputs = z
  .strictObject({
    aliases: z
      .array(domain)
      .max(100)
      .refine((names) => new Set(names).size === names.length, 'each may be named once')
      .default([])
      .describe(
        'Domain names of the site, 0 to 100, with hostedZoneId or acmCertificateArn; left out, the name that CloudFront gives it.',
      ),
    hostedZoneId: z
      .string()
      .regex(/^Z[A-Z0-9]{1,31}$/, 'must be the id of a hosted zone, such as Z0123456789ABCDEFGHIJ')
      .optional()
      .describe(
        'Public zone of Route 53 that holds all aliases: records are written there, and proof of the domain for a certificate; left out, none are.',
      ),
    acmCertificateArn: z
      .string()
      .regex(
        /^arn:[a-z-]+:acm:us-east-1:[0-9]{12}:certificate\/[0-9a-z-]+$/,
        'must be the ARN of a certificate in us-east-1',
      )
      .optional()
      .describe('Certificate for all aliases, in us-east-1; left out, one is made where there is a hostedZoneId.'),
    defaultRootObject: z
      .string()
      .regex(/^[^/\s]\S*$/, 'must be the name of a file, without / before it')
      .max(255)
      .default('index.html')
      .describe('File that / stands for; index.html when left out.'),
    customErrorResponse: z
      .partialRecord(errorCode, errorResponse)
      .default({})
      .describe(
        "Pages in place of errors, by status; left out, none. An application that routes in the browser takes 403: {}, since the bucket says 403 of a file that isn't there.",
      ),
    priceClass: priceClass
      .default('PriceClass_100')
      .describe(
        'Where the site is served from: PriceClass_100 North America, Europe and Israel; PriceClass_200 also Africa, the Middle East and most of Asia; PriceClass_All everywhere. PriceClass_100 when left out; who is far from it waits longer.',
      ),
    contentSecurityPolicy: z
      .string()
      .min(1)
      .default("object-src 'none'; base-uri 'self'; frame-ancestors 'none'")
      .describe(
        "Header that says what pages may load; left out, no plugins, no foreign base and no frames. Name the sources of scripts too once they are known: default-src 'self'.",
      ),
    strictTransportSecurity: z
      .strictObject({
        accessControlMaxAgeSec: z
          .int()
          .min(0)
          .max(2_147_483_647)
          .default(31_536_000)
          .describe('Seconds for which browsers insist on HTTPS; 31536000, a year, when left out.'),
        includeSubdomains: z
          .boolean()
          .default(true)
          .describe('Whether that holds for names below it too; true when left out.'),
        preload: z.boolean().default(false).describe('Whether browsers may ship it in a list; false when left out.'),
      })
      .prefault({})
      .describe('Header by which browsers never come back over plain HTTP.'),
    logging: z
      .strictObject({
        enabled: z.boolean().default(true).describe('Whether requests are logged; true when left out.'),
        expirationDays: days.default(90).describe('Days that logs are kept, 1 or more; 90 when left out.'),
        storedGb: amountInput.default(1).describe('Logs that are kept, GB, for the cost; 1 when left out.'),
      })
      .prefault({})
      .describe('Logs of requests, in a bucket of their own.'),
    noncurrentDays: days
      .default(30)
      .describe('Days that a replaced file can be brought back, 1 or more; 30 when left out.'),
    forceDestroy: z
      .boolean()
      .default(true)
      .describe(
        'Whether a retirement deletes the files; true when left out, as they are built from sources. With false AWS refuses to delete the bucket until it is empty.',
      ),
    readers: z
      .partialRecord(z.enum(locations), z.number().gt(0).max(100))
      .refine(
        (shares) => Math.abs(Object.values(shares).reduce((sum, share) => sum + share, 0) - 100) < 1e-6,
        'must sum to 100',
      )
      .default({ unitedStates: 100 })
      .describe(
        'Where readers are, percent of the traffic by location, for the cost; all in unitedStates when left out.',
      ),
    expected: z
      .strictObject({
        deliveredGbPerMonth: amountInput
          .default(0)
          .describe('Traffic to readers beside what needs ask for, GB a month; 0 when left out.'),
        requestMillionPerMonth: amountInput
          .default({ low: 0.1, expected: 1, high: 5 })
          .describe('HTTPS requests of readers, millions a month; left out, 0.1 to 5 with 1 expected.'),
        cacheMissPercent: z
          .number()
          .min(0)
          .max(100)
          .default(10)
          .describe('Requests that go on to the bucket, 0 to 100 percent; 10 when left out.'),
        storedGb: amountInput.default(1).describe('Files, replaced ones too, GB; 1 when left out.'),
      })
      .prefault({})
      .describe('What is expected of usage, for the cost alone: a number, or low, expected and high.'),
  })
  .superRefine(({ aliases, hostedZoneId, acmCertificateArn }, context) => {
    const certified = hostedZoneId !== undefined || acmCertificateArn !== undefined;
    if (aliases.length > 0 && !certified) {
      const message = 'names of your own take a certificate: give hostedZoneId, or acmCertificateArn';
      context.addIssue({ code: 'custom', path: ['aliases'], message });
    }
    if (aliases.length === 0 && certified) {
      const path = [hostedZoneId === undefined ? 'acmCertificateArn' : 'hostedZoneId'];
      context.addIssue({ code: 'custom', path, message: 'is for aliases, and there are none' });
    }
  });

export type Inputs = z.infer<typeof inputs>;

/** Which AWS service is offered in which region. */
import { z } from 'zod';
import { lazily } from './read';

const support = z.object({ supported: z.array(z.string()), notAvailable: z.array(z.string()) });

const file = lazily(
  'service-regions.json',
  z.object({
    services: z.record(z.string(), z.object({ regions: z.array(z.string()) })),
    globalServices: z.array(z.string()),
    auroraGlobalDatabase: z.object({ auroraMysql: support, auroraPostgresql: support }),
  }),
);

/** Source and date of every answer of `offers`. */
export const offersSource = 'AWS public SSM parameters, recorded 2026-08-04; botocore 1.43.107 endpoints, 2026-10-01';

/**
 * Whether the region offers the service; a service without regions (IAM, CloudFront) is offered in each. A service
 * that the data does not know is a mistake of the module that names it, and throws.
 */
export function offers(service: string, region: string): boolean {
  const { services, globalServices } = file();
  const found = services[service];
  if (found !== undefined) return found.regions.includes(region);
  if (globalServices.includes(service)) return true;
  throw new Error(`No AWS service ${service} in data/service-regions.json`);
}

/** Whether Aurora Global Database runs in the region; `unknown` where neither the page nor an excerpt of it says. */
export function auroraGlobal(
  engine: 'aurora-mysql' | 'aurora-postgresql',
  region: string,
): 'supported' | 'not available' | 'unknown' {
  const { auroraMysql, auroraPostgresql } = file().auroraGlobalDatabase;
  const { supported, notAvailable } = engine === 'aurora-mysql' ? auroraMysql : auroraPostgresql;
  if (supported.includes(region)) return 'supported';
  return notAvailable.includes(region) ? 'not available' : 'unknown';
}

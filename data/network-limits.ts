/** What gateways and endpoints can carry, and typical times on paths of a network. */
import { z } from 'zod';
import type { NetworkCarrier, NetworkPath, Throughput } from '../modules/module';
import { lazily } from './read';

const throughputSchema = z.object({
  startsAtGbps: z.number(),
  scalesToGbps: z.number(),
  per: z.string(),
  source: z.string(),
});
const spread = z.object({ low: z.number(), high: z.number() });
const file = lazily(
  'network-limits.json',
  z.object({
    throughput: z.object({ 'nat-gateway': throughputSchema, 'interface-endpoint': throughputSchema }),
    latencyMs: z.object({
      'user-to-cloudfront': spread,
      'cloudfront-to-load-balancer': spread,
      'inside-a-vpc': spread,
      'to-dynamodb-by-endpoint': spread,
      'to-s3-by-endpoint': spread,
      'to-the-internet-by-nat': spread,
    }),
  }),
);

export function throughput(carrier: NetworkCarrier): Throughput {
  return file().throughput[carrier];
}

export function typicalLatencyMs(path: NetworkPath): { readonly low: number; readonly high: number } {
  return file().latencyMs[path];
}

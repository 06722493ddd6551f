/** Measured round trips between regions. */
import { z } from 'zod';
import { lazily } from './read';

const file = lazily('latency.json', z.object({ roundTripMs: z.record(z.string(), z.record(z.string(), z.number())) }));

/** Source and date of every answer of `latencyMs`. */
export const latencySource = 'cloudping.co, median of one year to 2025-05-29';

/**
 * Median round trip, milliseconds, as measured over TCP: a little above the network alone. The measurement of a region
 * to itself is not zero. Undefined where nothing was measured.
 */
export function latencyMs(from: string, to: string): number | undefined {
  return file().roundTripMs[from]?.[to];
}

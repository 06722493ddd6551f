/** AWS regions: names, partitions, zones and the countries that host them. */
import { z } from 'zod';
import { lazily } from './read';

const region = z.object({
  name: z.string(),
  partition: z.string(),
  partitionKind: z.string(),
  residencyTags: z.array(z.string()),
  azIds: z.array(z.string()),
});

const file = lazily('regions.json', z.object({ regions: z.record(z.string(), region) }));

function find(id: string): z.infer<typeof region> {
  const found = file().regions[id];
  if (found === undefined) throw new Error(`No AWS region ${id} in data/regions.json`);
  return found;
}

/** Each function throws on an id that is not a region of any partition: check ids from users against `ids()` first. */
export const regions = {
  /** Regions of the commercial partition, sorted. */
  ids(): readonly string[] {
    return Object.entries(file().regions).flatMap(([id, { partitionKind }]) =>
      partitionKind === 'commercial' ? [id] : [],
    );
  },
  /** Country and union of the place: `eu`, `de`. A label of the location, not legal advice. */
  residencyTags(id: string): readonly string[] {
    return find(id).residencyTags;
  },
  /** `Europe (Frankfurt)` */
  name(id: string): string {
    return find(id).name;
  },
  /** `aws`, `aws-us-gov`, `aws-cn`, `aws-eusc` */
  partition(id: string): string {
    return find(id).partition;
  },
  /** Ids of the published zones, sorted. An account may see fewer. */
  zoneIds(id: string): readonly string[] {
    return find(id).azIds;
  },
};

/** Storage classes that objects may move to with age, in the order in which AWS moves them. */
export type StorageClass = 'STANDARD_IA' | 'ONEZONE_IA' | 'GLACIER' | 'DEEP_ARCHIVE';

export interface StorageClassFacts {
  /** Words of a bill. */
  readonly title: string;
  /** Keys of data/prices begin with it. */
  readonly prices: string;
  /** Least age at which an object may move there. */
  readonly leastDays: number;
  /** Days that an object stays there before it moves on: AWS wants them, or charges for them all the same. */
  readonly stays: number;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html */
export const storageClasses: ReadonlyMap<StorageClass, StorageClassFacts> = new Map<StorageClass, StorageClassFacts>([
  ['STANDARD_IA', { title: 'Standard-IA', prices: 's3.standardIa', leastDays: 30, stays: 30 }],
  ['ONEZONE_IA', { title: 'One Zone-IA', prices: 's3.oneZoneIa', leastDays: 30, stays: 30 }],
  ['GLACIER', { title: 'Glacier Flexible Retrieval', prices: 's3.glacier', leastDays: 1, stays: 90 }],
  ['DEEP_ARCHIVE', { title: 'Glacier Deep Archive', prices: 's3.deepArchive', leastDays: 1, stays: 180 }],
]);

/** Security controls that dynamodb_table claims. */
import { z } from 'zod';
import type { Control } from '../module';
import type { Inputs } from './inputs';

const resource = 'aws_dynamodb_table';
const encryption = z.looseObject({ enabled: z.literal(true), kms_key_arn: z.string().min(1) });
const recovery = z.looseObject({ enabled: z.literal(true) });

/** A block stands alone or as a list of one. */
function isOne(block: z.ZodType, value: unknown): boolean {
  return z.union([block, z.array(block).length(1)]).safeParse(value).success;
}

const always: readonly Control[] = [
  {
    id: 'encryption-at-rest',
    summary: 'Items are encrypted with a KMS key of the account.',
    resource,
    complies: ({ server_side_encryption: block }) => isOne(encryption, block),
  },
  {
    id: 'point-in-time-recovery',
    summary: 'The table can be restored to any second of the last days.',
    resource,
    complies: ({ point_in_time_recovery: block }) => isOne(recovery, block),
  },
  {
    id: 'deletion-protection',
    summary: 'AWS refuses to delete the table.',
    resource,
    complies: ({ deletion_protection_enabled: enabled }) => enabled === true,
  },
];

const keyRotation: Control = {
  id: 'key-rotation',
  summary: 'The key of the table is rotated every year.',
  resource: 'aws_kms_key',
  complies: ({ enable_key_rotation: rotated }) => rotated === true,
};

export function controls({ kmsKeyArn }: Inputs): readonly Control[] {
  return kmsKeyArn === undefined ? [...always, keyRotation] : always;
}

/** The emitted cdk.tf.json as data. */
import { z } from 'zod';

const blocks = z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown())));

const emittedSchema = z.looseObject({
  resource: blocks.default({}),
  data: blocks.default({}),
  ephemeral: blocks.default({}),
  output: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
  provider: z.record(z.string(), z.array(z.record(z.string(), z.unknown()))).default({}),
  terraform: z.record(z.string(), z.unknown()).default({}),
});

/** Resource type -> logical id -> arguments, as Terraform reads them. */
export type Emitted = z.infer<typeof emittedSchema>;

/** @throws ZodError where the text is not what cdktf emits. */
export function parseEmitted(text: string): Emitted {
  return emittedSchema.parse(JSON.parse(text));
}

/** Addresses of managed resources, sorted: `aws_vpc.network_vpc_us_east_1`. */
export function addressesOf(emitted: Pick<Emitted, 'resource'>): readonly string[] {
  return Object.entries(emitted.resource)
    .flatMap(([type, byId]) => Object.keys(byId).map((id) => `${type}.${id}`))
    .sort();
}

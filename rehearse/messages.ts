/** What the rehearsal and its provider process tell each other. */
import { z } from 'zod';
import type { ArgumentRule } from '../modules/module';

export const serveRequest = z.object({
  id: z.number(),
  /** Last part of the provider's source: `aws`. */
  provider: z.string(),
  /** `lib` folder of its bindings. */
  bindings: z.string(),
  resources: z.array(z.string()),
  data: z.array(z.string()),
  ephemeral: z.array(z.string()),
  rules: z.array(z.custom<ArgumentRule>()),
});
export type ServeRequest = z.infer<typeof serveRequest>;

export const serveReply = z.object({ id: z.number(), port: z.number() });
export type ServeReply = z.infer<typeof serveReply>;

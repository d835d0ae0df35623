/** The API of secrets that tools put into their headers as `{secret.name}`. None is ever answered. */
import { z } from "zod";
import { secretHostsSchema } from "./secret-hosts.ts";

export const secretInfoSchema = z.object({ name: z.string(), /** The only servers it goes to; none of those written before there were any. */ hosts: z.array(z.string()), /** Wall time, ms since 1970. */ updatedAt: z.number() });
export type SecretInfo = z.infer<typeof secretInfoSchema>;
/** GET /v1/secrets */
export const secretListSchema = z.object({ secrets: z.array(secretInfoSchema) });
/** PUT /v1/secrets/{secret}: one line, as a header holds it, and the servers it goes to. Both anew: who may not read a secret can't send it elsewhere either. */
export const putSecretSchema = z.strictObject({ hosts: secretHostsSchema, value: z.string().trim().min(1).max(4000).regex(/^[\x20-\x7e]+$/, "a secret is one line of Latin letters, digits and signs") });

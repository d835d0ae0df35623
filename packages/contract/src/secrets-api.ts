/** The API of secrets that tools put into their headers as `{secret.name}`. None is ever answered. */
import { z } from "zod";

export const secretInfoSchema = z.object({ name: z.string(), /** Wall time, ms since 1970. */ updatedAt: z.number() });
export type SecretInfo = z.infer<typeof secretInfoSchema>;
/** GET /v1/secrets */
export const secretListSchema = z.object({ secrets: z.array(secretInfoSchema) });
/** PUT /v1/secrets/{secret}: one line, as a header holds it. */
export const putSecretSchema = z.strictObject({ value: z.string().trim().min(1).max(4000).regex(/^[\x20-\x7e]+$/, "a secret is one line of Latin letters, digits and signs") });

/** GET /v1/calls/{id}: the call, why it ended in words, and its signalling as far as it is known. */
import { z } from "zod";
import { callSchema } from "./api.ts";
import { ladderStepSchema } from "./call-ladder.ts";

/** `why`: null while the call lives. `ladder`: empty for a call without a telephone. */
export const callDetailSchema = callSchema.extend({ why: z.object({ ru: z.string(), en: z.string() }).nullable(), ladder: z.array(ladderStepSchema) });
export type CallDetail = z.infer<typeof callDetailSchema>;

/** Parts of route descriptions that many share. */
import { problemSchema } from "@zvon/contract/api.ts";
import { callIdSchema } from "@zvon/contract/ids.ts";
import { z } from "zod";

export const json = <S extends z.ZodType>(description: string, schema: S) => ({ description, content: { "application/json": { schema } } });

export const problem = (description: string) => ({ description, content: { "application/problem+json": { schema: problemSchema } } });

export const callParams = z.object({ id: callIdSchema });

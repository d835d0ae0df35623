/** What a node sends, read: a message of the link, or why it is none. */
import { fromMediaNodeSchema, nodeLinkVersion } from "@zvon/contract/node-link.ts";
import type { FromMediaNode } from "@zvon/contract/node-link.ts";
import { z } from "zod";

export type Frame = { ok: true; message: FromMediaNode } | { ok: false; /** A hello of a node that speaks another version: it never will be understood. */ otherVersion: boolean; why: string };

const otherHelloSchema = z.object({ type: z.literal("hello"), v: z.unknown().refine((version) => version !== nodeLinkVersion) });

/** `why` names fields, never what stood in them. */
export function parseFrame(frame: string): Frame {
  let json: unknown;
  try {
    json = JSON.parse(frame);
  } catch {
    return { ok: false, otherVersion: false, why: "not JSON" };
  }
  const parsed = fromMediaNodeSchema.safeParse(json);
  if (parsed.success) return { ok: true, message: parsed.data };
  const why = parsed.error.issues.slice(0, 5).map((issue) => `${issue.path.map(String).join("/")}: ${issue.code}`).join(", ");
  return { ok: false, otherVersion: otherHelloSchema.safeParse(json).success, why };
}

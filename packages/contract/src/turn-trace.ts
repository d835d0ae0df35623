/** Why the bot answered as it did: shown beside the chat and on the call's page, and what evals look at. */
import { z } from "zod";
import { languageSchema } from "./call-link.ts";

/**
 * A step of one decision, in order. `subject` names what it was about: an intent, a field, a tool, a limit.
 * `transition` names its event ("intent yes", "silence 2", "done"), `enter` the kind of state; both say where it led
 * (`to`), a state of a sub-flow as "flow.state". `tool_finished` has the tool, its status and, of a time that is not to be
 * had, why: "check_availability ok taken"; of a service that did not do it, why, its status or "-", and its host: "note failed answered 500 api.example.com". Counts stand as figures: `not_understood`, `silence`, `timeout` (seconds).
 */
export const traceStepSchema = z.object({
  code: z.enum([
    "begin", "heard", "not_heard", "took_field", "took_part", "doubted_field", "refused_field", "corrected_field", "confirmed", "transition", "enter", "returned",
    "repeat", "wait", "objection", "objection_limit", "handoff", "not_understood", "silence", "timeout", "tool_started", "tool_finished", "transfer", "transfer_finished",
    "model_asked", "model_answered", "model_failed", "reply_withheld", "tool_ignored", "language", "busy", "machine", "end",
  ]),
  subject: z.string().max(200).nullable(),
  to: z.string().max(90).nullable(),
});
export type TraceStep = z.infer<typeof traceStepSchema>;

export const turnTraceSchema = z.object({
  stateBefore: z.string().nullable(),
  stateAfter: z.string().nullable(),
  language: languageSchema,
  /** Best first; by rules or refined by a model. Empty: none was sure enough. */
  intents: z.array(z.object({ name: z.string(), confidence: z.number().min(0).max(1) })).max(20),
  /** Taken or changed by this turn, canonical. */
  fields: z.record(z.string(), z.string()),
  steps: z.array(traceStepSchema).max(60),
});
export type TurnTrace = z.infer<typeof turnTraceSchema>;

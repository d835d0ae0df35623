/** Messages of an ElevenLabs agent (elevenlabs.io/docs/agents-platform/api-reference/eleven-agents/websocket and /events, read 2026-11). */
import { z } from "zod";

/** A number in the reference, text in some SDKs. */
const eventId = z.coerce.number().catch(0);

const known = z.discriminatedUnion("type", [
  z.object({ type: z.literal("conversation_initiation_metadata"), conversation_initiation_metadata_event: z.object({ conversation_id: z.string(), agent_output_audio_format: z.string().default("pcm_16000"), user_input_audio_format: z.string().default("pcm_16000") }) }),
  z.object({ type: z.literal("audio"), audio_event: z.object({ audio_base_64: z.base64(), event_id: eventId }) }),
  z.object({ type: z.literal("interruption"), interruption_event: z.object({ event_id: eventId }) }),
  z.object({ type: z.literal("agent_response"), agent_response_event: z.object({ agent_response: z.string() }) }),
  z.object({ type: z.literal("agent_response_correction"), agent_response_correction_event: z.object({ corrected_agent_response: z.string() }) }),
  z.object({ type: z.literal("user_transcript"), user_transcription_event: z.object({ user_transcript: z.string() }) }),
  z.object({ type: z.literal("ping"), ping_event: z.object({ event_id: z.union([z.number(), z.string()]) }) }),
  z.object({ type: z.literal("client_tool_call"), client_tool_call: z.object({ tool_name: z.string(), tool_call_id: z.string() }) }),
]);
const types: ReadonlySet<string> = new Set(known.options.map((option) => option.shape.type.value));
/** vad_score, agent_response_metadata, mcp_tool_call and the like: nothing that a telephone needs. */
export type AgentMessage = z.infer<typeof known> | { type: "other" };

/** @throws for what is no message of an agent */
export function readAgentMessage(text: string): AgentMessage {
  const message: unknown = JSON.parse(text);
  const { type } = z.looseObject({ type: z.string() }).parse(message);
  return types.has(type) ? known.parse(message) : { type: "other" };
}

export const signedUrlSchema = z.object({ signed_url: z.url() });

/** `pcm_16000` or `ulaw_8000`; null for what is neither. */
export function formatOf(name: string): { law: "pcmu" | null; rateHz: number } | null {
  const [, encoding, rate] = /^(pcm|ulaw)_(\d+)$/.exec(name) ?? [];
  if (encoding === undefined || rate === undefined) return null;
  return { law: encoding === "ulaw" ? "pcmu" : null, rateHz: Number(rate) };
}

/**
 * An agent of ElevenLabs, by its id, as a whole bot (elevenlabs.io/docs/agents-platform, read 2026-11). The agent may be
 * private, so its address is asked for with the key first:
 *
 *   GET /v1/convai/conversation/get-signed-url?agent_id=…  → {"signed_url":"wss://…"}
 *   → {"type":"conversation_initiation_client_data"} → {"user_audio_chunk":…} …        → {"type":"pong","event_id":…}
 *   ← conversation_initiation_metadata ← audio, agent_response ← interruption ← user_transcript ← ping ← client_tool_call
 *
 * Audio has the formats that the agent was set up with (the metadata says them): any PCM rate or µ-law; 8 kHz here.
 * Audio with an event_id up to that of an interruption is dropped. Client tools belong to programs of the agent's owner;
 * we have none, and say so. The agent ends the talk by closing (its end_call tool).
 *
 * Billed is the time of the conversation (elevenlabs.io/pricing: per minute; the language model is charged on top by the
 * vendor and not told on this line).
 */
import { ProviderError } from "../audio/provider-error.ts";
import { createResampler } from "../audio/resample.ts";
import { decodeG711, encodeG711 } from "../codec/g711.ts";
import { elevenlabsUrl, errorOfName } from "../net/elevenlabs-wire.ts";
import { createMessageLine } from "../net/message-line.ts";
import { errorOfStatus } from "../net/vendor-status.ts";
import { formatOf, readAgentMessage, signedUrlSchema, type AgentMessage } from "./elevenlabs-wire.ts";
import type { OpenAgent } from "./port.ts";

const lineHz = 8_000;
/** Of the caller's audio: one message. */
const chunkSamples = 800;
/** What the caller says before the agent listens, 2 s. The oldest goes. */
const maxWaitingChunks = 20;
/** From the first request to the metadata. */
const startTimeoutMs = 5_000;
/** Pings come every few seconds. */
const silentTimeoutMs = 30_000;

export const openElevenlabsAgent: OpenAgent = (vendorLine, agentId, events) => {
  const { access, net, now, setTimer } = vendorLine;
  const giveUp = new AbortController();
  let outgoing: ((pcm: Int16Array) => Uint8Array) | null = null;
  let incoming: (bytes: Uint8Array) => Int16Array = () => new Int16Array(0);
  let renewIncoming = (): void => undefined;
  let interruptedAt = -1;
  let over = false;
  let startedAtMs: number | null = null;
  let endedAtMs: number | null = null;
  let cancelTimer = setTimer(() => fail(new ProviderError("the ElevenLabs agent did not begin in time", { code: "timeout", retryable: true })), startTimeoutMs);
  const waiting: Int16Array[] = [];
  let partial = new Int16Array(chunkSamples);
  let partialLength = 0;

  const line = createMessageLine({
    async connect(signal) {
      const stop = AbortSignal.any([signal, giveUp.signal]);
      const response = await net.fetch(elevenlabsUrl(access, `/v1/convai/conversation/get-signed-url?${new URLSearchParams({ agent_id: agentId })}`, "http"), { headers: { "xi-api-key": access.key }, proxy: access.proxy, signal: stop });
      const body = await response.text();
      if (response.status === 404 || response.status === 422) throw new ProviderError("ElevenLabs does not know this agent; check its id on the bot's voice page", { code: "misconfigured", retryable: false, cause: new Error(body.slice(0, 1000)) });
      if (!response.ok) throw body.includes("quota_exceeded") ? errorOfName("quota_exceeded", body) : errorOfStatus(response.status, body, "ElevenLabs");
      return net.webSocket(addressOf(body), { proxy: access.proxy, signal: stop });
    },
    onMessage: (data) => onMessage(data.toString()),
    onLost: (error) => end(error),
    errorOfClose: (code, reason) => (code === 1000 || code === 1005 ? new ProviderError("the agent ended the talk", { code: "closed", retryable: false }) : code === 1008 || code >= 3000 ? errorOfName(reason, `closed with ${code}`) : null),
    goodbye: null,
    who: "ElevenLabs",
    vendorLine,
  });

  /** One event for the whole life, whatever ends it. */
  function end(error: unknown): void {
    cancelTimer();
    endedAtMs ??= now();
    if (over) return;
    over = true;
    if (error instanceof ProviderError && error.code === "closed") return events.onEnd(null);
    events.onEnd(error instanceof ProviderError ? error : new ProviderError("the line to ElevenLabs broke", { code: "failed", retryable: true, cause: error }));
  }

  function fail(error: ProviderError): void {
    giveUp.abort(error);
    line.drop(error);
    end(error);
  }

  function watch(): void {
    cancelTimer();
    cancelTimer = setTimer(() => fail(new ProviderError("the ElevenLabs agent fell silent", { code: "timeout", retryable: true })), silentTimeoutMs);
  }

  function onMessage(text: string): void {
    if (over) return;
    let message: AgentMessage;
    try {
      message = readAgentMessage(text);
    } catch (cause) {
      return fail(new ProviderError("the ElevenLabs agent said something that can't be read", { code: "bad_answer", retryable: true, cause }));
    }
    if (outgoing !== null) watch();
    switch (message.type) {
      case "conversation_initiation_metadata":
        return begin(message.conversation_initiation_metadata_event);
      case "audio": {
        const { audio_base_64, event_id } = message.audio_event;
        if (event_id <= interruptedAt) return;
        const pcm = incoming(Buffer.from(audio_base_64, "base64"));
        return pcm.length > 0 ? events.onAudio(pcm) : undefined;
      }
      case "interruption":
        interruptedAt = Math.max(interruptedAt, message.interruption_event.event_id);
        renewIncoming();
        return events.onInterruption();
      case "agent_response":
        return events.onAgentText(message.agent_response_event.agent_response.trim());
      case "agent_response_correction":
        return events.onAgentCorrection(message.agent_response_correction_event.corrected_agent_response.trim());
      case "user_transcript":
        return events.onUserText(message.user_transcription_event.user_transcript.trim());
      case "ping":
        return line.send(JSON.stringify({ type: "pong", event_id: message.ping_event.event_id }));
      case "client_tool_call":
        return line.send(JSON.stringify({ type: "client_tool_result", tool_call_id: message.client_tool_call.tool_call_id, result: `There is no tool "${message.client_tool_call.tool_name}" on this telephone line.`, is_error: true }));
      case "other":
        return;
    }
  }

  function begin(formats: { agent_output_audio_format: string; user_input_audio_format: string }): void {
    const [speaks, hears] = [formatOf(formats.agent_output_audio_format), formatOf(formats.user_input_audio_format)];
    if (speaks === null || hears === null) return fail(new ProviderError(`the agent is set up for audio that a telephone can't carry (${formats.agent_output_audio_format}, ${formats.user_input_audio_format}); choose PCM or µ-law`, { code: "misconfigured", retryable: false }));
    const up = createResampler(lineHz, hears.rateHz);
    outgoing = (pcm) => {
      const wide = up.push(pcm);
      return hears.law === null ? new Uint8Array(wide.buffer, wide.byteOffset, wide.byteLength) : encodeG711(hears.law, wide);
    };
    renewIncoming = () => {
      const down = createResampler(speaks.rateHz, lineHz);
      incoming = (bytes) => down.push(speaks.law === null ? new Int16Array(Uint8Array.from(bytes.subarray(0, bytes.length - (bytes.length % 2))).buffer) : decodeG711(speaks.law, bytes));
    };
    renewIncoming();
    watch();
    for (const chunk of waiting.splice(0)) sendChunk(chunk);
  }

  function sendChunk(pcm: Int16Array): void {
    if (outgoing === null) {
      waiting.push(pcm);
      if (waiting.length > maxWaitingChunks) waiting.shift();
    } else line.send(JSON.stringify({ user_audio_chunk: Buffer.from(outgoing(pcm)).toString("base64") }));
  }

  line.open(giveUp.signal).then(
    () => {
      startedAtMs = now();
      line.send(JSON.stringify({ type: "conversation_initiation_client_data" }));
    },
    (error: unknown) => end(error),
  );

  return {
    send(pcm) {
      if (over) return;
      for (let at = 0; at < pcm.length; ) {
        const part = pcm.subarray(at, at + chunkSamples - partialLength);
        partial.set(part, partialLength);
        partialLength += part.length;
        at += part.length;
        if (partialLength < chunkSamples) continue;
        sendChunk(partial);
        partial = new Int16Array(chunkSamples);
        partialLength = 0;
      }
    },
    text: (text) => line.send(JSON.stringify({ type: "user_message", text })),
    billed: () => (startedAtMs === null ? [] : [{ kind: "agent", provider: "elevenlabs", model: "agents", unit: "connection_ms", amount: Math.round((endedAtMs ?? now()) - startedAtMs) }]),
    async close() {
      over = true;
      cancelTimer();
      giveUp.abort(new ProviderError("the line to ElevenLabs was closed", { code: "closed", retryable: false }));
      endedAtMs ??= now();
      await line.close();
    },
  };
};

/** @throws ProviderError */
function addressOf(body: string): string {
  try {
    return signedUrlSchema.parse(JSON.parse(body)).signed_url;
  } catch (cause) {
    throw new ProviderError("ElevenLabs answered with something that can't be read", { code: "bad_answer", retryable: true, cause });
  }
}

/** Words into a vendor's frames: server-sent events, or one whole answer at the end. */
import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import { z } from "zod";
import { answerJson } from "../core/serve.ts";
import type { Counts, Refusal, VendorShape } from "./vendors.ts";

export type WrittenCall = { id: string; name: string; arguments: string };
export type Frames = { begin(): void; word(word: string): void; end(finish: string, calls: readonly WrittenCall[], counts: Counts): void; failInside(): void; garbage(): void };

export function createFrames(shape: VendorShape, { model, stream, usageAsked }: { model: string; stream: boolean; usageAsked: boolean }, response: ServerResponse): Frames {
  const id = randomUUID().replaceAll("-", "");
  const head = () => shape.chunk(model, id);
  const wantsUsage = !shape.usageAt.asked || usageAsked;
  let text = "";
  const send = (frame: Record<string, unknown>): void => void response.write(`data: ${JSON.stringify(frame)}\n\n`);
  const openStream = (): void => {
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
    response.flushHeaders();
    if (shape.comment !== null) response.write(`${shape.comment}\n\n`);
  };
  return {
    begin() {
      if (!stream) return;
      openStream();
      send({ ...head(), choices: [shape.choice({ role: "assistant", content: "" }, null)], ...(wantsUsage && shape.usageAt.own && shape.usageAt.asked ? { usage: null } : {}) });
    },
    word(word) {
      text += word;
      if (stream) send({ ...head(), choices: [shape.choice({ content: word }, null)] });
    },
    end(finish, calls, counts) {
      const usage = shape.usage(counts);
      if (!stream) {
        const called = calls.length === 0 ? {} : { tool_calls: calls.map((call) => ({ id: call.id, type: "function", function: { name: call.name, arguments: call.arguments } })) };
        return answerJson(response, 200, { ...head(), object: "chat.completion", choices: [{ index: 0, message: { role: "assistant", content: text === "" && calls.length > 0 ? null : text, refusal: null, ...called }, logprobs: null, finish_reason: finish }], usage });
      }
      calls.forEach((call, index) => {
        const pieces = shape.toolsInPieces ? ["", ...(call.arguments.match(/.{1,6}/gs) ?? [])] : [call.arguments];
        pieces.forEach((piece, at) => send({ ...head(), choices: [shape.choice({ tool_calls: [at === 0 ? { index, id: call.id, type: "function", function: { name: call.name, arguments: piece } } : { index, function: { arguments: piece } }] }, null)] }));
      });
      const beside = shape.usageAt.last === "usage" ? { usage } : shape.usageAt.last === "x_groq" ? { x_groq: { id: `req_${id}`, usage } } : {};
      send({ ...head(), choices: [shape.choice({}, finish)], ...beside });
      if (shape.usageAt.own && wantsUsage) send({ ...head(), choices: [], usage });
      response.end("data: [DONE]\n\n");
    },
    /** The model behind a router fails after the 200. */
    failInside() {
      openStream();
      const told = z.object({ error: z.record(z.string(), z.unknown()) }).parse(shape.refuse("server_error", model).body);
      send({ ...head(), error: told.error, choices: [shape.choice({ content: "" }, "error")] });
      response.end();
    },
    garbage() {
      if (!stream) return answerJson(response, 200, { choices: "garbage" });
      response.end('data: {"choices":[{"delta":{"content":"\n\ndata: \u0000\u0001<html>\n\n');
    },
  };
}

/** In the vendor's words; a bare string goes out as it is, as proxies before a server answer. */
export function refuse(response: ServerResponse, { status, body, headers = {} }: Refusal): void {
  if (typeof body === "string") response.writeHead(status, { "content-type": "text/plain", ...headers }).end(body);
  else answerJson(response, status, body, { "x-request-id": `req_${randomUUID()}`, ...headers });
}

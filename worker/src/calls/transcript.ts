/** The messages of a settled call: one gzipped JSON object in R2, written once. */
import { messagePageSchema } from "@zvon/contract/api.ts";
import type { Message } from "@zvon/contract/api.ts";

const through = (body: BodyInit, transform: CompressionStream | DecompressionStream): Promise<ArrayBuffer> => {
  const { body: stream } = new Response(body);
  return stream === null ? Promise.resolve(new ArrayBuffer(0)) : new Response(stream.pipeThrough(transform)).arrayBuffer();
};

export async function writeTranscript(storage: R2Bucket, key: string, messages: Message[]): Promise<void> {
  await storage.put(key, await through(JSON.stringify({ messages }), new CompressionStream("gzip")), { httpMetadata: { contentType: "application/json", contentEncoding: "gzip" } });
}

/** @returns null when the object is gone (deleted on request, or past its retention). */
export async function readTranscript(storage: R2Bucket, key: string): Promise<Message[] | null> {
  const object = await storage.get(key);
  if (object === null) return null;
  const text = new TextDecoder().decode(await through(await object.arrayBuffer(), new DecompressionStream("gzip")));
  return messagePageSchema.parse(JSON.parse(text)).messages;
}

/**
 * Recordings on their way to the edge: uploaded in parts after the call, kept on the node's disk until the edge has all
 * of it. A note beside each file lets a restarted node go on; uploading a part twice changes nothing.
 */
import { open, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import type { Log } from "../log.ts";

/** R2 and S3 want parts of at least 5 MiB, all but the last of one size. */
const partBytes = 5 * 1024 * 1024;
const firstRetryMs = 1_000;
const maxRetryMs = 60_000;
/** A token that is refused will not become good: keep the file for the operator, stop asking. */
const finalStatuses = new Set([400, 401, 403, 404, 410]);

const noteSchema = z.object({ callId: z.string(), bytes: z.number(), durationMs: z.number(), upload: z.object({ path: z.string(), token: z.string() }) });
type Note = z.infer<typeof noteSchema>;

export interface RecordingDelivery {
  pathOf(callId: string): string;
  deliver(callId: string, recording: { path: string; bytes: number; durationMs: number }, upload: { path: string; token: string }): void;
  /** Takes up what an earlier run left. */
  resume(): Promise<void>;
  pending(): number;
  close(): void;
}

export function createRecordingDelivery(options: { folder: string; edgeUrl: string; fetch: typeof fetch; random: () => number; log: Log }): RecordingDelivery {
  mkdirSync(options.folder, { recursive: true });
  const stop = new AbortController();
  const pathOf = (callId: string) => path.join(options.folder, `${callId}.wav`);
  const notePath = (callId: string) => path.join(options.folder, `${callId}.json`);
  const waiting: Note[] = [];
  let working = false;

  async function work(): Promise<void> {
    if (working) return;
    working = true;
    for (let attempt = 0; waiting.length > 0 && !stop.signal.aborted; ) {
      const note = waiting[0];
      if (!note) break;
      const result = await upload(note).catch((error: unknown) => {
        options.log.warn("recording not delivered yet", { callId: note.callId, error });
        return "retry" as const;
      });
      if (result === "retry") {
        await sleep(options.random() * Math.min(maxRetryMs, firstRetryMs * 2 ** attempt++));
        continue;
      }
      attempt = 0;
      waiting.shift();
      if (result === "done") await Promise.all([rm(pathOf(note.callId), { force: true }), rm(notePath(note.callId), { force: true })]);
      else await rename(notePath(note.callId), `${notePath(note.callId)}.refused`);
    }
    working = false;
  }

  async function upload(note: Note): Promise<"done" | "retry" | "refused"> {
    const file = await open(pathOf(note.callId), "r");
    try {
      const { size } = await file.stat();
      const parts = Math.max(1, Math.ceil(size / partBytes));
      for (let part = 0; part < parts; part++) {
        const body = Buffer.alloc(Math.min(partBytes, size - part * partBytes));
        await file.read(body, 0, body.length, part * partBytes);
        const status = await request("PUT", `${note.upload.path}/parts/${part + 1}`, note, body);
        if (status !== "ok") return status;
      }
      const status = await request("POST", `${note.upload.path}/complete`, note, Buffer.from(JSON.stringify({ parts, bytes: size, durationMs: note.durationMs })));
      return status === "ok" ? "done" : status;
    } finally {
      await file.close();
    }
  }

  async function request(method: string, url: string, note: Note, body: Buffer<ArrayBuffer>): Promise<"ok" | "retry" | "refused"> {
    const response = await options.fetch(new URL(url, options.edgeUrl), {
      method, body, signal: AbortSignal.any([stop.signal, AbortSignal.timeout(30_000)]),
      headers: { authorization: `Bearer ${note.upload.token}`, "content-type": method === "PUT" ? "application/octet-stream" : "application/json" },
    });
    await response.arrayBuffer();
    if (response.ok) return "ok";
    options.log.warn("the edge did not take a recording", { callId: note.callId, status: response.status });
    return finalStatuses.has(response.status) ? "refused" : "retry";
  }

  const sleep = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      stop.signal.addEventListener("abort", () => {
        clearTimeout(timer);
        resolve();
      }, { once: true });
    });

  return {
    pathOf,
    deliver(callId, recording, uploadTo) {
      const note: Note = { callId, bytes: recording.bytes, durationMs: recording.durationMs, upload: uploadTo };
      writeFile(notePath(callId), JSON.stringify(note), { mode: 0o600 })
        .catch((error: unknown) => options.log.error("a recording's note can't be written: a restart would forget it", { callId, error }))
        .finally(() => {
          waiting.push(note);
          void work();
        });
    },
    async resume() {
      for (const name of await readdir(options.folder)) {
        if (!name.endsWith(".json")) continue;
        const note = noteSchema.safeParse(JSON.parse(await readFile(path.join(options.folder, name), "utf8")));
        if (note.success) waiting.push(note.data);
        else options.log.error("a damaged note of a recording was left alone", { name });
      }
      void work();
    },
    pending: () => waiting.length,
    close: () => stop.abort(),
  };
}

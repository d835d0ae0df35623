/**
 * Recordings on their way to the edge: uploaded in parts after the call, kept on the node's disk until the edge has all
 * of it. A note beside each file lets a restarted node go on; uploading a part twice changes nothing.
 */
import { open, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import type { Log } from "../log.ts";
import { salvageRecording } from "./recorder.ts";

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
  /** Takes up what an earlier run left; before the first call, whose file would look like one left behind. */
  resume(): Promise<void>;
  pending(): number;
  close(): void;
}

export function createRecordingDelivery(options: { folder: string; edgeUrl: string; fetch: typeof fetch; random: () => number; now: () => number; setTimer: (run: () => void, ms: number) => () => void; log: Log }): RecordingDelivery {
  mkdirSync(options.folder, { recursive: true });
  const { now } = options;
  const stop = new AbortController();
  const pathOf = (callId: string) => path.join(options.folder, `${callId}.wav`);
  const notePath = (callId: string) => path.join(options.folder, `${callId}.json`);
  /** Each goes by its own back-off: one that the edge cannot take now holds no other up. */
  const waiting: { note: Note; attempt: number; dueMs: number }[] = [];
  let working = false;

  async function work(): Promise<void> {
    if (working) return;
    working = true;
    while (waiting.length > 0 && !stop.signal.aborted) {
      const next = waiting.reduce((first, item) => (item.dueMs < first.dueMs ? item : first));
      const waitMs = next.dueMs - now();
      if (waitMs > 0) {
        await sleep(waitMs);
        continue;
      }
      const result = await upload(next.note).catch((error: unknown) => {
        options.log.warn("recording not delivered yet", { callId: next.note.callId, error });
        // Without its file there is nothing left to ask for.
        return isMissing(error) ? ("refused" as const) : ("retry" as const);
      });
      if (result === "retry") {
        next.dueMs = now() + options.random() * Math.min(maxRetryMs, firstRetryMs * 2 ** Math.min(next.attempt++, 10));
        continue;
      }
      waiting.splice(waiting.indexOf(next), 1);
      await settle(next.note.callId, result).catch((error: unknown) => options.log.error("a recording's files can't be cleared away", { callId: next.note.callId, error }));
    }
    working = false;
  }

  /** The note goes last: a crash between the two leaves a note without a file, never speech that nobody knows of. */
  async function settle(callId: string, result: "done" | "refused"): Promise<void> {
    if (result === "refused") return rename(notePath(callId), `${notePath(callId)}.refused`);
    await rm(pathOf(callId), { force: true });
    await rm(notePath(callId), { force: true });
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

  /** Until the time is up, something new came, or the delivery is closed. */
  let wake: () => void = () => undefined;
  const sleep = (ms: number) =>
    new Promise<void>((resolve) => {
      const cancel = options.setTimer(resolve, ms);
      wake = () => {
        cancel();
        resolve();
      };
    });
  stop.signal.addEventListener("abort", () => wake(), { once: true });

  function add(note: Note): void {
    waiting.push({ note, attempt: 0, dueMs: now() });
    wake();
    void work();
  }

  async function setOrphanAside(name: string): Promise<void> {
    const file = path.join(options.folder, name);
    await salvageRecording(file).catch((error: unknown) => options.log.warn("a recording without a note is damaged too", { name, error }));
    await rename(file, `${file}.orphan`);
    options.log.error("a recording without a note was set aside", { name });
  }

  return {
    pathOf,
    deliver(callId, recording, uploadTo) {
      const note: Note = { callId, bytes: recording.bytes, durationMs: recording.durationMs, upload: uploadTo };
      writeNote(notePath(callId), JSON.stringify(note))
        .catch((error: unknown) => options.log.error("a recording's note can't be written: a restart would forget it", { callId, error }))
        .finally(() => add(note));
    },
    async resume() {
      const names = await readdir(options.folder);
      for (const name of names) {
        // Their node died in mid-call: no token came to deliver them with. Whole for the operator, who may want them.
        if (name.endsWith(".wav") && !names.some((other) => other.startsWith(`${name.slice(0, -4)}.json`))) await setOrphanAside(name);
        if (!name.endsWith(".json")) continue;
        const file = path.join(options.folder, name);
        const note = noteSchema.safeParse(parseJson(await readFile(file, "utf8")));
        if (note.success) {
          add(note.data);
          continue;
        }
        options.log.error("a damaged note of a recording was set aside", { name });
        await rename(file, `${file}.damaged`);
      }
    },
    pending: () => waiting.length,
    close: () => stop.abort(),
  };
}

/** A crash leaves no note or a whole one, never a half. */
async function writeNote(file: string, text: string): Promise<void> {
  const draft = `${file}.draft`;
  await writeFile(draft, text, { mode: 0o600, flush: true });
  await rename(draft, file);
}

const isMissing = (error: unknown): boolean => error instanceof Error && "code" in error && error.code === "ENOENT";

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

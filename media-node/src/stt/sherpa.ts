/**
 * A model folder the user supplies, run locally by sherpa-onnx: any language, free speech. Streaming if the model is.
 * The model says what it heard and little of how sure it is; what fits the moment is for the dialogue to judge.
 */
import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { ProviderError } from "../audio/provider-error.ts";
import type { Stt, SttEvent, SttOptions } from "./port.ts";
import { readModelFolder } from "./sherpa/model-folder.ts";
import type { FromSherpa, ToSherpa } from "./sherpa/protocol.ts";

export interface SherpaOptions {
  folder: string;
  /** What Whisper is told to expect; other models know one language only. */
  language: "ru" | "en";
  threads?: number;
  maxUtterances?: number;
  /** From the endpoint to the final: a big model on a small machine is slow, but a caller waits. */
  finalTimeoutMs?: number;
}

/** Reading hundreds of megabytes from a cold disk. */
const LOAD_TIMEOUT_MS = 120_000;
/** For models that say nothing of their certainty. */
const UNKNOWN_CONFIDENCE = 0.8;
/** A mean token probability under this is more a guess than a hearing. */
const UNSURE_BELOW = 0.5;

/** @throws ProviderError `bad_model` when the folder lacks a file or sherpa-onnx refuses the model. */
export async function openSherpa(options: SherpaOptions): Promise<Stt> {
  const model = await readModelFolder(options.folder);
  const maxUtterances = options.maxUtterances ?? 64;
  const finalTimeoutMs = options.finalTimeoutMs ?? 15_000;
  const listening = new Map<number, { onAnswer(message: FromSherpa): void; onError(error: ProviderError): void }>();
  let nextId = 1;
  let closed = false;

  const child = await started(model, options);
  child.on("message", (message: FromSherpa) => {
    if ("id" in message) listening.get(message.id)?.onAnswer(message);
  });
  child.on("exit", (code, signal) => {
    const error = new ProviderError(`sherpa-onnx ended (${signal ?? code})`, { code: closed ? "closed" : "failed", retryable: false });
    const failing = [...listening.values()];
    listening.clear();
    for (const entry of failing) entry.onError(error);
  });
  const post = (message: ToSherpa): void => {
    if (child.connected) child.send(message);
  };

  async function* transcribe(audio: AsyncIterable<Int16Array>, _options: SttOptions, signal: AbortSignal): AsyncGenerator<SttEvent> {
    signal.throwIfAborted();
    if (!child.connected) throw new ProviderError("sherpa-onnx is not running", { code: closed ? "closed" : "failed", retryable: false });
    if (listening.size >= maxUtterances) {
      throw new ProviderError(`${listening.size} utterances are listened to already`, { code: "busy", retryable: true });
    }
    const id = nextId++;
    const arrived: FromSherpa[] = [];
    let failure: unknown = null;
    let finished = false;
    let samples = 0;
    let timer: NodeJS.Timeout | null = null;
    let wake: (() => void) | null = null;
    const notify = (): void => {
      wake?.();
      wake = null;
    };
    const fail = (error: unknown): void => {
      failure ??= error;
      notify();
    };
    const onAbort = (): void => fail(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    listening.set(id, {
      onAnswer: (message) => {
        arrived.push(message);
        notify();
      },
      onError: fail,
    });
    const feed = async (): Promise<void> => {
      post({ type: "open", id });
      for await (const pcm of audio) {
        if (finished || failure !== null) return;
        samples += pcm.length;
        post({ type: "audio", id, pcm });
      }
      post({ type: "end", id });
      timer = setTimeout(() => fail(new ProviderError("sherpa-onnx gave no answer in time", { code: "timeout", retryable: true })), finalTimeoutMs);
    };
    const fed = feed().catch(fail);
    try {
      for (;;) {
        if (failure !== null) throw failure;
        const message = arrived.shift();
        if (message === undefined) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        } else if (message.type === "partial") {
          yield { type: "partial", text: message.text };
        } else if (message.type === "final") {
          finished = true;
          yield finalOf(message.text, message.confidence, Math.round(samples / 8));
          await fed;
          return;
        } else {
          throw new ProviderError(message.type === "failed" ? message.reason : "unexpected answer", { code: "failed", retryable: true });
        }
      }
    } finally {
      if (timer !== null) clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
      listening.delete(id);
      if (!finished) post({ type: "cancel", id });
      finished = true;
    }
  }

  return {
    transcribe,
    prepare: () => Promise.resolve(),
    async close() {
      closed = true;
      if (child.exitCode !== null || child.signalCode !== null) return;
      await new Promise<void>((resolve) => {
        const hard = setTimeout(() => child.kill("SIGKILL"), 2_000);
        child.once("exit", () => {
          clearTimeout(hard);
          resolve();
        });
        if (child.connected) child.disconnect();
      });
    },
  };
}

function started(model: Awaited<ReturnType<typeof readModelFolder>>, options: SherpaOptions): Promise<ChildProcess> {
  return new Promise((resolve, reject) => {
    const refuse = (reason: string, cause?: unknown): void =>
      reject(new ProviderError(`sherpa-onnx does not take this model: ${reason}`, { code: "bad_model", retryable: false, cause }));
    const child = fork(fileURLToPath(new URL("./sherpa/process.ts", import.meta.url)), [], {
      serialization: "advanced",
      execArgv: ["--disable-warning=ExperimentalWarning"],
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      refuse(`not loaded within ${LOAD_TIMEOUT_MS / 1_000} s`);
    }, LOAD_TIMEOUT_MS);
    child.once("error", (cause) => refuse("its process did not start", cause));
    child.once("exit", (code, signal) => {
      clearTimeout(timer);
      refuse(`its process ended (${signal ?? code})`);
    });
    child.once("message", (message: FromSherpa) => {
      clearTimeout(timer);
      if (message.type === "loaded") resolve(child);
      else {
        refuse(message.type === "refused" ? message.reason : "unexpected answer");
        child.disconnect();
      }
    });
    const load: ToSherpa = { type: "load", model, language: options.language, threads: options.threads ?? 1 };
    child.send(load);
  });
}

function finalOf(text: string, known: number | null, audioMs: number): SttEvent {
  const confidence = text === "" ? 0 : (known ?? UNKNOWN_CONFIDENCE);
  const verdict = text === "" ? "rejected" : confidence < UNSURE_BELOW ? "unsure" : "sure";
  return { type: "final", text, confidence, verdict, alternatives: [], audioMs };
}

/** The node's side of the embedded voice: one child process, many calls, a bound on what may wait. */
import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { ProviderError } from "../../audio/provider-error.ts";
import type { Tts, TtsChunk, TtsRequest, TtsWord } from "../port.ts";
import type { FromVoiceProcess, SpokenPhone, ToVoiceProcess } from "./protocol.ts";
import { settingFor, type SpeakerSetting } from "./voices.ts";

export interface EmbeddedVoiceOptions {
  /** Utterances asked for and not yet spoken to the end, over all calls; one more is refused as busy. */
  maxPending?: number;
  /** Time without any sign of the process while something is asked of it. */
  timeoutMs?: number;
}

/** A whole utterance with the times of its phones: what the recogniser learns from. */
export interface AlignedSpeech {
  /** 8 kHz mono. */
  pcm: Int16Array;
  phones: SpokenPhone[];
  words: TtsWord[];
}

export interface EmbeddedVoiceHandle extends Tts {
  /** Part of every cache key: another version sounds different. */
  readonly version: string;
  speakAligned(text: string, setting: SpeakerSetting, signal: AbortSignal): Promise<AlignedSpeech>;
  stats(): { pending: number; refused: number; restarts: number };
}

/** The package's version and our own level and cast: raise the last part when voices.ts or the level changes. */
const VERSION = "espeak-ng-emscripten-0.3.5/2";
/** Three minutes of speech at the slowest rate; a reply is a few sentences. */
const MAX_TEXT_CHARS = 2_000;

interface Pending {
  onAudio(message: Extract<FromVoiceProcess, { type: "audio" }>): void;
  onError(error: ProviderError): void;
}

/**
 * Starts the process at once so that the first call finds it warm.
 * @throws ProviderError `not_installed` when the optional package is absent.
 */
export async function startEmbeddedVoice(options: EmbeddedVoiceOptions = {}): Promise<EmbeddedVoiceHandle> {
  const maxPending = options.maxPending ?? 64;
  const timeoutMs = options.timeoutMs ?? 5_000;
  const pending = new Map<number, Pending>();
  let nextId = 1;
  let refused = 0;
  let restarts = 0;
  let closed = false;
  let current: Promise<ChildProcess> | null = null;
  let watchdog: NodeJS.Timeout | null = null;

  const failAll = (error: ProviderError): void => {
    const failing = [...pending.values()];
    pending.clear();
    for (const entry of failing) entry.onError(error);
  };

  const watch = (child: ChildProcess): void => {
    if (watchdog !== null) clearTimeout(watchdog);
    watchdog = null;
    if (pending.size === 0) return;
    watchdog = setTimeout(() => {
      failAll(new ProviderError("the embedded voice stopped answering", { code: "timeout", retryable: true }));
      child.kill("SIGKILL"); // it is stuck inside a synchronous call; the next request starts another
    }, timeoutMs);
  };

  const boot = (): Promise<ChildProcess> =>
    new Promise((resolve, reject) => {
      const child = fork(fileURLToPath(new URL("./process.ts", import.meta.url)), [], {
        serialization: "advanced",
        execArgv: ["--disable-warning=ExperimentalWarning"],
        stdio: ["ignore", "inherit", "inherit", "ipc"],
      });
      const bootTimer = setTimeout(() => child.kill("SIGKILL"), 30_000);
      let started = false;
      child.on("message", (message: FromVoiceProcess) => {
        if (message.type === "ready") {
          started = true;
          clearTimeout(bootTimer);
          resolve(child);
        } else if (message.type === "absent") {
          reject(
            new ProviderError(
              `the embedded voice needs the optional package @echogarden/espeak-ng-emscripten: ${message.reason}`,
              { code: "not_installed", retryable: false },
            ),
          );
        } else {
          const entry = pending.get(message.id);
          if (message.type === "failed") {
            pending.delete(message.id);
            entry?.onError(new ProviderError(message.reason, { code: "failed", retryable: true }));
          } else {
            if (message.last) pending.delete(message.id);
            entry?.onAudio(message);
          }
          watch(child);
        }
      });
      child.on("error", (cause) => {
        reject(new ProviderError("the embedded voice's process did not start", { code: "failed", retryable: true, cause }));
      });
      child.on("exit", (code, signal) => {
        clearTimeout(bootTimer);
        if (watchdog !== null) clearTimeout(watchdog);
        watchdog = null;
        current = null;
        const error = new ProviderError(`the embedded voice's process ended (${signal ?? code})`, {
          code: closed ? "closed" : "failed",
          retryable: !closed,
        });
        if (started && !closed) restarts += 1;
        reject(error);
        failAll(error);
      });
    });

  const running = (): Promise<ChildProcess> => {
    if (closed) return Promise.reject(new ProviderError("the embedded voice is closed", { code: "closed", retryable: false }));
    current ??= boot().catch((error: unknown) => {
      current = null;
      throw error;
    });
    return current;
  };

  /** Audio messages of one utterance as a sequence. What waits in `ready` is bounded by the text's length. */
  async function* messagesOf(
    text: string,
    setting: SpeakerSetting,
    withPhones: boolean,
    signal: AbortSignal,
  ): AsyncGenerator<Extract<FromVoiceProcess, { type: "audio" }>> {
    signal.throwIfAborted();
    if (text.length > MAX_TEXT_CHARS) {
      throw new ProviderError(`text of ${text.length} characters, at most ${MAX_TEXT_CHARS}`, {
        code: "bad_request",
        retryable: false,
      });
    }
    if (pending.size >= maxPending) {
      refused += 1;
      throw new ProviderError(`${pending.size} utterances wait already`, { code: "busy", retryable: true });
    }
    const id = nextId++;
    const ready: Extract<FromVoiceProcess, { type: "audio" }>[] = [];
    let failure: unknown = null;
    let wake: (() => void) | null = null;
    const notify = (): void => {
      wake?.();
      wake = null;
    };
    pending.set(id, {
      onAudio: (message) => {
        ready.push(message);
        notify();
      },
      onError: (error) => {
        failure = error;
        notify();
      },
    });
    const onAbort = (): void => {
      failure = signal.reason;
      notify();
    };
    signal.addEventListener("abort", onAbort, { once: true });
    let finished = false;
    try {
      const child = await running();
      signal.throwIfAborted();
      const request: ToVoiceProcess = { type: "speak", id, text, setting, withPhones };
      child.send(request);
      if (watchdog === null) watch(child);
      for (;;) {
        if (failure !== null) throw failure;
        const message = ready.shift();
        if (message === undefined) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
          continue;
        }
        finished = message.last;
        yield message;
        if (message.last) return;
      }
    } finally {
      signal.removeEventListener("abort", onAbort);
      pending.delete(id);
      if (!finished && current !== null) {
        const cancel: ToVoiceProcess = { type: "cancel", id };
        void current.then(
          (child) => child.connected && child.send(cancel),
          () => undefined, // the process is gone, and its utterances with it
        );
      }
    }
  }

  async function* synthesise(request: TtsRequest, signal: AbortSignal): AsyncGenerator<TtsChunk> {
    const setting = settingFor(request.voice, request.language, request.speed, request.pitch ?? 1);
    if (setting === null) {
      throw new ProviderError(`the embedded voice has no ${request.language} voice named ${request.voice}`, {
        code: "unknown_voice",
        retryable: false,
      });
    }
    if (!(request.speed >= 0.5 && request.speed <= 2) || !((request.pitch ?? 1) >= 0.5 && (request.pitch ?? 1) <= 2)) {
      throw new ProviderError("speed and pitch must be between 0.5 and 2", { code: "bad_request", retryable: false });
    }
    for await (const message of messagesOf(request.text, setting, false, signal)) {
      yield { pcm: message.pcm, words: message.words, last: message.last };
    }
  }

  async function speakAligned(text: string, setting: SpeakerSetting, signal: AbortSignal): Promise<AlignedSpeech> {
    const parts: Int16Array[] = [];
    const phones: SpokenPhone[] = [];
    const words: TtsWord[] = [];
    let total = 0;
    for await (const message of messagesOf(text, setting, true, signal)) {
      parts.push(message.pcm);
      phones.push(...message.phones);
      words.push(...message.words);
      total += message.pcm.length;
    }
    const pcm = new Int16Array(total);
    let at = 0;
    for (const part of parts) {
      pcm.set(part, at);
      at += part.length;
    }
    return { pcm, phones, words };
  }

  const close = async (): Promise<void> => {
    if (closed) return;
    closed = true;
    const child = await current?.catch(() => null);
    failAll(new ProviderError("the embedded voice is closed", { code: "closed", retryable: false }));
    if (child === null || child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    await new Promise<void>((resolve) => {
      const hard = setTimeout(() => child.kill("SIGKILL"), 2_000);
      child.once("exit", () => {
        clearTimeout(hard);
        resolve();
      });
      if (child.connected) child.disconnect();
    });
  };

  await running();
  return {
    version: VERSION,
    synthesise,
    speakAligned,
    close,
    stats: () => ({ pending: pending.size, refused, restarts }),
  };
}

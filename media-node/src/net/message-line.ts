/**
 * One WebSocket that a call keeps for a vendor who serves many requests on it at once: opened before the first text,
 * opened anew when a request finds it lost. Who waits for what is the adapter's.
 */
import type { WebSocket } from "ws";
import { ProviderError } from "../audio/provider-error.ts";
import type { VendorLine } from "./vendor-line.ts";

/** A vendor that does not close in time is left. */
const closeTimeoutMs = 1_000;

export interface MessageLine {
  /** Those who wait share one opening. @throws ProviderError when the vendor can't be reached, `closed`; or the signal's reason. */
  open(signal: AbortSignal): Promise<void>;
  isOpen(): boolean;
  /** Nothing when the line is lost: `onLost` has told it. */
  send(frame: string): void;
  /** The line is of no use any more. `onLost` gets the error. */
  drop(error: ProviderError): void;
  close(): Promise<void>;
}

export function createMessageLine(options: {
  connect: (signal: AbortSignal) => Promise<WebSocket>;
  onMessage: (data: Buffer, binary: boolean) => void;
  /** The connection ended: by the vendor, by `drop`, by `close`. */
  onLost: (error: ProviderError) => void;
  /** Why the vendor closed, where its close codes say so. */
  errorOfClose?: (code: number, reason: string) => ProviderError | null;
  /** Last frame before the close. */
  goodbye: string | null;
  who: string;
  vendorLine: Pick<VendorLine, "setTimer">;
}): MessageLine {
  const { who, vendorLine } = options;
  const shut = new AbortController();
  const closedError = () => new ProviderError(`the line to ${who} was closed`, { code: "closed", retryable: false });
  let socket: WebSocket | null = null;
  let opening: Promise<void> | null = null;

  function lose(lost: WebSocket, error: ProviderError): void {
    if (socket !== lost) return;
    socket = null;
    options.onLost(error);
  }

  async function connected(): Promise<void> {
    const opened = await options.connect(shut.signal);
    socket = opened;
    opened.on("message", (data: Buffer, binary: boolean) => {
      if (socket === opened) options.onMessage(data, binary);
    });
    opened.on("error", (cause) => lose(opened, new ProviderError(`the line to ${who} broke`, { code: "failed", retryable: true, cause })));
    opened.on("close", (code, reason) => lose(opened, options.errorOfClose?.(code, reason.toString()) ?? new ProviderError(`${who} closed the line (${code})`, { code: "failed", retryable: true })));
  }

  return {
    async open(signal) {
      signal.throwIfAborted();
      if (shut.signal.aborted) throw closedError();
      if (socket !== null) return;
      opening ??= connected().finally(() => {
        opening = null;
      });
      await orAborted(opening, signal);
      if (shut.signal.aborted) throw closedError();
    },
    isOpen: () => socket !== null,
    send: (frame) => socket?.send(frame),
    drop(error) {
      const dropped = socket;
      if (dropped === null) return;
      lose(dropped, error);
      dropped.terminate();
    },
    async close() {
      if (shut.signal.aborted) return;
      shut.abort(closedError());
      const closing = socket;
      if (closing === null) return;
      if (options.goodbye !== null) closing.send(options.goodbye);
      lose(closing, closedError());
      await new Promise<void>((resolve) => {
        const cancel = vendorLine.setTimer(() => closing.terminate(), closeTimeoutMs);
        closing.once("close", () => {
          cancel();
          resolve();
        });
        closing.close(1000);
      });
    },
  };
}

function orAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  let leave: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    const onAbort = () => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    leave = () => signal.removeEventListener("abort", onAbort);
  });
  return Promise.race([work, aborted]).finally(leave);
}

/**
 * A gRPC client of the few parts that speech needs (grpc.io, PROTOCOL-HTTP2): streams over one HTTP/2 connection that is
 * opened by `Net`, so that proxies and checked addresses hold here as everywhere. Nothing is retried.
 *
 *   stream  = HEADERS  *(flag:1 length:4 message)  trailers(grpc-status, grpc-message)
 */
import { connect as connectHttp2, constants, type ClientHttp2Session, type ClientHttp2Stream, type IncomingHttpHeaders } from "node:http2";
import { ProviderError } from "../audio/provider-error.ts";
import type { VendorLine } from "./vendor-line.ts";
import { errorOfStatus } from "./vendor-status.ts";

/** TCP, TLS and the settings of HTTP/2 of a vendor in the same country take 30 to 150 ms. */
const readyTimeoutMs = 2_500;
/** A warm connection may have died unseen (a NAT that forgot it): one PING goes with the first stream after a pause. */
const pingTimeoutMs = 1_500;
/** The official clients' limit of a received message. */
const maxMessageBytes = 4 * 1024 * 1024;
/** Sent and not taken by the vendor: 30 s of telephone audio. More means that it does not listen. */
const maxBacklogBytes = 512 * 1024;
/** Answers that wait for their reader; beyond it the vendor is held back. */
const maxWaiting = 64;

/** No gRPC could be spoken: the connection failed, or what answered speaks something else. Nothing was asked yet. */
export class GrpcUnreachableError extends ProviderError {}

export interface GrpcCall {
  /** Kept while the connection is opened. Messages after `end` are dropped. */
  send(message: Uint8Array): void;
  /** Half-closes: nothing more will be sent. */
  end(): void;
  /** Ends with the status OK. @throws ProviderError, or what `fail` was given. */
  answers(): AsyncIterable<Uint8Array>;
  fail(error: unknown): void;
  /** Answered to the end, or failed. */
  over(): boolean;
  /** The vendor was asked: the stream is, or was, on its connection. */
  asked(): boolean;
  /** Must be called once: calls the work off at the vendor if it is not over. */
  leave(): void;
}

export interface GrpcChannel {
  /** Opens the connection, or keeps the one there is. @throws GrpcUnreachableError, ProviderError, the signal's reason */
  open(signal: AbortSignal): Promise<void>;
  /** Throws nothing: whatever fails, the metadata and the opening among it, comes from `answers`. */
  call(path: string, metadata: () => Promise<Record<string, string>>, signal: AbortSignal): GrpcCall;
  close(): void;
}

type Connection = { session: ClientHttp2Session; calls: number; retired: boolean; idle: boolean };

export function createGrpcChannel(options: {
  url: string;
  who: string;
  vendorLine: Pick<VendorLine, "access" | "net" | "setTimer">;
  /** A status other than OK. Default `errorOfGrpcStatus`. */
  errorOf?: (status: number, details: string) => ProviderError;
}): GrpcChannel {
  const { url, who } = options;
  const { access, net, setTimer } = options.vendorLine;
  const errorOf = options.errorOf ?? ((status: number, details: string) => errorOfGrpcStatus(status, details, who));
  const shut = new AbortController();
  const closedError = () => new ProviderError(`the line to ${who} was closed`, { code: "closed", retryable: false });
  let current: Connection | null = null;
  let opening: Promise<Connection> | null = null;
  const live = new Set<GrpcCall>();

  function retire(connection: Connection): void {
    connection.retired = true;
    if (current === connection) current = null;
    // Not `close`: a peer that is gone would never answer it.
    if (connection.calls === 0) connection.session.destroy();
  }

  async function connect(): Promise<Connection> {
    const stream = await net.connect(url, { proxy: access.proxy, signal: shut.signal, timeoutMs: readyTimeoutMs }).catch((error: unknown) => {
      throw unreachable(error);
    });
    const session = connectHttp2(url, { createConnection: () => stream, settings: { enablePush: false } });
    const connection: Connection = { session, calls: 0, retired: false, idle: false };
    session.on("error", () => retire(connection));
    session.on("goaway", () => retire(connection));
    session.on("close", () => retire(connection));
    await new Promise<void>((done, fail) => {
      const give = (error: ProviderError) => {
        cancel();
        session.destroy();
        fail(error);
      };
      const cancel = setTimer(() => give(new GrpcUnreachableError(`${who} did not answer within ${readyTimeoutMs} ms`, { code: "timeout", retryable: true })), readyTimeoutMs);
      session.once("close", () => give(shut.signal.aborted ? closedError() : new GrpcUnreachableError(`${who} can't be reached by gRPC`, { code: "failed", retryable: true })));
      shut.signal.addEventListener("abort", () => give(closedError()), { once: true });
      session.once("remoteSettings", () => {
        cancel();
        done();
      });
    });
    if (shut.signal.aborted) {
      session.destroy();
      throw closedError();
    }
    current = connection;
    return connection;
  }

  async function connected(signal: AbortSignal): Promise<Connection> {
    signal.throwIfAborted();
    if (shut.signal.aborted) throw closedError();
    // Its end is told some turns of the loop after it.
    if (current !== null && !current.session.destroyed && !current.session.closed) return current;
    opening ??= connect().finally(() => {
      opening = null;
    });
    return orAborted(opening, signal);
  }

  /** With the first stream after a pause, so that a vendor that counts pings without streams finds none. */
  function ping(connection: Connection): void {
    connection.idle = false;
    const cancel = setTimer(() => connection.session.destroy(), pingTimeoutMs);
    connection.session.once("close", cancel);
    const sent = connection.session.ping(() => {
      cancel();
      connection.session.removeListener("close", cancel);
    });
    if (!sent) cancel();
  }

  return {
    async open(signal) {
      await connected(signal);
    },
    call(path, metadata, signal) {
      let own: Connection | null = null;
      const call = createCall(who, errorOf, signal, (broken) => {
        live.delete(call);
        if (own === null) return;
        own.calls -= 1;
        own.idle = true;
        if (broken || own.retired) retire(own);
      });
      live.add(call);
      const begin = async (): Promise<void> => {
        const headers = await metadata();
        const connection = await connected(signal);
        if (call.over()) return;
        own = connection;
        connection.calls += 1;
        call.attach(connection.session.request({ ":method": "POST", ":path": path, "content-type": "application/grpc+proto", te: "trailers", "user-agent": "zvon", ...headers }));
        if (connection.idle) ping(connection);
      };
      begin().catch(call.fail);
      return call;
    },
    close() {
      if (shut.signal.aborted) return;
      shut.abort(closedError());
      for (const call of live) call.fail(closedError());
      current?.session.destroy();
      current = null;
    },
  };
}

function createCall(who: string, errorOf: (status: number, details: string) => ProviderError, signal: AbortSignal, onLeft: (broken: boolean) => void): GrpcCall & { attach(opened: ClientHttp2Stream): void } {
  /** null until the connection is open; what was sent until then waits here. */
  let stream: ClientHttp2Stream | null = null;
  let unsent: Buffer[] = [];
  let unsentBytes = 0;
  let ended = false;
  const waiting: Uint8Array[] = [];
  let pending: Buffer = Buffer.alloc(0);
  let over: { error: unknown } | "ok" | null = null;
  let status: { code: number; details: string } | null = null;
  let refused: { status: number; body: string } | null = null;
  let wake: () => void = () => undefined;
  let left = false;

  const finish = (outcome: { error: unknown } | "ok") => {
    if (over !== null) return;
    over = outcome;
    unsent = [];
    wake();
  };
  const fail = (error: unknown) => finish({ error });
  const onAbort = () => fail(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();

  const takeStatus = (headers: IncomingHttpHeaders) => {
    const code = headers["grpc-status"];
    if (code !== undefined) status = { code: Number(code), details: decoded(String(headers["grpc-message"] ?? "")) };
  };
  const onData = (part: Buffer, from: ClientHttp2Stream) => {
    if (over !== null) return;
    if (refused !== null) {
      refused.body = (refused.body + part.toString("utf8")).slice(0, 1000);
      return;
    }
    pending = pending.length === 0 ? part : Buffer.concat([pending, part]);
    while (pending.length >= 5) {
      const length = pending.readUInt32BE(1);
      if (pending[0] !== 0 || length > maxMessageBytes) return fail(badAnswer(who));
      if (pending.length < 5 + length) break;
      waiting.push(pending.subarray(5, 5 + length));
      pending = pending.subarray(5 + length);
    }
    if (waiting.length > maxWaiting) from.pause();
    if (waiting.length > 0) wake();
  };
  const onEnd = () => {
    if (status !== null) return status.code === 0 ? finish("ok") : fail(errorOf(status.code, status.details));
    if (refused !== null) return fail(refused.status === 200 ? new GrpcUnreachableError(`${who} does not answer by gRPC`, { code: "bad_answer", retryable: true }) : errorOfStatus(refused.status, refused.body, who));
    fail(new ProviderError(`${who} broke off`, { code: "failed", retryable: true }));
  };

  return {
    attach(opened) {
      stream = opened;
      opened.on("response", (headers) => {
        const http = Number(headers[":status"] ?? 0);
        if (http !== 200 || !String(headers["content-type"] ?? "").startsWith("application/grpc")) refused = { status: http, body: "" };
        takeStatus(headers);
      });
      opened.on("trailers", takeStatus);
      opened.on("data", (part: Buffer) => onData(part, opened));
      opened.on("end", onEnd);
      opened.on("close", onEnd);
      opened.on("error", (cause) => fail(status === null ? new ProviderError(`the line to ${who} broke`, { code: "failed", retryable: true, cause }) : errorOf(status.code, status.details)));
      for (const frame of unsent) opened.write(frame);
      unsent = [];
      if (ended) opened.end();
    },
    send(message) {
      if (over !== null || ended) return;
      const frame = Buffer.allocUnsafe(5 + message.length);
      frame[0] = 0;
      frame.writeUInt32BE(message.length, 1);
      frame.set(message, 5);
      if (stream === null) {
        unsent.push(frame);
        unsentBytes += frame.length;
      } else if (!stream.destroyed) stream.write(frame);
      if ((stream?.writableLength ?? unsentBytes) > maxBacklogBytes) fail(new ProviderError(`${who} does not take what it is sent`, { code: "timeout", retryable: true }));
    },
    end() {
      ended = true;
      if (stream !== null && !stream.destroyed) stream.end();
    },
    async *answers() {
      for (;;) {
        const next = waiting.shift();
        // What was answered before the failure is still told, but nothing after the caller's own stop.
        if (next !== undefined && !signal.aborted) {
          if (waiting.length === 0 && stream?.isPaused() === true) stream.resume();
          yield next;
          continue;
        }
        if (over === "ok") return;
        if (over !== null) throw over.error;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
    fail,
    over: () => over !== null,
    asked: () => stream !== null,
    leave() {
      if (left) return;
      left = true;
      signal.removeEventListener("abort", onAbort);
      const failure = over !== null && over !== "ok" ? over.error : null;
      const answered = over === "ok";
      fail(new ProviderError(`the call to ${who} was given up`, { code: "closed", retryable: false }));
      if (stream !== null && !stream.closed && !(answered && ended)) stream.close(answered ? constants.NGHTTP2_NO_ERROR : constants.NGHTTP2_CANCEL);
      // After a time-out nobody knows whether the connection lives: the next call gets a new one.
      onLeft(failure instanceof ProviderError && failure.code === "timeout");
    },
  };
}

/**
 * Statuses of gRPC as errors that say who can act.
 * @param details the vendor's own words, kept as `cause` (they may quote the request)
 */
export function errorOfGrpcStatus(status: number, details: string, who: string): ProviderError {
  const cause = new Error(`${status} ${details.slice(0, 1000)}`);
  switch (status) {
    case 3: // INVALID_ARGUMENT
    case 5: // NOT_FOUND
    case 9: // FAILED_PRECONDITION
    case 11: // OUT_OF_RANGE
      return new ProviderError(`${who} refused the request (${status})`, { code: "bad_request", retryable: false, cause });
    case 4: // DEADLINE_EXCEEDED
      return new ProviderError(`${who} was too slow (${status})`, { code: "timeout", retryable: true, cause });
    case 7: // PERMISSION_DENIED
    case 16: // UNAUTHENTICATED
      return new ProviderError(`${who} does not accept the key (${status}); check it under vendor keys`, { code: "unauthorised", retryable: false, cause });
    case 8: // RESOURCE_EXHAUSTED
      return new ProviderError(`${who} takes no more requests now (${status})`, { code: "rate_limited", retryable: true, cause });
    default:
      return new ProviderError(`${who} failed (${status})`, { code: "failed", retryable: true, cause });
  }
}

function badAnswer(who: string): ProviderError {
  return new ProviderError(`${who} answered with something that can't be read`, { code: "bad_answer", retryable: true });
}

function unreachable(error: unknown): unknown {
  if (!(error instanceof ProviderError) || !["failed", "timeout"].includes(error.code)) return error;
  return new GrpcUnreachableError(error.message, { code: error.code, retryable: error.retryable, cause: error.cause });
}

/** grpc-message is percent-encoded UTF-8; a broken one is better shown than lost. */
function decoded(message: string): string {
  try {
    return decodeURIComponent(message);
  } catch {
    return message;
  }
}

/** A time-out that is armed anew at each sign of life. */
export function createWatch(setTimer: VendorLine["setTimer"], who: string, onLate: (error: ProviderError) => void): { arm(ms: number): void; cancel(): void } {
  let cancel: () => void = () => undefined;
  return {
    arm(ms) {
      cancel();
      cancel = setTimer(() => onLate(new ProviderError(`${who} did not answer within ${ms} ms`, { code: "timeout", retryable: true })), ms);
    },
    cancel: () => cancel(),
  };
}

/** Leaves the work to itself when the signal is aborted. */
export async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const stopped = Promise.withResolvers<never>();
  const onAbort = () => stopped.reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    return await Promise.race([work, stopped.promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

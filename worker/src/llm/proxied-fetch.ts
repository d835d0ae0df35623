/**
 * `fetch` through a forward proxy that is asked to CONNECT (RFC 9110, 9.3.6), for vendors that are out of reach where the
 * product stands. workerd's own fetch knows no proxy, so this speaks HTTP/1.1 over its sockets: one request a connection,
 * bodies of text, no redirects, which is all that a question to a model needs.
 */
import { LlmError } from "./port.ts";

/** As `connect` of cloudflare:sockets. */
export type TcpSocket = { readable: ReadableStream<Uint8Array>; writable: WritableStream<Uint8Array>; close(): Promise<void>; startTls(options?: { expectedServerHostname?: string }): TcpSocket };
export type Connect = (address: { hostname: string; port: number }, options: { secureTransport: "off" | "starttls"; allowHalfOpen: boolean }) => TcpSocket | Promise<TcpSocket>;

const maxHeadBytes = 64 * 1024;
/** Until the proxy has made the tunnel. */
const tunnelTimeoutMs = 5_000;

/** @param proxy http://[user:password@]host:port */
export function proxiedFetch(proxy: string, connect: Connect): typeof fetch {
  const proxyUrl = new URL(proxy);
  return async (input, init) => {
    // A tunnel of TLS inside TLS is beyond these sockets, and a password in the clear is not what "https" promises.
    if (proxyUrl.protocol !== "http:") throw new LlmError("a language model is reached through a proxy whose address begins with http://", { code: "misconfigured", retryable: false });
    const request = new Request(input instanceof URL ? input.href : input, { ...init, signal: null });
    const signal = init?.signal ?? null;
    signal?.throwIfAborted();
    const target = new URL(request.url);
    const secure = target.protocol === "https:";
    const port = target.port === "" ? (secure ? 443 : 80) : Number(target.port);
    const body = request.method === "GET" || request.method === "HEAD" ? "" : await request.text();
    let socket = await connect({ hostname: proxyUrl.hostname, port: proxyUrl.port === "" ? 80 : Number(proxyUrl.port) }, { secureTransport: secure ? "starttls" : "off", allowHalfOpen: false });
    const onAbort = (): void => void close(socket);
    signal?.addEventListener("abort", onAbort, { once: true });
    const late = setTimeout(onAbort, tunnelTimeoutMs);
    try {
      const status = await tunnel(socket, `${target.hostname}:${port}`, proxyUrl);
      clearTimeout(late);
      if (status === 407) throw new LlmError("the proxy wants another name and password", { code: "misconfigured", retryable: false });
      if (status !== 200) throw new LlmError(`the proxy made no tunnel (${status})`, { code: "failed", retryable: true });
      if (secure) socket = socket.startTls({ expectedServerHostname: target.hostname });
      await send(socket, head(request, target, body) + body);
      return await receive(socket, () => signal?.removeEventListener("abort", onAbort), signal);
    } catch (error) {
      clearTimeout(late);
      signal?.removeEventListener("abort", onAbort);
      await close(socket);
      signal?.throwIfAborted();
      throw error instanceof LlmError ? error : new LlmError("the vendor is not reached through the proxy", { code: "failed", retryable: true, cause: error });
    }
  };
}

/** A socket that is closed already is as good. */
const close = (socket: TcpSocket): Promise<void> => socket.close().then(undefined, () => undefined);

async function send(socket: TcpSocket, text: string): Promise<void> {
  const writer = socket.writable.getWriter();
  await writer.write(new TextEncoder().encode(text));
  writer.releaseLock();
}

async function tunnel(socket: TcpSocket, authority: string, proxy: URL): Promise<number> {
  const credentials = proxy.username === "" ? "" : `Proxy-Authorization: Basic ${base64(`${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`)}\r\n`;
  await send(socket, `CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n${credentials}\r\n`);
  const reader = createReader(socket.readable);
  const { status } = parseHead(await reader.head());
  reader.release();
  return status;
}

const base64 = (text: string): string => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

function head(request: Request, target: URL, body: string): string {
  const headers = new Headers(request.headers);
  headers.set("host", target.host);
  headers.set("connection", "close");
  // Compressed events would wait for each other.
  headers.set("accept-encoding", "identity");
  headers.set("content-length", String(new TextEncoder().encode(body).length));
  return `${request.method} ${target.pathname}${target.search} HTTP/1.1\r\n${[...headers].map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`;
}

async function receive(socket: TcpSocket, over: () => void, signal: AbortSignal | null): Promise<Response> {
  const reader = createReader(socket.readable);
  let { status, headers } = parseHead(await reader.head());
  while (status >= 100 && status < 200) ({ status, headers } = parseHead(await reader.head()));
  const chunks = /chunked/i.test(headers.get("transfer-encoding") ?? "") ? chunked(reader) : plain(reader, headers.get("content-length"));
  for (const hop of ["transfer-encoding", "content-length", "connection", "keep-alive"]) headers.delete(hop);
  const end = async (): Promise<void> => {
    over();
    await close(socket);
  };
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await chunks.next();
        if (done === true) {
          await end();
          controller.close();
        } else controller.enqueue(value);
      } catch (error) {
        await end();
        controller.error(signal?.aborted === true ? signal.reason : error);
      }
    },
    cancel: end,
  });
  return new Response(status === 204 || status === 304 ? null : stream, { status, headers });
}

type Reader = ReturnType<typeof createReader>;

/** Bytes as they come, with what was read too far kept. */
function createReader(readable: ReadableStream<Uint8Array>) {
  const source = readable.getReader();
  let held: Uint8Array = new Uint8Array();
  const more = async (): Promise<boolean> => {
    const { done, value } = await source.read();
    if (done) return false;
    const joined = new Uint8Array(held.length + value.length);
    joined.set(held);
    joined.set(value, held.length);
    held = joined;
    return true;
  };
  const take = (count: number): Uint8Array => {
    const taken = held.slice(0, count);
    held = held.slice(count);
    return taken;
  };
  /** Up to and with the mark. */
  const until = async (mark: string): Promise<string> => {
    for (;;) {
      const at = new TextDecoder("latin1").decode(held).indexOf(mark);
      if (at !== -1) return new TextDecoder("latin1").decode(take(at + mark.length));
      if (held.length > maxHeadBytes || !(await more())) throw new Error("the connection ended in a head");
    }
  };
  return {
    head: () => until("\r\n\r\n"),
    line: () => until("\r\n"),
    /** At most `count` bytes, as many as are there; null at the end. */
    async some(count: number): Promise<Uint8Array | null> {
      if (held.length === 0 && !(await more())) return null;
      return take(Math.min(count, held.length));
    },
    release: () => source.releaseLock(),
  };
}

function parseHead(text: string): { status: number; headers: Headers } {
  const [first = "", ...lines] = text.trimEnd().split("\r\n");
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(first)?.[1] ?? Number.NaN);
  if (Number.isNaN(status)) throw new Error("no HTTP answer");
  const headers = new Headers();
  for (const line of lines) {
    const at = line.indexOf(":");
    if (at > 0) headers.append(line.slice(0, at).trim(), line.slice(at + 1).trim());
  }
  return { status, headers };
}

async function* plain(reader: Reader, contentLength: string | null): AsyncGenerator<Uint8Array, void, undefined> {
  let left = contentLength === null ? Number.POSITIVE_INFINITY : Number(contentLength);
  while (left > 0) {
    const bytes = await reader.some(left);
    if (bytes === null) {
      if (Number.isFinite(left)) throw new Error("the answer broke off");
      return;
    }
    left -= bytes.length;
    yield bytes;
  }
}

/** RFC 9112, 7.1. */
async function* chunked(reader: Reader): AsyncGenerator<Uint8Array, void, undefined> {
  for (;;) {
    const line = await reader.line();
    const size = /^[0-9a-f]+/i.exec(line)?.[0];
    if (size === undefined) throw new Error("a chunk without its size");
    let left = Number.parseInt(size, 16);
    if (left === 0) return;
    while (left > 0) {
      const bytes = await reader.some(left);
      if (bytes === null) throw new Error("the answer broke off");
      left -= bytes.length;
      yield bytes;
    }
    await reader.line();
  }
}

/** The way out to vendors, see net.ts. */
import { lookup as resolve, type LookupAddress } from "node:dns";
import { connect as connectTcp, isIP, type LookupFunction, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { HttpsProxyAgent } from "https-proxy-agent";
import { Agent, ProxyAgent, fetch as undiciFetch, type Dispatcher } from "undici";
import { WebSocket } from "ws";
import { ProviderError } from "../audio/provider-error.ts";
import type { Net } from "./net.ts";
import { errorOfStatus } from "./vendor-status.ts";

const openTimeoutMs = 5_000;
/** Tenants write proxies into their settings: the newest used are kept, with their connections. */
const mostProxies = 50;
/** Three minutes of speech at 24 kHz in Base64 are 12 MB. */
const maxResponseSize = 32 * 1024 * 1024;
/** Of a vendor's answer to an upgrade that it refused; enough for its error text. */
const maxRefusalBytes = 8_192;

/** @param options.allows whether an address may be connected to; the proxy's address when there is a proxy. */
export function createNet(options: { allows: (address: string) => boolean }): Net & { close(): Promise<void> } {
  const refused = (host: string) => new ProviderError(`the address of ${host} is in a private network; ask the platform's admin to allow it (ZVON_EGRESS_ALLOW)`, { code: "misconfigured", retryable: false });
  /** Names are checked where they are resolved, so that an answer can't change between the check and the connection. */
  const lookup: LookupFunction = (hostname, lookupOptions, callback) => {
    resolve(hostname, { ...lookupOptions, all: true }, (error, addresses: LookupAddress[]) => {
      if (error) return callback(error, []);
      const open = addresses.filter(({ address }) => options.allows(address));
      const [first] = open;
      if (!first) return callback(refused(hostname), []);
      return lookupOptions.all ? callback(null, open) : callback(null, first.address, first.family);
    });
  };
  /** A literal address is never looked up. */
  const check = (url: string) => {
    const host = new URL(url).hostname.replace(/^\[|\]$/g, "");
    if (isIP(host) !== 0 && !options.allows(host)) throw refused(host);
  };

  const direct = new Agent({ connect: { lookup }, keepAliveTimeout: 30_000, maxResponseSize });
  const proxied = new Map<string, ProxyAgent>();
  const dispatcherOf = (proxy: string | undefined): Dispatcher => {
    if (proxy === undefined) return direct;
    const known = proxied.get(proxy);
    if (known) {
      proxied.delete(proxy);
      proxied.set(proxy, known);
      return known;
    }
    // Plain http too goes through a tunnel: a proxy may take CONNECT alone. `proxyTls` serves the connection to the proxy, plain or not; `connect` would not be asked.
    const made = new ProxyAgent({ uri: proxy, proxyTunnel: true, proxyTls: { lookup }, maxResponseSize });
    proxied.set(proxy, made);
    const [oldest] = proxied;
    if (proxied.size > mostProxies && oldest) {
      proxied.delete(oldest[0]);
      // Waits for what is under way over it; that a proxy's connection does not close well is no news.
      oldest[1].close().catch(() => undefined);
    }
    return made;
  };

  return {
    async webSocket(url, { proxy, headers = {}, protocols = [], signal, openTimeoutMs: limitMs = openTimeoutMs }) {
      signal.throwIfAborted();
      check(proxy ?? url);
      const agent = proxy === undefined ? undefined : new HttpsProxyAgent(proxy, { lookup });
      const socket = new WebSocket(url, protocols, { headers, handshakeTimeout: limitMs, perMessageDeflate: false, maxPayload: 16 * 1024 * 1024, ...(agent ? { agent } : { lookup }) });
      let proxyStatus = 200;
      agent?.once("proxyConnect", ({ statusCode }: { statusCode: number }) => (proxyStatus = statusCode));
      return new Promise<WebSocket>((done, fail) => {
        const give = (error: unknown) => {
          signal.removeEventListener("abort", onAbort);
          // An error after this one is the socket's own end.
          socket.on("error", () => undefined);
          socket.terminate();
          fail(error);
        };
        const onAbort = () => give(signal.reason);
        signal.addEventListener("abort", onAbort, { once: true });
        socket.once("unexpected-response", (_request, response) => {
          if (proxyStatus !== 200) return give(refusedByProxy(proxyStatus));
          const parts: Buffer[] = [];
          let size = 0;
          const finish = () => give(errorOfStatus(response.statusCode ?? 0, Buffer.concat(parts).toString("utf8"), new URL(url).host));
          response.on("data", (part: Buffer) => {
            size += part.length;
            if (size <= maxRefusalBytes) parts.push(part);
          });
          response.once("end", finish);
          response.once("error", finish);
        });
        socket.once("error", (error) => give(asProviderError(error, url)));
        socket.once("open", () => {
          signal.removeEventListener("abort", onAbort);
          socket.removeAllListeners("error");
          // A message that came in one packet with the upgrade would be told before the caller of this can listen.
          socket.pause();
          setImmediate(() => socket.resume());
          done(socket);
        });
      });
    },
    async fetch(url, { proxy, headersTimeoutMs = 10_000, signal, ...init }) {
      check(proxy ?? url);
      const late = new AbortController();
      const timer = setTimeout(() => late.abort(new ProviderError(`${new URL(url).host} did not answer within ${headersTimeoutMs} ms`, { code: "timeout", retryable: true })), headersTimeoutMs);
      try {
        // undici's own types of Request differ from the platform's by name alone.
        // A redirect is an answer that is not followed: `check` has not seen where it leads, and no vendor's API redirects.
        const answer = await undiciFetch(url, { ...init, redirect: "manual", signal: signal ? AbortSignal.any([signal, late.signal]) : late.signal, dispatcher: dispatcherOf(proxy) } as Parameters<typeof undiciFetch>[1]);
        return answer as unknown as Response;
      } catch (error) {
        if (signal?.aborted) throw signal.reason;
        throw late.signal.aborted ? late.signal.reason : asProviderError(error, url);
      } finally {
        clearTimeout(timer);
      }
    },
    async connect(url, { proxy, signal, timeoutMs = openTimeoutMs }) {
      signal.throwIfAborted();
      check(proxy ?? url);
      const target = new URL(url);
      const secure = target.protocol === "https:";
      const host = target.hostname.replace(/^\[|\]$/g, "");
      const port = Number(target.port || (secure ? 443 : 80));
      const deadline = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
      try {
        const plain = proxy === undefined ? await tcp(host, port, lookup, deadline) : await tunnel(proxy, host, port, lookup, deadline);
        return secure ? await upgraded(plain, host, deadline) : plain;
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        throw deadline.aborted ? new ProviderError(`${target.host} could not be reached within ${timeoutMs} ms`, { code: "timeout", retryable: true }) : asProviderError(error, url);
      }
    },
    async close() {
      await Promise.all([direct.close(), ...[...proxied.values()].map((agent) => agent.close())]);
    },
  };
}

function asProviderError(error: unknown, url: string): ProviderError {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof ProviderError) return cause;
    // undici's own words are all it tells of a proxy's answer.
    const [, status] = /^Proxy response \((\d{3})\)/.exec(cause.message) ?? [];
    if (status !== undefined) return refusedByProxy(Number(status));
  }
  const late = error instanceof Error && /timed out|timeout/i.test(error.message);
  return new ProviderError(`${new URL(url).host} could not be reached`, { code: late ? "timeout" : "failed", retryable: true, cause: error });
}

const refusedByProxy = (status: number): ProviderError =>
  new ProviderError(status === 407 ? "the proxy asks for a name and password" : `the proxy refused the connection (${status})`, { code: status === 407 ? "misconfigured" : "failed", retryable: status !== 407 });

/** Ends the stream when it is not wanted any more; rejects with its error. */
function ready<T extends Duplex>(stream: T, event: string, signal: AbortSignal): Promise<T> {
  return new Promise((done, fail) => {
    const onAbort = () => stream.destroy(new Error("given up"));
    signal.addEventListener("abort", onAbort, { once: true });
    stream.once("error", fail);
    stream.once(event, () => {
      signal.removeEventListener("abort", onAbort);
      stream.removeListener("error", fail);
      done(stream);
    });
    if (signal.aborted) onAbort();
  });
}

const tcp = (host: string, port: number, lookup: LookupFunction, signal: AbortSignal): Promise<Socket> => ready(connectTcp({ host, port, lookup, noDelay: true }), "connect", signal);
const upgraded = (socket: Duplex, servername: string, signal: AbortSignal): Promise<TLSSocket> => ready(connectTls({ socket, servername, ALPNProtocols: ["h2"] }), "secureConnect", signal);

/** HTTP CONNECT (RFC 9110 9.3.6). */
async function tunnel(proxy: string, host: string, port: number, lookup: LookupFunction, signal: AbortSignal): Promise<Duplex> {
  const { hostname, port: proxyPort, protocol, username, password } = new URL(proxy);
  const secure = protocol === "https:";
  const open = await tcp(hostname, Number(proxyPort || (secure ? 443 : 80)), lookup, signal);
  const stream: Duplex = secure ? await ready(connectTls({ socket: open, servername: hostname }), "secureConnect", signal) : open;
  const authority = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  const credentials = username === "" ? "" : `Proxy-Authorization: Basic ${Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString("base64")}\r\n`;
  stream.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n${credentials}\r\n`);
  const head = await answerHead(stream, signal);
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1] ?? 0);
  if (status >= 200 && status < 300) return stream;
  stream.destroy();
  throw refusedByProxy(status);
}

function answerHead(stream: Duplex, signal: AbortSignal): Promise<string> {
  return new Promise((done, fail) => {
    let head = Buffer.alloc(0);
    const leave = () => {
      // No listener of "data", no pause: whoever gets the stream finds it as if nobody had read from it.
      stream.removeListener("readable", onReadable);
      stream.removeListener("error", onError);
      stream.removeListener("close", onClose);
      signal.removeEventListener("abort", onAbort);
    };
    const onError = (error: unknown) => {
      leave();
      stream.destroy();
      fail(error);
    };
    const onClose = () => onError(new Error("the proxy closed the connection"));
    const onAbort = () => onError(signal.reason);
    const onReadable = () => {
      for (let part: Buffer | null = stream.read(); part !== null; part = stream.read()) head = Buffer.concat([head, part]);
      const end = head.indexOf("\r\n\r\n");
      if (end < 0) {
        if (head.length > 16_384) onError(new Error("the proxy answered with endless headers"));
        return;
      }
      leave();
      if (head.length > end + 4) stream.unshift(head.subarray(end + 4));
      done(head.toString("latin1", 0, end));
    };
    stream.on("readable", onReadable);
    stream.once("error", onError);
    stream.once("close", onClose);
    signal.addEventListener("abort", onAbort, { once: true });
  });
}

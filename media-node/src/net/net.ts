/**
 * The one way out of the node to vendors: WebSocket, HTTP and raw TCP for gRPC, each through the vendor's proxy if it has
 * one, each to an address that was checked after the name was resolved (an address a tenant wrote must not reach the
 * node's own network).
 */
import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";

export interface Route {
  /** http://[user:password@]host:port, asked to CONNECT. */
  proxy?: string | undefined;
}

export interface Net {
  /**
   * Resolves with the socket open.
   * @throws ProviderError: `unauthorised` (401, 403), `unpaid` (402), `rate_limited` (429), `failed` (5xx, refused, DNS), `timeout`; the vendor's own words in `cause`.
   */
  webSocket(url: string, options: Route & { headers?: Record<string, string>; protocols?: string[]; signal: AbortSignal; openTimeoutMs?: number }): Promise<WebSocket>;
  /** As `fetch` of the platform, streaming both ways; only reaching the host can throw, a status never does. @throws ProviderError `failed` or `timeout`. */
  fetch(url: string, init: RequestInit & Route & { headersTimeoutMs?: number }): Promise<Response>;
  /** A connected stream for HTTP/2 (TLS with ALPN h2 for https). @throws ProviderError */
  connect(url: string, options: Route & { signal: AbortSignal; timeoutMs?: number }): Promise<Duplex>;
}

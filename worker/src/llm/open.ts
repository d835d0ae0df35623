/** Every model by name: the one place that knows which adapter speaks to which vendor. */
import type { LlmProvider, VendorAccess } from "@zvon/contract/speech.ts";
import { gigachatLlm } from "./gigachat.ts";
import { guardedFetch } from "./guarded-fetch.ts";
import { openaiLlm } from "./openai-compatible.ts";
import type { Llm } from "./port.ts";
import { proxiedFetch } from "./proxied-fetch.ts";
import type { Connect } from "./proxied-fetch.ts";
import type { TokenStore } from "./token-store.ts";

/** `tokens`: shared by the calls of an isolate, so that a call need not sign in where the vendor wants it. */
export type OpenLlmOptions = { provider: LlmProvider; model: string; access: VendorAccess; fetch: typeof fetch; tokens?: TokenStore };

/** Opens nothing yet: a request is sent when the model is asked. @throws LlmError `misconfigured` when a folder, an account or an address is missing. */
export function openLlm({ provider, model, access, fetch, tokens }: OpenLlmOptions): Llm {
  const options = { model, access, fetch: fetchFor(access, fetch), ...(tokens === undefined ? {} : { tokens }) };
  return provider === "gigachat" ? gigachatLlm(options) : openaiLlm({ provider, ...options });
}

/** The way to a vendor: through its proxy where there is one, never elsewhere than to the address that was checked. */
export const fetchFor = (access: VendorAccess, fetch: typeof globalThis.fetch): typeof globalThis.fetch => guardedFetch(access.proxy === undefined ? fetch : proxiedFetch(access.proxy, workerdConnect));

/** Loaded where a proxy is used: only workerd has these sockets. The resident edition shuts its network by a binding, for sockets as for fetch (scripts/edge.ts). */
const workerdConnect: Connect = async (address, options) => {
  const { env } = await import("cloudflare:workers");
  const network = "NETWORK" in env ? (env.NETWORK as Fetcher) : null;
  return network === null ? (await import("cloudflare:sockets")).connect(address, options) : network.connect(address, options);
};

/** A vendor of models by itself, on its own port. */
import { createFaultPlan } from "../core/fault-plan.ts";
import { createLedger } from "../core/ledger.ts";
import { answerJson, serve } from "../core/serve.ts";
import type { Fault, Latency, StandIn, StartStandIn } from "../stand-in.ts";
import type { ScriptedAnswer } from "./answers.ts";
import { createChat } from "./chat.ts";
import { vendorShapes } from "./vendors.ts";
import type { VendorName } from "./vendors.ts";

export type LlmStandInOptions = { vendor: VendorName; answers?: readonly ScriptedAnswer[]; port?: number | undefined; latency?: Partial<Latency> | undefined; fault?: Fault | undefined };
export type LlmStandIn = StandIn & { /** What an SDK takes as its base URL. */ baseUrl: string; answers(scripted: readonly ScriptedAnswer[]): void };

export async function startLlm({ vendor, answers = [], port, latency = {}, fault }: LlmStandInOptions): Promise<LlmStandIn> {
  const { key, prefix } = vendorShapes[vendor];
  const plan = createFaultPlan(fault);
  const ledger = createLedger();
  const chat = createChat({ vendor, plan, ledger, pace: latency, admits: (authorization) => authorization === `Bearer ${key}` });
  chat.answers(answers);
  const server = await serve({
    port,
    request(request, response, url) {
      if (!chat.handle(request, response, url)) answerJson(response, 404, { error: { message: `Invalid URL (${request.method} ${url.pathname})`, type: "invalid_request_error", param: null, code: null } });
    },
  });
  return { name: vendor, url: server.url, baseUrl: server.url + prefix, key, fault: plan.set, bill: ledger.bill, asked: ledger.asked, connections: server.connections, answers: chat.answers, close: server.close };
}

const start = (vendor: VendorName): StartStandIn => ({ port, latency, fault }) => startLlm({ vendor, port, latency, fault });
export const startOpenaiLlm = start("openai");
export const startGroq = start("groq");
export const startOpenrouter = start("openrouter");
export const startWorkersAi = start("workers_ai");
export const startYandexLlm = start("yandex");
export const startCompatible = start("compatible");

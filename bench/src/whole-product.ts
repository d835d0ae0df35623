/**
 * `whole-product`: fifty callers by SIP on this machine's cores, with Asterisk, the media node, workerd on a slow disk, the
 * embedded recogniser and voice, and the callers themselves. Each books a haircut; the books must say so.
 */
import type { Call } from "@zvon/contract/api.ts";
import type { CallerStep } from "@zvon/media-node/src/caller/machine.ts";
import { whyNoLab } from "../../e2e/src/lab/readiness.ts";
import { startLab } from "../../e2e/src/lab/asterisk.ts";
import { speakScript, startProduct, type Product } from "../../e2e/src/testing.ts";
import { startSipCallers } from "./processes.ts";
import { measured, notMeasured, percentile, type Bench, type BenchContext, type Row } from "./row.ts";
import type { SipCall } from "./sip-caller-messages.ts";

const callsAtOnce = 50;
const fsyncDelayMs = 5;
/** A call every so many ms. Fifty booked calls overlap with half a second between them; one answer is over sooner. */
const apartMs = { quick: 100, full: 500 } as const;
const trunkHost = "127.0.0.2";
const settleTimeoutMs = 20_000;
const booking = ["На стрижку", "Завтра в пять", "Меня зовут Анна", "Да"];

async function gauge(product: Product, name: string): Promise<number> {
  const text = await (await fetch(`${product.resident.nodeUrl}/metrics`, { signal: AbortSignal.timeout(5_000) })).text();
  const line = new RegExp(`^${name} (\\S+)$`, "m").exec(text);
  return Number(line?.[1] ?? Number.NaN);
}

type Measured = { calls: SipCall[]; booked: number; /** At once, looked at every second. */ most: number; pacing: { p50: number; p99: number; max: number } };

async function measure(context: BenchContext): Promise<Measured> {
  const { quick, say } = context;
  const callers = startSipCallers();
  try {
    const { port } = await callers.next("agent");
    const lab = await startLab({ ariApp: "zvon", trunkHost, trunkPort: port });
    try {
      const { url, user, password, app } = lab.ari;
      const product = await startProduct({ fsyncDelayMs, env: { ZVON_ARI_URL: url, ZVON_ARI_USER: user, ZVON_ARI_PASSWORD: password, ZVON_ARI_APP: app } });
      try {
        // In a quick run one answer is enough, and the caller hangs up.
        const spoken = await speakScript((quick ? booking.slice(0, 1) : booking).map((text) => ({ say: text })), "ru");
        const steps: CallerStep[] = quick ? [...spoken, { type: "hangup" }] : spoken;
        const called = callers.next("called", 200_000);
        callers.tell({ type: "call", to: lab.sip, apartMs: quick ? apartMs.quick : apartMs.full, calls: Array.from({ length: callsAtOnce }, (_, n) => ({ number: "1001", from: `+7912${String(5_000_000 + n)}`, steps })) });
        let most = 0;
        const watch = setInterval(() => void gauge(product, "zvon_node_calls").then((now) => (most = Math.max(most, now)), () => undefined), 1_000);
        const { calls } = await called.finally(() => clearInterval(watch));
        const pacing = { p50: await gauge(product, "zvon_node_pacing_p50_ms"), p99: await gauge(product, "zvon_node_pacing_p99_ms"), max: await gauge(product, "zvon_node_pacing_max_ms") };
        const booked = await inTheBooks(product, context);
        say(`${calls.filter((call) => call.status === 200).length} answered, ${booked} in the books as they should be; ${[...new Set(calls.map((call) => `${call.status} ${call.why}`))].join(", ")}`);
        return { calls, booked, most, pacing };
      } finally {
        await product.close();
      }
    } finally {
      await lab.stop();
    }
  } finally {
    await callers.close();
  }
}

/** Calls that ended as the script wanted; waits for the last of them to settle. */
async function inTheBooks({ api }: Product, { quick, say }: BenchContext): Promise<number> {
  const asWanted = (call: Call): boolean => (quick ? call.fields["service"] === "стрижка" : call.outcome === "booked" && call.endReason === "completed");
  for (const until = performance.now() + settleTimeoutMs; ; ) {
    const ended = (await api.calls()).filter((call) => call.status === "ended");
    if (ended.length >= callsAtOnce || performance.now() > until) {
      for (const call of ended) if (!asWanted(call)) say(`${call.endReason}, ${call.outcome}, in state ${call.state}, knows ${Object.keys(call.fields).join(", ") || "nothing"}; ${call.media["concealedFrames"] ?? 0} frames concealed`);
      return ended.filter(asWanted).length;
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

export const wholeProduct: Bench = {
  prefix: "whole-product",
  async run(context): Promise<Row[]> {
    const lost = { id: "whole-product.lost", what: `of ${callsAtOnce} calls through Asterisk, node and workerd, ${fsyncDelayMs} ms added to each fsync: not in the books as they should be`, unit: "calls", budget: 0, better: "lower" } as const;
    const reason = await whyNoLab();
    if (reason !== null) return [notMeasured(lost, reason)];
    const { calls, booked, most, pacing } = await measure(context);
    const firstAudio = calls.flatMap((call) => call.firstAudioMs);
    const answered = calls.filter((call) => call.status === 200).length;
    return [
      measured({ ...lost, value: callsAtOnce - booked, note: `${answered} answered, ${most} at once; ${context.quick ? "one answer each" : "each books a haircut in four turns"}; callers on the same cores` }),
      measured({ id: "whole-product.first-audio", what: "last word of the caller → first bot audio at the caller's socket, p95", value: percentile(firstAudio, 0.95), unit: "ms", budget: null, better: "lower", note: `${firstAudio.length} turns, p50 ${percentile(firstAudio, 0.5).toFixed(0)} ms; the configured silence of the endpoint, Asterisk and both jitter buffers are in it` }),
      measured({ id: "whole-product.pacing", what: "frame due → handed to the socket, p99, of the node's own count", value: pacing.p99, unit: "ms", budget: 5, better: "lower", note: `p50 ${pacing.p50.toFixed(2)}, max ${pacing.max.toFixed(1)}` }),
    ];
  },
};

/** Calls that end as soon as they begin, and what is left of them: channels, bridges, sockets, timers, leases, open calls. */
import { readdir, readFile, readlink } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { limitsSchema } from "@zvon/contract/limits-api.ts";
import type { SipProduct } from "./sip-product.ts";
import type { Phone } from "./user-agent.ts";

/** In the order in which they take turns: given up before an answer, hung up in the moment of the answer, after some sound. */
const kinds = ["given up", "at the answer", "amid the greeting"] as const;
const greetingMs = 400;
/** A caller for whom nothing comes at all has met a fault. */
const answerWithinMs = 20_000;

export type ShortCalls = { answered: number; givenUp: number; /** Status → how many calls it ended that were not given up. */ refused: Readonly<Record<number, number>> };

/** @param number of a bot */
export async function callShortly(sip: Pick<SipProduct, "carrier" | "lab">, number: string, calls: number, perSecond: number): Promise<ShortCalls> {
  const result = { answered: 0, givenUp: 0, refused: {} as Record<number, number> };
  const one = async (n: number): Promise<void> => {
    const phone = await sip.carrier.call({ ...sip.lab.sip, number, from: `7900${String(1_000_000 + n)}` });
    if (kinds[n % kinds.length] === "given up") {
      await phone.hangup();
      result.givenUp += 1;
      return;
    }
    const status = await within(phone.answered);
    if (status !== 200) {
      result.refused[status] = (result.refused[status] ?? 0) + 1;
      return;
    }
    result.answered += 1;
    if (kinds[n % kinds.length] === "amid the greeting") await delay(greetingMs);
    await phone.hangup();
  };
  const all: Promise<void>[] = [];
  const began = performance.now();
  for (let n = 0; n < calls; n++) {
    all.push(one(n));
    await delay(Math.max(0, began + ((n + 1) * 1_000) / perSecond - performance.now()));
  }
  await Promise.all(all);
  return result;
}

/** No status of SIP's: nothing came. */
const silence = 0;
const within = (answered: Phone["answered"]): Promise<number> => Promise.race([answered, delay(answerWithinMs, silence, { ref: false })]);

export type Held = { channels: number; bridges: number; /** UDP sockets of the media node. */ ports: number; timers: number; leases: number; openCalls: number };

/** What the product holds now. */
export async function heldBy({ lab, product }: Pick<SipProduct, "lab" | "product">): Promise<Held> {
  const [channels, bridges, ports, metrics, limits, calls] = await Promise.all([
    lab.channels(),
    lab.cli("bridge show all"),
    udpSockets(product.resident.node.pid ?? 0),
    fetch(new URL("/metrics", product.resident.nodeUrl ?? ""), { signal: AbortSignal.timeout(5_000) }).then((response) => response.text()),
    fetch(new URL("/v1/limits", product.resident.url), { headers: { authorization: `Bearer ${product.resident.apiKey}` }, signal: AbortSignal.timeout(5_000) }).then((response) => response.json()),
    product.api.calls(),
  ]);
  return {
    channels,
    bridges: bridges.split("\n").filter((line) => line.includes(`${lab.ari.app}.`)).length,
    ports,
    timers: Number(/^zvon_node_timers (\d+)$/m.exec(metrics)?.[1] ?? missing("zvon_node_timers")),
    leases: limitsSchema.parse(limits).spent.liveCalls,
    openCalls: calls.filter(({ status }) => status !== "ended").length,
  };
}

function missing(what: string): never {
  throw new Error(`the node tells no ${what}`);
}

/** The more that is held than `before`, by what it is; asked again until there is none, or `withinMs` have passed. */
export async function leftBehind(sip: Pick<SipProduct, "lab" | "product">, before: Held, withinMs: number): Promise<Partial<Held>> {
  for (const until = performance.now() + withinMs; ; await delay(500)) {
    const now = await heldBy(sip);
    const more = Object.fromEntries(Object.entries(now).flatMap(([what, count]) => (count > before[what as keyof Held] ? [[what, count - before[what as keyof Held]]] : [])));
    if (Object.keys(more).length === 0 || performance.now() > until) return more;
  }
}

/** Linux: the process's descriptors that the kernel lists as UDP. */
async function udpSockets(pid: number): Promise<number> {
  const inodes = new Set((await Promise.all(["udp", "udp6"].map((table) => readFile(`/proc/net/${table}`, "utf8")))).flatMap((text) => text.split("\n").slice(1).map((line) => line.trim().split(/\s+/)[9] ?? "")));
  const links = await Promise.all((await readdir(`/proc/${pid}/fd`)).map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => "")));
  return links.filter((link) => inodes.has(/^socket:\[(\d+)\]$/.exec(link)?.[1] ?? "-")).length;
}

import type { TrunkSettings } from "@zvon/contract/trunk-settings.ts";
import { trunkSettingsSchema } from "@zvon/contract/trunk-settings.ts";
import { describe, expect, it } from "vitest";
import { createPrivateCheck } from "../net/private.ts";
import { withoutInside } from "./inside-trunks.ts";

const trunk = (id: string, host: string, proxy: string | null = null): TrunkSettings => ({
  id,
  ...trunkSettingsSchema.omit({ id: true }).parse({ kind: "sip", access: "ip", host, port: 5060, transport: "udp", username: null, password: null, outboundProxy: proxy === null ? null : { host: proxy, port: 5060 }, inboundNetworks: [], codecs: ["pcma"], callerIdFormat: "e164", maxChannels: 10, dailyCalls: null }),
});

function exchangeWith(names: Record<string, string[]>, allowed: string[] = []) {
  const applied: string[][] = [];
  let nowMs = 0;
  const exchange = withoutInside(
    {
      apply: (trunks) => Promise.resolve(void applied.push(trunks.map(({ id }) => id))).then(() => ({ refused: [] })),
      look: (trunks) => Promise.resolve(trunks.map(({ id }) => ({ id, state: "reachable" as const }))),
    },
    { allows: createPrivateCheck(allowed), resolve: (host) => Promise.resolve(names[host] ?? []), now: () => nowMs },
  );
  return { exchange, applied, pass: (ms: number) => void (nowMs += ms) };
}

describe("a trunk whose server's name leads into a private network", () => {
  it("is refused, by its server as by its proxy, and the others are put to work", async () => {
    const { exchange, applied } = exchangeWith({ "sip.carrier.example": ["8.8.8.8"], "pbx.evil.example": ["10.0.0.5"], "two.evil.example": ["8.8.8.8", "169.254.169.254"] });
    const trunks = [trunk("a", "sip.carrier.example"), trunk("b", "pbx.evil.example"), trunk("c", "sip.carrier.example", "two.evil.example"), trunk("d", "unknown.example")];
    const { refused } = await exchange.apply(trunks);
    expect(applied).toEqual([["a", "d"]]);
    expect(refused.map(({ id }) => id)).toEqual(["b", "c"]);
    expect(refused[0]?.why).toContain("private network");
    expect(await exchange.look(trunks)).toEqual([{ id: "a", state: "reachable" }, { id: "d", state: "reachable" }, { id: "b", state: "refused" }, { id: "c", state: "refused" }]);
  });

  it("works where the installation opens that network", async () => {
    const { exchange, applied } = exchangeWith({ "pbx.office.example": ["10.0.0.5"] }, ["10.0.0.0/8"]);
    expect(await exchange.apply([trunk("a", "pbx.office.example")])).toEqual({ refused: [] });
    expect(applied).toEqual([["a"]]);
  });

  it("is taken out when its name comes to mean that later, and comes back when it no longer does", async () => {
    const names = { "sip.evil.example": ["8.8.8.8"] };
    const { exchange, applied, pass } = exchangeWith(names);
    const trunks = [trunk("a", "sip.evil.example")];
    await exchange.apply(trunks);
    names["sip.evil.example"] = ["127.0.0.1"];
    expect(await exchange.look(trunks)).toEqual([{ id: "a", state: "reachable" }]);
    pass(60_000);
    expect(await exchange.look(trunks)).toEqual([{ id: "a", state: "refused" }]);
    names["sip.evil.example"] = ["8.8.8.8"];
    pass(60_000);
    expect(await exchange.look(trunks)).toEqual([{ id: "a", state: "reachable" }]);
    expect(applied).toEqual([["a"], [], ["a"]]);
  });
});

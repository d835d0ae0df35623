/**
 * `short-calls`: five thousand calls through Asterisk, the node and workerd that end as soon as they begin (two hundred
 * with --quick), ten a second: given up, hung up at the answer, hung up amid the greeting. Nothing of them may stay. Run
 * when named: it takes nine minutes.
 */
import { whyNoLab } from "../../e2e/src/lab/readiness.ts";
import { callShortly, heldBy, leftBehind, type Held } from "../../e2e/src/sip/short-calls.ts";
import { startSipProduct } from "../../e2e/src/sip/sip-product.ts";
import { measured, notMeasured, type Bench, type Row } from "./row.ts";

const calls = { quick: 200, full: 5_000 } as const;
const perSecond = 10;
/** A caller whose hang-up was lost is missed by the edge within a minute; nothing else lives as long. */
const settleMs = 90_000;
/** What the first calls load stays loaded: it is no leak. */
const warmUpCalls = 6;
const bot = "1001";

const kinds: Readonly<Record<keyof Held, string>> = { channels: "channels of Asterisk", bridges: "bridges of Asterisk", ports: "UDP sockets of the node", timers: "timers of the node", leases: "leases of the account", openCalls: "calls that have not ended in the books" };

export const shortCalls: Bench = {
  prefix: "short-calls",
  onlyNamed: true,
  async run({ quick, say }): Promise<Row[]> {
    const many = calls[quick ? "quick" : "full"];
    const of = (what: string, words: string) => ({ id: `short-calls.${what}`, what: `${words}, of ${many} short calls at ${perSecond} a second`, unit: "", budget: 0, better: "lower" }) as const;
    const reason = await whyNoLab();
    if (reason !== null) return Object.entries(kinds).map(([what, words]) => notMeasured(of(what, `${words} left behind`), reason));
    const sip = await startSipProduct();
    try {
      const idle = await heldBy(sip);
      await callShortly(sip, bot, warmUpCalls, 2);
      await leftBehind(sip, idle, 10_000);
      const before = await heldBy(sip);
      const { answered, givenUp, refused } = await callShortly(sip, bot, many, perSecond);
      say(`${answered} answered, ${givenUp} given up, refused ${JSON.stringify(refused)}; held before: ${JSON.stringify(before)}`);
      const left = await leftBehind(sip, before, settleMs);
      const lost = Object.values(refused).reduce((sum, count) => sum + count, 0);
      return [
        measured({ ...of("refused", "callers who got no answer"), unit: "calls", value: lost, note: `${answered} answered, ${givenUp} given up before` }),
        ...Object.entries(kinds).map(([what, words]) => measured({ ...of(what, `${words} left behind`), value: left[what as keyof Held] ?? 0 })),
      ];
    } finally {
      await sip.close();
    }
  },
};

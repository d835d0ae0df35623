/**
 * `invite`: SIPp brings ten calls a second to a bot; how long a caller hears nothing. Through Asterisk, the media node and
 * workerd, first directly and then through the border (Kamailio, rtpengine). Times are those of SIPp's own log of messages.
 */
import { labTrunk, startLab } from "../../e2e/src/lab/asterisk.ts";
import { freeUdpPort } from "../../e2e/src/lab/ports.ts";
import { whyNoLab } from "../../e2e/src/lab/readiness.ts";
import { sbcPlace, startSbc } from "../../e2e/src/lab/sbc.ts";
import { ack, answer, bye, invite as inviteStep, pause, progress, runScenario } from "../../e2e/src/sip/scenario.ts";
import { startProduct } from "../../e2e/src/testing.ts";
import { callSteps } from "./invite-times.ts";
import { measured, notMeasured, percentile, type Bench, type BenchContext, type Row } from "./row.ts";

const callsPerSecond = 10;
const trunkHost = "127.0.0.2";
const borderCarrierHost = "127.0.0.22";
const budgetMs = { ringing: 150, answer: 150 };

/** One call lasts a second and a half, so some fifteen stand at once; the bot greets meanwhile. */
const steps = [inviteStep("1001"), progress, answer(200), ack(), pause(1_500), bye(), answer(200)];

async function measure({ quick, say }: BenchContext, border: boolean): Promise<{ ringing: number[]; answer: number[]; calls: number }> {
  const calls = quick ? 30 : 120;
  const host = border ? borderCarrierHost : trunkHost;
  const place = border ? await sbcPlace() : null;
  const trunk = labTrunk({ id: "trunk", host, port: await freeUdpPort(host) });
  const lab = await startLab({ ariApp: "zvon", trunkHost: host, trunkPort: trunk.port, trunks: [trunk], sbc: place && { ...place.private, token: place.token } });
  try {
    const sbc = place && (await startSbc({ place, trunks: [trunk], nodes: [{ id: "node", ...lab.sip }] }));
    try {
      const { url, user, password, app } = lab.ari;
      const product = await startProduct({ env: { ZVON_ARI_URL: url, ZVON_ARI_USER: user, ZVON_ARI_PASSWORD: password, ZVON_ARI_APP: app } });
      try {
        const to = place?.public ?? lab.sip;
        // The first call of a fresh product loads what the others find loaded.
        await runScenario({ host, to, steps, timeoutMs: 60_000 });
        const result = await runScenario({ host, to, steps, calls, rate: callsPerSecond, timeoutMs: 120_000 });
        if (!result.ok) say(result.log.slice(0, 600));
        return { ...callSteps(result.messages), calls };
      } finally {
        await product.close();
      }
    } finally {
      await sbc?.stop();
    }
  } finally {
    await lab.stop();
  }
}

export const invite: Bench = {
  prefix: "invite",
  async run(context): Promise<Row[]> {
    const rows: Row[] = [];
    for (const border of [false, true]) {
      const way = border ? "the border, Asterisk" : "Asterisk";
      const of = (what: "ringing" | "answer") => ({ id: `invite.${border ? "border-" : ""}${what}`, what: `INVITE → ${what === "ringing" ? 180 : 200} at SIPp, through ${way}, node and workerd, ${callsPerSecond} calls a second, p95`, unit: "ms", budget: budgetMs[what], better: "lower" }) as const;
      const reason = await whyNoLab();
      if (reason !== null) rows.push(notMeasured(of("ringing"), reason), notMeasured(of("answer"), reason));
      else {
        const times = await measure(context, border);
        for (const what of ["ringing", "answer"] as const) {
          const all = times[what];
          const note = `${all.length} of ${times.calls} calls, p50 ${percentile(all, 0.5).toFixed(0)}, longest ${Math.max(...all).toFixed(0)} ms`;
          rows.push(all.length === times.calls ? measured({ ...of(what), value: percentile(all, 0.95), note }) : notMeasured(of(what), note));
        }
      }
    }
    return rows;
  },
};

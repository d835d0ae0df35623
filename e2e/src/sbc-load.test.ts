/** The border under load and attack: strangers, too many calls, an Asterisk that dies, one that is drained. */
import { createSocket } from "node:dgram";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { labTrunk, startLab, type OwnLab } from "./lab/asterisk.ts";
import { freeUdpPort } from "./lab/ports.ts";
import { whyNoLab } from "./lab/readiness.ts";
import { sbcPlace, startSbc, type Sbc, type SbcPlace } from "./lab/sbc.ts";
import { ack, answer, bye, invite, label, pause, progress, runScenario, sdp } from "./sip/scenario.ts";
import { startUserAgent, type UserAgent } from "./sip/user-agent.ts";

const reason = await whyNoLab();
const carrierHost = "127.0.0.20";
const narrowHost = "127.0.0.21";
const strangerHost = "127.0.0.66";
const callsPerNumberMinute = 200;

describe.skipIf(reason !== null)(`the border under load${reason === null ? "" : ` (${reason})`}`, () => {
  let place: SbcPlace;
  let sbc: Sbc;
  let carrier: UserAgent;
  let narrow: UserAgent;
  const labs: OwnLab[] = [];
  const closing: (() => Promise<unknown>)[] = [];
  const startNode = async (ports?: { sip: number; ari: number }): Promise<OwnLab> =>
    startLab({ ariApp: "nobody", trunkHost: carrierHost, trunkPort: carrier.port, trunks: trunks(), sbc: { ...place.private, token: place.token }, dialplan: "exten => 203,1,Hangup(17)", ...(ports === undefined ? {} : { ports }) });
  const trunks = () => [labTrunk({ id: "trk_wide", host: carrierHost, port: carrier.port }), labTrunk({ id: "trk_narrow", host: narrowHost, port: narrow.port, maxChannels: 2 })];

  beforeAll(async () => {
    place = await sbcPlace();
    [carrier, narrow] = await Promise.all([startUserAgent({ host: carrierHost }), startUserAgent({ host: narrowHost })]);
    closing.push(() => carrier.close(), () => narrow.close());
    labs.push(...(await Promise.all([startNode(), startNode()])));
    closing.push(() => Promise.all(labs.map((lab) => lab.stop())));
    sbc = await startSbc({ place, trunks: trunks(), nodes: labs.map((lab, index) => ({ id: `node${index}`, ...lab.sip })), settings: { limits: { callsPerSecond: 150, callsPerNumberMinute, longestCallSeconds: 600 } } });
    closing.push(() => sbc.stop());
  }, 600_000);
  afterAll(async () => {
    for (const close of closing.toReversed()) await close();
  }, 60_000);

  const second = (): OwnLab => at(labs, 1);
  /** A call whose Asterisk may die: whoever hangs up then gets no answer, which is no failure of the border. */
  const shortCall = [invite("100", sdp(), { timed: true }), progress, answer(200, { timed: true }), ack(), pause(500), bye(), answer(200, { timeoutMs: 2_000, onTimeout: "9" }), label("9"), pause(10)];
  const statusOf = async (phone: UserAgent, number = "100"): Promise<number> => {
    const call = await phone.call({ ...place.public, number, from: "79001112233" });
    return call.answered;
  };

  it("carries 40 calls a second of a carrier past the flood guard, while strangers flood it and get no answer", async () => {
    const stranger = createSocket("udp4");
    await new Promise<void>((resolve) => stranger.bind(0, strangerHost, resolve));
    let answers = 0;
    stranger.on("message", () => (answers += 1));
    const { port } = stranger.address();
    const scan = (method: string, n: number): string => [`${method} sip:100@${place.public.host} SIP/2.0`, `Via: SIP/2.0/UDP ${strangerHost}:${port};branch=z9hG4bK${n}`, `From: <sip:100@x>;tag=${n}`, "To: <sip:100@x>", `Call-ID: scan-${n}`, `CSeq: 1 ${method}`, `Contact: <sip:100@${strangerHost}:${port}>`, "X-Zvon-Trunk: trk_wide.guess", "Max-Forwards: 70", "Content-Length: 0", "", ""].join("\r\n");
    let flooding = true;
    const flood = (async () => {
      for (let n = 0; flooding; n++) {
        stranger.send(scan(["OPTIONS", "REGISTER", "INVITE"][n % 3] ?? "", n), place.public.port, place.public.host);
        if (n % 10 === 0) await delay(5);
      }
    })();
    const load = await runScenario({ host: carrierHost, to: place.public, steps: shortCall, calls: 80, rate: 40, timeoutMs: 60_000 });
    flooding = false;
    await flood;
    expect(load.log).toBe("");
    expect(answers).toBe(0);
    stranger.close();
    // rtpengine gave every port back.
    await expect.poll(() => sbc.mediaSessions(), { timeout: 10_000 }).toBe(0);
  }, 90_000);

  it("shares calls between the Asterisks, gives a drained one none, and leaves it those it has", async () => {
    await expect.poll(async () => (await Promise.all(labs.map((lab) => lab.channels()))).join(), { timeout: 10_000 }).toBe("0,0");
    const kept = await Promise.all([0, 1].map(() => carrier.call({ ...place.public, number: "100", from: "79001112233" })));
    expect(await Promise.all(kept.map((phone) => phone.answered))).toEqual([200, 200]);
    expect(await Promise.all(labs.map((lab) => lab.channels()))).toEqual([1, 1]);
    await sbc.drain(second().sip, true);
    const later = await Promise.all([0, 1].map(() => carrier.call({ ...place.public, number: "100", from: "79001112233" })));
    expect(await Promise.all(later.map((phone) => phone.answered))).toEqual([200, 200]);
    expect(await Promise.all(labs.map((lab) => lab.channels()))).toEqual([3, 1]);
    expect((await Promise.all([...kept, ...later].map((phone) => phone.hangup()))).map((end) => end.by)).toEqual(["us", "us", "us", "us"]);
    await sbc.drain(second().sip, false);
    await expect.poll(() => sbc.stateOf(second().sip), { timeout: 10_000 }).toMatch(/^A/);
  }, 40_000);

  it("lets a trunk have as many calls as it may, whoever dials", async () => {
    const held = await Promise.all([0, 1].map(() => narrow.call({ ...place.public, number: "100", from: "79001112233" })));
    expect(await Promise.all(held.map((phone) => phone.answered))).toEqual([200, 200]);
    expect(await statusOf(narrow)).toBe(503);
    // Changed while they talk: no call is touched, and a third one fits.
    await sbc.applyTrunks(trunks().map((trunk) => (trunk.id === "trk_narrow" ? { ...trunk, maxChannels: 3 } : trunk)));
    const third = await narrow.call({ ...place.public, number: "100", from: "79001112233" });
    expect(await third.answered).toBe(200);
    // Taken out altogether: no new call, and those that live go on to their end.
    await sbc.applyTrunks(trunks().filter((trunk) => trunk.id !== "trk_narrow"));
    const gone = await narrow.call({ ...place.public, number: "100", from: "79001112233" });
    expect(await Promise.race([gone.answered, ...held.map((phone) => phone.ended), delay(1_500)])).toBeUndefined();
    expect((await Promise.all([...held, third].map((phone) => phone.hangup()))).map((end) => end.by)).toEqual(["us", "us", "us"]);
    await expect.poll(async () => (await Promise.all(labs.map((lab) => lab.channels()))).join(), { timeout: 5_000 }).toBe("0,0");
  }, 40_000);

  it("stops a flood of calls to one number, and lets the others through", async () => {
    const statuses: number[] = [];
    // The minute of the clock may turn between them: twice the limit and more is sent.
    for (let sent = 0; sent < callsPerNumberMinute * 2 + 20; sent += 20) {
      statuses.push(...(await Promise.all(Array.from({ length: 20 }, () => statusOf(carrier, "203")))));
      if (statuses.includes(503)) break;
      await delay(400);
    }
    expect(statuses).toContain(486);
    expect(statuses).toContain(503);
    // The trunk's own second has to be over, however fast the flood was.
    await expect.poll(() => statusOf(carrier, "100"), { timeout: 10_000, interval: 500 }).toBe(200);
  }, 60_000);

  it("answers every new call though an Asterisk dies amid them, and takes it back when it returns", async () => {
    const dying = second();
    const load = runScenario({ host: carrierHost, to: place.public, steps: shortCall, calls: 60, rate: 12, timeoutMs: 90_000 });
    await expect.poll(() => dying.channels(), { timeout: 20_000, interval: 20 }).toBeGreaterThan(0);
    process.kill(dying.pid, "SIGKILL");
    const { log, answeredMs } = await load;
    expect(log).toBe("");
    expect(answeredMs).toHaveLength(60);
    expect(await sbc.stateOf(dying.sip)).toMatch(/^[IT]/);
    labs[1] = await startNode({ sip: dying.sip.port, ari: await freeUdpPort("127.0.0.1") });
    await expect.poll(() => sbc.stateOf(dying.sip), { timeout: 15_000 }).toMatch(/^A/);
    await dying.stop();
  }, 120_000);
});

function at<T>(list: readonly T[], index: number): T {
  const one = list[index];
  if (one === undefined) throw new Error(`there is no ${index}`);
  return one;
}

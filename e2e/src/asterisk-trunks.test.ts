/** Trunks come and go in a running Asterisk, as a media node puts them there: no call is touched, and their states are told. */
import { createSocket } from "node:dgram";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listenForBrowsers } from "@zvon/media-node/src/browser/listener.ts";
import { createSipPassage } from "@zvon/media-node/src/browser/sip-passage.ts";
import { createLog } from "@zvon/media-node/src/log.ts";
import { probeTrunk } from "@zvon/media-node/src/trunks/probe.ts";
import { authorize, readAnswer, type ProbeAnswer } from "@zvon/media-node/src/trunks/sip-probe.ts";
import { WebSocket } from "ws";
import { labTrunk, startLab, type OwnLab } from "./lab/asterisk.ts";
import { whyNoLab } from "./lab/readiness.ts";
import { startRegistrar, type Registrar } from "./sip/registrar.ts";
import { ack, answer, bye, invite, pause, progress, runScenario, sdp } from "./sip/scenario.ts";
import { startUserAgent, type UserAgent } from "./sip/user-agent.ts";

const reason = await whyNoLab();
const tone = Int16Array.from({ length: 4_000 }, (_, at) => Math.round(8_000 * Math.sin((at * 2 * Math.PI * 440) / 8_000)));

describe.skipIf(reason !== null)(`trunks of a running Asterisk${reason === null ? "" : ` (${reason})`}`, () => {
  let carrier: UserAgent;
  let registrar: Registrar;
  let lab: OwnLab;
  const closing: (() => Promise<unknown>)[] = [];
  const byAddress = () => labTrunk({ id: "trk_address", host: carrier.host, port: carrier.port });
  const byPassword = () => labTrunk({ id: "trk_password", host: registrar.host, port: registrar.port, access: "register", username: "zvon", password: "p=[]#{}'$(x)" });
  const stateOf = async (id: string): Promise<string> => (await lab.trunks.look([byAddress(), byPassword(), nobody()])).find((one) => one.id === id)?.state ?? "";
  /** Nothing listens there. */
  const nobody = () => labTrunk({ id: "trk_nobody", host: "127.0.0.47", port: 5999 });

  beforeAll(async () => {
    carrier = await startUserAgent({ host: "127.0.0.40" });
    closing.push(() => carrier.close());
    registrar = await startRegistrar("127.0.0.41", "zvon");
    closing.push(() => registrar.close());
    lab = await startLab({ ariApp: "nobody", trunkHost: carrier.host, trunkPort: carrier.port, trunks: [byAddress()], qualifySeconds: 1 });
    closing.push(() => lab.stop());
  }, 600_000);
  afterAll(async () => {
    for (const close of closing.toReversed()) await close();
  });

  it("are added, changed and taken out while a call by another one talks on", async () => {
    const phone = await carrier.call({ ...lab.sip, number: "100", from: "79001112233" });
    expect(await phone.answered).toBe(200);
    const hearsItself = async (): Promise<boolean> => {
      const echoed = phone.audio.waitForTurn({ quietMs: 200, withinMs: 10_000 });
      await phone.audio.say(tone);
      return echoed;
    };
    expect(await hearsItself()).toBe(true);

    const broken = { ...nobody(), id: "trk_broken", access: "register" as const };
    expect(await lab.trunks.apply([byAddress(), byPassword(), nobody(), broken])).toEqual({ refused: [{ id: "trk_broken", why: "it needs a user name and a password" }] });
    await expect.poll(() => stateOf("trk_password"), { timeout: 20_000 }).toBe("registered");
    await expect.poll(() => stateOf("trk_nobody"), { timeout: 20_000 }).toBe("unreachable");
    expect(await stateOf("trk_address")).toBe("reachable");
    expect(await hearsItself()).toBe(true);

    // By a registration a call is known wherever it comes from; the dialled number stands in To.
    const [, user = "", params = ""] = /^sip:([^@]+)@[^;]+(;.*)$/.exec(registrar.contact() ?? "") ?? [];
    expect(user).toBe("trk_password");
    const call = await runScenario({ host: "127.0.0.42", to: lab.sip, steps: [invite(user, sdp(), { to: "100", uriParams: params }), progress, answer(200), ack(), pause(200), bye(), answer(200)], timeoutMs: 30_000 });
    expect(call.log).toBe("");

    await lab.trunks.apply([]);
    expect(await lab.cli("pjsip show endpoints")).not.toContain("trk_");
    // A registration that is no longer wanted is given back, not left to expire.
    await expect.poll(() => registrar.contact(), { timeout: 10_000 }).toBeNull();
    expect(await hearsItself()).toBe(true);
    expect(await phone.hangup()).toMatchObject({ by: "us" });
    await expect.poll(() => lab.channels(), { timeout: 5_000 }).toBe(0);
  }, 90_000);

  it("are refused or taken by a probe as the carrier says, and no registration is made or lost by it", async () => {
    const options = { now: () => performance.now(), allows: () => true };
    expect(await probeTrunk(byPassword(), options)).toMatchObject({ ok: true, state: "registered", code: 200 });
    expect(registrar.contact()).toBeNull();
    expect(await probeTrunk({ ...byPassword(), username: "other" }, options)).toMatchObject({ ok: false, state: "refused", code: 401 });
    expect(await probeTrunk(byAddress(), options)).toMatchObject({ ok: true, state: "reachable", code: 200 });
    registrar.refuse(403);
    await lab.trunks.apply([byPassword()]);
    await expect.poll(() => stateOf("trk_password"), { timeout: 20_000 }).toBe("refused");
  }, 60_000);
});

describe.skipIf(reason !== null)(`a telephone in a browser${reason === null ? "" : ` (${reason})`}`, () => {
  it("registers through the node with its own password alone, and reaches nothing of Asterisk beside that", async () => {
    const lab = await startLab({ ariApp: "nobody", trunkHost: "127.0.0.48", trunkPort: 5060, operators: ["anna"] });
    const { exchange, operators: [anna] } = lab.browsers;
    const closing: (() => Promise<void>)[] = [];
    const passage = createSipPassage({ exchange, allowsOrigin: () => true, addressOf: () => null, now: () => performance.now(), count: () => undefined, setTimer: (run, ms) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    } });
    const node = await listenForBrowsers({ host: "127.0.0.1", port: 0, tls: null, limits: { most: 100, mostByAddress: 100 }, isProxy: () => false, allowsOrigin: () => true, onRefused: () => undefined, now: () => 0, setTimer: () => () => undefined, admit: { browser: () => null, listen: () => null }, telephones: passage, health: () => ({ status: "ok" }), metrics: () => "", metricsToken: null, log: createLog(() => undefined) });
    try {
      if (anna === undefined) throw new Error("no telephone");
      for (const path of ["ari/channels", "ws", "media/x", "sip/../ari/channels"]) expect((await fetch(`http://127.0.0.1:${node.port}/${path}`)).status).toBe(404);
      const socket = new WebSocket(`ws://127.0.0.1:${node.port}/sip`, "sip");
      await new Promise<void>((resolve, reject) => {
        socket.once("open", resolve);
        socket.once("error", reject);
      });
      // RFC 7118: a browser knows no address of its own.
      const register = async (sequence: number, authorization: string | null): Promise<ProbeAnswer> => {
        // Who has just registered is asked by OPTIONS at once, perhaps before the answer.
        const answered = new Promise<ProbeAnswer>((resolve) => socket.on("message", (data) => {
          const read = readAnswer(String(data), "browser", sequence);
          if (read !== null) resolve(read);
        }));
        socket.send([`REGISTER ${uri} SIP/2.0`, `Via: SIP/2.0/WSS anna.invalid;branch=z9hG4bK${sequence}`, `From: <sip:${anna.name}@localhost>;tag=1`, `To: <sip:${anna.name}@localhost>`, "Call-ID: browser", `CSeq: ${sequence} REGISTER`, `Contact: <sip:anna@anna.invalid;transport=ws>;expires=60`, "Max-Forwards: 70", ...(authorization === null ? [] : [authorization]), "Content-Length: 0", "", ""].join("\r\n"));
        return answered;
      };
      const uri = "sip:localhost:5060";
      const signed = (challenge: ProbeAnswer["challenge"], password: string): string | null => challenge && authorize(labTrunk({ id: "trk_x", host: "localhost", port: 5060, username: anna.name, password }), "REGISTER", challenge, "cnonce");
      const asked = await register(1, null);
      expect(asked.status).toBe(401);
      const refused = await register(2, signed(asked.challenge, "guess"));
      expect(refused.status).toBe(401);
      const taken = await register(3, signed(refused.challenge, anna.password));
      expect(taken.status).toBe(200);
      expect((await lab.cli(`pjsip show aor ${anna.name}`)).toLowerCase()).toContain("transport=ws");
      socket.close();

      // A telephone that names another's address as its own (by UDP, with the password): it is rung where it is, or Asterisk would
      // call a carrier's number from the address that the carrier trusts.
      const stranger = createSocket("udp4");
      closing.push(() => new Promise<void>((resolve) => stranger.close(resolve)));
      await new Promise<void>((resolve) => stranger.bind(0, "127.0.0.49", resolve));
      const byUdp = async (sequence: number, authorization: string | null): Promise<ProbeAnswer> => {
        const answered = new Promise<ProbeAnswer>((resolve) => stranger.on("message", (data) => {
          const read = readAnswer(String(data), "stranger", sequence);
          if (read !== null) resolve(read);
        }));
        stranger.send([`REGISTER ${uri} SIP/2.0`, `Via: SIP/2.0/UDP 127.0.0.49:${stranger.address().port};branch=z9hG4bKu${sequence}`, `From: <sip:${anna.name}@localhost>;tag=2`, `To: <sip:${anna.name}@localhost>`, "Call-ID: stranger", `CSeq: ${sequence} REGISTER`, "Contact: <sip:78095051234@127.0.0.48:5060>;expires=60", "Max-Forwards: 70", ...(authorization === null ? [] : [authorization]), "Content-Length: 0", "", ""].join("\r\n"), lab.sip.port, lab.sip.host);
        return answered;
      };
      expect((await byUdp(2, signed((await byUdp(1, null)).challenge, anna.password))).status).toBe(200);
      const rung = await lab.cli(`pjsip show aor ${anna.name}`);
      expect(rung).toContain("@127.0.0.49:");
      expect(rung).not.toContain("@127.0.0.48");
    } finally {
      for (const close of closing) await close();
      await node.close();
      await lab.stop();
    }
  }, 60_000);
});

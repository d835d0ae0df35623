/** The border: SIPp as the carrier, Kamailio and rtpengine, two Asterisks behind. What a carrier's stack does, well and badly. */
import { randomUUID } from "node:crypto";
import { createSocket } from "node:dgram";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { connect as connectTcp } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, createServer } from "node:tls";
import { setTimeout as delay } from "node:timers/promises";
import type { TrunkSettings } from "@zvon/contract/trunk-settings.ts";
import { probeTrunk } from "@zvon/media-node/src/trunks/probe.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { labTrunk, startLab, type OwnLab } from "./lab/asterisk.ts";
import { selfSigned } from "./lab/certificate.ts";
import { freeTcpPort, freeUdpPort } from "./lab/ports.ts";
import { whyNoLab } from "./lab/readiness.ts";
import { sbcPlace, startSbc, type Sbc, type SbcPlace } from "./lab/sbc.ts";
import { startRegistrar, type Registrar } from "./sip/registrar.ts";
import { ack, ackRefusal, ackThenBye, answer, bye, cancel, invite, okay, pause, play, progress, reinvite, reply, request, runScenario, sdp, type Step } from "./sip/scenario.ts";
import { rtpCapture } from "./sip/sipp.ts";
import { startUserAgent, type UserAgent } from "./sip/user-agent.ts";

const reason = await whyNoLab();
const carrierHost = "127.0.0.10";
/** A trunk of its own, which calls too fast. */
const burstHost = "127.0.0.16";
const tone = Int16Array.from({ length: 8_000 }, (_, at) => Math.round(8_000 * Math.sin((at * 2 * Math.PI * 440) / 8_000)));
const voice = rtpCapture("alaw", tone, []);

const ariEvent = z.object({ type: z.string(), cause: z.number().optional(), channel: z.object({ id: z.string(), state: z.string() }).optional() });

/** Numbers that do what a call may meet: no answer at all, ringing, early sound, busy, refused, hung up by us. */
const dialplan = `
exten => 200,1,Wait(30)
exten => 201,1,Ringing()
 same => n,Wait(30)
exten => 202,1,Progress()
 same => n,Wait(30)
exten => 203,1,Hangup(17)
exten => 205,1,GotoIf($["\${ZVON_TRUNK}" = "trk_carrier"]?own)
 same => n,Hangup(21)
 same => n(own),Hangup(17)
exten => 204,1,Answer()
 same => n,Wait(1)
 same => n,Hangup()
`;

/** Trunks that calls go out by, each to a far end of its own. */
const farEnds: Readonly<Record<string, Partial<TrunkSettings>>> = {
  answers: {}, redirects: {}, asks: {}, busy: {}, declines: {}, ends: {}, capped: { dailyCalls: 1 },
  login: { access: "credentials", username: "zvon", password: "p=[]#" },
  registered: { host: "127.0.0.13", access: "register", username: "zvon", password: "secret" },
  secure: { host: "127.0.0.15", transport: "tls" },
};

describe.skipIf(reason !== null)(`the border before two Asterisks${reason === null ? "" : ` (${reason})`}`, () => {
  let place: SbcPlace;
  let sbc: Sbc;
  let labs: OwnLab[] = [];
  let phones: UserAgent;
  let registrar: Registrar;
  let certificate: { certFile: string; keyFile: string; caFile: string };
  let tlsPort: number;
  let all: TrunkSettings[] = [];
  const outbound: Record<string, TrunkSettings> = {};
  const closing: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    place = await sbcPlace();
    registrar = await startRegistrar("127.0.0.13", "zvon");
    closing.push(() => registrar.close());
    const folder = await mkdtemp(join(tmpdir(), "zvon-cert-"));
    closing.push(() => rm(folder, { recursive: true, force: true }));
    const { certFile, keyFile } = await selfSigned(folder);
    certificate = { certFile, keyFile, caFile: certFile };
    phones = await startUserAgent({ host: carrierHost });
    closing.push(() => phones.close());
    // The trunk that calls come by is found by address; each of the others has a far end of its own.
    const trunks = [labTrunk({ id: "trk_carrier", host: carrierHost, port: phones.port }), labTrunk({ id: "trk_burst", host: burstHost, port: 5060 })];
    for (const [name, more] of Object.entries(farEnds)) {
      const host = more.host ?? "127.0.0.11";
      const trunk = labTrunk({ ...more, id: `trk_${name}`, host, port: name === "registered" ? registrar.port : await freeUdpPort(host) });
      outbound[name] = trunk;
      trunks.push(trunk);
    }
    // One Asterisk alone registers.
    const start = (): Promise<OwnLab> => startLab({ ariApp: "nobody", trunkHost: carrierHost, trunkPort: phones.port, trunks: trunks.map((trunk) => (trunk.access === "register" ? { ...trunk, access: "credentials" } : trunk)), sbc: { ...place.private, token: place.token }, rtpTimeoutSeconds: 10, dialplan });
    all = trunks;
    labs = await Promise.all([start(), start()]);
    closing.push(() => Promise.all(labs.map((lab) => lab.stop())));
    tlsPort = await freeTcpPort(place.public.host);
    sbc = await startSbc({ place, trunks, nodes: labs.map((lab, index) => ({ id: `node${index}`, ...lab.sip })), settings: { tls: { port: tlsPort, ...certificate } } });
    closing.push(() => sbc.stop());
  }, 600_000);
  afterAll(async () => {
    for (const close of closing.toReversed()) await close();
  }, 60_000);

  const carrierDoes = async (steps: Step[], more: { voice?: Buffer; calls?: number; rate?: number } = {}) => {
    const result = await runScenario({ host: carrierHost, to: place.public, steps, timeoutMs: 60_000, ...more });
    expect(result.log).toBe("");
    // Nothing of our side shows: neither Asterisk nor the inner address.
    expect(result.messages).toContain("SIP/2.0");
    expect(result.messages).not.toMatch(/127\.0\.0\.[13]\b/);
    return result;
  };
  /** Dials by a trunk from the first Asterisk; answered, it hears itself. Tells how it ended. */
  const dial = async (trunk: string, number = "79005550001"): Promise<{ cause: number; states: string[] }> => {
    const [lab] = labs;
    if (lab === undefined) throw new Error("no Asterisk");
    const { url, user, password } = lab.ari;
    const id = randomUUID();
    const states: string[] = [];
    const socket = new WebSocket(`${url.replace("http", "ws")}/events?${new URLSearchParams({ api_key: `${user}:${password}`, app: `watch-${id}`, subscribeAll: "true" })}`);
    try {
      await new Promise((resolve, reject) => {
        socket.addEventListener("open", resolve);
        socket.addEventListener("error", reject);
      });
      const ended = new Promise<number>((resolve) => {
        socket.addEventListener("message", ({ data }) => {
          const event = ariEvent.parse(JSON.parse(String(data)));
          if (event.channel?.id !== id) return;
          if (event.type === "ChannelStateChange") states.push(event.channel.state);
          if (event.type === "ChannelDestroyed") resolve(event.cause ?? 0);
        });
      });
      const made = await fetch(`${url}/channels/${id}?${new URLSearchParams({ endpoint: `PJSIP/${number}@${trunk}`, extension: "100", context: "from-trunk", priority: "1", callerId: "74951112233", timeout: "20" })}`, {
        method: "POST",
        headers: { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}` },
      });
      expect(made.status).toBe(200);
      return { cause: await ended, states };
    } finally {
      socket.close();
    }
  };
  /** The far end of a trunk, for one call. */
  const farEnd = async (name: string, steps: Step[]) => {
    const trunk = outbound[name];
    if (trunk === undefined) throw new Error(`no trunk ${name}`);
    const result = await runScenario({ host: trunk.host, port: trunk.port, steps, timeoutMs: 60_000 });
    expect(result.log).toBe("");
    expect(result.messages).not.toMatch(/127\.0\.0\.[13]\b/);
  };

  describe.concurrent("for a call that a carrier brings", () => {
    it("carries it from ring to hang-up, and shows nothing of what is behind", async () => {
      await carrierDoes([invite("100"), progress, answer(200), ack(), play, pause(1_000), bye(), answer(200)], { voice });
    });

    it("says of a hang-up on our side, and of a busy one", async () => {
      await carrierDoes([invite("204"), progress, answer(200), ack(), request("BYE", { timeoutMs: 20_000 }), okay()]);
      await carrierDoes([invite("203"), progress, answer(486), ackRefusal("203")]);
    });

    it("takes it for its own trunk's, whatever token it brings, and knows no number that is another trunk's name", async () => {
      // The words of the border itself, and of its dialplan: none of them count from outside.
      const forged = ["X-Zvon-Trunk", "x-zvon-trunk", "X-ZVON-Trunk "].map((name) => `${name}: trk_registered.${place.token}`);
      await carrierDoes([invite("trk_registered", sdp(), { to: "205", headers: forged }), progress, answer(404), ackRefusal("trk_registered")]);
      await carrierDoes([invite("205", sdp(), { headers: forged, uriParams: ";trunk=trk_registered" }), progress, answer(486), ackRefusal("205")]);
    });

    it("lets a trunk begin so many calls a second, and another trunk as many as ever", async ({ expect }) => {
      const burst = createSocket("udp4");
      await new Promise<void>((resolve) => burst.bind(0, burstHost, resolve));
      const statuses = new Map<string, number>();
      const send = (method: string, id: string, to: string): void => burst.send([`${method} sip:203@x SIP/2.0`, `Via: SIP/2.0/UDP ${burstHost}:${burst.address().port};branch=z9hG4bK${id}`, `From: <sip:7@${burstHost}>;tag=${id}`, to, `Call-ID: ${id}`, `CSeq: 1 ${method}`, `Contact: <sip:7@${burstHost}>`, "Max-Forwards: 70", "Content-Length: 0", "", ""].join("\r\n"), place.public.port, place.public.host);
      burst.on("message", (datagram) => {
        const text = datagram.toString();
        const [status, id = ""] = [Number(text.slice(8, 11)), /^Call-ID: (\S+)/im.exec(text)?.[1]];
        if (status < 200) return;
        statuses.set(id, status);
        send("ACK", id, /^To: .*/im.exec(text)?.[0] ?? "");
      });
      const { callsPerSecond } = sbc.settings.limits;
      const of = (status: number): number => [...statuses.values()].filter((one) => one === status).length;
      // The clock's second may turn once while they are taken: as many as two seconds allow, and some more.
      const sent = callsPerSecond * 2 + 30;
      const ids = Array.from({ length: sent }, (_, n) => `burst${n}`);
      let [looks, again] = [0, 0];
      for (const [n, id] of ids.entries()) {
        send("INVITE", id, "To: <sip:203@x>");
        // A socket's buffer holds some dozens.
        if (n % 10 === 9) await new Promise((resolve) => setImmediate(resolve));
      }
      // UDP may lose one; then it is sent again, as every client does (RFC 3261, 17.1.1.2), and may come in another second.
      await expect.poll(() => {
        const unanswered = ids.filter((id) => !statuses.has(id));
        // The first look is at once: T1 is half a second.
        for (const id of looks === 0 ? [] : unanswered) send("INVITE", id, "To: <sip:203@x>");
        again += looks === 0 ? 0 : unanswered.length;
        looks += 1;
        return unanswered.length;
      }, { timeout: 20_000, interval: 500 }).toBe(0);
      expect(of(486) + of(503)).toBe(sent);
      expect(of(503)).toBeGreaterThanOrEqual(30 - Math.min(again, 10));
      expect(of(486)).toBeGreaterThanOrEqual(callsPerSecond);
      const other = await phones.call({ ...place.public, number: "203", from: "79001112233" });
      expect(await other.answered).toBe(486);
      let later = 0;
      await expect.poll(() => {
        send("INVITE", `later${later++}`, "To: <sip:203@x>");
        return [...statuses].some(([id, status]) => id.startsWith("later") && status === 486);
      }, { timeout: 10_000, interval: 500 }).toBe(true);
      burst.close();
    });

    it.each([
      ["before anything rings", "200", 100],
      ["while it rings", "201", 180],
      ["during early sound", "202", 183],
    ] as const)("lets the caller give up %s", async (_, number, stage) => {
      // The answer to CANCEL and that to INVITE are of two processes: either may be first.
      await carrierDoes([invite(number), ...(stage === 100 ? [] : [answer(100, { optional: true })]), answer(stage), pause(200), cancel(number), answer(200, { optional: true }), answer(487), ackRefusal(number)]);
    });

    it("holds, resumes, and changes codec within it", async () => {
      const changed = (body: string, has: string, sequence: number): Step[] => [reinvite(sequence, body), answer(100, { optional: true }), answer(200, { has }), ack(sequence), pause(200)];
      await carrierDoes([
        invite("100", sdp(["alaw", "ulaw"])), progress, answer(200), ack(), play, pause(400),
        ...changed(sdp(["alaw"], "sendonly"), "a=recvonly", 2),
        ...changed(sdp(["alaw"]), "a=sendrecv", 3),
        ...changed(sdp(["ulaw"]), "PCMU", 4),
        bye(), answer(200),
      ], { voice });
    });

    it("keeps session timers, refreshed by the caller", async () => {
      const timers = ["Supported: timer", "Session-Expires: 90;refresher=uac"];
      await carrierDoes([invite("100", sdp(), { headers: timers }), progress, answer(200, { has: "Session-Expires: 90;refresher=uac" }), ack(), play, pause(300), reinvite(2, sdp(), timers), answer(100, { optional: true }), answer(200, { has: "Session-Expires" }), ack(2), bye(), answer(200)], { voice });
    });

    it("takes an offer that comes late, and a slow ACK", async () => {
      await carrierDoes([invite("100", ""), progress, answer(200, { has: "m=audio" }), ack(1, sdp()), play, pause(600), bye(), answer(200)], { voice });
      await carrierDoes([invite("100"), progress, answer(200), pause(1_300), ack(), pause(200), bye(), answer(200)]);
    });

    it("ends it when no sound comes at all", async () => {
      await carrierDoes([invite("100"), progress, answer(200), ack(), request("BYE", { timeoutMs: 40_000 }), okay()]);
    }, 60_000);

    it("refuses a session that cannot be read", async () => {
      await carrierDoes([invite("100", "v=0\no=broken\nm=audio none RTP/AVP\nc=\n"), progress, answer(488), ackRefusal("100")]);
    });

    it("makes one call of an INVITE that comes three times", async ({ expect }) => {
      const socket = createSocket("udp4");
      await new Promise<void>((resolve) => socket.bind(0, carrierHost, resolve));
      const { port } = socket.address();
      const refusals: string[] = [];
      socket.on("message", (datagram) => {
        const answered = datagram.toString();
        if (answered.startsWith("SIP/2.0 486")) refusals.push(/^To: .*;tag=(\S+)/im.exec(answered)?.[1] ?? "");
      });
      const text = ["INVITE sip:203@x SIP/2.0", `Via: SIP/2.0/UDP ${carrierHost}:${port};branch=z9hG4bKsame`, `From: <sip:7@${carrierHost}>;tag=same`, "To: <sip:203@x>", `Call-ID: same-${port}`, "CSeq: 1 INVITE", `Contact: <sip:7@${carrierHost}:${port}>`, "Max-Forwards: 70", "Content-Length: 0", "", ""].join("\r\n");
      for (let time = 0; time < 3; time++) socket.send(text, place.public.port, place.public.host);
      await expect.poll(() => refusals.length, { timeout: 10_000 }).toBeGreaterThan(0);
      // Nobody acknowledges, so it is told again; a second call would be refused under a tag of its own.
      await expect.poll(() => refusals.length, { timeout: 10_000 }).toBeGreaterThan(1);
      socket.close();
      expect(new Set(refusals).size).toBe(1);
    });

    it("is heard by a caller who only listens", async () => {
      const phone = await phones.call({ ...place.public, number: "101", from: "79001112233" });
      expect(await phone.answered).toBe(200);
      expect(await phone.audio.waitForTurn({ quietMs: 200, withinMs: 20_000 })).toBe(true);
      await phone.hangup();
    });

    it("takes no sound from elsewhere, and gives none there", async () => {
      const phone = await phones.call({ ...place.public, number: "100", from: "79001112233" });
      expect(await phone.answered).toBe(200);
      // rtpengine learns the source in the first three seconds of sound.
      const echoed = phone.audio.waitForTurn({ quietMs: 300, withinMs: 20_000 });
      for (let second = 0; second < 4; second++) await phone.audio.say(tone);
      expect(await echoed).toBe(true);
      const foreign = createSocket("udp4");
      await new Promise<void>((resolve) => foreign.bind(0, "127.0.0.77", resolve));
      let stolen = 0;
      foreign.on("message", () => (stolen += 1));
      const heard: number[] = [];
      const deaf = phone.audio.onFrame(({ samples }) => heard.push(Math.max(...samples.map(Math.abs))));
      const media = phone.remote();
      if (media === null) throw new Error("answered without a place for sound");
      // A-law's loudest value, at the pace of a telephone, while the caller is silent: echoed, it would be heard.
      const packet = Buffer.alloc(172, 0x2a);
      packet[0] = 0x80;
      packet[1] = 8;
      for (let n = 0; n < 50; n++) {
        packet.writeUInt16BE(n, 2);
        packet.writeUInt32BE(n * 160, 4);
        foreign.send(packet, media.port, media.host);
        await delay(20);
      }
      deaf();
      expect(heard.length).toBeGreaterThan(10);
      expect(Math.max(...heard)).toBeLessThan(1_000);
      const again = phone.audio.waitForTurn({ quietMs: 300, withinMs: 20_000 });
      await phone.audio.say(tone);
      expect(await again).toBe(true);
      expect(stolen).toBe(0);
      foreign.close();
      await phone.hangup();
    }, 40_000);
  });

  describe.concurrent("for a call of ours", () => {
    it("goes to the trunk's own place, is answered, and ends when the far side hangs up", async () => {
      const far = farEnd("answers", [request("INVITE", { has: "sip:79005550001@127.0.0.11" }), reply("180 Ringing"), pause(200), reply("200 OK", sdp()), ackThenBye(300)]);
      expect((await dial("trk_answers")).states).toEqual(["Ringing", "Up"]);
      await far;
    });

    it.each([
      ["busy", "486 Busy Here", 17],
      ["declines", "603 Decline", 21],
      ["ends", "487 Request Terminated", 127],
    ] as const)("says that the far side %s", async (name, status, cause) => {
      const far = farEnd(name, [request("INVITE"), reply(status), request("ACK")]);
      expect((await dial(`trk_${name}`)).cause).toBe(cause);
      await far;
    });

    it("follows no redirection to where a carrier points", async () => {
      const far = farEnd("redirects", [request("INVITE"), reply("302 Moved", "", ["Contact: <sip:1001@127.0.0.14>"]), request("ACK")]);
      expect((await dial("trk_redirects")).states).not.toContain("Up");
      await far;
    });

    it("gives its password to whom it belongs to, and fails where there is none to give", async () => {
      const challenge = ['Proxy-Authenticate: Digest realm="carrier", nonce="abcdef", algorithm=MD5'];
      const far = farEnd("login", [request("INVITE"), reply("407 Proxy Authentication Required", "", challenge), request("ACK"), request("INVITE", { has: 'Proxy-Authorization: Digest username="zvon", realm="carrier"' }), reply("200 OK", sdp()), ackThenBye(0)]);
      expect((await dial("trk_login")).states).toContain("Up");
      await far;
      const refused = farEnd("asks", [request("INVITE"), reply("407 Proxy Authentication Required", "", challenge), request("ACK")]);
      expect((await dial("trk_asks")).states).not.toContain("Up");
      await refused;
    });

    it("is one of so many a day, and no more", async () => {
      const far = farEnd("capped", [request("INVITE"), reply("486 Busy Here"), request("ACK")]);
      expect((await dial("trk_capped")).cause).toBe(17);
      await far;
      expect((await dial("trk_capped")).cause).toBe(21);
      expect(await sbc.log()).toContain("trunk trk_capped is at its 1 calls a day");
    });
  });

  it("tells carriers the address that NAT shows, and knows it for its own when they come back by it", async () => {
    const [lab] = labs;
    if (lab === undefined) throw new Error("no Asterisk");
    const outside = "203.0.113.9";
    const behind = { ...(await sbcPlace()), token: place.token };
    const natted = await startSbc({ place: behind, trunks: [labTrunk({ id: "trk_carrier", host: carrierHost, port: phones.port })], nodes: [{ id: "node", ...lab.sip }], settings: { advertise: outside } });
    try {
      const steps = [invite("100"), progress, answer(200, { has: `c=IN IP4 ${outside}` }), ack(), play, pause(500), bye(), answer(200)];
      const { log, messages } = await runScenario({ host: carrierHost, to: behind.public, steps, voice, timeoutMs: 30_000 });
      expect(log).toBe("");
      expect(messages).toContain(`Record-Route: <sip:${outside}:${behind.public.port}`);
      expect(messages).not.toMatch(/^Record-Route:.*127\.0\.0\./m);
      await expect.poll(() => natted.mediaSessions(), { timeout: 10_000 }).toBe(0);
    } finally {
      await natted.stop();
    }
  }, 60_000);

  describe.concurrent("for what is no call", () => {
    it("relays nothing for a carrier that makes up a dialog", async () => {
      const [target, carrier] = [createSocket("udp4"), createSocket("udp4")];
      await Promise.all([new Promise<void>((resolve) => target.bind(0, "127.0.0.88", resolve)), new Promise<void>((resolve) => carrier.bind(0, carrierHost, resolve))]);
      let reached = 0;
      target.on("message", () => (reached += 1));
      const answered = new Promise<string>((resolve) => carrier.once("message", (datagram) => resolve(datagram.toString().split("\r\n")[0] ?? "")));
      const via = `Via: SIP/2.0/UDP ${carrierHost}:${carrier.address().port};branch=z9hG4bKmadeup`;
      const text = [`INVITE sip:79005550001@127.0.0.88:${target.address().port} SIP/2.0`, via, `Route: <sip:${place.public.host}:${place.public.port};lr>`, "From: <sip:a@b>;tag=1", "To: <sip:c@d>;tag=2", "Call-ID: madeup", "CSeq: 2 INVITE", `Contact: <sip:a@${carrierHost}>`, "Max-Forwards: 70", "Content-Length: 0", "", ""].join("\r\n");
      carrier.send(text, place.public.port, place.public.host);
      expect(await answered).toBe("SIP/2.0 481 Call Does Not Exist");
      expect(reached).toBe(0);
      target.close();
      carrier.close();
    });

    it("says nothing to an address of ours outside, nor to a carrier's inside: in a datagram anybody can write them", async ({ expect }) => {
      const ask = async (from: string, sides: readonly { host: string; port: number }[]): Promise<string[]> => {
        const socket = createSocket("udp4");
        await new Promise<void>((resolve) => socket.bind(0, from, resolve));
        const heard: string[] = [];
        socket.on("message", (datagram) => heard.push(/^Call-ID: (\S+)/im.exec(datagram.toString())?.[1] ?? ""));
        const send = (side: { host: string; port: number }, id: string): void => socket.send(["OPTIONS sip:x SIP/2.0", `Via: SIP/2.0/UDP ${from}:${socket.address().port};branch=z9hG4bK${id}`, "From: <sip:a@b>;tag=1", "To: <sip:c@d>", `Call-ID: ${id}`, "CSeq: 1 OPTIONS", "Max-Forwards: 70", "Content-Length: 0", "", ""].join("\r\n"), side.port, side.host);
        const [wrong, right] = sides;
        if (wrong === undefined || right === undefined) throw new Error("two sides");
        for (let n = 0; n < 5; n++) send(wrong, `wrong${n}`);
        for (let n = 0; n < 5; n++) send(right, `right${n}`);
        await expect.poll(() => heard.filter((id) => id.startsWith("right")).length, { timeout: 10_000 }).toBe(5);
        socket.close();
        return heard.filter((id) => id.startsWith("wrong"));
      };
      expect(await ask("127.0.0.1", [place.public, place.private])).toEqual([]);
      expect(await ask(carrierHost, [place.private, place.public])).toEqual([]);
    });

    it("brings a registration to the carrier under its own address, and the carrier's calls back by it", async ({ expect }) => {
      const [lab] = labs;
      if (lab === undefined) throw new Error("no Asterisk");
      // Before anybody registers: a probe goes the same way, with its trunk in the route.
      const trunk = outbound["registered"];
      if (trunk === undefined) throw new Error("no trunk");
      expect(await probeTrunk(trunk, { now: () => performance.now(), allows: () => true, sbc: place.private })).toMatchObject({ ok: true, state: "registered", code: 200 });
      expect(registrar.contact()).toBeNull();
      await lab.trunks.apply(all);
      await expect.poll(() => registrar.contact(), { timeout: 20_000 }).toMatch(/^sip:/);
      const [, user = "", where = "", params = ""] = /^sip:([^@]+)@([^;]+)(;.*)$/.exec(registrar.contact() ?? "") ?? [];
      expect([user, where]).toEqual(["trk_registered", `${place.public.host}:${place.public.port}`]);
      const call = await runScenario({ host: registrar.host, to: place.public, steps: [invite(user, sdp(), { to: "100", uriParams: params }), progress, answer(200), ack(), pause(200), bye(), answer(200)], timeoutMs: 30_000 });
      expect(call.log).toBe("");
    });

    it("speaks TLS with a carrier whose certificate is trusted, both ways", async () => {
      const trunk = outbound["secure"];
      if (trunk === undefined) throw new Error("no trunk");
      const server = createServer({ cert: await readFile(certificate.certFile), key: await readFile(certificate.keyFile) }, (socket) => {
        socket.setEncoding("utf8").on("data", (text: string) => {
          if (!text.startsWith("INVITE")) return;
          const kept = text.split("\r\n").filter((line) => /^(Via|Record-Route|From|Call-ID|CSeq):/i.test(line));
          const to = /^To: .*$/im.exec(text)?.[0] ?? "";
          socket.write(["SIP/2.0 486 Busy Here", ...kept, `${to};tag=secure`, "Content-Length: 0", "", ""].join("\r\n"));
        });
        socket.on("error", () => socket.destroy());
      });
      await new Promise<void>((resolve) => server.listen(trunk.port, trunk.host, resolve));
      expect((await dial("trk_secure")).cause).toBe(17);
      server.close();

      const socket = connect({ socket: connectTcp({ host: place.public.host, port: tlsPort, localAddress: carrierHost }), ca: await readFile(certificate.caFile), servername: "localhost" });
      const answered = new Promise<string>((resolve, reject) => {
        socket.setEncoding("utf8").once("data", resolve);
        socket.on("error", reject);
        socket.setTimeout(20_000, () => reject(new Error("the border says nothing over TLS")));
      });
      socket.write([`OPTIONS sip:${place.public.host} SIP/2.0`, `Via: SIP/2.0/TLS ${carrierHost};branch=z9hG4bKtls`, "From: <sip:a@b>;tag=1", "To: <sip:c@d>", "Call-ID: tls", "CSeq: 1 OPTIONS", "Max-Forwards: 70", "Content-Length: 0", "", ""].join("\r\n"));
      expect(await answered).toMatch(/^SIP\/2.0 200/);
      socket.destroy();
    });
  });
});

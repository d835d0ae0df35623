import { createHash } from "node:crypto";
import { createSocket } from "node:dgram";
import { createServer } from "node:net";
import type { TrunkSettings, TrunkSight } from "@zvon/contract/trunk-settings.ts";
import { afterEach, describe, expect, it } from "vitest";
import type { Log } from "../log.ts";
import { exchangeTrunks, type TrunksFile } from "./exchange-trunks.ts";
import { cutMessages, managerAt, ManagerError, type AskManager, type ManagerMessage } from "./manager.ts";
import { watchNodeTrunks } from "./node-trunks.ts";
import { probeTrunk } from "./probe.ts";
import { authorize, judge, probeRequest, readAnswer } from "./sip-probe.ts";
import { readStates, since, trunkMetrics } from "./trunk-states.ts";

const trunk = (more: Partial<TrunkSettings> = {}): TrunkSettings => ({
  id: "trk_1", kind: "sip", access: "register", host: "127.0.0.1", port: 5060, transport: "udp", username: "zvon", password: "secret", outboundProxy: null,
  inboundNetworks: [], codecs: ["pcma"], callerIdFormat: "e164", maxChannels: 10, dailyCalls: null, ...more,
});
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

describe("the manager interface", () => {
  it("is cut into messages wherever the network cut it", () => {
    const text = "Response: Success\r\nActionID: 0\r\n\r\nEvent: X\r\nUri: sip:a@b:5060\r\n\r\nEve";
    expect(cutMessages(text)).toEqual({ messages: [{ Response: "Success", ActionID: "0" }, { Event: "X", Uri: "sip:a@b:5060" }], rest: "Eve" });
  });

  const serve = async (answer: (request: string) => string): Promise<AskManager> => {
    const server = createServer((socket) => {
      socket.write("Asterisk Call Manager/10.0.0\r\n");
      socket.setEncoding("utf8").on("data", (text: string) => {
        for (const request of text.split("\r\n\r\n")) if (request.startsWith("Action:")) for (const piece of answer(request).match(/[^]{1,7}/g) ?? []) socket.write(piece);
      });
      socket.on("error", () => socket.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closing.push(() => new Promise((resolve) => server.close(resolve)));
    const address = server.address();
    return managerAt({ host: "127.0.0.1", port: typeof address === "object" && address !== null ? address.port : 0, user: "zvon", password: "p" });
  };
  const idOf = (request: string): string => /ActionID: (\d+)/.exec(request)?.[1] ?? "";

  it("gives each action its own rows, of lists and of single answers alike", async () => {
    const ask = await serve((request) =>
      request.includes("List")
        ? `Response: Success\r\nActionID: ${idOf(request)}\r\nEventList: start\r\n\r\nEvent: Row\r\nActionID: ${idOf(request)}\r\nObjectName: a\r\n\r\nEvent: Done\r\nActionID: ${idOf(request)}\r\nEventList: Complete\r\n\r\n`
        : `Response: Success\r\nActionID: ${idOf(request)}\r\n\r\n`,
    );
    const [list = [], single = []] = await ask([{ action: "List" }, { action: "Reload", fields: { Module: "x\r\nAction: Originate" } }]);
    expect(list.map((row) => row["ObjectName"] ?? row["Event"] ?? row["Response"])).toEqual(["Success", "a", "Done"]);
    expect(single).toHaveLength(1);
  });

  it("says that a password is refused, which no second try mends", async () => {
    const ask = await serve((request) => `Response: Error\r\nActionID: ${idOf(request)}\r\nMessage: Authentication failed\r\n\r\n`);
    await expect(ask([])).rejects.toMatchObject({ name: "ManagerError", retryable: false });
  });
});

describe("states of trunks", () => {
  it.each([
    ["register", "Registered", "Unavailable", "registered"],
    ["register", "Rejected", "Not in use", "refused"],
    ["register", "Unregistered", "Not in use", "unreachable"],
    ["register", undefined, "Not in use", "unknown"],
    ["ip", undefined, "Not in use", "reachable"],
    ["credentials", undefined, "In use", "reachable"],
    ["ip", undefined, "Unavailable", "unreachable"],
    ["ip", undefined, undefined, "unknown"],
  ] as const)("of a %s trunk whose registration is %s and whose endpoint is %s: %s", (access, registration, device, state) => {
    const rows = (key: string, value: string | undefined): ManagerMessage[] => (value === undefined ? [] : [{ ObjectName: "trk_1", [key]: value }]);
    expect(readStates([{ id: "trk_1", access }], rows("Status", registration), rows("DeviceState", device))).toEqual([{ id: "trk_1", state }]);
  });

  it("last since they changed, and an unchanged one is no news", () => {
    const before: TrunkSight[] = [{ id: "a", state: "registered", code: 200, atMs: 1 }, { id: "gone", state: "reachable", code: null, atMs: 1 }];
    const { sights, changed } = since(before, [{ id: "a", state: "registered" }, { id: "b", state: "refused" }], 5);
    expect(sights).toEqual([before[0], { id: "b", state: "refused", code: null, atMs: 5 }]);
    expect(changed.map(({ id }) => id)).toEqual(["b"]);
  });

  it("are metrics: up or down, and nothing of one that nobody looked at", () => {
    const sight = (id: string, state: TrunkSight["state"]): TrunkSight => ({ id, state, code: null, atMs: 0 });
    expect(trunkMetrics([sight("a", "registered"), sight("b", "unreachable"), sight("c", "unknown")]).split("\n").filter((line) => !line.startsWith("#"))).toEqual(['zvon_trunk_up{trunk="a"} 1', 'zvon_trunk_up{trunk="b"} 0', ""]);
    expect(trunkMetrics([])).toBe("");
  });
});

describe("a probe", () => {
  const identity = { callId: "c", tag: "t", branch: "z9hG4bKx", sequence: 1, host: "192.0.2.1", port: 40_000, route: null };

  it("asks a registrar for its bindings and changes none: it names no contact", () => {
    const text = probeRequest(trunk({ host: "sip.example.com" }), "REGISTER", identity, null);
    expect(text.split("\r\n")[0]).toBe("REGISTER sip:sip.example.com:5060 SIP/2.0");
    expect(text).not.toMatch(/^Contact:/m);
    expect(text).toContain("To: <sip:zvon@sip.example.com>");
  });

  it("goes through the border with the trunk's name in its route", () => {
    expect(probeRequest(trunk(), "OPTIONS", { ...identity, route: "<sip:10.0.0.1:5060;lr;trunk=trk_1>" }, null)).toContain("\r\nRoute: <sip:10.0.0.1:5060;lr;trunk=trk_1>\r\n");
  });

  it("takes an answer to itself alone, and waits past provisional ones", () => {
    const answer = (status: string, callId = "c", cseq = "1 REGISTER"): string => `SIP/2.0 ${status}\r\nCall-ID: ${callId}\r\nCSeq: ${cseq}\r\n\r\n`;
    expect(readAnswer(answer("200 OK"), "c", 1)).toEqual({ status: 200, reason: "OK", challenge: null });
    for (const other of [answer("100 Trying"), answer("200 OK", "d"), answer("200 OK", "c", "2 REGISTER"), "nonsense"]) expect(readAnswer(other, "c", 1)).toBeNull();
  });

  it("answers a challenge as RFC 2617 and RFC 8760 count it, and gives up on what it cannot", () => {
    const md5 = (text: string): string => createHash("md5").update(text).digest("hex");
    const plain = authorize(trunk(), "REGISTER", { proxy: false, header: 'realm="r, \\"x\\"", nonce="n"' }, "c");
    expect(plain).toContain(`response="${md5(`${md5('zvon:r, \\"x\\":secret')}:n:${md5("REGISTER:sip:127.0.0.1:5060")}`)}"`);
    const qop = authorize(trunk(), "REGISTER", { proxy: true, header: 'realm="r",nonce="n",qop="auth-int,auth",algorithm=SHA-256,opaque="o"' }, "c");
    expect(qop).toMatch(/^Proxy-Authorization: Digest .*response="[0-9a-f]{64}".*opaque="o", qop=auth, nc=00000001, cnonce="c"$/);
    expect(authorize(trunk(), "REGISTER", { proxy: false, header: 'realm="r", nonce="n", algorithm=AKAv1-MD5' }, "c")).toBeNull();
  });

  it.each([
    ["register", "REGISTER", 200, true, "registered"],
    ["credentials", "REGISTER", 200, true, "reachable"],
    ["register", "REGISTER", 401, false, "refused"],
    ["register", "REGISTER", 403, false, "refused"],
    ["register", "REGISTER", 503, false, "refused"],
    ["ip", "OPTIONS", 404, true, "reachable"],
    ["ip", "OPTIONS", 403, false, "refused"],
    ["ip", "OPTIONS", 503, false, "refused"],
    ["ip", "OPTIONS", null, false, "unreachable"],
  ] as const)("of a %s trunk by %s that ends with %s: %s, %s", (access, method, status, ok, state) => {
    expect(judge({ access }, method, status)).toMatchObject({ ok, state });
  });

  const registrar = async (answer: (request: string) => string | null): Promise<number> => {
    const socket = createSocket("udp4");
    socket.on("message", (datagram, from) => {
      const request = datagram.toString();
      const status = answer(request);
      const kept = request.split("\r\n").filter((line) => /^(Via|From|To|Call-ID|CSeq):/.test(line));
      if (status !== null) socket.send([`SIP/2.0 ${status.split("\n")[0] ?? ""}`, ...kept, ...status.split("\n").slice(1), "", ""].join("\r\n"), from.port, from.address);
    });
    await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
    closing.push(() => new Promise<void>((resolve) => socket.close(() => resolve())));
    return socket.address().port;
  };
  const options = { now: () => 0, allows: () => true };

  it("proves a password over the wire, and tells a wrong one", async () => {
    const port = await registrar((request) => (/^Authorization: Digest username="zvon"/m.test(request) ? "200 OK" : '401 Unauthorized\nWWW-Authenticate: Digest realm="r", nonce="n"'));
    expect(await probeTrunk(trunk({ port }), options)).toMatchObject({ ok: true, state: "registered", code: 200 });
    expect(await probeTrunk(trunk({ port, username: "other" }), options)).toMatchObject({ ok: false, state: "refused", code: 401 });
  });

  it("asks by OPTIONS where a trunk with credentials takes no registrations", async () => {
    const port = await registrar((request) => (request.startsWith("REGISTER") ? "405 Method Not Allowed" : "200 OK"));
    expect(await probeTrunk(trunk({ port, access: "credentials" }), options)).toMatchObject({ ok: true, state: "reachable", code: 200 });
  });

  it("sends nothing to an address that is not open to tenants", async () => {
    let asked = 0;
    const port = await registrar(() => {
      asked += 1;
      return "200 OK";
    });
    expect(await probeTrunk(trunk({ port }), { ...options, allows: () => false })).toMatchObject({ ok: false, state: "refused", code: null });
    expect(asked).toBe(0);
  });

  it("says what is amiss when nobody answers, nothing listens, or no such name exists", async () => {
    const silent = await registrar(() => null);
    expect(await probeTrunk(trunk({ port: silent }), { ...options, timeoutMs: 50 })).toMatchObject({ ok: false, state: "unreachable", code: null });
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    await new Promise((resolve) => server.close(resolve));
    const closed = typeof address === "object" && address !== null ? address.port : 0;
    expect(await probeTrunk(trunk({ port: closed, transport: "tcp" }), options)).toMatchObject({ state: "unreachable", detail: "Nothing listens at that address and port." });
    expect(await probeTrunk(trunk({ host: "no-such-carrier.invalid" }), options)).toMatchObject({ state: "unreachable", detail: "The server's name is not known to DNS." });
  });
});

describe("trunks in a running Asterisk", () => {
  const asterisk = (loaded: string[] = []) => {
    const asked: string[] = [];
    let registered = ["trk_gone"];
    const disk = { text: "", fails: false };
    /** What is loaded of a text. */
    const world = { loads: (_text: string): string[] => loaded };
    const file: TrunksFile = {
      render: (trunks) => ({ text: trunks.map(({ id }) => id).join(), refused: [] }),
      read: () => Promise.resolve(disk.text),
      write: (text) => Promise.resolve(void (disk.text = text)),
    };
    const ask: AskManager = (actions) => {
      asked.push(...actions.map(({ action, fields }) => fields?.["Module"] ?? action));
      if (actions[0]?.action === "PJSIPUnregister") registered = [];
      if (actions[0]?.action === "PJSIPShowRegistrationsOutbound") return Promise.resolve([registered.map((id) => ({ ObjectName: id, Status: "Registered" }))]);
      if (disk.fails) return Promise.reject(new ManagerError("gone", true));
      return Promise.resolve(actions.map(() => [{ Response: "Success" }, ...world.loads(disk.text).map((id) => ({ ObjectName: id, DeviceState: "Not in use" }))]));
    };
    return { asked, disk, world, trunks: exchangeTrunks(file, ask, () => Promise.resolve()) };
  };

  it("are written, then reloaded part by part; an unchanged list reloads nothing", async () => {
    const { asked, trunks } = asterisk(["trk_1"]);
    expect(await trunks.apply([trunk()])).toEqual({ refused: [] });
    expect(asked.shift()).toBe("PJSIPShowEndpoints");
    // A registration that goes is given back while its password is still there.
    expect(asked.splice(0, 3)).toEqual(["PJSIPShowRegistrationsOutbound", "PJSIPUnregister", "PJSIPShowRegistrationsOutbound"]);
    expect(asked).toEqual(["res_pjsip.so", "res_pjsip_endpoint_identifier_ip.so", "res_pjsip_outbound_registration.so", "PJSIPShowEndpoints"]);
    asked.length = 0;
    await trunks.apply([trunk()]);
    expect(asked).toEqual(["PJSIPShowEndpoints"]);
  });

  it("that Asterisk did not take are told", async () => {
    const { trunks } = asterisk(["trk_1"]);
    expect((await trunks.apply([trunk(), trunk({ id: "trk_2" })])).refused).toEqual([{ id: "trk_2", why: "Asterisk did not take it: see its log" }]);
  });

  it("are as before, on disk and at work, when a change costs one of them its endpoint", async () => {
    const { asked, disk, trunks, world } = asterisk(["trk_1", "trk_2"]);
    disk.text = "former";
    world.loads = (text) => (text === "former" ? ["trk_1", "trk_2"] : ["trk_2"]);
    await expect(trunks.apply([trunk(), trunk({ id: "trk_2" })])).rejects.toThrow("Asterisk lost 1 of its trunks");
    expect(disk.text).toBe("former");
    expect(asked.slice(-3)).toEqual(["res_pjsip.so", "res_pjsip_endpoint_identifier_ip.so", "res_pjsip_outbound_registration.so"]);
    // One that is to go is missed by nobody.
    expect(await trunks.apply([trunk({ id: "trk_2" })])).toEqual({ refused: [] });
  });

  it("stay as they were on disk when Asterisk cannot be told", async () => {
    const { disk, trunks } = asterisk();
    disk.text = "former";
    disk.fails = true;
    await expect(trunks.apply([trunk()])).rejects.toThrow("gone");
    expect(disk.text).toBe("former");
  });
});

describe("the node's trunks", () => {
  const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined, with: () => silent };
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  const set = (state: TrunkSight["state"] = "registered") => {
    const timers: (() => void)[] = [];
    const world = { state, applied: [] as string[][], fails: false, news: 0 };
    const watch = watchNodeTrunks({
      exchange: {
        apply: (trunks) => (world.fails ? Promise.reject(new Error("gone")) : Promise.resolve({ refused: (world.applied.push(trunks.map(({ id }) => id)), []) })),
        look: (trunks) => Promise.resolve(trunks.map(({ id }) => ({ id, state: world.state }))),
      },
      probe: () => Promise.resolve({ ok: false, state: "refused", code: 403, detail: "", tookMs: 1 }),
      wallClock: () => 7,
      onNews: () => void (world.news += 1),
      setTimer: (run) => {
        timers.push(run);
        return () => void timers.splice(timers.indexOf(run), 1);
      },
      log: silent,
    });
    const tick = async (): Promise<void> => {
      timers.shift()?.();
      for (let turn = 0; turn < 5; turn++) await settled();
    };
    return { watch, world, tick };
  };

  it("are put to work once a list, and named by its hash from then on", async () => {
    const { watch, world, tick } = set();
    watch.onTrunks({ hash: "h1", trunks: [trunk()] });
    expect(watch.hash()).toBeUndefined();
    await tick();
    expect(watch.hash()).toBe("h1");
    watch.onTrunks({ hash: "h1", trunks: [trunk()] });
    await tick();
    watch.onTrunks({ hash: "h2", trunks: [] });
    await tick();
    expect(world.applied).toEqual([["trk_1"], []]);
  });

  it("tell what changed, once, and all of it to an edge that forgot", async () => {
    const { watch, world, tick } = set();
    watch.onTrunks({ hash: "h", trunks: [trunk()] });
    await tick();
    expect(watch.news()).toEqual([{ id: "trk_1", state: "registered", code: null, atMs: 7 }]);
    await tick();
    expect(watch.news()).toEqual([]);
    expect(world.news).toBe(1);
    watch.forgetTold();
    expect(watch.news()).toHaveLength(1);
    world.state = "refused";
    await tick();
    // Asterisk keeps the status to itself: a try brings it.
    expect(watch.news()).toEqual([{ id: "trk_1", state: "refused", code: 403, atMs: 7 }]);
  });

  it("are tried again while Asterisk is away, and not called working before", async () => {
    const { watch, world, tick } = set();
    world.fails = true;
    watch.onTrunks({ hash: "h", trunks: [trunk()] });
    await tick();
    expect(watch.hash()).toBeUndefined();
    world.fails = false;
    await tick();
    expect(watch.hash()).toBe("h");
    watch.close();
  });
});

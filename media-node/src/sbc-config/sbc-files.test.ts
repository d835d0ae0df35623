import type { TrunkSettings } from "@zvon/contract/trunk-settings.ts";
import { describe, expect, it } from "vitest";
import { readTemplates, templateFolder } from "../asterisk-config/config-folder.ts";
import { applyTrunks, nodeStates, setDrained, type SbcControl } from "./control.ts";
import { renderSbc } from "./sbc-files.ts";
import { sbcSettingsSchema } from "./sbc-settings.ts";

const secret = "0123456789abcdef";
const settings = (more: object = {}) =>
  sbcSettingsSchema.parse({ public: { host: "10.0.0.1", advertise: "198.51.100.1" }, private: { host: "10.0.1.1" }, nodes: [{ id: "a", host: "10.0.1.11" }, { id: "b", host: "10.0.1.12", drained: true }], token: secret, maskKey: secret, ...more });
const trunk = (more: Partial<TrunkSettings> = {}): TrunkSettings => ({
  id: "trk_1", kind: "exolve", access: "ip", host: "sip.example.com", port: 5060, transport: "udp", username: null, password: null, outboundProxy: null,
  inboundNetworks: ["203.0.113.0/28"], codecs: ["pcma"], callerIdFormat: "e164", maxChannels: 10, dailyCalls: 500, ...more,
});
const resolved = { "sip.example.com": ["203.0.113.77"] };
const templates = await readTemplates(templateFolder("kamailio"));
const valueOf = (trunks: TrunkSettings[], key: string) => renderSbc(settings(), trunks, resolved, templates).rows.find((row) => row.key === key)?.value;

describe("the border's files", () => {
  it("allow carriers by address, under their trunk, and our Asterisks", () => {
    const { files, rows } = renderSbc(settings(), [trunk()], resolved, templates);
    const group = rows.find(({ key }) => key === "trk_1::group")?.value;
    expect(files["address.list"]).toBe(`1 203.0.113.77 32 0 trk_1\n1 203.0.113.0 28 0 trk_1\n${group} 203.0.113.77 32 0 trk_1\n${group} 203.0.113.0 28 0 trk_1\n2 10.0.1.11 32 0 node\n2 10.0.1.12 32 0 node\n`);
  });

  it("give each trunk a group of its own, which other trunks do not change", () => {
    const alone = valueOf([trunk()], "trk_1::group");
    const two = [trunk(), trunk({ id: "trk_0" })];
    expect(valueOf(two, "trk_1::group")).toBe(alone);
    expect(valueOf(two, "trk_0::group")).not.toBe(alone);
    expect(Number(alone)).toBeGreaterThan(2);
  });

  it("give no calls to an Asterisk that the settings drain", () => {
    expect(renderSbc(settings(), [], {}, templates).files["dispatcher.list"]).toBe("1 sip:10.0.1.11:5060 0 0\n1 sip:10.0.1.12:5060 4 0\n");
  });

  it("tell carriers the address that NAT shows, for signalling and sound", () => {
    const { files } = renderSbc(settings(), [], {}, templates);
    expect(files["kamailio.cfg"]).toContain("listen=udp:10.0.0.1:5060 advertise 198.51.100.1:5060");
    expect(files["rtpengine.conf"]).toContain("interface = public/10.0.0.1!198.51.100.1;private/10.0.1.1");
  });

  it("send a trunk's calls to its proxy where it has one, in its transport, from our socket of that transport", () => {
    const tls = { public: { host: "10.0.0.1", tls: { port: 5061, certFile: "/etc/c.pem", keyFile: "/etc/k.pem" } } };
    const { rows } = renderSbc(settings(tls), [trunk({ transport: "tls", port: 5061, outboundProxy: { host: "out.example.com", port: 5071 } })], resolved, templates);
    expect(Object.fromEntries(rows.map(({ key, value }) => [key.replace("trk_1::", ""), value]))).toEqual({ group: expect.any(Number), host: "sip.example.com", to: "sip:out.example.com:5071;transport=tls", from: "tls:10.0.0.1:5061", at: "10.0.0.1:5061;transport=tls", max: 10, daily: 500 });
  });

  it("cap no days where the trunk has no cap", () => {
    expect(valueOf([trunk({ dailyCalls: null })], "trk_1::daily")).toBe(0);
  });

  it.each<[string, Partial<TrunkSettings>]>([
    ["a host that DNS does not know", { host: "unknown.example.com" }],
    ["an address of our own side", { host: "10.0.1.11" }],
    ["a transport that the border lacks", { transport: "tls" }],
    ["a name that ends a string of the configuration", { id: 'x");exec("' }],
    ["a proxy that does", { outboundProxy: { host: 'a";', port: 1 } }],
    ["a network that is none", { inboundNetworks: ["0.0.0.0/0\n2 0.0.0.0 0 0 x"] }],
  ])("leave out a trunk with %s, and keep the others", (_, wrong) => {
    const { files, refused, rows } = renderSbc(settings(), [trunk({ id: "trk_a" }), trunk(wrong)], resolved, templates);
    expect(refused).toHaveLength(1);
    expect(new Set(rows.map(({ key }) => key.split("::")[0]))).toEqual(new Set(["trk_a"]));
    const lines = files["address.list"]?.split("\n").filter((line) => line !== "" && !line.startsWith("2 ")) ?? [];
    expect(lines.map((line) => line.split(" ")[4])).toEqual(["trk_a", "trk_a", "trk_a", "trk_a"]);
  });

  it("leave no name unfilled, and ask for TLS only with a certificate", () => {
    const { files } = renderSbc(settings(), [], {}, templates);
    expect(Object.values(files).join("\n")).not.toContain("{{");
    expect(files["kamailio.cfg"]).not.toContain("tls.so");
    expect(files["tls.cfg"]).toBeUndefined();
  });

  it("look at a stranger's address before anything else, and at carriers never with the flood guard", () => {
    const cfg = renderSbc(settings(), [], {}, templates).files["kamailio.cfg"] ?? "";
    const route = cfg.slice(cfg.indexOf("request_route {"));
    expect(route.indexOf("allow_source_address")).toBeLessThan(route.indexOf("sl_send_reply"));
    expect(route.match(/pike_check_req/g)).toHaveLength(1);
  });
});

describe("a running Kamailio", () => {
  const fake = (answers: Record<string, string> = {}) => {
    const ran: string[] = [];
    const control: SbcControl = { run: (command, ...args) => (ran.push([command, ...args].join(" ")), Promise.resolve(answers[command] ?? "")) };
    return { ran, control };
  };

  it("gets the trunks of now, loses those of before, and forgets no drain by it", async () => {
    const { ran, control } = fake({ "htable.dump": "{\n name: trk_old::max\n value: 1\n}\n{\n name: trk_1::max\n value: 3\n}" });
    await applyTrunks(control, [{ key: "trk_1::max", value: 10 }, { key: "trk_1::host", value: "h" }], false);
    expect(ran).toEqual(["htable.dump trunk", "htable.seti trunk trk_1::max 10", "htable.sets trunk trk_1::host s:h", "htable.delete trunk trk_old::max", "permissions.addressReload"]);
  });

  it("is told to drain and to take back by the address that its list has", async () => {
    const { ran, control } = fake();
    await setDrained(control, { host: "10.0.1.11", port: 5060 }, true);
    await setDrained(control, { host: "10.0.1.11", port: 5060 }, false);
    expect(ran).toEqual(["dispatcher.set_state d 1 sip:10.0.1.11:5060", "dispatcher.set_state ap 1 sip:10.0.1.11:5060"]);
  });

  it("tells who is in use", async () => {
    const { control } = fake({ "dispatcher.list": "DEST: {\n URI: sip:a:1\n FLAGS: AP\n}\nDEST: {\n URI: sip:b:2\n FLAGS: DX\n}" });
    expect(await nodeStates(control)).toEqual({ "sip:a:1": "AP", "sip:b:2": "DX" });
  });
});

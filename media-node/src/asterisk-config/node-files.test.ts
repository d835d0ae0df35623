import { trunkCodecSchema } from "@zvon/contract/trunk-settings.ts";
import type { TrunkCodec, TrunkSettings } from "@zvon/contract/trunk-settings.ts";
import { describe, expect, it } from "vitest";
import { asteriskSettingsSchema } from "./asterisk-settings.ts";
import { readTemplates, templateFolder } from "./config-folder.ts";
import { configValue, fillTemplate, section, UnsafeValue } from "./config-text.ts";
import { renderNode, trunksFile, trunkWay } from "./node-files.ts";
import { readSections } from "./check-config.ts";
import { renderTrunks } from "./trunks.ts";

const password = "0123456789abcdef";
const tls = { certFile: "/etc/zvon/cert.pem", keyFile: "/etc/zvon/key.pem" };
const settings = (more: object = {}) => asteriskSettingsSchema.parse({ sip: { host: "192.0.2.5", tls }, ari: { password }, ...more });
const trunk = (more: Partial<TrunkSettings> = {}): TrunkSettings => ({
  id: "trk_1", kind: "sip", access: "ip", host: "sip.example.com", port: 5060, transport: "udp", username: null, password: null, outboundProxy: null,
  inboundNetworks: ["203.0.113.0/28"], codecs: ["pcma", "pcmu"], callerIdFormat: "e164", maxChannels: 10, dailyCalls: null, ...more,
});
const templates = await readTemplates(templateFolder("asterisk"));
const trunksText = (trunks: TrunkSettings[], more: object = {}): string => renderNode(settings(more), trunks, templates).files[trunksFile] ?? "";
/** Sections as Asterisk reads them: name, then its lines. */
const sections = (text: string): string[][] => text.split(/^(?=\[)/m).filter((part) => part !== "").map((part) => part.split("\n").filter((line) => line !== "").map((line) => line.replaceAll("\\;", ";")));
const typed = (text: string, type: string): string[] => sections(text).find((lines) => lines.includes(`type = ${type}`)) ?? [];

describe("a line of Asterisk's configuration", () => {
  it.each(["a\nb", "a\r[trunk]", "\u0000", " leading", "trailing ", "x".repeat(2_000)])("refuses %j, and does not repeat what it refused", (value) => {
    expect(() => configValue("password", value)).toThrow(UnsafeValue);
    expect(() => configValue("password", value)).toThrow(/^password cannot/);
  });

  it("keeps a semicolon from beginning a comment, and lets everything else stand inside a line", () => {
    expect(section("a", [["password", "#exec;--[x]=>${SHELL(id)}"]])).toBe("[a]\npassword = #exec\\;--[x]=>${SHELL(id)}\n");
  });

  it("takes no section or setting whose name is more than a name", () => {
    expect(() => section("a](!)", [])).toThrow(UnsafeValue);
    expect(() => section("a", [["x = 1\ny", "2"]])).toThrow(UnsafeValue);
  });

  it("fills in every name of a template and refuses one it was not given", () => {
    expect(fillTemplate("bind = {{host}}:{{port}}", { host: "127.0.0.1", port: "5060" })).toBe("bind = 127.0.0.1:5060");
    expect(() => fillTemplate("{{pasword}}", { password: "x" })).toThrow("{{pasword}}");
  });
});

describe("a trunk in pjsip", () => {
  it("that is known by address has an endpoint, a contact and the addresses its calls come from, and no password", () => {
    const text = trunksText([trunk()]);
    expect(sections(text).map((lines) => lines.find((line) => line.startsWith("type")))).toEqual(["type = endpoint", "type = aor", "type = identify"]);
    expect(typed(text, "endpoint")).toEqual(expect.arrayContaining(["identify_by = ip", "context = from-trunk", "allow = alaw,ulaw", "transport = udp", "set_var = ZVON_MAX_CHANNELS=10"]));
    expect(typed(text, "aor")).toContain("contact = sip:sip.example.com:5060");
    expect(typed(text, "identify")).toEqual(expect.arrayContaining(["match = sip.example.com", "match = 203.0.113.0/28"]));
  });

  it("with credentials authenticates our calls and registers nothing", () => {
    const text = trunksText([trunk({ access: "credentials", username: "74950001122", password: "p#1=[x]" })]);
    expect(typed(text, "auth")).toEqual(["[trk_1]", "type = auth", "auth_type = userpass", "username = 74950001122", "password = p#1=[x]"]);
    expect(typed(text, "endpoint")).toEqual(expect.arrayContaining(["outbound_auth = trk_1", "from_domain = sip.example.com"]));
    expect(typed(text, "registration")).toEqual([]);
  });

  it("that registers does so by TLS, and its calls are known by the registration", () => {
    const text = trunksText([trunk({ access: "register", username: "u", password: "p", transport: "tls", port: 5061 })]);
    expect(typed(text, "registration")).toEqual(expect.arrayContaining(["server_uri = sip:sip.example.com:5061;transport=tls", "client_uri = sip:u@sip.example.com", "contact_user = trk_1", "line = yes", "endpoint = trk_1"]));
    expect(typed(text, "endpoint")).toContain("transport = tls");
  });

  it("keeps where calls go apart from where they come from", () => {
    const text = trunksText([trunk({ outboundProxy: { host: "out.example.com", port: 5080 } })]);
    expect(typed(text, "endpoint")).toContain("outbound_proxy = sip:out.example.com:5080;lr");
    expect(typed(text, "identify").join("\n")).not.toContain("out.example.com");
  });

  it("behind an SBC is known by the SBC's token alone, and goes out through it", () => {
    const text = trunksText([trunk({ transport: "tls" })], { sbc: { host: "192.0.2.1", token: password } });
    expect(typed(text, "identify")).toEqual(["[trk_1]", "type = identify", "endpoint = trk_1", `match_header = X-Zvon-Trunk: trk_1.${password}`]);
    expect(typed(text, "endpoint")).toEqual(expect.arrayContaining(["identify_by = header", "transport = udp", "outbound_proxy = sip:192.0.2.1:5060;lr;trunk=trk_1"]));
    expect(typed(text, "aor")).toContain("contact = sip:sip.example.com:5060;transport=tls");
  });

  it.each<[string, Partial<TrunkSettings>]>([
    ["a password of two lines", { access: "credentials", username: "u", password: "p\n[evil]\ntype = endpoint" }],
    ["a name that ends its section", { id: "x]\n#exec" }],
    ["a network with a line of its own", { inboundNetworks: ["1.2.3.4/32\nmatch = 0.0.0.0/0"] }],
    ["a transport that the node does not have", { transport: "tcp" }],
    ["a login without a password", { access: "register", username: "u" }],
  ])("is left out for %s, while the others are written", (_, wrong) => {
    const { files, refused } = renderNode(settings(), [trunk({ id: "trk_a" }), trunk({ ...wrong }), trunk({ id: "trk_z" })], templates);
    expect(refused).toHaveLength(1);
    expect(sections(files[trunksFile] ?? "").filter((lines) => lines.includes("type = endpoint")).map(([name]) => name)).toEqual(["[trk_a]", "[trk_z]"]);
    expect(JSON.stringify(refused)).not.toContain("evil");
  });

  it("is left out or says exactly what was meant, whatever signs its owner wrote", () => {
    const signs = ["a", "7", "; ", ";--", "--;", "\n", "\r", "[x]", "]", "(!)", "(+)", "=>", " = ", "#include x", "#exec y", "\\", "\\;", '"', "'", "${SHELL(id)}", "\u0000", "\u2028", "ю", "\t", " ", "<", "@", ",", "type = endpoint"];
    // A generator of its own: the same texts in every run.
    let seed = 1;
    const next = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below;
    const text = (): string => Array.from({ length: 1 + next(6) }, () => signs[next(signs.length)] ?? "").join("");
    const counts = { written: 0, refused: 0 };
    for (let n = 0; n < 2_000; n++) {
      const wild: Partial<TrunkSettings>[] = [{ username: text() }, { password: text() }, { host: text() }, { outboundProxy: { host: text(), port: 5060 } }, { inboundNetworks: [text()] }, { id: text() }];
      const one = trunk({ access: "register", username: "u", password: "p", ...wild[next(wild.length)] });
      const { text: written, refused } = renderTrunks([one], trunkWay(settings()));
      if (refused.length > 0) {
        counts.refused += 1;
        expect(written).toBe("");
        continue;
      }
      counts.written += 1;
      const read = readSections(written);
      expect(read.map(({ name }) => name)).toEqual([one.id, one.id, one.id, one.id, one.id]);
      expect(read.map(({ settings: [first] }) => first?.[1])).toEqual(["endpoint", "aor", "auth", "registration", "identify"]);
      const auth = read[2]?.settings ?? [];
      expect(auth).toEqual([["type", "auth"], ["auth_type", "userpass"], ["username", one.username], ["password", one.password]]);
    }
    expect(counts.written).toBeGreaterThan(200);
    expect(counts.refused).toBeGreaterThan(200);
  });

  it("is written the same whatever order the trunks come in", () => {
    const two = [trunk({ id: "trk_a" }), trunk({ id: "trk_b" })];
    expect(trunksText(two)).toBe(trunksText(two.toReversed()));
  });
});

describe("an Asterisk's files", () => {
  it("name every file that they include, and leave no name unfilled", () => {
    const { files } = renderNode(settings(), [], templates);
    for (const text of Object.values(files)) {
      expect(text).not.toContain("{{");
      for (const [, name = ""] of text.matchAll(/^#include (\S+)$/gm)) expect(Object.keys(files)).toContain(name);
    }
  });

  it("tell the far side the address outside the NAT, and neighbours the inner one", () => {
    const { files } = renderNode(settings({ external: { signalling: "198.51.100.7", media: "198.51.100.7", localNetworks: ["10.0.0.0/8"] } }), [], templates);
    expect(typed(files["pjsip_transports.conf"] ?? "", "transport")).toEqual(expect.arrayContaining(["external_media_address = 198.51.100.7", "local_net = 10.0.0.0/8"]));
  });

  it("load what turns each codec of a trunk into ours, or its calls would be answered and hear nothing", () => {
    const modules: Record<TrunkCodec, string> = { pcma: "codec_alaw", pcmu: "codec_ulaw", g722: "codec_g722", opus: "codec_opus_open_source" };
    const { files } = renderNode(settings(), [], templates);
    for (const codec of trunkCodecSchema.options) expect(files["modules.conf"]).toContain(`load = ${modules[codec]}.so`);
  });

  it("give browsers a WebSocket, DTLS and ICE with TURN only where they are wanted", () => {
    const without = renderNode(settings(), [], templates).files;
    expect(without["modules.conf"]).not.toContain("res_pjsip_transport_websocket");
    expect(without["rtp.conf"]).toContain("icesupport = no");
    const { files } = renderNode(
      settings({
        browsers: true,
        ice: { stun: "stun.example.com:3478", turn: { address: "turn.example.com:3478", user: "zvon", password } },
        operators: [{ id: "anna", password }],
      }),
      [],
      templates,
    );
    expect(files["modules.conf"]).toContain("load = res_pjsip_transport_websocket.so");
    expect(files["rtp.conf"]).toContain("turnaddr = turn.example.com:3478");
    expect(files["pjsip_transports.conf"]).toContain("protocol = ws\n");
    expect(typed(files["pjsip_operators.conf"] ?? "", "endpoint")).toEqual(expect.arrayContaining(["[operator-anna]", "webrtc = yes", "context = from-operator", "allow_transfer = no", "rewrite_contact = yes"]));
  });

  it.each(["0.0.0.0", "203.0.113.5", "::", "voice.example.com"])("never let ARI answer at %s", (host) => {
    expect(asteriskSettingsSchema.safeParse({ sip: { host: "192.0.2.5" }, ari: { password }, http: { host } }).success).toBe(false);
  });

  it.each(["127.0.0.1", "::1", "10.0.0.5", "192.168.1.2", "172.31.0.1", "fd00::5"])("let ARI answer at %s, and nowhere by TLS of Asterisk's own", (host) => {
    const { files } = renderNode(settings({ http: { host }, browsers: true }), [], templates);
    expect(files["http.conf"]).toContain(`bindaddr = ${host}\n`);
    expect(files["http.conf"]).not.toContain("tls");
    expect(asteriskSettingsSchema.safeParse({ sip: { host: "192.0.2.5" }, ari: { password }, http: { host, tls } }).success).toBe(false);
  });

  it("have no operators whose browsers they do not take", () => {
    const wrong = asteriskSettingsSchema.safeParse({ sip: { host: "192.0.2.5" }, ari: { password }, operators: [{ id: "anna", password }] });
    expect(wrong.error?.issues.map(({ path, message }) => [path, message])).toEqual([[["browsers"], 'operators need "browsers": true']]);
  });

  it("take no password that is not long and random", () => {
    expect(asteriskSettingsSchema.safeParse({ sip: { host: "192.0.2.5" }, ari: { password: "secret" } }).success).toBe(false);
  });
});

import { describe, expect, it } from "vitest";
import { checkEndpoints, checkFiles, ConfigFault, readSections } from "./check-config.ts";

const trunk = "[trk_1]\ntype = endpoint\ntransport = udp\naors = trk_1\noutbound_auth = trk_1\nset_var = A=1\nset_var = B=2\n\n[trk_1]\ntype = aor\ncontact = sip:x\\;lr\n\n[trk_1]\ntype = auth\npassword = p\n\n[trk_1]\ntype = identify\nendpoint = trk_1\nmatch = 192.0.2.1\nmatch = 192.0.2.2\n";

describe("a configuration that was rendered", () => {
  it("is read as Asterisk reads it: an escaped semicolon is a semicolon", () => {
    expect(readSections("[a]\ntype = aor\ncontact = sip:x\\;lr\n")).toEqual([{ name: "a", settings: [["type", "aor"], ["contact", "sip:x;lr"]] }]);
  });

  it.each([
    ["a comment begun within a value", "[a]\npassword = x;y\n"],
    ["a program to run", "[a]\n#exec /bin/sh\n"],
    ["another file", "#include /etc/passwd\n"],
    ["a template's heir", "[a](b)\ntype = aor\n"],
    ["a setting before any section", "type = aor\n"],
    ["a line that is longer than Asterisk reads", `[a]\npassword = ${"x".repeat(8_200)}\n`],
    ["a control character", "[a]\npassword = a\u0000b\n"],
    ["a carriage return, which begins a line for Asterisk too", "[a]\npassword = a\rtype = endpoint\n"],
  ])("is not taken with %s, and what stood there is not repeated", (_, text) => {
    expect(() => readSections(text)).toThrow(ConfigFault);
    expect(() => readSections(text)).toThrow(/^line \d+ [\w ]+$/);
  });

  it("is taken when all that it names is there", () => {
    expect(() => checkEndpoints(trunk, ["trk_1"], ["udp"])).not.toThrow();
    expect(() => checkEndpoints("", [], [])).not.toThrow();
  });

  it.each([
    ["an endpoint that nobody meant", `${trunk}\n[evil]\ntype = endpoint\n`, "other endpoints"],
    ["none of the endpoint that was meant", "", "other endpoints"],
    ["a password that is not there", trunk.replace("type = auth", "type = aor").replace("password = p\n", ""), /second aor|names no auth/],
    ["an address of record that is not there", trunk.replace("aors = trk_1", "aors = trk_2"), "aors names no aor"],
    ["another trunk's endpoint in its identity", trunk.replace("endpoint = trk_1", "endpoint = trk_2"), "endpoint names no endpoint"],
    ["a transport that the instance does not have", trunk.replace("udp", "tls"), "no such transport"],
    ["a setting twice, of which one would win", trunk.replace("aors = trk_1", "aors = trk_1\naors = trk_1"), "aors twice"],
    ["a section of a type that has no place there", `${trunk}\n[system]\ntype = system\n`, "type system"],
    ["a section of no type", `${trunk}\n[x]\nmatch = 1\n`, "of the type"],
  ])("is not taken with %s", (_, text, why) => {
    expect(() => checkEndpoints(text, ["trk_1"], ["udp"])).toThrow(why);
  });

  it("is not taken when a file it includes is missing, a name is not filled in or a line would be acted on", () => {
    expect(() => checkFiles({ "a.conf": "; {{a comment}}\n#include b.conf\n#tryinclude own.conf\n", "b.conf": "" })).not.toThrow();
    expect(() => checkFiles({ "a.conf": "#include b.conf" })).toThrow("a.conf: there is no b.conf");
    expect(() => checkFiles({ "a.conf": "x = {{password}}" })).toThrow(/^a\.conf: a name/);
    expect(() => checkFiles({ "a.conf": " #exec /bin/sh" })).toThrow("a.conf: a line");
  });
});

import { describe, expect, it } from "vitest";
import { readConfig, readVendors } from "./config.ts";

const least = { ZVON_EDGE_URL: "http://127.0.0.1:1", ZVON_NODE_TOKEN: "t".repeat(16), ZVON_NODE_DATA: "data" };
const notRead = (): never => expect.fail("no file is to be read");

describe("the node's settings", () => {
  it("take the platform's keys from the variable, else from the file, else there are none", () => {
    const vendors = { deepgram: { key: "k", proxy: "http://u:p@proxy.example:3128" } };
    expect(readVendors(readConfig({ ...least, ZVON_VENDORS: JSON.stringify(vendors), ZVON_VENDORS_FILE: "keys.json" }), notRead)).toEqual(vendors);
    expect(readVendors(readConfig({ ...least, ZVON_VENDORS_FILE: "keys.json" }), (file) => (file === "keys.json" ? JSON.stringify(vendors) : notRead()))).toEqual(vendors);
    expect(readVendors(readConfig(least), notRead)).toEqual({});
  });

  it("list ranges by commas or blanks", () => {
    expect(readConfig({ ...least, ZVON_EGRESS_ALLOW: "127.0.0.0/8, 10.0.0.0/8" }).ZVON_EGRESS_ALLOW).toEqual(["127.0.0.0/8", "10.0.0.0/8"]);
    expect(readConfig(least).ZVON_EGRESS_ALLOW).toEqual([]);
  });

  it.each([
    ["no JSON", "{secret-key"],
    ["an address that is none", JSON.stringify({ openai: { key: "secret-key", baseUrl: "secret-key" } })],
    ["a key that is no text", JSON.stringify({ openai: { key: { value: "secret-key" } } })],
    ["a vendor that nobody knows", JSON.stringify({ parrot: { key: "secret-key" } })],
  ])("refuse %s and name the setting, never the key", (_, text) => {
    const wrong = (work: () => unknown): string => {
      try {
        work();
      } catch (error) {
        return error instanceof Error ? error.message : "";
      }
      return expect.fail("it was taken");
    };
    for (const message of [wrong(() => readConfig({ ...least, ZVON_VENDORS: text })), wrong(() => readVendors(readConfig({ ...least, ZVON_VENDORS_FILE: "keys.json" }), () => text))]) {
      expect(message).toMatch(/ZVON_VENDORS/);
      expect(message).not.toContain("secret-key");
    }
  });

  it("let the listener leave this machine by TLS alone, its own or a named proxy's, at an address that browsers are told", () => {
    const refusal = (more: Record<string, string>): string => {
      try {
        readConfig({ ...least, ...more });
      } catch (error) {
        return error instanceof Error ? error.message : "";
      }
      return "";
    };
    const everywhere = { ZVON_NODE_HOST: "0.0.0.0", ZVON_NODE_PUBLIC_URL: "wss://node1.example.com:8443" };
    expect(refusal(everywhere)).toMatch(/^ZVON_NODE_HOST: .*ZVON_NODE_TLS_CERT.*ZVON_NODE_PROXIES/);
    expect(refusal({ ...everywhere, ZVON_NODE_TLS_CERT: "a.pem" })).toMatch(/^ZVON_NODE_TLS_KEY: /);
    expect(refusal({ ...everywhere, ZVON_NODE_TLS_KEY: "a.key" })).toMatch(/ZVON_NODE_TLS_CERT: the key's certificate is missing/);
    expect(refusal({ ZVON_NODE_HOST: "10.0.0.5", ZVON_NODE_PROXIES: "10.0.0.1" })).toMatch(/^ZVON_NODE_PUBLIC_URL: /);
    expect(refusal({ ...everywhere, ZVON_NODE_PUBLIC_URL: "ftp://node1.example.com" })).toMatch(/ZVON_NODE_PUBLIC_URL/);
    expect(refusal({ ...everywhere, ZVON_NODE_TLS_CERT: "a.pem", ZVON_NODE_TLS_KEY: "a.key" })).toBe("");
    expect(refusal({ ...everywhere, ZVON_NODE_PROXIES: "10.0.0.0/8" })).toBe("");
    expect([refusal({}), refusal({ ZVON_NODE_HOST: "::1" }), refusal({ ZVON_NODE_HOST: "127.0.0.2" })]).toEqual(["", "", ""]);
  });

  it("take the listener's address by http or ws, and origins as browsers name them", () => {
    const config = readConfig({ ...least, ZVON_NODE_PUBLIC_URL: "https://node1.example.com:8443/", ZVON_NODE_ORIGINS: "https://voice.example.com/, https://voice.example.com:8443/path" });
    expect(config.ZVON_NODE_PUBLIC_URL).toBe("wss://node1.example.com:8443");
    expect(config.ZVON_NODE_ORIGINS).toEqual(["https://voice.example.com", "https://voice.example.com:8443"]);
  });
});

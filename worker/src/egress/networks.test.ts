import { describe, expect, it } from "vitest";
import { isInNetworks, parseNetworks } from "./networks.ts";

describe("networks that an installation opens", () => {
  const networks = parseNetworks("127.0.0.0/8, 10.1.2.0/23,::1/128,fd00::/8");

  it.each(["127.0.0.1", "127.255.0.9", "10.1.3.255", "::1", "0:0:0:0:0:0:0:1", "fdab::7", "::ffff:127.0.0.1"])("hold %s", (host) => {
    expect(isInNetworks(networks, host)).toBe(true);
  });

  it.each(["128.0.0.1", "10.1.4.0", "::2", "fe80::1", "::ffff:8.8.8.8", "localhost", "256.0.0.1", ""])("do not hold %j", (host) => {
    expect(isInNetworks(networks, host)).toBe(false);
  });

  it("are none when nothing is named", () => {
    expect(isInNetworks(parseNetworks(" "), "127.0.0.1")).toBe(false);
  });

  it.each(["localhost", "10.0.0.0", "10.0.0.0/33", "10.0.0.0/", "::/129", "10.0.0.0/8/8"])("are refused when one is no network: %s", (text) => {
    expect(() => parseNetworks(text)).toThrow(text);
  });
});

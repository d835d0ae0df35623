import { describe, expect, it } from "vitest";
import { createRangeCheck } from "../net/private.ts";
import { clientOf, createSocketLimits, networkOf, placeOf } from "./socket-limits.ts";

describe("places at the listener", () => {
  it("are so many in all, and so many an address; who goes makes room once", () => {
    const limits = createSocketLimits({ most: 3, mostByAddress: 2 });
    const first = limits.take("203.0.113.1");
    limits.take("203.0.113.1");
    expect(limits.take("203.0.113.1")).toEqual({ ok: false, why: "address_full" });
    expect(limits.take("::ffff:203.0.113.1")).toEqual({ ok: false, why: "address_full" });
    expect(limits.take("203.0.113.2").ok).toBe(true);
    expect(limits.take(null)).toEqual({ ok: false, why: "full" });
    if (first.ok) {
      first.release();
      first.release();
    }
    expect(limits.take("203.0.113.1").ok).toBe(true);
    expect(limits.take("203.0.113.9")).toEqual({ ok: false, why: "full" });
  });

  it("count the network that an IPv6 subscriber gets as one address, and who has none in all alone", () => {
    const limits = createSocketLimits({ most: 10, mostByAddress: 1 });
    limits.take("2001:db8:1:2::1");
    expect(limits.take("2001:db8:1:2:ffff::9")).toEqual({ ok: false, why: "address_full" });
    expect(limits.take("2001:db8:1:3::1").ok).toBe(true);
    expect([limits.take(null).ok, limits.take(null).ok]).toEqual([true, true]);
  });
});

describe("what counts as one address", () => {
  it.each([
    ["203.0.113.7", "203.0.113.7"],
    ["::ffff:203.0.113.7", "203.0.113.7"],
    ["::1", "::1"],
    ["2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"],
    ["2001:db8:1:2:bbbb:0:0:2", "2001:db8:1:2::/64"],
    ["2001:db8::1", "2001:db8:0:0::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
    ["", ""],
  ])("%s is of %s", (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});

describe("whose place a connection takes", () => {
  const isProxy = createRangeCheck(["10.0.0.0/8"]);
  const place = (remoteAddress: string) => placeOf({ headers: { "x-forwarded-for": "198.51.100.1" }, socket: { remoteAddress } }, isProxy);

  it.each([
    ["a client's own, whatever it says of itself", "203.0.113.5", "203.0.113.5"],
    ["that of the client of a proxy of ours", "10.0.0.1", "198.51.100.1"],
    ["nobody's, from this machine", "::ffff:127.0.0.1", null],
    ["nobody's, from this machine by IPv6", "::1", null],
  ])("is %s", (_, address, whose) => {
    expect(place(address)).toBe(whose);
  });
});

describe("who really asks", () => {
  const isProxy = createRangeCheck(["10.0.0.0/8", "fd00::1"]);
  const asked = (remoteAddress: string, forwarded?: string) => clientOf({ headers: forwarded === undefined ? {} : { "x-forwarded-for": forwarded }, socket: { remoteAddress } }, isProxy);

  it.each([
    ["a client by itself, whatever it claims", "203.0.113.5", "198.51.100.1", "203.0.113.5"],
    ["what our proxy wrote last, behind what the client made up", "10.0.0.1", "1.2.3.4, 198.51.100.1", "198.51.100.1"],
    ["the same of a proxy by its other spelling", "::ffff:10.0.0.1", "198.51.100.1", "198.51.100.1"],
    ["an IPv6 client", "fd00::1", "2001:db8::7", "2001:db8::7"],
    ["nobody, of a proxy that says nothing", "10.0.0.1", undefined, null],
    ["nobody, of a proxy that writes no address", "10.0.0.1", "unknown", null],
  ])("is %s", (_, peer, forwarded, expected) => {
    expect(asked(peer, forwarded)).toBe(expected);
  });
});

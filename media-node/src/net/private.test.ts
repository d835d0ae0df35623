import { describe, expect, it } from "vitest";
import { createPrivateCheck, parseRanges } from "./private.ts";

describe("addresses open to tenants", () => {
  const open = createPrivateCheck([]);

  it.each(["8.8.8.8", "84.201.181.26", "2a02:6b8::1", "2606:4700::1111", "::ffff:8.8.8.8"])("%s is public", (address) => {
    expect(open(address)).toBe(true);
  });

  it.each([
    "127.0.0.1", "127.9.9.9", "0.0.0.0", "10.1.2.3", "100.64.0.1", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.168.1.1", "198.18.0.1", "224.0.0.1", "255.255.255.255",
    "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1", "2001:db8::1", "2001::1", "2002:7f00:1::", "64:ff9b::7f00:1",
    "::ffff:127.0.0.1", "::ffff:7f00:1", "0:0:0:0:0:ffff:c0a8:101", "::FFFF:10.0.0.1", "::127.0.0.1", "localhost", "",
  ])("%s is not", (address) => {
    expect(open(address)).toBe(false);
  });

  it("opens what the admin has allowed and nothing beside it", () => {
    const allowed = createPrivateCheck(["127.0.0.0/8", "10.5.0.7", "fd00:1::/32"]);
    expect(["127.0.0.1", "::ffff:127.0.0.1", "10.5.0.7", "fd00:1::5"].map(allowed)).toEqual([true, true, true, true]);
    expect(["10.5.0.8", "192.168.1.1", "fd00:2::5", "::1"].map(allowed)).toEqual([false, false, false, false]);
  });

  it.each(["10.0.0.0/33", "10.0.0.0/", "10.0.0.0/x", "ten", "::/129"])("refuses %s as a range", (range) => {
    expect(() => parseRanges([range])).toThrow(range);
  });
});

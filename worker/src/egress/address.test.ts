import { describe, expect, it } from "vitest";
import { egressFault } from "./address.ts";

describe("an address that a tenant chose", () => {
  it.each(["https://api.example.com/v1?x=1#y", "http://example.com", "https://8.8.8.8", "https://[2606:4700::1111]/", "https://api.example.com:8443/", "https://пример.рф/", "https://corp.example.com"])("may be %s", (address) => {
    expect(egressFault(address, "")).toBeNull();
  });

  it.each([
    // This machine, in every notation that a resolver knows.
    "http://127.0.0.1/", "http://127.0.0.1:8080/", "http://127.1/", "http://127.0.1/", "http://2130706433/", "http://0x7f000001/", "http://0x7f.0.0.1/", "http://0x7f.1/", "http://0177.0.0.1/", "http://017700000001/", "http://127.0.0.1./", "http://0/", "http://0.0.0.0/", "http://127.255.255.254/",
    "http://①②⑦.⓪.⓪.①/", "http://127。0。0。1/", "http://%31%32%37.0.0.1/", "http://localhost/", "http://LOCALHOST/", "http://localhost./", "http://localhost../", "http://a.localhost/", "http://localhost.localdomain/",
    "http://[::1]/", "http://[::]/", "http://[0:0:0:0:0:0:0:1]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[::127.0.0.1]/", "http://[64:ff9b::7f00:1]/", "http://[::ffff:0:7f00:1]/", "http://[::ffff:0:10.0.0.1]/", "http://[5f00::1]/", "http://[2002:7f00:1::]/",
    // Private networks, carriers' and the provider's own.
    "http://10.0.0.1/", "http://10.255.255.255/", "http://172.16.0.1/", "http://172.31.255.255/", "http://192.168.0.1/", "http://3232235521/", "http://100.64.0.1/", "http://198.18.0.1/", "http://192.0.0.192/", "http://[fd00::1]/", "http://[fc00::1]/", "http://[fe80::1]/", "http://[fec0::1]/", "http://[::ffff:10.0.0.1]/", "http://[::ffff:c0a8:1]/",
    // Metadata of clouds.
    "http://169.254.169.254/latest/meta-data/", "http://0xa9fea9fe/", "http://2852039166/", "http://[::ffff:169.254.169.254]/", "http://[fd00:ec2::254]/", "http://metadata.google.internal/", "http://metadata/", "http://100.100.100.200/", "http://168.63.129.16/",
    // Names of inner networks, broadcast, multicast, documentation.
    "http://router.lan/", "http://db/", "http://printer.local/", "http://wiki.corp/", "http://nas.home.arpa/", "http://255.255.255.255/", "http://224.0.0.1/", "http://240.0.0.1/", "http://203.0.113.7/", "http://[ff02::1]/", "http://[2001:db8::1]/", "http://[2001:10::1]/", "http://[3fff::1]/", "http://192.88.99.1/",
  ])("may not be %s: it leads inwards", (address) => {
    expect(egressFault(address, "")).toBe("the address leads into a private network");
  });

  it.each(["ftp://example.com/", "file:///etc/passwd", "gopher://example.com/", "javascript:alert(1)", "data:text/plain,x", "ws://example.com/", "blob:https://example.com/x"])("may not be %s", (address) => {
    expect(egressFault(address, "")).toMatch(/https/);
  });
  it.each(["", "example.com", "//example.com/", "http://", "http://[::1", "http://exa mple.com/", "http://256.256.256.256/", "http://1.2.3.4.5/"])("may not be %j: it is none", (address) => {
    expect(egressFault(address, "")).toMatch(/not an address|https/);
  });
  it.each(["http://example.com@127.0.0.1/", "https://user:secret@example.com/", "https://user@example.com/"])("holds no name and password: %s", (address) => {
    expect(egressFault(address, "")).toMatch(/password/);
  });
  it.each([["http://127.0.0.1\\@example.com/", /private/], ["http://127.0.0.1#@example.com/", /private/], ["http://example.com:25/", /port/], ["https://example.com:6/", /port/], ["http://example.com:22/", /port/]])("deceives nobody by %s", (address, fault) => {
    expect(egressFault(address, "")).toMatch(fault);
  });
  it("may lead into a network that the installation opens", () => {
    expect(egressFault("http://127.0.0.1:9000/v1", "127.0.0.0/8")).toBeNull();
    expect(egressFault("http://localhost:9000/v1", "127.0.0.0/8")).toBeNull();
    expect(egressFault("http://10.0.0.1/v1", "127.0.0.0/8")).toMatch(/private network/);
  });
});

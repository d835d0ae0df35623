import { describe, expect, it } from "vitest";
import { accessFaults, addressFault } from "./address.ts";

describe("an address that a tenant gives", () => {
  it.each(["https://api.example.com/v1", "wss://stt.example.com", "https://8.8.8.8", "https://[2606:4700::1111]/"])("may be %s", (address) => {
    expect(addressFault(address, "vendor", "")).toBeNull();
  });

  it.each([
    "https://127.0.0.1", "https://127.1", "https://2130706433", "https://0x7f.1", "https://0", "https://localhost:8080", "https://api.localhost", "https://10.2.3.4", "https://172.31.0.1", "https://192.168.1.1",
    "https://169.254.169.254/latest/meta-data", "https://100.100.0.1", "https://[::1]", "https://[::]", "https://[::ffff:10.0.0.1]", "https://[fd00::1]", "https://[fe80::1]", "https://[64:ff9b::7f00:1]", "https://metadata.google.internal", "https://router.lan", "https://db", "https://localhost.",
  ])("may not be %s: it leads inwards", (address) => {
    expect(addressFault(address, "vendor", "")?.en).toMatch(/private network/);
  });

  it.each(["http://api.example.com", "ws://api.example.com", "ftp://api.example.com", "file:///etc/passwd", "javascript:alert(1)"])("may not be %s: the key would travel unprotected, or nowhere", (address) => {
    expect(addressFault(address, "vendor", "")?.en).toMatch(/https/);
  });

  it("holds no password of its own", () => {
    expect(addressFault("https://user:secret@api.example.com", "vendor", "")?.en).toMatch(/password/);
    expect(addressFault("https://:secret@api.example.com", "vendor", "")?.en).toMatch(/password/);
  });

  it.each(["https://api.example.com/v1?key=secret", "https://api.example.com/v1#secret"])("holds no key behind its path, where the page and the audit log would show it: %s", (address) => {
    expect(addressFault(address, "vendor", "")?.en).toMatch(/path/);
  });

  it("may lead into a network that the installation opens, and then without TLS", () => {
    expect(addressFault("http://127.0.0.1:9000/v1", "vendor", "127.0.0.0/8")).toBeNull();
    expect(addressFault("http://localhost:9000/v1", "vendor", "127.0.0.0/8")).toBeNull();
    expect(addressFault("http://10.0.0.1/v1", "vendor", "127.0.0.0/8")?.en).toMatch(/private network/);
  });

  it("of a proxy may be plain http, for what goes through is encrypted from end to end", () => {
    expect(addressFault("http://user:secret@proxy.example.com:3128", "proxy", "")).toBeNull();
    expect(addressFault("socks5://proxy.example.com", "proxy", "")?.en).toMatch(/http:/);
    expect(addressFault("ws://proxy.example.com", "proxy", "")?.en).toMatch(/http:/);
    expect(addressFault("http://192.168.0.1:3128", "proxy", "")?.en).toMatch(/private network/);
  });

  it("is pointed at where it is wrong", () => {
    expect(accessFaults({ key: "k", baseUrl: "https://10.0.0.1", proxy: "http://127.0.0.1" }, "", "/access").map((fault) => fault.pointer)).toEqual(["/access/baseUrl", "/access/proxy"]);
    expect(accessFaults({ key: "k" }, "")).toEqual([]);
  });
});

import { describe, expect, it } from "vitest";
import { createLog } from "../log.ts";
import { one, two } from "../testing/certificates.ts";
import { readCertificate, watchCertificate, type Certificate } from "./certificate.ts";

const files = { cert: "node.pem", key: "node.key" };
const holding = (cert: string, key: string) => (file: string) => (file === files.cert ? cert : key);
const missing = (file: string): never => {
  throw new Error(`ENOENT: ${file}`);
};

describe("the listener's certificate", () => {
  it("is read with its key and the time it is good for", () => {
    const read = readCertificate(files, holding(one.cert, one.key));
    expect(read).toMatchObject(one);
    expect(read.validUntilMs).toBeGreaterThan(Date.parse("2100-01-01"));
  });

  it.each([
    ["no file", missing, /^ZVON_NODE_TLS_CERT: node\.pem can't be read/],
    ["a certificate that is none", holding("hello", one.key), /^ZVON_NODE_TLS_CERT: node\.pem holds no certificate.*fullchain/],
    ["the key in its place", holding(one.key, one.key), /^ZVON_NODE_TLS_CERT: node\.pem holds no certificate/],
    ["a key that is none", holding(one.cert, one.cert), /^ZVON_NODE_TLS_KEY: node\.key holds no private key/],
    ["a chain that is cut short", holding(`${one.cert}${two.cert.slice(0, 300)}`, one.key), /^ZVON_NODE_TLS_CERT: node\.pem can't be used for TLS.*all of it/],
    ["the key of another", holding(one.cert, two.key), /^ZVON_NODE_TLS_KEY: node\.key is the key of another certificate/],
  ])("says what to do about %s, and never the key", (_, readFile, expected) => {
    expect(() => readCertificate(files, readFile)).toThrow(expected);
    expect(() => readCertificate(files, readFile)).not.toThrow(/BEGIN/);
  });
});

describe("a certificate that is renewed while the node runs", () => {
  function watch(wallNow = () => Date.parse("2027-01-01"), takes = () => true) {
    const disk = { ...one };
    const renewed: Certificate[] = [];
    const lines: string[] = [];
    let look: () => void = () => undefined;
    const watching = watchCertificate({
      files, readFile: (file) => holding(disk.cert, disk.key)(file), current: readCertificate(files, holding(one.cert, one.key)), wallNow,
      onRenewed(certificate) {
        if (!takes()) throw new Error("not taken");
        renewed.push(certificate);
      },
      setTimer(run) {
        look = run;
        return () => (look = () => undefined);
      },
      log: createLog((line) => lines.push((JSON.parse(line) as { message: string }).message)),
    });
    return { disk, renewed, lines, watching, look: () => look() };
  }

  it("is taken at the next look, once", () => {
    const { disk, renewed, look } = watch();
    look();
    expect(renewed).toEqual([]);
    Object.assign(disk, two);
    look();
    look();
    expect(renewed).toMatchObject([two]);
  });

  it("stays as it was while half of it is written, which is told once", () => {
    const { disk, renewed, lines, look } = watch();
    disk.cert = two.cert;
    look();
    look();
    expect(renewed).toEqual([]);
    expect(lines).toEqual(["the listener's certificate can't be used; the one before it stays"]);
    disk.key = two.key;
    look();
    expect(renewed).toMatchObject([two]);
  });

  it("stays as it was while the listener does not take the new one, which is tried at each look", () => {
    let takes = false;
    const { disk, renewed, lines, look, watching } = watch(undefined, () => takes);
    Object.assign(disk, two);
    look();
    look();
    expect(renewed).toEqual([]);
    expect(lines).toEqual(["the listener's certificate can't be used; the one before it stays"]);
    takes = true;
    look();
    expect(renewed).toMatchObject([two]);
    expect(watching.validUntilMs()).toBe(readCertificate(files, holding(two.cert, two.key)).validUntilMs);
  });

  it("that nobody renewed is told when it has expired", () => {
    let now = Date.parse("2027-01-01");
    const { lines, look } = watch(() => now);
    look();
    expect(lines).toEqual([]);
    now = Date.parse("2300-01-01");
    look();
    look();
    expect(lines).toEqual(["the listener's certificate has expired: browsers refuse it"]);
  });
});

import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { StartFailure } from "./failure.mjs";
import { readEgress, readTrusted, readVendors } from "./vendors.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "zvon-vendors-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe("the platform's own keys", () => {
  it("come from who starts the product, else from the environment, else from the data folder, else there are none", () => {
    expect(readVendors(undefined, {}, dir)).toEqual({});
    writeFileSync(join(dir, "vendors.json"), '{"openai": {"key": "file"}}');
    expect(readVendors(undefined, {}, dir)).toEqual({ openai: { key: "file" } });
    expect(readVendors(undefined, { ZVON_VENDORS: '{"openai": {"key": "env"}}' }, dir)).toEqual({ openai: { key: "env" } });
    expect(readVendors({ groq: { key: "given" } }, { ZVON_VENDORS: '{"openai": {"key": "env"}}' }, dir)).toEqual({ groq: { key: "given" } });
  });

  it("are made readable for their owner alone", () => {
    const file = join(dir, "vendors.json");
    writeFileSync(file, "{}");
    chmodSync(file, 0o644);
    readVendors(undefined, {}, dir);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it.each(['{"openai": "sk-secret"}', '["sk-secret"]', "sk-secret", '{"openai": {"key": 5}}'])("that are no such JSON (%s) are refused in a sentence that says no key", (json) => {
    const refused = () => readVendors(undefined, { ZVON_VENDORS: json }, dir);
    expect(refused).toThrow(StartFailure);
    expect(refused).toThrow(/^ZVON_VENDORS must be JSON like/);
    expect(refused).not.toThrow(/sk-secret/);
  });

  it.each([['{"opnai": {"key": "sk-secret"}}', 'no vendor "opnai"'], ['{"openai": {"key": "sk-secret", "baseUrl": "sk-secret"}}', "/openai/baseUrl does not fit"]])("are checked before anything starts: %s", (json, says) => {
    const refused = () => readVendors(undefined, { ZVON_VENDORS: json }, dir);
    expect(refused).toThrow(says);
    expect(refused).not.toThrow(/sk-secret/);
  });
});

it("private networks are listed by commas, with blanks or without", () => {
  expect([readEgress(undefined, {}), readEgress(undefined, { ZVON_EGRESS_ALLOW: "10.0.0.0/8, 127.0.0.0/8" }), readEgress(["::1/128"], { ZVON_EGRESS_ALLOW: "10.0.0.0/8" })]).toEqual([[], ["10.0.0.0/8", "127.0.0.0/8"], ["::1/128"]]);
});

it("certificates of a chain are taken one by one, and a file that is not there is said", () => {
  const one = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----";
  writeFileSync(join(dir, "ca.pem"), `# root\n${one}\n${one}\n`);
  expect(readTrusted({ NODE_EXTRA_CA_CERTS: join(dir, "ca.pem") })).toEqual([one, one]);
  expect(readTrusted({})).toEqual([]);
  expect(() => readTrusted({ NODE_EXTRA_CA_CERTS: join(dir, "none.pem") })).toThrow(/cannot be read/);
});

import { describe, expect, it } from "vitest";
import { parseKeyring, rewrap, seal, unseal } from "./keyring.ts";

const key = (byte: number) => Buffer.alloc(32, byte).toString("base64");
const ringOf = (current: string, keys: Record<string, string>) => parseKeyring(JSON.stringify({ current, keys }));
const ring = ringOf("2", { "1": key(1), "2": key(2) });
const name = ["provider key", "org_1", "yandex"];

describe("the keyring", () => {
  it("opens what it sealed, and seals under the current version", async () => {
    const sealed = await seal(ring, name, "секрет");
    expect(sealed.keyVersion).toBe("2");
    expect(await unseal(ring, name, sealed)).toBe("секрет");
  });

  it("seals the same text differently each time, and shows nothing of it", async () => {
    const [one, two] = [await seal(ring, name, "the-secret-key"), await seal(ring, name, "the-secret-key")];
    expect(one.text).not.toBe(two.text);
    expect(one.text).not.toContain("secret");
    expect(Buffer.from(one.text, "base64url").toString("latin1")).not.toContain("the-secret-key");
  });

  it.each([["another tenant", ["provider key", "org_2", "yandex"]], ["another vendor", ["provider key", "org_1", "deepgram"]], ["a name that only reads alike", ["provider key", "org_1yandex", ""]]])("does not open in the row of %s", async (_, other) => {
    await expect(unseal(ring, other, await seal(ring, name, "secret"))).rejects.toThrow(/another row/);
  });

  it("notices every changed sign", async () => {
    const sealed = await seal(ring, name, "secret");
    const parts = sealed.text.split(".");
    for (const index of [1, 2, 3, 4]) {
      const changed = parts.map((part, at) => (at === index ? `${part.startsWith("A") ? "B" : "A"}${part.slice(1)}` : part)).join(".");
      await expect(unseal(ring, name, { ...sealed, text: changed })).rejects.toThrow(/was changed/);
    }
    await expect(unseal(ring, name, { ...sealed, text: `2${sealed.text.slice(1)}` })).rejects.toThrow(/unknown form/);
  });

  it("opens rows of an older master key, and not without it", async () => {
    const old = await seal(ringOf("1", { "1": key(1) }), name, "secret");
    expect(await unseal(ring, name, old)).toBe("secret");
    await expect(unseal(ringOf("2", { "2": key(2) }), name, old)).rejects.toThrow('version "1" is not in the keyring');
    await expect(unseal(ringOf("1", { "1": key(3) }), name, old)).rejects.toThrow(/another key/);
  });

  it("wraps a row anew, so that the old master key can go", async () => {
    const old = await seal(ringOf("1", { "1": key(1) }), name, "secret");
    const wrapped = await rewrap(ring, name, old);
    expect(wrapped.keyVersion).toBe("2");
    expect(await unseal(ringOf("2", { "2": key(2) }), name, wrapped)).toBe("secret");
    // The text itself was not encrypted again: only its data key was.
    expect(wrapped.text.split(".").slice(3)).toEqual(old.text.split(".").slice(3));
  });

  it("refuses a configuration that does not fit, without quoting it", () => {
    const broken = [`{"current":"1","keys":{"1":"${key(1)}"`, JSON.stringify({ current: "3", keys: { "1": key(1) } }), JSON.stringify({ current: "1", keys: { "1": Buffer.alloc(16, 1).toString("base64") } })];
    for (const json of broken) {
      expect(() => parseKeyring(json)).toThrow(/ZVON_KEYRING/);
      try {
        parseKeyring(json);
      } catch (error) {
        expect(String(error)).not.toContain(key(1).slice(0, 8));
      }
    }
  });
});

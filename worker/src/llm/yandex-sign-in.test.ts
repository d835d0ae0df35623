import { createAccounts } from "@zvon/stand-ins/src/yandex/accounts.ts";
import type { Accounts } from "@zvon/stand-ins/src/yandex/accounts.ts";
import { describe, expect, it } from "vitest";
import { LlmError } from "./port.ts";
import { createTokenStore } from "./token-store.ts";
import { yandexCredential } from "./yandex-sign-in.ts";

/** Yandex Cloud's sign-in at the other end of `fetch`. */
function cloud(accounts: Accounts = createAccounts()) {
  const asked: string[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    asked.push(String(input));
    const { status, body } = accounts.exchange(JSON.parse(String(init?.body)));
    return Response.json(body, { status });
  };
  let nowMs = Date.now();
  const tokens = createTokenStore({ now: () => nowMs });
  const credential = (key: string, folder?: string) => yandexCredential({ key, ...(folder === undefined ? {} : { folder }) }, fetch, tokens, new AbortController().signal);
  return { accounts, asked, credential, pass: (ms: number) => void (nowMs += ms) };
}

describe("a key of Yandex for its models", () => {
  it("takes an API key and an IAM token as they are", async () => {
    const { asked, credential } = cloud();
    expect(await credential("AQVN0123456789", "b1g")).toMatchObject({ value: "AQVN0123456789", forget: null });
    expect(await credential("t1.9euelZ", "b1g")).toMatchObject({ value: "t1.9euelZ", forget: null });
    expect(asked).toEqual([]);
  });
  it("signs in with the authorised key of a service account, once an hour", async () => {
    const { accounts, asked, credential, pass } = cloud();
    const key = accounts.authorisedKey();
    const first = await credential(key);
    expect(accounts.refusalOf(`Bearer ${first.value}`, undefined)).toBeNull();
    expect((await credential(key)).value).toBe(first.value);
    expect(asked).toEqual(["https://iam.api.cloud.yandex.net/iam/v1/tokens"]);
    pass(3_600_000);
    expect((await credential(key)).value).not.toBe(first.value);
  });
  it("signs in with a person's OAuth token, and again once its token was refused", async () => {
    const { accounts, asked, credential } = cloud();
    const first = await credential(accounts.oauthToken, accounts.folder);
    expect(accounts.refusalOf(`Bearer ${first.value}`, accounts.folder)).toBeNull();
    const held = await credential(accounts.oauthToken, accounts.folder);
    held.forget?.();
    expect((await credential(accounts.oauthToken, accounts.folder)).value).not.toBe(first.value);
    expect(asked).toHaveLength(2);
  });
  it("says what is wrong with a key, without a word of it", async () => {
    const { accounts, credential } = cloud();
    const other = createAccounts().authorisedKey();
    const broken = JSON.stringify({ id: "a", service_account_id: "b", private_key: "-----BEGIN PRIVATE KEY-----\nsecret\n-----END PRIVATE KEY-----" });
    const failures: [string, string | undefined, string][] = [["y0_wrong", "b1g", "unauthorised"], [other, undefined, "unauthorised"], [broken, undefined, "misconfigured"], ["{not json", undefined, "misconfigured"], [accounts.oauthToken, undefined, "misconfigured"]];
    for (const [key, folder, code] of failures) {
      const error: unknown = await credential(key, folder).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(LlmError);
      expect(error).toMatchObject({ code, retryable: false });
      expect(String(error)).not.toContain("secret");
    }
  });
});

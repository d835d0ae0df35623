import { startYandex, type YandexStandIn } from "@zvon/stand-ins/src/yandex/yandex.ts";
import { startConnectProxy } from "@zvon/stand-ins/src/core/connect-proxy.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createLab, type Lab } from "./testing/vendor-lab.ts";
import type { VendorLine } from "./vendor-line.ts";
import { createYandexAccess } from "./yandex-access.ts";

const nothing = { ears: { recognise: () => null, learn: () => undefined }, mouth: { speak: async () => new Int16Array(0) } };
const hourMs = 3_600_000;
const go = new AbortController().signal;

let standIn: YandexStandIn;
let lab: Lab;
beforeEach(async () => {
  standIn = await startYandex(nothing);
  lab = createLab({ access: { key: standIn.key, baseUrl: standIn.url }, model: null, language: "ru" });
});
afterEach(async () => {
  await lab.close();
  await standIn.close();
});
const access = (key: string, over: Partial<VendorLine["access"]> = {}) => createYandexAccess(lab.line({ access: { key, baseUrl: standIn.url, ...over } }), "Yandex");
const exchanges = () => standIn.asked().filter((line) => line.what === "iam/v1/tokens").length;

describe("signing in to Yandex Cloud", () => {
  it("sends an API key as it is, and never a folder beside it: the service account has its own", async () => {
    const signIn = access(standIn.key, { folder: "b1gother" });
    expect(await signIn.headers(go)).toEqual({ authorization: `Api-Key ${standIn.key}` });
    expect(signIn.folder).toBeUndefined();
    expect(exchanges()).toBe(0);
  });

  it("sends an IAM token as it is, with the folder when there is one: it may be a person's", async () => {
    expect(await access("t1.token").headers(go)).toEqual({ authorization: "Bearer t1.token" });
    expect(await access("t1.token", { folder: "b1gfolder" }).headers(go)).toEqual({ authorization: "Bearer t1.token", "x-folder-id": "b1gfolder" });
  });

  it("exchanges an OAuth token, and the vendor takes what it got", async () => {
    const headers = await access(standIn.accounts.oauthToken, { folder: standIn.accounts.folder }).headers(go);
    expect(headers).toMatchObject({ authorization: expect.stringMatching(/^Bearer t1\./), "x-folder-id": standIn.accounts.folder });
    expect(standIn.accounts.refusalOf(headers["authorization"] ?? "", headers["x-folder-id"])).toBeNull();
  });

  it("exchanges a JWT signed by the authorised key of a service account", async () => {
    const headers = await access(standIn.accounts.authorisedKey(), { folder: "b1gother" }).headers(go);
    expect(headers).toEqual({ authorization: expect.stringMatching(/^Bearer t1\./) });
    expect(standIn.accounts.refusalOf(headers["authorization"] ?? "", undefined)).toBeNull();
  });

  it("exchanges once for all calls of a node that begin together", async () => {
    const calls = Array.from({ length: 20 }, () => access(standIn.accounts.oauthToken, { folder: standIn.accounts.folder }));
    const all = await Promise.all(calls.map((call) => call.headers(go)));
    expect(new Set(all.map((headers) => headers["authorization"])).size).toBe(1);
    expect(exchanges()).toBe(1);
  });

  it("renews a token after an hour without anyone waiting for it", async () => {
    const signIn = access(standIn.accounts.oauthToken, { folder: standIn.accounts.folder });
    const first = await signIn.headers(go);
    lab.clock.advance(hourMs + 1);
    expect(await signIn.headers(go)).toEqual(first);
    await expect.poll(async () => (await signIn.headers(go))["authorization"]).not.toBe(first["authorization"]);
    expect(exchanges()).toBe(2);
  });

  it("waits for a new token when the old one is at its end", async () => {
    const signIn = access(standIn.accounts.oauthToken, { folder: standIn.accounts.folder });
    const first = await signIn.headers(go);
    lab.clock.advance(11 * hourMs);
    expect((await signIn.headers(go))["authorization"]).not.toBe(first["authorization"]);
  });

  it("forgets a token that the vendor refuses before its time", async () => {
    const signIn = access(standIn.accounts.oauthToken, { folder: standIn.accounts.folder });
    const first = await signIn.headers(go);
    expect(signIn.errorOfGrpc(16, "The token has expired")).toMatchObject({ code: "unauthorised", retryable: false });
    expect((await signIn.headers(go))["authorization"]).not.toBe(first["authorization"]);
  });

  it("goes to the sign-in through the proxy of the vendor", async () => {
    const proxy = await startConnectProxy();
    await access(standIn.accounts.oauthToken, { folder: standIn.accounts.folder, proxy: proxy.url }).headers(go);
    expect(proxy.tunnels()).toBe(1);
    await proxy.close();
  });

  it("ends the wait at once when the caller hangs up", async () => {
    const stop = new AbortController();
    const waiting = access(standIn.accounts.oauthToken, { folder: standIn.accounts.folder }).headers(stop.signal);
    const reason = new Error("hung up");
    stop.abort(reason);
    await expect(waiting).rejects.toBe(reason);
  });
});

describe("what is wrong with a key of Yandex Cloud", () => {
  it("is said before anything is asked: a person without a folder", async () => {
    await expect(access(standIn.accounts.oauthToken).headers(go)).rejects.toMatchObject({ code: "misconfigured", retryable: false, message: expect.stringContaining("Enter the Yandex Cloud folder ID") });
    expect(exchanges()).toBe(0);
  });

  it("is said when the vendor finds it: a person's IAM token without a folder, a folder that is not the account's", () => {
    const signIn = access("t1.token");
    expect(signIn.errorOfGrpc(16, "You have to specify folder ID for user account")).toMatchObject({ code: "misconfigured", retryable: false, message: expect.stringContaining("Enter the Yandex Cloud folder ID") });
    expect(signIn.errorOfHttp(401, '{"error_code":"UNAUTHORIZED","error_message":"rpc error: code = Unauthenticated desc = You have to specify folder ID for user account"}')).toMatchObject({ code: "misconfigured" });
    expect(signIn.errorOfGrpc(16, "Specified folder ID 'b1ga' does not match with service account folder ID 'b1gb'")).toMatchObject({ code: "misconfigured", message: expect.stringContaining("not that of the service account") });
  });

  it("is a sign-in that is refused, without a word of the key in the message", async () => {
    await expect(access("y0_wrongwrong", { folder: "b1gfolder" }).headers(go)).rejects.toMatchObject({ code: "unauthorised", retryable: false, message: expect.not.stringContaining("wrongwrong") });
    const foreign = JSON.stringify({ ...JSON.parse(standIn.accounts.authorisedKey()), id: "ajeother" });
    await expect(access(foreign).headers(go)).rejects.toMatchObject({ code: "unauthorised" });
  });

  it("is a private key that can't be read", async () => {
    await expect(access(JSON.stringify({ id: "a", service_account_id: "b", private_key: "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----" })).headers(go)).rejects.toMatchObject({ code: "misconfigured", retryable: false });
  });

  it("may be the network, and then it is worth another try", async () => {
    await standIn.close();
    await expect(access(standIn.accounts.oauthToken, { folder: "b1gfolder" }).headers(go)).rejects.toMatchObject({ code: "failed", retryable: true });
  });
});

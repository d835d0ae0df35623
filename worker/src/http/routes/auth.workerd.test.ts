import { problemSchema } from "@zvon/contract/api.ts";
import { describe, expect, it } from "vitest";
import { ask, origin } from "../../testing/people.ts";

describe("signing in", () => {
  it("is closed for an e-mail after ten wrong passwords, whatever address the client says it has", async () => {
    const signIn = (email: string, address: number) => ask("/auth/sign-in/email", { method: "POST", json: { email, password: "wrong-password" }, headers: { origin, "cf-connecting-ip": `192.0.2.${address}` } });
    const statuses: number[] = [];
    for (let address = 0; address < 11; address += 1) statuses.push((await signIn("victim@zvon.test", address)).status);
    expect(statuses).toEqual([...Array<number>(10).fill(401), 429]);
    expect((await signIn("another@zvon.test", 12)).status).toBe(401);
  });
});

describe("a request without a right to it", () => {
  it("is told whether a key was missing or wrong", async () => {
    const told = async (headers: Record<string, string>) => problemSchema.parse(await (await ask("/v1/bots", { headers: { "accept-language": "en", ...headers } })).json()).detail;
    expect(await told({ "x-api-key": "zv_live_0000000000000000000000ff" })).toBe("There is no such API key, or it was revoked or has expired.");
    expect(await told({})).toContain("send an API key");
  });
});

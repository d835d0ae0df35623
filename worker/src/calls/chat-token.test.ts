import { chatQuerySchema } from "@zvon/contract/chat.ts";
import { newId, tenantIdSchema } from "@zvon/contract/ids.ts";
import { describe, expect, it } from "vitest";
import { grantChat, verifyChat } from "./chat-token.ts";
import type { ChatClaims } from "./chat-token.ts";

const key = new TextEncoder().encode("link-key-of-the-tests-0123456789abcdef");
const nowMs = Date.UTC(2026, 10, 21);
const [tenantId, botId] = [tenantIdSchema.parse(newId("tenant")), newId("bot")];
const claims = (fields: Record<string, string> = {}): ChatClaims => ({ tenantId, botId, callerId: "visitor-1", origin: "https://example.com", fields });

describe("the token of a site's page", () => {
  it("says what its bot was told, and holds it unreadable", async () => {
    const { token } = await grantChat(key, claims({ client: "Анна" }), nowMs);
    expect(await verifyChat(key, token, nowMs)).toEqual(claims({ client: "Анна" }));
    expect(token.split(".").map((part) => Buffer.from(part, "base64url").toString()).join()).not.toContain("Анна");
  });

  it("is none with any sign changed or left out", async () => {
    const { token } = await grantChat(key, claims(), nowMs);
    for (let at = 0; at < token.length; at += 1) {
      for (const sign of ["A", ".", "", "é"]) {
        const forged = token.slice(0, at) + sign + token.slice(at + 1);
        if (forged !== token) expect(await verifyChat(key, forged, nowMs)).toBeNull();
      }
    }
  });

  it("goes in an address however much the site knows, in whatever script", async () => {
    const known = Object.fromEntries(["a", "b", "c", "d"].map((name) => [name, "—".repeat(485)]));
    const { token } = await grantChat(key, { ...claims(known), callerId: "я".repeat(80), origin: `https://${"a".repeat(250)}.example` }, nowMs);
    expect(chatQuerySchema.safeParse({ token }).success).toBe(true);
    expect(await verifyChat(key, token, nowMs)).toMatchObject({ fields: known });
  });
});

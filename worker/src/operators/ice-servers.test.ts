import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { iceServers } from "./ice-servers.ts";

describe("ICE servers of an operator's browser", () => {
  it("carry TURN credentials that end, made as coturn's REST scheme wants", async () => {
    const servers = await iceServers({ urls: ["stun:turn.example.com:3478", "turns:turn.example.com:5349"], turnSecret: "shared" }, "operator-1", 1_800_000_000_900);
    const username = "1800000000:operator-1";
    expect(servers).toEqual([{ urls: ["stun:turn.example.com:3478"] }, { urls: ["turns:turn.example.com:5349"], username, credential: createHmac("sha1", "shared").update(username).digest("base64") }]);
  });

  it("leave TURN out without its secret", async () => {
    expect(await iceServers({ urls: ["turn:turn.example.com"], turnSecret: null }, "operator-1", 0)).toEqual([]);
  });
});

import { exports } from "cloudflare:workers";
import { env } from "cloudflare:workers";
import { newCallId, newId, nodeIdSchema } from "@zvon/contract/ids.ts";
import { describe, expect, it } from "vitest";
import { grantLink } from "../../../calls/grants.ts";
import { makeTenant } from "../../../testing/people.ts";

describe("the call link", () => {
  it("refuses a call that its object does not know (any more) with a status the node gives up on, not with an error of ours", async () => {
    const tenant = await makeTenant();
    const now = Date.now();
    const key = new TextEncoder().encode(env.ZVON_LINK_KEY);
    const grant = await grantLink(key, { callId: newCallId(now), nodeId: nodeIdSchema.parse(newId("node")), tenantId: tenant.id }, now, 60_000);
    const response = await exports.default.fetch(new Request(`https://zvon.test${grant.path}`, { headers: { upgrade: "websocket", authorization: `Bearer ${grant.token}` } }));
    expect([401, 403, 404, 410]).toContain(response.status);
    expect(response.headers.get("x-request-id")).toMatch(/^req_/);
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
  });
});

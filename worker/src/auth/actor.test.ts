import { describe, expect, it } from "vitest";
import { grantedByKey, grantedTo, roleOf, scopes } from "./actor.ts";

describe("what a role may do", () => {
  it.each([
    ["owner", [...scopes]],
    ["admin", [...scopes]],
    ["editor", ["account:read", "bots:read", "bots:write", "calls:listen", "calls:read", "calls:write", "lines:read", "vendors:read"]],
    ["operator", ["account:read", "bots:read", "calls:listen", "calls:read", "calls:write", "lines:read"]],
    ["viewer", ["account:read", "bots:read", "calls:read", "lines:read"]],
  ] as const)("%s", (role, granted) => {
    expect([...grantedTo(role)].toSorted()).toEqual([...granted].toSorted());
  });

  it("is the least there is for a role nobody knows", () => {
    expect(roleOf("emperor")).toBe("viewer");
    expect(roleOf("emperor,operator")).toBe("operator");
    expect(roleOf("constructor")).toBe("viewer");
  });

  it("is for a key what stands in its row, and nothing that is no scope", () => {
    expect([...grantedByKey(["calls:read", "everything"])]).toEqual(["calls:read"]);
  });
});

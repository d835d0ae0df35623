import { describe, expect, it } from "vitest";
import { secretsNamedIn } from "./secrets-named.ts";

describe("secrets of a bot's tools", () => {
  it("are found in headers, also of a calendar's own service, each once", () => {
    const config = { tools: [{ config: { headers: { Authorization: "Bearer {secret.crm}", "X-Key": "{secret.crm}{secret.other_1}" } } }, { config: { source: { headers: { Key: "{secret.calendar}" } } } }, { config: { url: "https://x/{secret.not_here}" } }] };
    expect(secretsNamedIn(config)).toEqual(["crm", "other_1", "calendar"]);
  });

  it("are none where there are no tools", () => {
    expect(secretsNamedIn({})).toEqual([]);
  });
});

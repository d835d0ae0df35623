import { describe, expect, it } from "vitest";
import { ProviderError } from "./audio/provider-error.ts";
import { createLog } from "./log.ts";

describe("the log", () => {
  it("tells why an error came, and what a vendor said of a request only where personal data may stand", () => {
    const lines: Record<string, unknown>[] = [];
    const log = createLog((line) => lines.push(JSON.parse(line))).with({ callId: "call_1" });
    log.error("the link broke", { error: new Error("no answer", { cause: new Error("ECONNREFUSED") }) });
    log.warn("a voice failed", { provider: "cartesia", error: new ProviderError("Cartesia refused the request (400)", { code: "bad_request", retryable: false, cause: new Error("400 transcript too long: Здравствуйте, Анна") }) });
    expect(lines).toMatchObject([
      { level: "error", message: "the link broke", callId: "call_1", error: "no answer", cause: "ECONNREFUSED" },
      { level: "warn", provider: "cartesia", error: "Cartesia refused the request (400)", pii: { cause: "400 transcript too long: Здравствуйте, Анна" } },
    ]);
    expect(lines[1]).not.toHaveProperty("cause");
  });
});

import { expect, it } from "vitest";
import { isolateBreakers } from "../llm/isolate.ts";
import type { Services } from "../services.ts";
import { printsOf, vendorHealth } from "./health.ts";

it("says nothing of a model that one bot misnamed under the installation's key: the others see a vendor that is well", async () => {
  const now = () => 1_000;
  const told = (provider: string, owner: string) => vendorHealth({ now } as Services, [], [owner]).then((lines) => lines.filter((line) => line.provider === provider).map((line) => line.state));
  isolateBreakers.settle({ provider: "groq", model: "gpt-9000", keyOwner: "platform" }, { type: "failed", code: "unknown_model" }, 900);
  expect(await told("groq", "platform")).toEqual([]);
  isolateBreakers.settle({ provider: "groq", model: "llama", keyOwner: "platform" }, { type: "failed", code: "unpaid" }, 900);
  expect(await told("groq", "platform")).toEqual(["open"]);
  // To the owner of the key it is news.
  isolateBreakers.settle({ provider: "groq", model: "gpt-9000", keyOwner: "org_1" }, { type: "failed", code: "unknown_model" }, 900);
  expect(await told("groq", "org_1")).toEqual(["open"]);
});

it("tells a tenant of the platform's keys and its own: another tenant's wrong key is nobody's news", async () => {
  const own = { soniox: { key: "tenant-key-of-a-test" } };
  const prints = await printsOf(own);
  const seen = (by: string, state: "ok" | "open") => ({ kind: "stt" as const, provider: "soniox", state, lastError: state === "open" ? "Soniox does not accept the key" : null, lastErrorAtMs: state === "open" ? 900 : null, attempts: 1, failures: state === "open" ? 1 : 0, p50Ms: 100, p95Ms: 100, by });
  const services = (vendors: unknown[]) => ({ now: () => 1_000, node: () => ({ vendorHealth: async () => ({ at: 950, vendors }) }) }) as unknown as Services;
  const told = (vendors: unknown[], mine: readonly string[]) => vendorHealth(services(vendors), ["node_1"], ["org_1", "platform"], mine).then((lines) => lines.filter(({ from }) => from === "node"));
  const both = [seen("platform", "ok"), seen("0123456789abcdef", "open")];
  expect(await told(both, prints)).toMatchObject([{ provider: "soniox", state: "ok", lastError: null, attempts: 1 }]);
  expect(await told([...both, seen(prints[0] ?? "", "open")], prints)).toMatchObject([{ state: "open", attempts: 2 }]);
  expect(JSON.stringify(await told(both, prints))).not.toContain("0123456789abcdef");
});

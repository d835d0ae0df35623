import { expect, it } from "vitest";
import { isolateBreakers } from "../llm/isolate.ts";
import type { Services } from "../services.ts";
import { vendorHealth } from "./health.ts";

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

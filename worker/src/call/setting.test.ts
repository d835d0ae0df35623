import { destinationPolicySchema } from "@zvon/contract/limits-api.ts";
import { describe, expect, it } from "vitest";
import { demoBots } from "../bots/demo/demo-bots.ts";
import { settingOf } from "./setting.ts";
import type { Setting } from "./setting.ts";
import type { BeginCall } from "./begin.ts";

const config = { ...demoBots[0]?.config, agent: { destinations: [{ name: "desk", to: "200" }, { name: "abroad", to: "+44 20 7946 0000" }, { name: "paid", to: "88095051234" }, { name: "home", to: "+7 495 123-45-67" }, { name: "colleague", to: "sip:colleague@example.com" }] } };

function settingWith(change: Partial<BeginCall>, more: object = {}): Setting {
  const made = settingOf(
    {
      tenantId: "org_00000000000000000000" as BeginCall["tenantId"], callId: "call_261100000000000000000000", nodeId: null, bot: { id: "bot_00000000000000000000", slug: "salon", name: "Salon", version: 1, config: { ...config, ...more } }, language: "ru", direction: "inbound", via: "sip",
      from: "", to: "1001", timeZone: "Europe/Moscow", ringTimeoutMs: 1, maxDurationMs: 1, recording: null, createdAt: 0, ...change,
    },
    {},
  );
  if (!made.ok) throw new Error(made.why);
  return made.setting;
}

/** @returns the names that a flow can hand a caller to. */
const reachable = (change: Partial<BeginCall>): string[] => settingWith(change).bot?.agent.destinations.map(({ name }) => name) ?? [];

describe("destinations of a bot", () => {
  it("are those that the account may call; an extension is one where the call stays with the exchange", () => {
    const destinations = destinationPolicySchema.parse({});
    expect(reachable({ destinations })).toEqual(["desk", "home", "colleague"]);
    expect(reachable({ destinations, trunk: "trk_00000000000000000000" })).toEqual(["home"]);
    expect(reachable({ destinations: { ...destinations, allow: ["4420"] } })).toEqual(["desk", "abroad", "home", "colleague"]);
  });

  it("at a SIP address are those at the account's own trunks", () => {
    const destinations = destinationPolicySchema.parse({});
    const trunk = "trk_00000000000000000000";
    expect(reachable({ destinations, trunk, sipTrunks: [{ id: trunk, host: "example.com", port: 5060 }] })).toEqual(["home", "colleague"]);
    expect(reachable({ destinations, trunk, sipTrunks: [{ id: trunk, host: "example.org", port: 5060 }] })).toEqual(["home"]);
    expect(reachable({ destinations, sipTrunks: [] })).toEqual(["desk", "home"]);
  });

  it("all stand in a call that began before there were limits", () => {
    expect(reachable({})).toHaveLength(5);
  });
});

describe("who is on the line", () => {
  it.each([
    [{ direction: "outbound" }, {}, true],
    [{ direction: "inbound" }, {}, true],
    [{ direction: "outbound" }, { answering_machine: { detect: false } }, false],
    [{ direction: "inbound" }, { answering_machine: { detect: false } }, true],
    [{ direction: "inbound" }, { unwanted_callers: { hang_up_on_recordings: false } }, false],
    [{ direction: "test", via: "browser" }, {}, false],
  ] as const)("is looked at in a call that is %j, of a bot with %j: %s", (change, more, looked) => {
    expect(settingWith(change, more).context.detectMachine).toBe(looked);
  });
});

describe("the notice of a recording", () => {
  const noticed = { prompts: { greeting: { ru: "Здравствуйте!", en: "Hello!" }, recording_notice: { ru: "Разговор записывается.", en: "This call is recorded." } } };
  const recording = { path: "/", token: "t" };
  const first = (change: Partial<BeginCall>) => settingWith(change, noticed).context.decide(null, { type: "begin", language: "ru", from: "" }, 0).say[0]?.text;

  it("is said in a call that is recorded, and in no other", () => {
    expect(first({ recording })).toBe("Разговор записывается.");
    expect(first({ recording: null })).toBe("Здравствуйте!");
    expect(first({ recording, via: "text" })).toBe("Здравствуйте!");
  });
});

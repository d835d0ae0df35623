import { describe, expect, it } from "vitest";
import { parseAriEvent } from "./ari-event.ts";

/** As Asterisk 22.10 sent it, shortened to the fields of one channel. */
const channel = { id: "1795252914.4", name: "PJSIP/trunk-00000000", state: "Ring", caller: { name: "", number: "79001112233" }, dialplan: { context: "to-bot", exten: "777", priority: 1 } };

describe("parseAriEvent", () => {
  it("keeps the SIP status of a far side that gave up", () => {
    const text = JSON.stringify({ type: "ChannelDestroyed", timestamp: "2026-11-21T09:21:54.700+0000", channel, cause: 127, cause_txt: "Interworking, unspecified", tech_cause: 487, asterisk_id: "x", application: "zvon" });
    expect(parseAriEvent(text)).toMatchObject({ type: "ChannelDestroyed", cause: 127, tech_cause: 487, channel: { id: "1795252914.4" } });
  });

  it("passes over what calls have no use for, and what is no event", () => {
    expect(parseAriEvent(JSON.stringify({ type: "ChannelVarset", channel, variable: "x", value: "y" }))).toBeNull();
    expect(parseAriEvent(JSON.stringify({ type: "StasisStart" }))).toBeNull();
    for (const text of ["", "{", "null", "7"]) expect(parseAriEvent(text)).toBeNull();
  });
});

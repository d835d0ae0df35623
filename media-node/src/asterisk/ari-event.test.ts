import { describe, expect, it } from "vitest";
import { ariEventSchema, ignoredEvents, parseAriEvent } from "./ari-event.ts";

/** As Asterisk 22.10 sent it, shortened to the fields of one channel. */
const channel = { id: "1795252914.4", name: "PJSIP/trunk-00000000", state: "Ring", caller: { name: "", number: "79001112233" }, dialplan: { context: "to-bot", exten: "777", priority: 1 } };

describe("parseAriEvent", () => {
  it("keeps the SIP status of a far side that gave up", () => {
    const text = JSON.stringify({ type: "ChannelDestroyed", timestamp: "2026-11-21T09:21:54.700+0000", channel, cause: 127, cause_txt: "Interworking, unspecified", tech_cause: 487, asterisk_id: "x", application: "zvon" });
    expect(parseAriEvent(text)).toMatchObject({ kind: "handled", event: { type: "ChannelDestroyed", cause: 127, tech_cause: 487, channel: { id: "1795252914.4" } } });
  });

  it("passes over what calls have no use for, and counts what it does not know or cannot read", () => {
    expect(parseAriEvent(JSON.stringify({ type: "ChannelVarset", channel, variable: "x", value: "y" }))).toEqual({ kind: "ignored" });
    expect(parseAriEvent(JSON.stringify({ type: "ChannelSings", channel }))).toEqual({ kind: "unknown", type: "ChannelSings" });
    expect(parseAriEvent(JSON.stringify({ type: "StasisStart" }))).toEqual({ kind: "unknown", type: "StasisStart" });
    for (const text of ["", "{", "null", "7"]) expect(parseAriEvent(text)).toEqual({ kind: "unknown", type: "none" });
  });

  it("handles or ignores with a reason each event that Asterisk 22 has, and none twice", () => {
    const handled = ariEventSchema.options.map((option) => option.shape.type.value as string);
    expect([...handled, ...Object.keys(ignoredEvents)].toSorted()).toEqual(eventsOfAsterisk22.toSorted());
  });
});

/** The event models of rest-api/events.json, Asterisk 22.10. */
const eventsOfAsterisk22 = [
  "DeviceStateChanged", "PlaybackStarted", "PlaybackContinuing", "PlaybackFinished", "RecordingStarted", "RecordingFinished", "RecordingFailed", "ApplicationMoveFailed",
  "ApplicationRegistered", "ApplicationUnregistered", "ApplicationReplaced", "BridgeCreated", "BridgeDestroyed", "BridgeMerged", "BridgeVideoSourceChanged", "BridgeBlindTransfer",
  "BridgeAttendedTransfer", "ChannelCreated", "ChannelDestroyed", "ChannelEnteredBridge", "ChannelLeftBridge", "ChannelStateChange", "ChannelDtmfReceived", "ChannelDialplan",
  "ChannelCallerId", "ChannelUserevent", "ChannelHangupRequest", "ChannelVarset", "ChannelHold", "ChannelUnhold", "ChannelToneDetected", "ChannelTalkingStarted",
  "ChannelTalkingFinished", "ContactStatusChange", "PeerStatusChange", "EndpointStateChange", "Dial", "StasisEnd", "StasisStart", "TextMessageReceived", "ChannelConnectedLine",
  "ChannelTransfer", "RESTResponse", "CallBroadcast", "CallClaimed",
];

import { newCallId, newId, tenantIdSchema } from "@zvon/contract/ids.ts";
import { SignJWT } from "jose";
import { describe, expect, it } from "vitest";
import { browserTicket, grantLink, grantRecording, maxRecordingGraceMs, verifyLink, verifyRecording } from "./grants.ts";

const key = new TextEncoder().encode("0123456789abcdef0123456789abcdef");
const now = Date.UTC(2026, 10, 21);
const claims = { callId: newCallId(now), nodeId: newId("node"), tenantId: tenantIdSchema.parse(newId("tenant")) };
const hour = 3_600_000;

describe("a call's tokens", () => {
  it("open what they were made for, and say whose call it is", async () => {
    const link = await grantLink(key, claims, now, hour);
    expect(link).toMatchObject({ callId: claims.callId, path: `/link/v1/calls/${claims.callId}`, epochBase: 0 });
    expect(await verifyLink(key, link.token, claims.callId, now)).toEqual({ ...claims, epochBase: 0 });
    const recording = await grantRecording(key, claims, now, hour);
    expect(await verifyRecording(key, recording.token, claims.callId, now)).toMatchObject(claims);
  });

  it("do not pass for each other", async () => {
    const link = await grantLink(key, claims, now, hour);
    const recording = await grantRecording(key, claims, now, hour);
    expect(await verifyRecording(key, link.token, claims.callId, now)).toBeNull();
    expect(await verifyLink(key, recording.token, claims.callId, now)).toBeNull();
  });

  it("open no other call", async () => {
    const link = await grantLink(key, claims, now, hour);
    expect(await verifyLink(key, link.token, newCallId(now), now)).toBeNull();
  });

  it("are not taken when signed by another key, unsigned, or garbled", async () => {
    const { token } = await grantLink(key, claims, now, hour);
    const other = new TextEncoder().encode("another key another key another key");
    const unsigned = `${btoa(JSON.stringify({ alg: "none" }))}.${token.split(".")[1] ?? ""}.`;
    for (const forged of [(await grantLink(other, claims, now, hour)).token, unsigned, token.slice(0, -3), "", "a.b.c"]) expect(await verifyLink(key, forged, claims.callId, now)).toBeNull();
  });

  it("end: the link's a day after the longest call, the recording's after a week", async () => {
    const link = await grantLink(key, claims, now, hour);
    expect(await verifyLink(key, link.token, claims.callId, now + hour + 23 * hour)).not.toBeNull();
    expect(await verifyLink(key, link.token, claims.callId, now + hour + 25 * hour)).toBeNull();
    const recording = await grantRecording(key, claims, now, hour);
    expect(await verifyRecording(key, recording.token, claims.callId, now + maxRecordingGraceMs)).not.toBeNull();
    expect(await verifyRecording(key, recording.token, claims.callId, now + hour + maxRecordingGraceMs + 1_000)).toBeNull();
  });

  it("without an end of their own are not taken", async () => {
    const endless = await new SignJWT({ call: claims.callId, node: claims.nodeId, tenant: claims.tenantId, epochBase: 0 }).setProtectedHeader({ alg: "HS256" }).setAudience("link").sign(key);
    expect(await verifyLink(key, endless, claims.callId, now)).toBeNull();
  });

  it("give a browser the same ticket for the same call, and another for another", async () => {
    expect(await browserTicket(key, claims.callId)).toBe(await browserTicket(key, claims.callId));
    expect(await browserTicket(key, claims.callId)).not.toBe(await browserTicket(key, newCallId(now)));
  });
});

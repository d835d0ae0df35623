import { describe, expect, it } from "vitest";
import { fieldsFor, withChannel } from "./message-recipient.ts";

const at = "/tools/0/config";
const draft = (to: unknown, fields: object = { name: { type: "name" }, mail: { type: "email" }, other: { type: "email" }, mobile: { type: "phone" } }) => ({ fields, tools: [{ config: { channel: "sms", to, url: "https://x" } }] });

describe("who a message goes to", () => {
  it("is chosen among fields that the channel can write to", () => {
    expect([fieldsFor(draft("caller"), "sms"), fieldsFor(draft("caller"), "email"), fieldsFor({}, "email")]).toEqual([["mobile"], ["mail", "other"], []]);
  });
  it("is the first field with an address once it is an e-mail, and the caller again by SMS", () => {
    expect(withChannel(draft("caller"), at, "email")).toEqual({ channel: "email", to: { field: "mail" }, url: "https://x" });
    expect(withChannel(draft({ field: "mail" }), at, "sms")).toEqual({ channel: "sms", to: "caller", url: "https://x" });
  });
  it("stays who it was where the channel can write there", () => {
    expect(withChannel(draft({ field: "other" }), at, "email")).toMatchObject({ to: { field: "other" } });
    expect(withChannel(draft({ field: "mobile" }), at, "sms")).toMatchObject({ to: { field: "mobile" } });
  });
  it("is still to be chosen where no field holds an address", () => {
    expect(withChannel(draft("caller", { name: { type: "name" } }), at, "email")).toMatchObject({ channel: "email", to: "caller" });
  });
});

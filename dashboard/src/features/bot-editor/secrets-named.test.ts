import { describe, expect, it } from "vitest";
import { hostsWithout, hostsWritten, secretsNamedIn } from "./secrets-named.ts";

const config = { tools: [{ config: { url: "https://api.example.com/x", headers: { Authorization: "Bearer {secret.crm}", "X-Key": "{secret.crm}{secret.other_1}" } } }, { config: { source: { url: "https://calendar.example.com", headers: { Key: "{secret.calendar}", Also: "{secret.crm}" } } } }, { config: { url: "https://x/{secret.not_here}" } }] };

describe("secrets of a bot's tools", () => {
  it("are found in headers, also of a calendar's own service, each once and with its servers", () => {
    expect(secretsNamedIn(config)).toEqual([{ name: "crm", hosts: ["api.example.com", "calendar.example.com"] }, { name: "other_1", hosts: ["api.example.com"] }, { name: "calendar", hosts: ["calendar.example.com"] }]);
  });
  it("have no server where the address is still to be written", () => {
    expect(secretsNamedIn({ tools: [{ config: { url: "https://", headers: { Key: "{secret.crm}" } } }] })).toEqual([{ name: "crm", hosts: [] }]);
  });
  it("are none where there are no tools", () => {
    expect(secretsNamedIn({})).toEqual([]);
  });
  it("miss the servers they are not for", () => {
    expect(hostsWithout({ name: "crm", hosts: ["api.example.com"], updatedAt: 0 }, secretsNamedIn(config))).toEqual(["calendar.example.com"]);
    expect(hostsWithout({ name: "crm", hosts: ["*.example.com"], updatedAt: 0 }, secretsNamedIn(config))).toEqual([]);
    expect(hostsWithout({ name: "unused", hosts: [], updatedAt: 0 }, secretsNamedIn(config))).toEqual([]);
  });
});

describe("servers as a person writes them", () => {
  it("stand one a line or with commas, each once, also as an address", () => {
    expect(hostsWritten("api.example.com\nHTTPS://Api.example.com/x, *.example.org;")).toEqual({ hosts: ["api.example.com", "*.example.org"], wrong: null });
  });
  it("are pointed at where they are none", () => {
    expect(hostsWritten("api.example.com\n*.com")).toEqual({ hosts: ["api.example.com"], wrong: "*.com" });
    expect(hostsWritten(" \n")).toEqual({ hosts: [], wrong: null });
  });
});

import { describe, expect, it } from "vitest";
import { askMicrophone, microphoneFault } from "./microphone.ts";
import { fromPcm16, levelOf, toPcm16 } from "./pcm.ts";

describe("samples of the wire", () => {
  it("come back as they went", () => {
    expect([...fromPcm16(toPcm16(Float32Array.of(0, 0.5, -0.5, -1)).buffer)]).toEqual([0, 0.5, -0.5, -1]);
  });
  it("are cut at full scale instead of turning over", () => {
    expect([...toPcm16(Float32Array.of(1.7, -1.7))]).toEqual([32767, -32768]);
  });
  it("have a loudness", () => {
    expect([levelOf([]), levelOf([0.5, -0.5])]).toEqual([0, 0.5]);
  });
});

describe("a microphone that cannot be had", () => {
  it.each([["NotAllowedError", "denied"], ["NotFoundError", "none"], ["NotReadableError", "busy"], ["SomethingNew", "denied"]] as const)("%s means %s", (name, fault) => {
    expect(microphoneFault(name)).toBe(fault);
  });
  it("is told apart from a page that is not secure", async () => {
    expect(await askMicrophone(undefined)).toEqual({ ok: false, fault: "insecure" });
    expect(await askMicrophone({ getUserMedia: () => Promise.reject(new DOMException("no", "NotFoundError")) })).toEqual({ ok: false, fault: "none" });
  });
});

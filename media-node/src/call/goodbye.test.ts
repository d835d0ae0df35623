import { describe, expect, it } from "vitest";
import { createGoodbye } from "./goodbye.ts";

describe("a goodbye", () => {
  it("waits until the farewell was heard, and not at all where there is none", () => {
    const goodbye = createGoodbye();
    expect(goodbye.due(9)).toBeNull();
    goodbye.ask("completed", 2);
    expect([goodbye.due(1), goodbye.due(2)]).toEqual([null, "completed"]);
    goodbye.ask("api_hangup", -1);
    goodbye.saidAnew(7);
    expect(goodbye.due(-1)).toBe("api_hangup");
  });

  it("waits for a farewell said anew, and can be forgotten", () => {
    const goodbye = createGoodbye();
    goodbye.ask("completed", 2);
    goodbye.saidAnew(3);
    expect(goodbye.due(2)).toBeNull();
    goodbye.forget();
    expect(goodbye.due(3)).toBeNull();
  });
});

import { describe, expect, it } from "vitest";
import { answeredTurns } from "./answered-turns.ts";

describe("turns as the callers heard them, joined with the endpoints that were decided", () => {
  it("count from the endpoint to the sound and from the speech to the sound", () => {
    expect(answeredTurns([{ call: 3, spokenMs: 1000, heardMs: 1530 }], [{ call: 3, atMs: 1520 }])).toEqual([{ call: 3, overheadMs: 10, afterSpeechMs: 530 }]);
  });

  it("take the last endpoint before the sound: an earlier one ended half of what the caller said", () => {
    expect(answeredTurns([{ call: 0, spokenMs: 1000, heardMs: 2000 }], [{ call: 0, atMs: 1500 }, { call: 0, atMs: 1990 }])[0]?.overheadMs).toBe(10);
  });

  it("leave out sound that answers nothing: another call's endpoint, one before the words ended, one after the sound", () => {
    const heard = [{ call: 0, spokenMs: 1000, heardMs: 1500 }];
    expect(answeredTurns(heard, [{ call: 1, atMs: 1400 }])).toEqual([]);
    expect(answeredTurns(heard, [{ call: 0, atMs: 990 }])).toEqual([]);
    expect(answeredTurns(heard, [{ call: 0, atMs: 1501 }])).toEqual([]);
  });
});

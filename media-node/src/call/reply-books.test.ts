import { describe, expect, it } from "vitest";
import { createReplyBooks } from "./reply-books.ts";

const heard = { reply: 1, turn: 1, heard: "да", interrupted: false, startMs: 1_500.4, endMs: 2_000.6, textAtMs: 130 };

describe("the books of the bot's replies", () => {
  it("say what each step to an answer took: decision, voice, first sound after the caller's last", () => {
    let nowMs = 0;
    const books = createReplyBooks(() => nowMs);
    nowMs = 100;
    books.committed(1, 1_000);
    nowMs = 180;
    books.sounded(1);
    expect(books.heard(heard)).toEqual({ type: "reply.heard", reply: 1, turn: 1, heard: "да", interrupted: false, startMs: 1_500, endMs: 2_001, decisionMs: 30, ttsMs: 50, firstAudioMs: 500 });
  });

  it("give no figures for what answers an older turn, or never sounded", () => {
    const books = createReplyBooks(() => 200);
    books.committed(2, 1_000);
    books.sounded(1);
    expect(books.heard(heard)).toMatchObject({ decisionMs: 0, ttsMs: 70, firstAudioMs: 0 });
    expect(books.heard({ ...heard, reply: 2, turn: 2, heard: "" })).toMatchObject({ decisionMs: 0, ttsMs: 0, firstAudioMs: 0 });
  });

  it("know what is owed, and count on from what the edge knew", () => {
    const books = createReplyBooks(() => 0);
    expect([books.owes(0), books.newest()]).toEqual([true, -1]);
    books.begin({ turn: 3, reply: 4 });
    expect([books.owes(3), books.owes(4), books.newest(), books.newestHeard()]).toEqual([false, true, 4, 4]);
    books.came({ reply: 5, turn: 4 });
    books.came({ reply: 3, turn: 2 });
    expect([books.owes(4), books.newest(), books.newestHeard()]).toEqual([false, 5, 4]);
  });
});

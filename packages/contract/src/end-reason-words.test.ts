import { describe, expect, it } from "vitest";
import { callLadder } from "./call-ladder.ts";
import { endReasons } from "./end-reason.ts";
import { detailWords, endReasonWords } from "./end-reason-words.ts";
import { trunkStateSchema } from "./trunk-settings.ts";
import { trunkWords } from "./trunk-words.ts";

const cause = (sip: number | null, q850: number | null = null) => ({ sip, q850, text: "" });

describe("why a call ended", () => {
  it.each(endReasons)("%s has a sentence in both languages, whatever the network said", (reason) => {
    for (const told of [null, cause(null), cause(486), cause(299), cause(999), cause(null, 16), cause(null, 20)]) {
      const { ru, en } = endReasonWords(reason, told);
      expect(ru).toMatch(/^[А-ЯЁ].*\.$/);
      expect(en).toMatch(/^[A-Z].*\.$/);
    }
  });

  it("holds the network's answer where the network decided, and not where we did", () => {
    expect(endReasonWords("forbidden", cause(403)).ru).toContain("403");
    expect(endReasonWords("unreachable", cause(null, 20)).en).toContain("out of coverage");
    expect(endReasonWords("completed", cause(487)).en).not.toContain("487");
  });
});

describe("what our own parts say of a call that did not come about", () => {
  it("is told in the owner's language with what to do, and never in place of a better reason", () => {
    expect(endReasonWords("failed", null, "The media node is not connected.").ru).toMatch(/^Медиаузел не подключён.*проверьте/);
    expect(endReasonWords("congestion", cause(503), "The media node is full.").ru).toContain("добавьте ещё один");
    expect(endReasonWords("busy", cause(486), "The media node is full.").ru).toContain("занята");
    expect(endReasonWords("failed", null, "something of a vendor").ru).toContain("подробностях");
    expect(endReasonWords("limit", null, "The account has spent what it may spend in a day.").ru).toContain("на день");
    expect(detailWords("something of a vendor")).toBeNull();
  });
});

describe("the state of a trunk", () => {
  it.each(trunkStateSchema.options)("%s is told in words", (state) => {
    for (const code of [null, 401, 403, 404, 503]) expect(Object.values(trunkWords(state, code)).every((text) => text.endsWith("."))).toBe(true);
  });
  it("names what to mend", () => {
    expect(trunkWords("refused", 403).ru).toBe("Транк отвечает «403, доступ запрещён: пароль, баланс или номер отправителя». Обновите логин и пароль.");
  });
});

describe("the ladder of a call", () => {
  const call = { via: "sip" as const, direction: "outbound" as const, status: "ended" as const, createdAt: 1, answeredAt: null, endedAt: 9, endReason: "busy" as const, cause: cause(486) };
  it.each([
    ["refused by the other side", {}, ["us INVITE", "them final 486"]],
    ["answered and ended by the bot", { answeredAt: 5, endReason: "completed" as const, cause: null }, ["us INVITE", "them 200 OK", "us BYE"]],
    ["answered and hung up", { answeredAt: 5, endReason: "caller_hangup" as const }, ["us INVITE", "them 200 OK", "them BYE"]],
    ["not answered", { endReason: "no_answer" as const, cause: null }, ["us INVITE", "us CANCEL"]],
    ["given up by a caller", { direction: "inbound" as const, endReason: "cancelled" as const, cause: cause(null, 16) }, ["them INVITE", "them CANCEL"]],
    ["never placed: nobody was asked", { endReason: "failed" as const, cause: null }, []],
    ["refused without a code of SIP", { endReason: "failed" as const, cause: cause(null, 38) }, ["us INVITE", "them final"]],
    ["broken off at our side", { answeredAt: 5, endReason: "node_lost" as const, cause: null }, ["us INVITE", "them 200 OK"]],
    ["handed on, and talking without us", { answeredAt: 5, endReason: "transferred" as const, cause: null }, ["us INVITE", "them 200 OK"]],
    ["that the edge lost", { answeredAt: 5, endReason: "edge_lost" as const, cause: null }, ["us INVITE", "them 200 OK", "us BYE"]],
    ["under way", { status: "ringing" as const, endReason: null, endedAt: null, cause: null }, ["us INVITE"]],
    ["of a browser", { via: "browser" as const }, []],
  ])("%s", (_, change, expected) => {
    expect(callLadder({ ...call, ...change }).map(({ from, message, code }) => `${from} ${message}${code === null ? "" : ` ${code}`}`)).toEqual(expected);
  });
});

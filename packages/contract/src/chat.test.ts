import { describe, expect, it } from "vitest";
import fromBot from "../fixtures/chat/from-bot.json" with { type: "json" };
import refused from "../fixtures/chat/refused.json" with { type: "json" };
import toBot from "../fixtures/chat/to-bot.json" with { type: "json" };
import { chatQuerySchema, fromChatSchema, maxChatChars, postChatSchema, toChatSchema } from "./chat.ts";

const typesOf = (schema: { options: readonly { shape: { type: { value: string } } }[] }) => schema.options.map((option) => option.shape.type.value);

describe("golden frames of a chat", () => {
  it("name every type of both directions", () => {
    expect(new Set(toBot.map(({ frame }) => frame.type))).toEqual(new Set(typesOf(fromChatSchema)));
    expect(new Set(fromBot.map(({ frame }) => frame.type))).toEqual(new Set(typesOf(toChatSchema)));
  });

  it.each(toBot)("to the bot: $what", ({ frame }) => {
    expect(fromChatSchema.parse(frame)).toEqual(frame);
  });

  it.each(fromBot)("from the bot: $what", ({ frame }) => {
    expect(toChatSchema.parse(frame)).toEqual(frame);
  });

  it.each(refused)("refused: $why", ({ frame }) => {
    expect(fromChatSchema.safeParse(frame).success).toBe(false);
  });

  it("a message of more than 2,000 signs is refused", () => {
    expect(fromChatSchema.safeParse({ type: "text", text: "x".repeat(maxChatChars) }).success).toBe(true);
    expect(fromChatSchema.safeParse({ type: "text", text: "x".repeat(maxChatChars + 1) }).success).toBe(false);
  });
});

describe("what opens a chat", () => {
  it("a stranger's address asks for nothing but the bot", () => {
    expect(chatQuerySchema.parse({})).toEqual({ format: "text" });
  });

  it("a version is the draft or a number", () => {
    expect(chatQuerySchema.parse({ version: "draft" }).version).toBe("draft");
    expect(chatQuerySchema.parse({ version: "7" }).version).toBe(7);
    expect(chatQuerySchema.safeParse({ version: "newest" }).success).toBe(false);
  });

  it("by HTTP one thing is said at a time, and a chat that goes on needs something said", () => {
    expect(postChatSchema.safeParse({}).success).toBe(true);
    expect(postChatSchema.safeParse({ text: "да", keys: "1" }).success).toBe(false);
    expect(postChatSchema.safeParse({ callId: "call_26110123456789bcdfghjkmn" }).success).toBe(false);
  });
});

/** What a stand-in's model says, and how it counts: the same words to the same question, the same number of tokens. */
export type ToolCall = { name: string; arguments: Record<string, unknown> };
/**
 * `match`: found in the caller's last message. `after`: found in the result of the tool that was called last, which is what
 * the model answers then; answers without it are for the caller's words. The first that fits is taken. `foreign`: also tools
 * that were not offered, as confused models write.
 */
export type ScriptedAnswer = { match: RegExp | string; after?: RegExp | string; say?: string; tools?: ToolCall[]; foreign?: boolean };
export type Reply = { text: string; tools: ToolCall[] };
export type Said = { role: string; content: string };

/** About as fine as vendors' tokenisers: five letters or three digits. Joined they are the text again. */
export const tokensOf = (text: string): string[] => text.match(/\s*(?:\p{L}{1,5}|\p{N}{1,3}|[^\s\p{L}\p{N}])|\s+/gu) ?? [];

/** Four tokens frame a message, and three open the answer. */
export function promptTokens(messages: readonly Said[], tools: readonly unknown[]): number {
  const framed = messages.reduce((sum, message) => sum + tokensOf(message.content).length + 4, 3);
  return framed + (tools.length === 0 ? 0 : tokensOf(JSON.stringify(tools)).length);
}

const found = (pattern: RegExp | string, text: string): boolean => (typeof pattern === "string" ? text.toLowerCase().includes(pattern.toLowerCase()) : pattern.test(text));

export function replyTo(messages: readonly Said[], tools: readonly string[], answers: readonly ScriptedAnswer[], wrongLanguage: boolean): Reply {
  const asked = messages.findLast((message) => message.role === "user")?.content ?? "";
  const last = messages.at(-1);
  const result = last?.role === "tool" || last?.role === "function" ? last.content : null;
  const scripted = answers.find(({ match, after }) => found(match, asked) && (result === null ? after === undefined : after !== undefined && found(after, result)));
  if (scripted !== undefined && !wrongLanguage) {
    // A model calls only what it was offered.
    return { text: scripted.say ?? "", tools: (scripted.tools ?? []).filter((call) => scripted.foreign === true || tools.includes(call.name)) };
  }
  if (result !== null && !wrongLanguage) return { text: /\p{Script=Cyrillic}/u.test(asked) ? "Вот что я вижу.| Что ещё подсказать?" : "Here is what I see.| What else would you like to know?", tools: [] };
  const russian = /\p{Script=Cyrillic}/u.test(asked);
  if (wrongLanguage) return { text: russian ? "Sure, I can help with that.| What would you like to know?" : "Конечно, я помогу.| Что вы хотите узнать?", tools: [] };
  const heard = asked.trim().replace(/[.!?]+$/, "").slice(0, 200);
  const text = russian ? `Понимаю вас,| вы говорите: «${heard}».| Чем ещё я могу вам помочь?` : `I see,| you say: "${heard}".| What else can I do for you?`;
  return { text, tools: [] };
}

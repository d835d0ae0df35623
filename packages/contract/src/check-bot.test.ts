import { describe, expect, it } from "vitest";
import { botConfigSchema } from "./bot-config.ts";
import type { BotConfig, BotConfigInput } from "./bot-config.ts";
import type { FlowState, Transition } from "./bot-flow.ts";
import { toolSchema } from "./bot-tools.ts";
import { checkBotConfig, parseBotConfig } from "./check-bot.ts";

const both = { ru: "Да.", en: "Yes." };
const voice = { tts_provider: "embedded", stt_provider: "embedded" };

/** A service and a day are asked for, a sub-flow takes the phone, an http tool books; objections, a transfer. */
const sound: BotConfigInput = {
  schema_version: 1,
  languages: ["ru", "en"],
  context: { role: both, style: both },
  fields: { service: { type: "choice", options: [{ value: "cut", label: both }, { value: "dye", label: both }] }, phone: { type: "phone" } },
  flow: {
    type: "graph", start: "service",
    states: {
      service: { type: "ask", field: "service", say: both, hint: both },
      contact: { type: "flow", flow: "phone" },
      book: { type: "tool", tool: "book", arguments: { service: "{service}" } },
      hand: { type: "transfer", destination: "office" },
      bye: { type: "end", outcome: "booked", say: both },
    },
    transitions: [
      { from: "service", to: "contact", when: { done: true }, if: [{ field: "service", is: "cut" }] },
      { from: "service", to: "bye", when: { done: true }, if: [{ field: "service", is: "dye" }], count: "dyed" },
      { from: "contact", to: "book", when: { done: true } },
      { from: "book", to: "bye", when: { tool: "ok" } },
      { from: "book", to: "hand", when: { tool: "failed" } },
      { from: "*", to: "bye", when: { tool: "unknown" } },
    ],
    flows: {
      phone: {
        start: "ask", states: { ask: { type: "ask", field: "phone", say: both, hint: both }, back: { type: "return" } },
        transitions: [{ from: "ask", to: "back", when: { done: true } }],
      },
    },
  },
  objections: { kinds: [{ intent: "objection_expensive", answers: [both] }], after: "bye" },
  agent: { handoff_criteria: [{ misunderstood: 3 }], handoff_state: "hand", destinations: [{ name: "office", to: "100" }] },
  tools: [{ type: "http", name: "book", effect: "write", config: { url: "https://example.org/{service}", parameters: { service: {} }, result: { id: "/id" } } }],
  voice: { speech: { ru: { ...voice, tts_voice_id: "vera" }, en: { ...voice, tts_voice_id: "kate" } } },
  prompts: { greeting: both },
  fallbacks: { not_understood: [both, both, both], silence: [both, both, both], unsure: both, busy: both, lost_filler: both, lost_apology: both },
};
const bot = () => structuredClone(botConfigSchema.parse(sound));
const message = (config: object) => toolSchema.parse({ type: "message", name: "send", config: { url: "https://example.org/send", text: both, ...config } });
const put = (name: string, state: FlowState) => (one: BotConfig) => { one.flow.states[name] = state; };
const change = (index: number, more: Partial<Transition>) => (one: BotConfig) => { Object.assign(one.flow.transitions[index] ?? {}, more); };
const sub = (change: (graph: NonNullable<BotConfig["flow"]["flows"][string]>) => void) => (one: BotConfig) => { const graph = one.flow.flows["phone"]; if (graph !== undefined) change(graph); };

describe("the references of a bot", () => {
  it("are sound when everything named exists and every state has a way on", () => expect(checkBotConfig(bot())).toEqual([]));

  it("may lead from one thing that is said to another and back where a count leads out", () => {
    const one = bot();
    put("round", { type: "say", say: both, forget: [], outcome: null })(one);
    put("again", { type: "say", say: both, forget: [], outcome: null })(one);
    change(3, { to: "round" })(one);
    one.flow.transitions.push({ from: "round", to: "bye", when: { visits: 2 } }, { from: "round", to: "again", when: { done: true } }, { from: "again", to: "round", when: { done: true } });
    expect(checkBotConfig(one)).toEqual([]);
  });

  it("know what every model has beside the bot's tools: a talk that names its tools may name these", () => {
    const one = bot();
    put("service", { type: "talk", instructions: {}, say: both, hint: both, timing: null, tools: ["book", "set_fields", "press_keys", "transfer_to_operator", "fly"] })(one);
    expect(checkBotConfig(one).filter(({ pointer }) => pointer.includes("/tools/"))).toMatchObject([{ pointer: "/flow/states/service/tools/4" }]);
  });

  it.each<[string, (bot: BotConfig) => void, string, RegExp]>([
    ["a guard on an unknown field", change(0, { if: [{ field: "age", at_least: 18 }] }), "/flow/transitions/0/if/0/field", /no field "age"/],
    ["a guard on an option that the choice does not have", change(0, { if: [{ not: { field: "service", is: "shave" } }] }), "/flow/transitions/0/if/0/not/is", /no option "shave"/],
    ["a guard on a counter that nothing counts", change(2, { if: [{ counter: "tries", at_least: 2 }] }), "/flow/transitions/2/if/0/counter", /Nothing counts "tries"/],
    ["a guard on what no tool brings", change(3, { if: [{ tool_value: "sum", is: 1 }] }), "/flow/transitions/3/if/0/tool_value", /No tool brings "sum"/],
    ["a guard on an unknown intent", change(2, { if: [{ heard: "sing" }] }), "/flow/transitions/2/if/0/heard", /no intent "sing"/],
    ["a guard on a language that the bot does not speak", (one) => { one.languages = ["ru"]; change(2, { if: [{ language: "en" }] })(one); }, "/flow/transitions/2/if/0/language", /does not speak/],
    ["a done whose guards may all fail", change(1, { if: [{ heard: "yes" }] }), "/flow/states/service", /no condition holds/],
    ["a question that no answer leads on from", ({ flow }) => { flow.states["bye"] = { type: "question", fields: [], say: both, hint: both, timing: null }; flow.transitions.push({ from: "bye", to: "hand", when: { silence: 2 } }); }, "/flow/states/bye", /no answer leads/],
    ["states that say something to one another for ever", (one) => { put("round", { type: "say", say: both, forget: [], outcome: null })(one); put("again", { type: "say", say: both, forget: [], outcome: null })(one); change(3, { to: "round" })(one); one.flow.transitions.push({ from: "round", to: "again", when: { done: true } }, { from: "again", to: "round", when: { done: true } }); }, "/flow/states/round", /goes round and asks nothing: "round" → "again"/],
    ["a sub-flow that does not exist", put("contact", { type: "flow", flow: "mail" }), "/flow/states/contact/flow", /no sub-flow "mail"/],
    ["a sub-flow that nothing runs", change(0, { to: "book" }), "/flow/states/contact", /cannot be reached from the start/],
    ["a sub-flow that never returns", sub((graph) => { graph.states["back"] = { type: "end", outcome: "answered", say: both }; }), "/flow/flows/phone", /never returns/],
    ["a sub-flow that runs itself", sub((graph) => { graph.states["again"] = { type: "flow", flow: "phone" }; graph.transitions.push({ from: "ask", to: "again", when: { intent: "no" } }, { from: "again", to: "back", when: { done: true } }); }), "/flow/flows/phone", /runs itself/],
    ["a state of a sub-flow that nobody reaches", sub((graph) => { graph.states["lost"] = { type: "return", result: "done" }; }), "/flow/flows/phone/states/lost", /cannot be reached from the start/],
    ["a transition out of the sub-flow", sub((graph) => { graph.transitions.push({ from: "ask", to: "bye", when: { intent: "no" } }); }), "/flow/flows/phone/transitions/1/to", /no|does not exist/],
    ["a return outside a sub-flow", put("bye", { type: "return", result: "done" }), "/flow/states/bye/type", /Only a sub-flow/],
    ["a result that never comes back", change(2, { when: { returned: "skipped" } }), "/flow/transitions/2/when", /never comes back/],
    ["a destination that does not exist", put("hand", { type: "transfer", destination: "shop", say: null }), "/flow/states/hand/destination", /no destination "shop"/],
    ["a handoff to nowhere", ({ agent }) => { agent.handoff_state = "person"; }, "/agent/handoff_state", /no state "person"/],
    ["objections that lead nowhere", ({ objections }) => { objections.after = "gone"; }, "/objections/after", /no state "gone"/],
    ["an objection by an unknown intent", ({ objections }) => { const [kind] = objections.kinds; if (kind) kind.intent = "sing"; }, "/objections/kinds/0/intent", /no intent "sing"/],
    ["an objection that leads nowhere", ({ objections }) => { const [kind] = objections.kinds; if (kind) kind.after = "gone"; }, "/objections/kinds/0/after", /no state "gone"/],
    ["an argument that the tool needs", put("book", { type: "tool", tool: "book", arguments: {}, say: null }), "/flow/states/book/arguments/service", /"service" is missing/],
    ["an argument that the tool does not take", put("book", { type: "tool", tool: "book", arguments: { service: "x", colour: "red" }, say: null }), "/flow/states/book/arguments/colour", /no parameter "colour"/],
    ["an argument of an unknown field", put("book", { type: "tool", tool: "book", arguments: { service: "{what}" }, say: null }), "/flow/states/book/arguments/service", /no field "what"/],
    ["a function that the tool does not have", put("book", { type: "tool", tool: "book", function: "cancel", arguments: { service: "x" }, say: null }), "/flow/states/book/function", /no such function/],
    ["a write whose unknown outcome leads nowhere", ({ flow }) => { flow.transitions.pop(); }, "/flow/states/book", /nobody knows whether it worked/],
    ["a parameter of the address that does not exist", ({ tools }) => { const [tool] = tools; if (tool?.type === "http") tool.config.url = "https://example.org/{when}"; }, "/tools/0/config/url", /no parameter "when"/],
    ["a parameter of the address that every object has", ({ tools }) => { const [tool] = tools; if (tool?.type === "http") tool.config.url = "https://example.org/{constructor}"; }, "/tools/0/config/url", /no parameter "constructor"/],
    ["a text that names what every object has", put("bye", { type: "end", outcome: "booked", say: { ru: "{constructor}", en: "Bye." } }), "/flow/states/bye/say/ru", /"\{constructor\}"/],
    ["a list of options of what is no choice", put("bye", { type: "end", outcome: "booked", say: { ru: "Да.", en: "{phone.options}" } }), "/flow/states/bye/say/en", /no choice/],
    ["hours of a calendar that is not there", put("bye", { type: "end", outcome: "booked", say: { ru: "Да.", en: "We are open {hours}." } }), "/flow/states/bye/say/en", /built-in calendar/],
    ["a parameter named as the verified caller", ({ tools }) => { const [tool] = tools; if (tool?.type === "http") tool.config.parameters["caller"] = { type: "string", description: {}, required: false }; }, "/tools/0/config/parameters/caller", /known anyway/],
    ["an address that is none", ({ tools }) => { const [tool] = tools; if (tool?.type === "http") tool.config.url = "https://[/x"; }, "/tools/0/config/url", /not an address/],
    ["a header of two lines", ({ tools }) => { const [tool] = tools; if (tool?.type === "http") tool.config.headers = { "X-A": "1\r\nX-B: 2" }; }, "/tools/0/config/headers/X-A", /one line/],
    ["a header that wants the caller's words", ({ tools }) => { const [tool] = tools; if (tool?.type === "http") tool.config.headers = { "X-A": "{service}" }; }, "/tools/0/config/headers/X-A", /not "\{service\}"/],
    ["a CRM asked by what it is not told", ({ tools }) => { tools.push(toolSchema.parse({ type: "crm", name: "crm", config: { url: "https://example.org/{service}" } })); }, "/tools/1/config/url", /Nothing fills "\{service\}"/],
    ["a text message to a field that is no phone", ({ tools }) => { tools.push(message({ channel: "sms", to: { field: "service" } })); }, "/tools/1/config/to/field", /no phone number/],
    ["an e-mail to a field that is no e-mail", ({ tools }) => { tools.push(message({ channel: "email", to: { field: "phone" } })); }, "/tools/1/config/to/field", /no e-mail/],
    ["an e-mail to a number", ({ tools }) => { tools.push(message({ channel: "email" })); }, "/tools/1/config/to", /Nobody knows/],
    ["a change that says it only reads", ({ tools }) => { const [tool] = tools; if (tool?.type === "http") { tool.effect = "read"; tool.config.method = "DELETE"; } }, "/tools/0/effect", /always changes/],
    ["a server named by the caller", ({ tools }) => { const [tool] = tools; if (tool?.type === "http") tool.config.url = "https://{service}.org/"; }, "/tools/0/config/url", /name of the server/],
    ["a text that names an unknown field", put("bye", { type: "end", outcome: "booked", say: { ru: "Ждём {when.day}.", en: "See you." } }), "/flow/states/bye/say/ru", /"\{when\}"/],
    ["an answer to an objection in one language alone", ({ objections }) => { const [kind] = objections.kinds; if (kind) kind.answers = [{ ru: "Нет." }]; }, "/objections/kinds/0/answers/0/en", /missing/],
    ["words on the way in one language alone", change(0, { say: { en: "Well." } }), "/flow/transitions/0/say/ru", /missing/],
    ["a field that a list takes along and nobody knows", put("service", { type: "ask", field: "service", also: ["when"], say: both, hint: both, timing: null }), "/flow/states/service/also/0", /no field "when"/],
  ])("have a fault when there is %s", (_, change, pointer, english) => {
    const one = bot();
    change(one);
    const errors = checkBotConfig(one);
    const error = errors.find((found) => found.pointer === pointer);
    expect(errors.map((found) => found.pointer)).toContain(pointer);
    expect(error?.message.en).toMatch(english);
    expect(error?.message.ru).toMatch(/[а-я].*\.$/i);
  });

  it("a return without a way of its own takes the flow on by done", () => {
    const one = bot();
    sub((graph) => { graph.states["none"] = { type: "return", result: "none" }; graph.transitions.push({ from: "ask", to: "none", when: { intent: "no" } }); })(one);
    expect(checkBotConfig(one)).toEqual([]);
    change(2, { when: { returned: "done" } })(one);
    expect(checkBotConfig(one).map((error) => error.pointer)).toEqual(["/flow/states/contact"]);
  });
});

describe("a value of the wrong shape", () => {
  it.each<[string, (config: Record<string, unknown>) => void, string, string]>([
    ["missing", (config) => { delete config["prompts"]; }, "/prompts", "This is missing."],
    ["of another type", (config) => { config["languages"] = "ru"; }, "/languages", "Here must be a list."],
    ["not one of the choices", (config) => { config["languages"] = ["de"]; }, "/languages/0", "There is no such choice. There are: ru, en."],
    ["a type that does not exist", (config) => { config["fields"] = { x: { type: "color" } }; }, "/fields/x/type", "There is no such choice. There are: choice, day_time, name, digits, number, phone, email, address, text."],
    ["an empty text", (config) => { config["prompts"] = { greeting: { ru: "" } }; }, "/prompts/greeting/ru", "The text is empty."],
    ["too great a number", (config) => { config["limits"] = { max_call_minutes: 61 }; }, "/limits/max_call_minutes", "The number must be at most 60."],
    ["a name that cannot be one", (config) => { config["fields"] = { "Имя": { type: "email" } }; }, "/fields/Имя", "A name is written with a–z, 0–9 and _, at most 40 signs, and begins with a letter."],
    ["a flow of more states than anybody draws", (config) => { config["flow"] = { type: "linear", start: "s0", states: Object.fromEntries(Array.from({ length: 501 }, (_, index) => [`s${index}`, { type: "say", say: both }])) }; }, "/flow/states", "A flow may hold at most 500 states."],
    ["a name that every object has", (config) => { config["fields"] = { constructor: { type: "email" } }; }, "/fields/constructor", "A name is written with a–z, 0–9 and _, at most 40 signs, and begins with a letter."],
    ["two events at once", (config) => { config["flow"] = { type: "graph", start: "a", states: {}, transitions: [{ from: "a", to: "b", when: { intent: "yes", done: true } }] }; }, "/flow/transitions/0/when", 'These do not go together: "intent", "done".'],
    ["no event", (config) => { config["flow"] = { type: "graph", start: "a", states: {}, transitions: [{ from: "a", to: "b", when: {} }] }; }, "/flow/transitions/0/when", "One of these is needed: done, intent, tool, transfer, returned, not_understood, silence, visits, timeout_s."],
    ["a guard that is nearly right", (config) => { config["flow"] = { type: "graph", start: "a", states: {}, transitions: [{ from: "a", to: "b", when: { done: true }, if: [{ not: { counter: "n", at_least: 0 } }] }] }; }, "/flow/transitions/0/if/0/not/at_least", "The number must be at least 1."],
  ])("is told in a sentence when it is %s", (_, change, pointer, english) => {
    const config: Record<string, unknown> = structuredClone({ ...sound });
    change(config);
    const parsed = parseBotConfig(config);
    const errors = parsed.ok ? [] : parsed.errors;
    expect(errors.map((error) => error.pointer)).toContain(pointer);
    const found = errors.find((error) => error.pointer === pointer)?.message;
    expect(found?.en).toBe(english);
    expect(found?.ru).toMatch(/[а-я].*\.$/i);
  });
});

/** Any model whatever: what it says and calls is drawn by chance, from a seed. What must hold holds for every call. */
import { describe, expect, it } from "vitest";
import type { ToolResult } from "./decision.ts";
import { claimsIn, borneOut } from "./claims.ts";
import { clinic } from "./testing/clinic.ts";
import { callWithModel } from "./testing/model-caller.ts";
import type { Answer } from "./testing/model-caller.ts";
import { randomFrom } from "./testing/random.ts";

const sayings = ["", "Хорошо.", "Вы записаны на три.", "Готово!", "Я отменила вашу запись.", "Сообщение отправлено.", "Соединяю вас с врачом.", "Приём стоит две тысячи рублей.", "Приём стоит сто рублей.", "Звоните 8 800 555 35 35.", "Я живой человек.", '{"a":1}', "Of course, I can help you with that today.", "🙂", "Сейчас посмотрю, | минуту.", "Собеседник: да.", "Что ещё?", "| | |"];
const moments = ["2026-11-23T15:00", "2026-11-24T10:00", "2026-11-23", "завтра", ""];
const words = ["запишите на понедельник в три часа дня", "сколько стоит", "алло вы там", "меня зовут анна", "отмените", "нужна справка в бассейн", "пришлите адрес", "ну не знаю", "результат номер сорок два", "повторите пожалуйста", "мне к терапевту"];
const results: ToolResult[] = [{ status: "ok", value: {} }, { status: "ok", value: { next: "2026-11-24T10:00" } }, { status: "failed", reason: "taken" }, { status: "unknown" }];

function drawn(seed: number) {
  const next = randomFrom(seed).next;
  const pick = <T>(list: readonly [T, ...T[]] | readonly T[]): T => list[Math.floor(next() * list.length)] as T;
  const tool = (): { name: string; arguments: unknown } => {
    const name = pick(["book_appointment", "cancel_appointment", "check_availability", "new_order", "sms", "find_result", "prices", "end_call", "transfer_to_operator", "set_fields", "collect_keys", "secret_tool", "nonsense"]);
    const given: Record<string, unknown>[] = [{}, { when: pick(moments) }, { what: pick(["справка в бассейн", "справка для визы"]) }, { text: pick(["Садовая, дом пять", "Звоните 8 800 555 35 35"]) }, { number: 42 }, { key: "doctor" }, { outcome: pick(["answered", "booked"]) }, { destination: pick(["office", "+79001234567"]) }, { name: pick(["анна", "Пётр"]), service: "к терапевту" }, { to: "+79001234567" }];
    return { name, arguments: next() < 0.1 ? "{oops" : pick(given) };
  };
  const model = (): Answer => {
    if (next() < 0.05) return { fails: true };
    return { say: next() < 0.5 ? pick(sayings) : `${pick(sayings)} ${pick(sayings)}`, tools: Array.from({ length: Math.floor(next() * 3.5) }, tool), cut: next() < 0.1 };
  };
  return { next, pick, model };
}

describe("a model that does anything at all", () => {
  it.each(Array.from({ length: 10 }, (_, index) => index))("never makes a bot claim what was not done, call where it may not, do a thing twice, fall silent or go on for ever (seeds from %i00)", (block) => {
    for (let seed = block * 100; seed < block * 100 + 12; seed += 1) {
      const { next, pick, model } = drawn(seed);
      const keys = new Set<string>();
      const oks = new Map<string, number>();
      const call = callWithModel({
        bot: clinic, model, transfer: () => pick(["answered", "busy", "failed"] as const),
        tool(run) {
          expect(keys.has(run.key), `key ${run.key} again`).toBe(false);
          keys.add(run.key);
          expect(JSON.stringify(run)).not.toMatch(/79001234567|для визы|800 555/);
          expect(run.name).not.toBe("secret_tool");
          const result = pick(results);
          const same = `${run.name} ${JSON.stringify(run.arguments)}`;
          if (run.effect === "write" && result.status === "ok") {
            expect(oks.has(same), `${same} was done before`).toBe(false);
            oks.set(same, 1);
          }
          return result;
        },
      });
      for (let turn = 0; turn < 8; turn += 1) {
        const played = call.says(pick(words), { verdict: next() < 0.1 ? "unsure" : "sure" });
        // Who says the same over and over is taken for a recording, and hung up on without a word.
        if (played.last.hangup === "silent") break;
        expect(played.heard, `seed ${seed}, turn ${turn}`).not.toBe("");
        expect(played.asked.length).toBeLessThanOrEqual(5);
        expect(played.heard).not.toMatch(/живой человек|800 555|сто рублей|"a"|Of course|Собеседник:/);
        for (const one of played.transfers) expect(one.to).toBe("+74950000002");
        // The flow's own words for a transfer that is under way, and its fillers, are true.
        const spoken = played.heard.replaceAll("Соединяю с сотрудником, оставайтесь на линии.", "").replaceAll("Секунду, оформляю.", "");
        for (const claim of claimsIn(spoken, "ru")) expect(borneOut(claim, [...call.state().model.evidence, ...evidenceBefore(played.ran.length)]), `seed ${seed}: ${spoken}`).toBe(true);
        expect(JSON.stringify(call.state()).length).toBeLessThan(40_000);
        if (played.last.hangup !== null) break;
      }
    }
  });
});

/** A booking and its cancellation in one turn undo each other, and each was true when it was said. */
const evidenceBefore = (ran: number) => (ran > 1 ? (["book", "cancel", "write"] as const) : []);

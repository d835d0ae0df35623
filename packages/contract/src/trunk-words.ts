/** The state of a trunk as its owner is told it: what is the matter, and what to do. */
import type { Sentence } from "./bot-fault.ts";
import { codeWords } from "./sip-words.ts";
import type { TrunkState } from "./trunk-settings.ts";

export function trunkWords(state: TrunkState, code: number | null): Sentence {
  switch (state) {
    case "registered":
      return { ru: "Зарегистрирован: звонки идут.", en: "Registered: calls can be made and taken." };
    case "reachable":
      return { ru: "Оператор отвечает: звонки идут.", en: "The carrier answers: calls can be made and taken." };
    case "unreachable":
      return code === null
        ? { ru: "Сервер оператора не отвечает. Проверьте адрес, порт и транспорт; если они верны, обратитесь к оператору.", en: "The carrier's server does not answer. Check the address, port and transport; if they are right, ask the carrier." }
        : { ru: `Оператор не отвечает как надо: ${codeWords(code).ru}. Проверьте адрес и спросите оператора.`, en: `The carrier does not answer as it should: ${codeWords(code).en}. Check the address, and ask the carrier.` };
    case "refused":
      return refused(code);
    case "unknown":
      return { ru: "Ещё не проверялся.", en: "Not looked at yet." };
    default:
      return state satisfies never;
  }
}

function refused(code: number | null): Sentence {
  if (code === null) return { ru: "Оператор отказал. Проверьте логин и пароль.", en: "The carrier refused. Check the user and password." };
  const said = codeWords(code);
  if (code === 401 || code === 407 || code === 403) return { ru: `Транк отвечает ${said.ru}. Обновите логин и пароль.`, en: `The trunk answers ${said.en}. Update the user and password.` };
  if (code === 404) return { ru: `Транк отвечает ${said.ru}. Проверьте логин: такой учётной записи у оператора нет.`, en: `The trunk answers ${said.en}. Check the user: the carrier has no such account.` };
  return { ru: `Транк отвечает ${said.ru}. Обратитесь к оператору.`, en: `The trunk answers ${said.en}. Ask the carrier.` };
}

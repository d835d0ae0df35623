/** A refusal that a client can understand: thrown anywhere, translated once at the edge of each protocol. */
import type { Sentence } from "@zvon/contract/bot-fault.ts";

/** A plain string is read in every language: what a vendor said, or what is in the reader's language already. */
export type Words = string | Sentence;
export type FieldFault = { pointer: string; detail: Words };
export type RefusalStatus = 400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 426 | 429 | 500 | 503;

/** A refusal that travels by throw from anywhere below a route; `code` is stable, `detail` is for people. */
export class Refusal extends Error {
  readonly status: RefusalStatus;
  readonly code: string;
  readonly detail: Words;
  readonly errors: FieldFault[] | undefined;

  constructor(status: RefusalStatus, code: string, detail: Words, errors?: FieldFault[]) {
    super(typeof detail === "string" ? detail : detail.en);
    this.detail = detail;
    this.status = status;
    this.code = code;
    this.errors = errors;
  }
}

const absent = {
  node: "Такого медиаузла нет.", number: "Такого номера нет.", trunk: "Такого транка нет.", appointment: "Такой записи нет.",
  bot: "Такого бота нет.", call: "Такого звонка нет.", chat: "Такой переписки нет.", eval: "Такой проверки нет.", key: "Такого ключа нет.", recording: "Такой записи нет.", route: "Такого адреса нет.",
  run: "Такого прогона нет.", secret: "Такого секрета нет.", thing: "Такого здесь нет.", version: "Такой версии нет.", word: "Такого слова нет.",
};

export const notFound = (what: keyof typeof absent): Refusal => new Refusal(404, "not_found", { ru: absent[what], en: `There is no such ${what}.` });

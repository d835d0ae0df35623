/** Why a call may not begin now, as a client is told. */
import { Refusal } from "../refusal.ts";
import type { Words } from "../refusal.ts";
import type { Admission, Limits } from "../tenants/admission.ts";

/** @param limits what the call was held against. */
export function refusedAdmission({ reason, detail }: Extract<Admission, { ok: false }>, limits: Limits): Refusal {
  const words: Record<typeof reason, Words> = {
    key_reused: { ru: "С этим Idempotency-Key раньше приходил другой запрос.", en: detail },
    concurrency: { ru: `Все одновременные звонки тарифа заняты: ${limits.concurrent}.`, en: detail },
    rate: { ru: `За минуту может начаться звонков: ${limits.perMinute}.`, en: detail },
    spend: { ru: "Лимит расходов исчерпан: поднимите его в лимитах или дождитесь нового дня.", en: `${detail} Raise the limit, or wait for the next day.` },
    line_full: { ru: "Все каналы транка заняты.", en: detail },
    line_daily: { ru: "Дневной предел звонков транка исчерпан: поднимите его в настройках транка или дождитесь нового дня.", en: `${detail} Raise the trunk's cap, or wait for the next day.` },
  };
  return reason === "key_reused" ? new Refusal(409, "idempotency_key_reused", words[reason]) : new Refusal(429, `${reason}_limit`, words[reason]);
}

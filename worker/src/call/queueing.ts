/**
 * A caller who is to be put through to whichever operator is free waits at the account's desk, which says whom to ring,
 * which place the caller has, or that nobody comes. The flow hears of it as of any transfer: answered, or not.
 */
import type { Language, Listen } from "@zvon/contract/call-link.ts";
import { commit } from "./commit.ts";
import type { DeskNews, Work } from "./events.ts";
import { acknowledge, sayReply, sayTransfer } from "./link-out.ts";
import { messageOfReply } from "./replies.ts";
import type { QueuedTransfer } from "./state.ts";
import { endTransfer } from "./transfers.ts";

const ordinals: Record<Language, readonly string[]> = {
  ru: ["первый", "второй", "третий", "четвёртый", "пятый", "шестой", "седьмой", "восьмой", "девятый", "десятый"],
  en: ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"],
};

const nothing: Listen = { phrases: [], digits: null, keys: null };

/** "Вы второй в очереди": nobody counts beyond ten. */
export function placeWords(place: number, language: Language): string {
  const ordinal = ordinals[language][place - 1];
  if (language === "ru") return `Сейчас все операторы заняты. ${ordinal === undefined ? "Перед вами больше десяти человек" : `Вы ${ordinal} в очереди`}. Пожалуйста, оставайтесь на линии.`;
  return `All operators are busy now. ${ordinal === undefined ? "There are more than ten people before you" : `You are ${ordinal} in the queue`}. Please stay on the line.`;
}

/** What the desk says; of a wish that is no more it says nothing that counts. */
export function onDesk<D>(work: Work<D>, news: DeskNews): void {
  const { data } = work;
  const { transfer } = data;
  if (data.phase !== "live" || transfer?.queue === undefined || transfer.key !== news.key) return;
  const { queue } = transfer;
  switch (news.type) {
    case "ring":
      if (queue.phone === news.phone) return;
      data.transfer = { ...transfer, sinceMs: work.nowMs, queue: { ...queue, phone: news.phone, offers: queue.offers + 1 } };
      commit(work);
      acknowledge(work);
      return sayTransfer(work);
    case "place":
      data.transfer = { ...transfer, queue: waiting(queue, news) };
      if (!queue.held) sayTransfer(work);
      return sayPlace(work);
    case "nobody":
      return endTransfer(work, "no_answer");
  }
}

/** Where nothing is to be said of the place, it is as good as told. */
function waiting(queue: QueuedTransfer, { place, announce }: Extract<DeskNews, { type: "place" }>): QueuedTransfer {
  const { words: _before, ...rest } = queue;
  if (announce === undefined) return { ...rest, place, held: true };
  const said = announce === "none" || queue.told !== null;
  return { ...rest, place, held: true, ...(said ? { told: place } : {}), ...(announce === "none" ? {} : { words: announce }) };
}

/** As soon as what is being said has been heard; a place that changed again meanwhile is said once. */
export function sayPlace<D>(work: Work<D>): void {
  const { data } = work;
  const { transfer, current } = data;
  const queue = transfer?.queue;
  if (data.phase !== "live" || data.hangup !== null || transfer === null || queue === undefined || queue.phone !== null || queue.place === null || queue.place === queue.told) return;
  if (current !== null && !current.closed) return;
  const text = queue.words?.[data.language] ?? placeWords(queue.place, data.language);
  data.reply += 1;
  data.current = { reply: data.reply, turn: data.turn, segments: [{ text, voice: text }], open: false, interruptible: true, language: data.language, listen: current?.listen ?? nothing, closed: false };
  data.transfer = { ...transfer, queue: { ...queue, told: queue.place } };
  messageOfReply(work, data.reply);
  commit(work);
  acknowledge(work);
  sayReply(work, data.current, 0);
}

/** Errors as the API tells them: application/problem+json (RFC 9457), with pointers to the fields at fault. */
import type { Problem } from "@zvon/contract/api.ts";
import type { Sentence } from "@zvon/contract/bot-fault.ts";
import { shapeFaults } from "@zvon/contract/shape-faults.ts";
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import type { ZodError } from "zod";
import { Refusal, notFound } from "../refusal.ts";
import type { RefusalStatus, Words } from "../refusal.ts";
import type { AppEnv } from "./app-env.ts";
import { languageOf } from "./request-language.ts";

const titles: Record<RefusalStatus, Sentence> = {
  400: { ru: "Запрос составлен неверно", en: "The request is malformed" },
  401: { ru: "Вход не выполнен", en: "Not signed in" },
  403: { ru: "Нельзя", en: "Not allowed" },
  404: { ru: "Не найдено", en: "Not found" },
  409: { ru: "Не сходится с тем, что есть", en: "Conflict" },
  413: { ru: "Слишком много данных", en: "Too large" },
  415: { ru: "Не тот тип содержимого", en: "Wrong content type" },
  422: { ru: "Так сделать нельзя", en: "The request cannot be done" },
  426: { ru: "Здесь нужен WebSocket", en: "A WebSocket is expected" },
  429: { ru: "Слишком часто или слишком много", en: "Too many" },
  500: { ru: "Что-то сломалось у нас", en: "Something broke on our side" },
  503: { ru: "Сейчас недоступно", en: "Not available now" },
};

/**
 * @param target where the value stood: `json` gives JSON pointers, `query` gives `?name`.
 * @param value what was sent there, to tell what is missing from what is wrong.
 */
export function refusalOf(error: ZodError, target: string, value: unknown): Refusal {
  // An id in the path that cannot be one names nothing: the same answer as for one that does not exist.
  if (target === "param") return notFound("thing");
  const written = (pointer: string) => (target === "json" ? pointer : target === "query" ? `?${named(pointer)}` : `{${named(pointer)}}`);
  return new Refusal(400, "invalid_request", { ru: "Не всё в запросе подходит.", en: "Some fields do not fit." }, shapeFaults(error.issues, value).map(({ pointer, message }) => ({ pointer: written(pointer), detail: message })));
}

const named = (pointer: string) => pointer.slice(1).replaceAll("/", ".").replaceAll("~1", "/").replaceAll("~0", "~");

export function problemResponse(c: Context<AppEnv>, refusal: Refusal): Response {
  const language = languageOf(c.req.header("accept-language"));
  const said = (words: Words) => (typeof words === "string" ? words : words[language]);
  const problem: Problem = {
    type: `/problems/${refusal.code}`,
    title: titles[refusal.status][language],
    status: refusal.status,
    detail: said(refusal.detail),
    code: refusal.code,
    requestId: c.get("requestId"),
    ...(refusal.errors === undefined ? {} : { errors: refusal.errors.map(({ pointer, detail }) => ({ pointer, detail: said(detail) })) }),
  };
  const headers: Record<string, string> = { "content-type": "application/problem+json" };
  if (refusal.status === 401) headers["www-authenticate"] = 'Bearer realm="zvon"';
  if (refusal.status === 429) headers["retry-after"] = "10";
  return c.body(JSON.stringify(problem), refusal.status, headers);
}

/** What hono refuses by itself. */
const framework: Record<string, Sentence> = {
  "Malformed JSON in request body": { ru: "Это не JSON.", en: "The body is no JSON." },
};

/** The one place where what was thrown becomes an answer; what nobody foresaw is logged and told as 500 without details. */
export function onError(error: Error, c: Context<AppEnv>): Response {
  if (error instanceof Refusal) return problemResponse(c, error);
  if (error instanceof HTTPException) {
    const status = error.status in titles ? (error.status as RefusalStatus) : error.status < 500 ? 400 : 500;
    return problemResponse(c, new Refusal(status, status === 400 ? "invalid_request" : "refused", framework[error.message] ?? titles[status]));
  }
  console.error(JSON.stringify({ event: "request failed", requestId: c.get("requestId"), method: c.req.method, path: c.req.routePath, error: error.stack ?? String(error) }));
  return problemResponse(c, new Refusal(500, "internal", { ru: "Запрос не выполнен; по его номеру мы найдём, почему.", en: "The request could not be done; its number helps us to find out why." }));
}

import type { Context } from "hono";
import type { AppEnv } from "../app-env.ts";
import { Refusal } from "../../refusal.ts";

export function bearerOf(c: Context<AppEnv>): string {
  const token = /^Bearer (\S+)$/i.exec(c.req.header("authorization") ?? "")?.[1];
  if (token === undefined) throw new Refusal(401, "unauthenticated", { ru: "Пришлите токен в Authorization: Bearer.", en: "Send the token as Authorization: Bearer." });
  return token;
}

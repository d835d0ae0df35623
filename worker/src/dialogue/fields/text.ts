/** The caller's own words, whole: a wish, a complaint. */
import type { FieldOf } from "@zvon/contract/bot-fields.ts";
import { words } from "../../language/tokens.ts";
import type { Reading, ReadingContext } from "./reading.ts";

/** These say nothing by themselves. */
const empty = new Set("да нет ага угу ну э эм мм хм вот так алло не знаю ок окей ладно хорошо пожалуйста спасибо um uh er well hmm yes no yeah nope okay ok hello please thanks i don't know".split(" "));

export function readText(field: FieldOf<"text">, list: readonly string[], { expected, text }: ReadingContext): Reading {
  // What is denied is part of it: «не включается».
  if (!expected || (text === undefined ? list : words(text)).every((word) => empty.has(word))) return { kind: "none" };
  const said = (text ?? list.join(" ")).trim().replace(/\s+/g, " ");
  return { kind: "value", value: said.length <= field.max_chars ? said : `${said.slice(0, field.max_chars - 1).trimEnd()}…` };
}

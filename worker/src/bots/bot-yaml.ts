/**
 * Bots as YAML, both ways without loss (PRODUCT B4). YAML takes much for numbers and truths that an owner means as
 * words: `no`, `on`, 09:30, 0012, +79120001427, 2026-11-20. So what is written is quoted wherever any reader, of YAML
 * 1.1 or 1.2, would take it for something else; and what is read is a number only where JSON would say so.
 */
import { Document, LineCounter, Scalar, isScalar, parseDocument, visit } from "yaml";
import type { ScalarTag } from "yaml";
import type { Language } from "@zvon/contract/call-link.ts";
import { Refusal } from "../refusal.ts";

/** Config and evals; indentation makes YAML half again as large as the JSON that it says. */
const maxYamlChars = 1024 * 1024;
/** Signs that make a part of their own: the parser takes up to 20 µs for each, of everybody's thread. A config of 150 kB has 6,000. */
const maxParts = 60_000;
/** Aliases repeat a part; a part of aliases repeats it by the power of their number. */
const maxAliases = 100;

/** @param config JSON. Texts of several lines are blocks, no line is folded. */
export function configToYaml(config: unknown): string {
  const document = new Document(config, { version: "1.2", aliasDuplicateObjects: false, compat: "yaml-1.1" });
  visit(document, {
    Scalar(_key, node) {
      // A carriage return would be read as a line's end, and blanks at a line's end are lost on the eye.
      if (typeof node.value === "string" && /\r|[ \t]\n|\n\s|^\s/.test(node.value)) node.type = Scalar.QUOTE_DOUBLE;
    },
  });
  return document.toString({ lineWidth: 0, blockQuote: "literal", doubleQuotedMinMultiLineLength: Infinity });
}

const numberAs = (tag: string, test: RegExp, isQuantity: (value: number) => boolean): ScalarTag => ({ tag, default: true, test, resolve: (text) => (isQuantity(Number(text)) ? Number(text) : text) });
/** As JSON writes them. 20 digits are an account's number: not one of them may be rounded. */
const jsonNumbers = [numberAs("tag:yaml.org,2002:int", /^-?(?:0|[1-9]\d*)$/, Number.isSafeInteger), numberAs("tag:yaml.org,2002:float", /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/, Number.isFinite)];

/** @returns what stands there, of any shape. @throws Refusal 422 with line and column when it is no YAML, or more than data. */
export function yamlToConfig(text: string, language: Language): unknown {
  if (text.length > maxYamlChars) throw refused(language, "text_too_long", "Текст слишком длинный.", "The text is too long.");
  if ((text.match(/[\n,[{?-]/g)?.length ?? 0) > maxParts) throw refused(language, "too_many_parts", "В тексте слишком много частей.", "The text has too many parts.");
  const lines = new LineCounter();
  try {
    const document = parseDocument(text, { version: "1.2", schema: "failsafe", customTags: ["null", "bool", ...jsonNumbers], lineCounter: lines, prettyErrors: false, uniqueKeys: false, logLevel: "error", merge: false });
    // A warning is a tag (!!python, !secret) whose meaning would be lost.
    const [fault = keyWrittenTwice(document)] = [...document.errors, ...document.warnings];
    if (fault !== undefined) {
      const { line, col } = lines.linePos(fault.pos[0]);
      throw refused(language, fault.code.toLowerCase(), `Строка ${line}, столбец ${col}: это не YAML (${fault.message})`, `Line ${line}, column ${col}: this is no YAML (${fault.message})`);
    }
    return document.toJS({ maxAliasCount: maxAliases });
  } catch (error) {
    if (error instanceof Refusal) throw error;
    // The parser recurses; and it refuses to unfold aliases without end.
    if (error instanceof RangeError || error instanceof ReferenceError) throw refused(language, "too_deep", "Вложено слишком глубоко, или части повторяются слишком часто.", "Nested too deeply, or parts are repeated too often.");
    throw error;
  }
}

type Fault = { code: string; message: string; pos: readonly [number, ...number[]] };

/** The parser's own look (`uniqueKeys`) compares each key with each: 28,000 of them hold the thread for half a minute. */
function keyWrittenTwice(document: Document.Parsed): Fault | undefined {
  let found: Fault | undefined;
  visit(document, {
    Map(_key, { items }) {
      const names = new Set<string>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        // 1 and "1" are the same name of an object.
        const name = String(key.value);
        if (names.has(name)) {
          found = { code: "DUPLICATE_KEY", message: "names must be unique", pos: [key.range?.[0] ?? 0] };
          return visit.BREAK;
        }
        names.add(name);
      }
      return undefined;
    },
  });
  return found;
}

const refused = (language: Language, what: string, ru: string, en: string) => new Refusal(422, "yaml_faulty", language === "ru" ? ru : en, [{ pointer: "", detail: `${language === "ru" ? ru : en} [${what}]` }]);

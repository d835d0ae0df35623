/** How words are to be said (F4): a tenant's own dictionary, a list a language. */
import { pronunciationSchema } from "@zvon/contract/api.ts";
import type { Pronunciation } from "@zvon/contract/api.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import type { TenantId } from "@zvon/contract/ids.ts";
import { and, asc, eq, sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";
import { z } from "zod";
import { pronunciations } from "../db/schema.ts";
import { Refusal, notFound } from "../refusal.ts";
import type { Database } from "../services.ts";
import { auditIfChanged } from "../tenants/audit.ts";

/** They travel with every call: about 50 kB of them. */
const maxWords = 500;

/** A column for any statement that knows the tenant, as `sealedAccessesOf` is. */
export const pronunciationsOf = (tenantId: SQL | { getSQL(): SQL } | string) =>
  sql<string>`(SELECT json_group_array(json_object('language', ${pronunciations.language}, 'word', ${pronunciations.word}, 'say', ${pronunciations.say})) FROM ${pronunciations} WHERE ${pronunciations.tenantId} = ${tenantId})`;

/** A row that does not fit is left out: no word is worth a call that cannot begin. */
export const parsePronunciations = (column: string): Pronunciation[] => z.array(z.unknown()).parse(JSON.parse(column)).flatMap((row) => pronunciationSchema.safeParse(row).data ?? []);

export async function listPronunciations(db: Database, tenantId: TenantId): Promise<Pronunciation[]> {
  const { language, word, say } = pronunciations;
  return z.array(pronunciationSchema).parse(await db.select({ language, word, say }).from(pronunciations).where(eq(pronunciations.tenantId, tenantId)).orderBy(asc(language), asc(word)));
}

/** Words are compared without case: SQLite's own `lower` knows Latin alone. */
export const keyOf = (word: string, language: Language): string => word.trim().toLocaleLowerCase(language);

/** Who changes the dictionary, for the audit log. */
export type DictionaryChange = { actor: string; requestId: string; now: Date };

const entryOf = ({ actor, requestId, now }: DictionaryChange, action: string, language: Language, word: string) => ({ actor, action, subject: `${language}:${word}`, requestId, at: now.getTime() });

/** One transaction that writes nothing when the list is full. @throws Refusal 422 then. */
export async function putPronunciation(db: Database, tenantId: TenantId, { language, word, say }: Pronunciation, change: DictionaryChange): Promise<Pronunciation> {
  const kept = { language, word: keyOf(word, language), say: say.trim() };
  const mine = sql`FROM ${pronunciations} WHERE ${pronunciations.tenantId} = ${tenantId}`;
  const [written] = await db.batch([
    db
      .insert(pronunciations)
      // All columns in the table's order.
      .select(sql`SELECT ${tenantId}, ${language}, ${kept.word}, ${kept.say}, ${change.now.getTime()} WHERE (SELECT count(*) ${mine}) < ${maxWords} OR EXISTS (SELECT 1 ${mine} AND ${pronunciations.language} = ${language} AND ${pronunciations.word} = ${kept.word})`)
      .onConflictDoUpdate({ target: [pronunciations.tenantId, pronunciations.language, pronunciations.word], set: { say: kept.say, updatedAt: change.now } })
      .returning({ word: pronunciations.word }),
    auditIfChanged(db, tenantId, entryOf(change, "pronunciation.put", language, kept.word)),
  ]);
  if (written.length === 0) throw new Refusal(422, "dictionary_full", { ru: `В словаре не больше ${maxWords} слов: сначала удалите одно.`, en: `The dictionary holds ${maxWords} words at most: delete one first.` }, [{ pointer: "/word", detail: { ru: "Для ещё одного слова нет места.", en: "There is no room for another word." } }]);
  return kept;
}

/** One transaction. @throws Refusal 404 when the dictionary has no such word. */
export async function deletePronunciation(db: Database, tenantId: TenantId, language: Language, word: string, change: DictionaryChange): Promise<void> {
  const key = keyOf(word, language);
  const [gone] = await db.batch([
    db.delete(pronunciations).where(and(eq(pronunciations.tenantId, tenantId), eq(pronunciations.language, language), eq(pronunciations.word, key))).returning({ word: pronunciations.word }),
    auditIfChanged(db, tenantId, entryOf(change, "pronunciation.delete", language, key)),
  ]);
  if (gone.length === 0) throw notFound("word");
}

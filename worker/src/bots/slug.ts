/** Slugs: what a bot is called in addresses and commands; unique within a tenant. */
import { slugSchema } from "@zvon/contract/bots-api.ts";
import { inLatin } from "@zvon/contract/latin-letters.ts";
import { Refusal } from "../refusal.ts";

/** Parts of the API's own addresses. */
const reserved = new Set(["by-slug", "check", "import"]);

/** @returns the first of "name", "name-2", "name-3" … that is free. */
export function slugFor(name: string, taken: ReadonlySet<string>): string {
  const wanted = inLatin(name).replaceAll(/[^a-z0-9]+/g, "-").slice(0, 50).replaceAll(/^-+|-+$/g, "");
  const base = slugSchema.safeParse(wanted).data ?? "bot";
  for (let n = 1; ; n += 1) {
    const slug = n === 1 ? base : `${base}-${n}`;
    if (!taken.has(slug) && !reserved.has(slug)) return slug;
  }
}

/** @throws Refusal 409. */
export function requireFree(slug: string, taken: ReadonlySet<string>): string {
  if (taken.has(slug) || reserved.has(slug)) throw slugTaken(slug);
  return slug;
}

export const slugTaken = (slug: string) => new Refusal(409, "slug_taken", { ru: `Адрес «${slug}» занят другим ботом.`, en: `Another bot has the address "${slug}".` }, [{ pointer: "/slug", detail: { ru: "Выберите другой.", en: "Choose another one." } }]);

/** Two at once may both have found it free; drizzle wraps D1's error. */
export const isUniqueFault = (error: unknown): boolean => error instanceof Error && (/UNIQUE constraint failed/i.test(error.message) || isUniqueFault(error.cause));

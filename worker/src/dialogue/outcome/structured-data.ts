/**
 * The data a tenant wants of each call: an object with scalar members, by the bot's `analysis.data_schema` (JSON Schema).
 * Known here of a member: `type` (one, or one with "null"), `enum`, `minimum`, `maximum`, `maxLength`, and `required`.
 * What else a schema says is for whoever reads it.
 */
import { z } from "zod";

export type Scalar = string | number | boolean | null;
export type StructuredData = Record<string, Scalar>;

const typeName = z.enum(["string", "number", "integer", "boolean", "null"]);
const memberSchema = z.object({
  type: z.union([typeName, z.array(typeName).min(1)]).default("string"),
  enum: z.array(z.union([z.string(), z.number(), z.boolean(), z.null()])).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  maxLength: z.number().optional(),
});
type Member = z.infer<typeof memberSchema>;
const objectSchema = z.object({ properties: z.record(z.string(), z.unknown()), required: z.array(z.string()).default([]) });

const longest = 1000;
const mostMembers = 50;

type Shape = { members: [string, Member][]; required: ReadonlySet<string> };

/** Null when the schema is none that can be filled: members that are no scalars are left out. */
function shapeOf(schema: unknown): Shape | null {
  const parsed = objectSchema.safeParse(schema);
  if (!parsed.success) return null;
  const members = Object.entries(parsed.data.properties).slice(0, mostMembers).flatMap(([name, member]): [string, Member][] => {
    const known = memberSchema.safeParse(member);
    return known.success ? [[name, known.data]] : [];
  });
  return members.length === 0 ? null : { members, required: new Set(parsed.data.required) };
}

const typesOf = ({ type }: Member) => (Array.isArray(type) ? type : [type]);

/** Filled by name from what the call knows. @returns null without a schema, or when nothing of it is known. */
export function fillData(schema: unknown, known: Readonly<Record<string, string>>): StructuredData | null {
  const shape = shapeOf(schema);
  if (shape === null) return null;
  const data = Object.fromEntries(shape.members.map(([name, member]) => [name, Object.hasOwn(known, name) ? converted(member, known[name] ?? "") : null]));
  return Object.values(data).every((value) => value === null) ? null : data;
}

/** @returns what fits, unknown members left out; null when a member does not fit, or one that is required is missing. */
export function checkData(schema: unknown, value: unknown): StructuredData | null {
  const shape = shapeOf(schema);
  const given = z.record(z.string(), z.unknown()).safeParse(value);
  if (shape === null || !given.success) return null;
  const data: StructuredData = {};
  for (const [name, member] of shape.members) {
    const one = Object.hasOwn(given.data, name) ? given.data[name] : null;
    if (one === null || one === undefined) {
      if (shape.required.has(name) && !typesOf(member).includes("null")) return null;
      data[name] = null;
      continue;
    }
    if (typeof one !== "string" && typeof one !== "number" && typeof one !== "boolean") return null;
    if (!fits(member, one)) return null;
    data[name] = one;
  }
  return data;
}

/** For a model: the tenant's schema, closed. Null without one that can be filled. */
export const askableSchema = (schema: unknown): Record<string, unknown> | null => {
  const shape = shapeOf(schema);
  const written = objectSchema.safeParse(schema);
  if (shape === null || !written.success) return null;
  return { type: "object", additionalProperties: false, required: shape.members.map(([name]) => name), properties: Object.fromEntries(shape.members.map(([name, member]) => [name, { ...asObject(written.data.properties[name]), type: [...new Set([...typesOf(member), "null" as const])], ...(member.enum === undefined ? {} : { enum: [...new Set([...member.enum, null])] }) }])) };
};

const asObject = (value: unknown): Record<string, unknown> => z.record(z.string(), z.unknown()).safeParse(value).data ?? {};

function fits(member: Member, value: string | number | boolean): boolean {
  if (member.enum !== undefined && !member.enum.includes(value)) return false;
  const types = typesOf(member);
  if (typeof value === "string") return types.includes("string") && value.length <= Math.min(member.maxLength ?? longest, longest);
  if (typeof value === "boolean") return types.includes("boolean");
  const whole = types.includes("integer") && Number.isInteger(value);
  return (whole || types.includes("number")) && value >= (member.minimum ?? -Infinity) && value <= (member.maximum ?? Infinity);
}

const yes = new Set(["true", "yes", "да", "1"]);
const no = new Set(["false", "no", "нет", "0"]);

/** The text of a field as the member wants it; null when it cannot be that. */
function converted(member: Member, text: string): Scalar {
  const same = member.enum?.find((one) => String(one).toLowerCase() === text.toLowerCase());
  if (member.enum !== undefined) return same ?? null;
  for (const type of typesOf(member)) {
    const value = type === "boolean" ? asBoolean(text) : type === "number" || type === "integer" ? asNumber(text) : type === "string" ? text.slice(0, member.maxLength ?? longest) : null;
    if (value !== null && fits(member, value)) return value;
  }
  return null;
}

const asBoolean = (text: string): boolean | null => (yes.has(text.toLowerCase()) ? true : no.has(text.toLowerCase()) ? false : null);

function asNumber(text: string): number | null {
  const plain = text.replace(/[\s  ]/g, "").replace(",", ".");
  return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : null;
}

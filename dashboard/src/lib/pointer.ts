/** Values inside JSON by RFC 6901 pointers: how the API names the fields of a body, and how forms name theirs. Pure. */

const partsOf = (pointer: string): string[] => (pointer === "" ? [] : pointer.slice(1).split("/").map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~")));

export const pointerOf = (path: readonly PropertyKey[]): string => path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

/** @returns undefined where nothing stands. */
export function valueAt(json: unknown, pointer: string): unknown {
  return partsOf(pointer).reduce<unknown>((value, part) => (typeof value === "object" && value !== null && Object.hasOwn(value, part) ? Reflect.get(value, part) : undefined), json);
}

/** A copy with another value there; what stands beside the path is shared. Objects on the way are made. */
export function withValue(json: unknown, pointer: string, value: unknown): unknown {
  const [first, ...rest] = partsOf(pointer);
  if (first === undefined) return value;
  const inner = withValue(valueAt(json, pointerOf([first])), pointerOf(rest), value);
  if (Array.isArray(json)) return json.map((item: unknown, index) => (String(index) === first ? inner : item));
  return { ...(typeof json === "object" && json !== null ? json : {}), [first]: inner };
}

export const textAt = (json: unknown, pointer: string): string => {
  const value = valueAt(json, pointer);
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
};
export const listAt = (json: unknown, pointer: string): readonly unknown[] => {
  const value = valueAt(json, pointer);
  return Array.isArray(value) ? value : [];
};

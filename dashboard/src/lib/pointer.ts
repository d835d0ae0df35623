/** Values inside JSON by RFC 6901 pointers: how the API names the fields of a body, and how forms name theirs. Pure. */

export const partsOf = (pointer: string): string[] => (pointer === "" ? [] : pointer.slice(1).split("/").map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~")));

export const pointerOf = (path: readonly PropertyKey[]): string => path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

/** @returns undefined where nothing stands. */
export function valueAt(json: unknown, pointer: string): unknown {
  return partsOf(pointer).reduce<unknown>((value, part) => (typeof value === "object" && value !== null && Object.hasOwn(value, part) ? Reflect.get(value, part) : undefined), json);
}

/** A copy with another value there; what stands beside the path is shared. Objects on the way are made; the index after a list's last one appends. */
export function withValue(json: unknown, pointer: string, value: unknown): unknown {
  const [first, ...rest] = partsOf(pointer);
  if (first === undefined) return value;
  const inner = withValue(valueAt(json, pointerOf([first])), pointerOf(rest), value);
  if (Array.isArray(json)) return first === String(json.length) ? [...(json as unknown[]), inner] : json.map((item: unknown, index) => (String(index) === first ? inner : item));
  return { ...(typeof json === "object" && json !== null ? json : {}), [first]: inner };
}

/** A copy without what stands there: a list closes the gap. */
export function withoutValue(json: unknown, pointer: string): unknown {
  const last = partsOf(pointer).at(-1);
  const holder = pointer.slice(0, pointer.lastIndexOf("/"));
  const held = valueAt(json, holder);
  if (last === undefined || typeof held !== "object" || held === null) return json;
  const rest = Array.isArray(held) ? held.filter((_, index) => String(index) !== last) : Object.fromEntries(Object.entries(held).filter(([name]) => name !== last));
  return withValue(json, holder, rest);
}

/** A copy where a member has another name, at the same place in the order. */
export function withName(json: unknown, pointer: string, name: string): unknown {
  const last = partsOf(pointer).at(-1);
  const holder = pointer.slice(0, pointer.lastIndexOf("/"));
  const held = valueAt(json, holder);
  if (last === undefined || typeof held !== "object" || held === null || Array.isArray(held) || Object.hasOwn(held, name)) return json;
  return withValue(json, holder, Object.fromEntries(Object.entries(held).map(([key, value]: [string, unknown]) => [key === last ? name : key, value])));
}

/** Members of an object in their order, none where there is none. */
export const membersAt = (json: unknown, pointer: string): readonly [string, unknown][] => {
  const value = valueAt(json, pointer);
  return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
};

export const textAt = (json: unknown, pointer: string): string => {
  const value = valueAt(json, pointer);
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
};
export const listAt = (json: unknown, pointer: string): readonly unknown[] => {
  const value = valueAt(json, pointer);
  return Array.isArray(value) ? value : [];
};

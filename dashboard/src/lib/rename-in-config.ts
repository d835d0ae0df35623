/** Another name for a field or a tool, everywhere the bot speaks of it. Pure. */
import { membersAt, withName, withValue } from "./pointer.ts";

/** Members of the flow and the tools that hold the name of a field, or lists of them. */
const fieldKeys = new Set(["field", "fields", "also", "forget", "key"]);

/** The field itself, what asks for it, guards, texts with `{name}` or `{name.part}`, its place in the CRM. */
export function renameField(config: unknown, from: string, to: string): unknown {
  const renamed = withName(withName(config, `/fields/${from}`, to), `/agent/crm_field_mapping/${from}`, to);
  const parts = ["flow", "tools", "prompts", "fallbacks", "objections", "fields", "context"];
  return parts.reduce((whole, part) => {
    const value = membersAt(whole, "").find(([name]) => name === part)?.[1];
    return value === undefined ? whole : withValue(whole, `/${part}`, walk(value, part === "flow" || part === "tools" ? fieldKeys : new Set(), from, to, null));
  }, renamed);
}

/** A tool, the states that run it and may use it, and texts with what it brought (`{tool.column}` of a table). */
export function renameTool(config: unknown, from: string, to: string): unknown {
  const tools = membersAt(config, "").find(([name]) => name === "tools")?.[1];
  const named = Array.isArray(tools) ? withValue(config, "/tools", tools.map((tool: unknown) => (nameOf(tool) === from ? withValue(tool, "/name", to) : tool))) : config;
  const flow = membersAt(named, "").find(([name]) => name === "flow")?.[1];
  return flow === undefined ? named : withValue(named, "/flow", walk(flow, new Set(["tool", "tools"]), from, to, null));
}

const nameOf = (tool: unknown): unknown => membersAt(tool, "").find(([key]) => key === "name")?.[1];

function walk(value: unknown, keys: ReadonlySet<string>, from: string, to: string, key: string | null): unknown {
  if (typeof value === "string") {
    if (key !== null && keys.has(key)) return value === from ? to : value;
    return value.replace(placeholderOf(from), `{${to}$1`);
  }
  if (Array.isArray(value)) return value.map((item: unknown) => walk(item, keys, from, to, key));
  if (typeof value === "object" && value !== null) return Object.fromEntries(Object.entries(value).map(([name, inner]: [string, unknown]) => [name, walk(inner, keys, from, to, name)]));
  return value;
}

const placeholderOf = (name: string) => new RegExp(`\\{${name}([.}])`, "g");

import { listAt, membersAt } from "../../lib/pointer.ts";

/** Names of secrets in the headers of a bot's tools, each once. Pure. */
export function secretsNamedIn(config: unknown): string[] {
  const headers = listAt(config, "/tools").flatMap((tool) => [...membersAt(tool, "/config/headers"), ...membersAt(tool, "/config/source/headers")]);
  return [...new Set(headers.flatMap(([, value]) => (typeof value === "string" ? [...value.matchAll(/\{secret\.([a-z][a-z0-9_]*)\}/g)].map((found) => found[1] ?? "") : [])))];
}

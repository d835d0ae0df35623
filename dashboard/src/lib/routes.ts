/** `id` null: a new one. */
export type LinesRoute = { page: "lines"; tab: LinesTab } | { page: "number"; id: string | null } | { page: "trunk"; id: string | null };
export type LinesTab = "numbers" | "trunks" | "nodes" | "limits";
export type Route = LinesRoute | { page: "calls" } | { page: "call"; callId: string } | { page: "test-call" } | { page: "bots" } | { page: "new-bot" } | { page: "bot"; slug: string; tab: BotTab } | { page: "live" } | { page: "appointments" } | { page: "operators" } | { page: "vendors" } | { page: "pronunciations" } | { page: "missing" };

/** Parts of a bot's page, in the order of its menu. */
export const botTabs = ["basics", "flow", "prompts", "voice", "tools", "transfer", "fields", "safety", "evals", "versions", "code"] as const;
export type BotTab = (typeof botTabs)[number];

export const paths = {
  live: "/live",
  calls: "/calls",
  call: (callId: string) => `/calls/${encodeURIComponent(callId)}`,
  testCall: "/test-call",
  appointments: "/appointments",
  operators: "/operators",
  lines: "/lines",
  newNumber: "/lines/numbers/new",
  number: (id: string) => `/lines/numbers/${encodeURIComponent(id)}`,
  trunks: "/lines/trunks",
  newTrunk: "/lines/trunks/new",
  trunk: (id: string) => `/lines/trunks/${encodeURIComponent(id)}`,
  nodes: "/lines/nodes",
  limits: "/lines/limits",
  bots: "/bots",
  newBot: "/bots/new",
  bot: (slug: string, tab: BotTab = "basics") => `/bots/${encodeURIComponent(slug)}/${tab}`,
  vendors: "/settings/vendors",
  pronunciations: "/settings/pronunciations",
} as const;

export function parseRoute(pathname: string): Route {
  const [first, second, third, ...rest] = pathname.split("/").filter((part) => part !== "");
  if (rest.length > 0) return { page: "missing" };
  if (first === "bots") return botRoute(second, third);
  if (first === "lines") return linesRoute(second, third);
  if (third !== undefined) return { page: "missing" };
  if (first === "settings") return second === undefined || second === "vendors" ? { page: "vendors" } : second === "pronunciations" ? { page: "pronunciations" } : { page: "missing" };
  if (first === undefined) return { page: "calls" };
  if (first === "calls") return second === undefined ? { page: "calls" } : /^\w+$/.test(second) ? { page: "call", callId: second } : { page: "missing" };
  if (first === "live" && second === undefined) return { page: "live" };
  if (first === "appointments" && second === undefined) return { page: "appointments" };
  if (first === "operators" && second === undefined) return { page: "operators" };
  if (first === "test-call" && second === undefined) return { page: "test-call" };
  return { page: "missing" };
}

function linesRoute(tab: string | undefined, id: string | undefined): Route {
  if (tab === "nodes" || tab === "limits" || tab === undefined) return id === undefined ? { page: "lines", tab: tab ?? "numbers" } : { page: "missing" };
  if (tab !== "numbers" && tab !== "trunks") return { page: "missing" };
  if (id === undefined) return { page: "lines", tab };
  if (!/^\w+$/.test(id)) return { page: "missing" };
  return { page: tab === "numbers" ? "number" : "trunk", id: id === "new" ? null : id };
}

function botRoute(slug: string | undefined, part: string | undefined): Route {
  if (slug === undefined) return { page: "bots" };
  if (slug === "new" && part === undefined) return { page: "new-bot" };
  const tab = botTabs.find((one) => one === (part ?? "basics"));
  return tab !== undefined && /^[\w-]+$/.test(slug) ? { page: "bot", slug, tab } : { page: "missing" };
}

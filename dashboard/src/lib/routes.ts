export type Route = { page: "calls" } | { page: "call"; callId: string } | { page: "test-call" } | { page: "bots" } | { page: "bot-voice"; slug: string } | { page: "vendors" } | { page: "pronunciations" } | { page: "missing" };

export const paths = {
  calls: "/calls",
  call: (callId: string) => `/calls/${encodeURIComponent(callId)}`,
  testCall: "/test-call",
  bots: "/bots",
  botVoice: (slug: string) => `/bots/${encodeURIComponent(slug)}/voice`,
  vendors: "/settings/vendors",
  pronunciations: "/settings/pronunciations",
} as const;

export function parseRoute(pathname: string): Route {
  const [first, second, third, ...rest] = pathname.split("/").filter((part) => part !== "");
  if (rest.length > 0) return { page: "missing" };
  if (first === "bots") return second === undefined ? { page: "bots" } : third === "voice" && /^[\w-]+$/.test(second) ? { page: "bot-voice", slug: second } : { page: "missing" };
  if (third !== undefined) return { page: "missing" };
  if (first === "settings") return second === undefined || second === "vendors" ? { page: "vendors" } : second === "pronunciations" ? { page: "pronunciations" } : { page: "missing" };
  if (first === undefined) return { page: "calls" };
  if (first === "calls") return second === undefined ? { page: "calls" } : /^\w+$/.test(second) ? { page: "call", callId: second } : { page: "missing" };
  if (first === "test-call" && second === undefined) return { page: "test-call" };
  return { page: "missing" };
}

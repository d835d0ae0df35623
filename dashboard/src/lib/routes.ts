export type Route = { page: "calls" } | { page: "call"; callId: string } | { page: "test-call" } | { page: "missing" };

export const paths = {
  calls: "/calls",
  call: (callId: string) => `/calls/${encodeURIComponent(callId)}`,
  testCall: "/test-call",
} as const;

export function parseRoute(pathname: string): Route {
  const [first, second, ...rest] = pathname.split("/").filter((part) => part !== "");
  if (rest.length > 0) return { page: "missing" };
  if (first === undefined) return { page: "calls" };
  if (first === "calls") return second === undefined ? { page: "calls" } : /^\w+$/.test(second) ? { page: "call", callId: second } : { page: "missing" };
  if (first === "test-call" && second === undefined) return { page: "test-call" };
  return { page: "missing" };
}

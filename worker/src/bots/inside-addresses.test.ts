import { toolSchema } from "@zvon/contract/bot-tools.ts";
import { describe, expect, it } from "vitest";
import { insideAddresses } from "./inside-addresses.ts";

const told = (url: string) => insideAddresses({ tools: [toolSchema.parse({ type: "http", name: "orders", effect: "read", config: { url } })] }).map(({ pointer }) => pointer);

describe("a tool's address", () => {
  it.each(["https://127.0.0.1/", "https://localhost:8080/orders", "https://10.1.2.3/", "https://[::1]/", "https://crm.internal/x"])("inside the installation is told: %s", (url) => expect(told(url)).toEqual(["/tools/0/config/url"]));
  it.each(["https://example.org/orders", "https://example.org/{order}", "https://{service}/"])("anywhere else is none of this check's: %s", (url) => expect(told(url)).toEqual([]));
});

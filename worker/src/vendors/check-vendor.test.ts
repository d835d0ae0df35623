import { describe, expect, it } from "vitest";
import { checkVendor } from "./check-vendor.ts";
import type { CheckTools } from "./check-vendor.ts";
import { worstOf } from "./health.ts";

const answer = (content: string) => Response.json({ id: "c", object: "chat.completion", created: 1, model: "m", choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", content } }], usage: { prompt_tokens: 5, completion_tokens: 1, total_tokens: 6 } });

/** A vendor that answers by path; what it was asked is noted. */
function toolsWith(pages: Record<string, () => Response>) {
  const asked: string[] = [];
  const probed: string[] = [];
  let nowMs = 0;
  const tools: CheckTools = {
    now: () => (nowMs += 10),
    probe: async ({ kind, access }) => {
      probed.push(`${kind} ${access?.key ?? "platform"}`);
      return { ok: true, code: null, detail: "", tookMs: 7, audio: null };
    },
    fetch: async (input) => {
      const { pathname } = new URL(input instanceof Request ? input.url : String(input));
      asked.push(pathname);
      return pages[pathname]?.() ?? new Response("no such page", { status: 404 });
    },
  };
  return { tools, asked, probed };
}
const own = { key: "k", baseUrl: "https://llm.example.com/v1" };

describe("the test of a language model", () => {
  it("asks a self-hosted server for its first model, and that one for a word", async () => {
    const { tools, asked } = toolsWith({ "/v1/models": () => Response.json({ data: [{ id: "qwen" }, { id: "other" }] }), "/v1/chat/completions": () => answer("ok") });
    const told = await checkVendor(tools, "compatible", own, null);
    expect(told).toMatchObject({ ok: true, code: null, checks: [{ kind: "llm", ok: true, detail: "qwen answers." }] });
    expect(asked).toEqual(["/v1/models", "/v1/chat/completions"]);
  });

  it("finds the models where calls would, also when the address was written without its path", async () => {
    const { tools, asked } = toolsWith({ "/v1/models": () => Response.json({ data: [{ id: "qwen" }] }), "/v1/chat/completions": () => answer("ok") });
    expect((await checkVendor(tools, "compatible", { key: "k", baseUrl: "https://llm.example.com" }, null)).ok).toBe(true);
    expect(asked).toEqual(["/v1/models", "/v1/chat/completions"]);
  });

  it.each([
    ["a key that is refused", { "/v1/models": () => new Response("", { status: 401 }) }, "unauthorised"],
    ["a page that is no list of models", { "/v1/models": () => new Response("<html>") }, "bad_answer"],
    ["a list without models", { "/v1/models": () => Response.json({ data: [] }) }, "bad_answer"],
    ["an address that leads elsewhere", { "/v1/models": () => Response.redirect("https://elsewhere.example.com/", 302) }, "misconfigured"],
    ["a model that costs what is not there", { "/v1/models": () => Response.json({ data: [{ id: "m" }] }), "/v1/chat/completions": () => Response.json({ error: { message: "pay" } }, { status: 402 }) }, "unpaid"],
  ])("tells %s", async (_, pages, code) => {
    const told = await checkVendor(toolsWith(pages).tools, "compatible", own, null);
    expect([told.ok, told.code]).toEqual([false, code]);
  });

  it("goes on to the next model when a vendor has retired one", async () => {
    let asked = 0;
    const { tools } = toolsWith({ "/v1/chat/completions": () => (++asked < 3 ? Response.json({ error: { code: "model_not_found", message: "gone" } }, { status: 404 }) : answer("ok")) });
    expect(await checkVendor(tools, "groq", own, null)).toMatchObject({ ok: true, checks: [{ detail: "qwen/qwen3.8-27b answers." }] });
    asked = -10;
    expect(await checkVendor(tools, "groq", own, null)).toMatchObject({ ok: false, code: "unknown_model" });
  });

  it("is of the installation's key where the account has none, and nothing is sent from here for speech", async () => {
    const { tools, asked, probed } = toolsWith({ "/chat/completions": () => answer("ok"), "/v1/chat/completions": () => answer("ok") });
    const told = await checkVendor(tools, "openai", null, { key: "platform-key", baseUrl: "https://api.example.com/v1" });
    expect(told.checks.map((check) => [check.kind, check.ok]).toSorted()).toEqual([["llm", true], ["stt", true], ["tts", true]]);
    expect(probed.toSorted()).toEqual(["stt platform", "tts platform"]);
    expect(asked).toEqual(["/v1/chat/completions"]);
  });
});

describe("what is missing", () => {
  it.each([
    ["yandex", { key: "y0_a-persons-token" }, "folder_missing"],
    ["yandex", { key: "y0_a-persons-token", folder: " " }, "folder_missing"],
    ["yandex", { key: "{half a file" }, "key_unreadable"],
    ["workers_ai", { key: "token" }, "folder_missing"],
    ["compatible", { key: "k" }, "address_missing"],
  ] as const)("is told for %s before anything is sent", async (vendor, access, code) => {
    const { tools, asked, probed } = toolsWith({});
    expect(await checkVendor(tools, vendor, access, null)).toMatchObject({ ok: false, code, checks: [] });
    expect([asked, probed]).toEqual([[], []]);
  });

  it.each(["AQVN-of-a-service-account", "Api-Key AQVN-of-a-service-account", "t1.of-a-person-or-of-an-account"])("is no folder where Yandex may know it by itself: %s", async (key) => {
    const { tools, probed } = toolsWith({});
    await checkVendor(tools, "yandex", { key }, null);
    expect(probed.length).toBe(2);
  });

  it("is told in the language of who asks", async () => {
    const { tools } = toolsWith({});
    expect((await checkVendor(tools, "yandex", { key: "y0_a-persons-token" }, null, "ru")).detail).toMatch(/идентификатор каталога/);
  });
});

describe("health that several have seen", () => {
  const line = { kind: "tts", provider: "yandex", state: "ok", lastError: null, lastErrorAtMs: null, attempts: 10, failures: 0, p50Ms: 100, p95Ms: 200, from: "node", at: 1 } as const;
  it("is one line a vendor and kind of work: the worst state, the sums, the newest fault", () => {
    const worse = { ...line, state: "open", lastError: "timeout", lastErrorAtMs: 5, attempts: 4, failures: 3, p50Ms: null, p95Ms: 900 } as const;
    expect(worstOf([line, worse])).toEqual([{ ...worse, attempts: 14, failures: 3, p50Ms: 100, p95Ms: 900 }]);
    expect(worstOf([worse, line])).toEqual(worstOf([line, worse]));
    expect(worstOf([{ ...line, kind: "stt" }, line]).map(({ kind }) => kind)).toEqual(["stt", "tts"]);
  });
});

import { answerJson, serve } from "@zvon/stand-ins/src/core/serve.ts";
import type { Server, Serving } from "@zvon/stand-ins/src/core/serve.ts";
import { afterEach, describe, expect, it } from "vitest";
import { openLlm } from "./open.ts";

const running: Server[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.close()));
});

/** What asking a self-hosted model at this server ends with. */
async function ask(request: Serving["request"], stream: boolean): Promise<unknown> {
  const server = await serve({ request });
  running.push(server);
  const llm = openLlm({ provider: "compatible", model: "m", access: { key: "secret", baseUrl: `${server.url}/v1` }, fetch });
  try {
    for await (const event of llm.respond({ messages: [{ role: "user", content: "Привет." }], tools: [], temperature: 0, maxTokens: 100, stream }, new AbortController().signal)) if (event.type === "done") return "answered";
  } catch (error) {
    return error;
  }
  return "ended";
}

describe("an address that a tenant wrote", () => {
  it.each([true, false])("leads nowhere else: a redirect is not followed (stream: %s)", async (stream) => {
    const asked: string[] = [];
    const error = await ask((_request, response, url) => {
      asked.push(url.pathname);
      response.writeHead(307, { location: "/internal" }).end();
    }, stream);
    expect(error).toMatchObject({ code: "misconfigured", retryable: false });
    expect(asked).toEqual(["/v1/chat/completions"]);
  });
  it.each([true, false])("can't fill the memory: what is larger than any answer is left (stream: %s)", async (stream) => {
    let sent = 0;
    const error = await ask((_request, response) => {
      response.writeHead(200, { "content-type": stream ? "text/event-stream" : "application/json" });
      const flood = (): void => {
        while (!response.destroyed) {
          sent += 65_536;
          if (!response.write(" ".repeat(65_535) + "\n")) return void response.once("drain", flood);
        }
      };
      flood();
    }, stream);
    expect(error).toMatchObject({ code: "bad_answer", retryable: false });
    expect(sent).toBeLessThan(20 * 1024 * 1024);
  });
  it("is believed when it answers as a model does", async () => {
    expect(await ask((_request, response) => answerJson(response, 200, { choices: [{ message: { content: "Да." }, finish_reason: "stop" }] }), false)).toBe("answered");
  });
});

import { SELF } from "cloudflare:test";
import { expect, it } from "vitest";

it("says that the Worker and the directory answer", async () => {
  expect((await SELF.fetch("https://zvon.test/health")).status).toBe(200);
  const database = await SELF.fetch("https://zvon.test/health/database");
  expect(await database.json()).toEqual({ status: "ok" });
});

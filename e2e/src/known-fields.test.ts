/** A call whose bot knows of it beforehand what its owner's system told: by a browser's line, on a real product. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { botsOf } from "./bots-api.ts";
import { startProduct, type Product } from "./testing.ts";
import { startTypedCall } from "./typed-call.ts";

let product: Product;
beforeAll(async () => {
  product = await startProduct();
}, 120_000);
afterAll(() => product?.close());

describe("a reminder of an appointment", () => {
  it("asks for the person by name, then says the time that was given with the call, and has both in its record", async () => {
    const bots = botsOf(product);
    await bots.create({ name: "Reminder", slug: "reminder", template: "appointment-reminder" });
    await bots.publish("reminder");
    const fields = { name: "Мария", company: "салон «Мята»", place: "улица Садовая, дом 8", when: "2030-11-25T15:00" };
    const call = await startTypedCall({ api: product.api, bot: "reminder", language: "ru", fields });
    const greeting = (await call.greeting).text;
    expect(greeting).toContain("Мария, это вы?");
    expect(greeting).not.toContain("15:00");
    expect((await call.type("да, это я")).text).toContain("15:00");
    expect((await call.type("а куда приходить?")).text).toContain("Садовая");
    call.send("да, приду");
    expect(await call.ended()).toMatchObject({ outcome: "answered", fields: { name: "Мария", when: expect.stringContaining("15:00") } });
  }, 60_000);
});

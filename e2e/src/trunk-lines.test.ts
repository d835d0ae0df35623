/** A telephone line from the page to the call: the owner adds it, the node writes it into Asterisk, calls go both ways, it goes again. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { numberRecordSchema } from "@zvon/contract/numbers-api.ts";
import { trunkRecordSchema, trunkTestSchema, type TrunkRecord } from "@zvon/contract/trunks-api.ts";
import { botsOf, type BotsApi } from "./bots-api.ts";
import { startLab, type OwnLab } from "./lab/asterisk.ts";
import { whyNoLab } from "./lab/readiness.ts";
import { startRegistrar, type Registrar } from "./sip/registrar.ts";
import { startUserAgent, type UserAgent } from "./sip/user-agent.ts";
import { startProduct, type Product } from "./testing.ts";

const reason = await whyNoLab();
const number = "74951230000";

describe.skipIf(reason !== null)(`a telephone line${reason === null ? "" : ` (${reason})`}`, () => {
  let registrar: Registrar;
  let carrier: UserAgent;
  let lab: OwnLab;
  let product: Product;
  let api: BotsApi;
  const closing: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    registrar = await startRegistrar("127.0.0.43", "zvon");
    closing.push(() => registrar.close());
    carrier = await startUserAgent({ host: "127.0.0.44" });
    closing.push(() => carrier.close());
    lab = await startLab({ ariApp: "zvon", trunkHost: carrier.host, trunkPort: carrier.port, trunks: [], qualifySeconds: 1 });
    closing.push(() => lab.stop());
    const { url, user, password, app } = lab.ari;
    product = await startProduct({ egressAllow: ["127.0.0.0/8"], env: { ZVON_ARI_URL: url, ZVON_ARI_USER: user, ZVON_ARI_PASSWORD: password, ZVON_ARI_APP: app, ...lab.nodeEnv } });
    closing.push(() => product.close());
    api = botsOf(product);
  }, 600_000);
  afterAll(async () => {
    for (const close of closing.toReversed()) await close();
  }, 60_000);

  const asked = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await api.send(method, path, body);
    const text = await response.text();
    expect(response.ok, `${method} ${path}: ${response.status} ${text}`).toBe(true);
    return text === "" ? null : JSON.parse(text);
  };
  const stateOf = async ({ id }: TrunkRecord): Promise<string | undefined> => trunkRecordSchema.parse(await asked("GET", `/v1/trunks/${id}`)).states[0]?.state;

  it("registers, says so, and is given back when it is deleted", async () => {
    const trunk = trunkRecordSchema.parse(await asked("POST", "/v1/trunks", { name: "Registered", kind: "sip", access: "register", host: registrar.host, port: registrar.port, username: "zvon", password: "p=[]#1" }));
    expect(JSON.stringify(trunk)).not.toContain("p=[]#1");
    expect(trunkTestSchema.parse(await asked("POST", `/v1/trunks/${trunk.id}/test`))).toMatchObject({ ok: true, state: "registered", code: 200 });
    await expect.poll(() => stateOf(trunk), { timeout: 30_000, interval: 300 }).toBe("registered");
    expect(registrar.contact()).toContain(`sip:${trunk.id}@`);
    await asked("DELETE", `/v1/trunks/${trunk.id}`);
    await expect.poll(() => registrar.contact(), { timeout: 20_000 }).toBeNull();
  }, 90_000);

  it("brings a caller to the bot of its number, and the bot's call to the carrier", async () => {
    const trunk = trunkRecordSchema.parse(await asked("POST", "/v1/trunks", { name: "By address", kind: "exolve", host: carrier.host, port: carrier.port }));
    await expect.poll(() => stateOf(trunk), { timeout: 30_000, interval: 300 }).toBe("reachable");
    const bots = (await asked("GET", "/v1/bots")) as { bots: { id: string; slug: string }[] };
    const salon = bots.bots.find(({ slug }) => slug === "salon");
    numberRecordSchema.parse(await asked("POST", "/v1/numbers", { number: `+${number}`, name: "Front desk", trunkId: trunk.id, botId: salon?.id }));

    const phone = await carrier.call({ ...lab.sip, number, from: "79001112233" });
    expect(await phone.answered).toBe(200);
    expect(await phone.audio.waitForTurn({ quietMs: 400, withinMs: 30_000 })).toBe(true);
    await phone.hangup();
    await expect.poll(async () => (await product.api.calls()).map((call) => [call.direction, call.to, call.status]), { timeout: 20_000 }).toContainEqual(["inbound", number, "ended"]);

    const rung = new Promise<{ number: string; from: string }>((resolve) =>
      carrier.onCall((incoming) => {
        resolve({ number: incoming.number, from: incoming.from });
        incoming.reject(486);
      }),
    );
    const { call } = await product.api.startCall({ bot: "salon", via: "sip", to: "+79005550001", from: `+${number}` });
    expect(await rung).toEqual({ number: "79005550001", from: number });
    expect(await product.api.ended(call.id, { withinMs: 20_000, withRecording: false })).toMatchObject({ endReason: "busy" });
  }, 90_000);
});

/** A product of its own that answers and dials through an Asterisk of its own, and the carrier on the other side of the trunk. */
import { setTimeout as delay } from "node:timers/promises";
import type { Language } from "@zvon/contract/call-link.ts";
import type { CallerStep } from "@zvon/media-node/src/caller/machine.ts";
import { prepareScript } from "@zvon/media-node/src/caller/prepare.ts";
import type { ScriptStep } from "@zvon/media-node/src/caller/script.ts";
import { startEmbeddedVoice } from "@zvon/media-node/src/tts/embedded/embedded-voice.ts";
import { startLab, type Lab } from "../lab/asterisk.ts";
import { startProduct, type Product } from "../testing.ts";
import { startUserAgent, type UserAgent } from "./user-agent.ts";

/** The trunk's own address: Asterisk takes calls from it alone. */
const trunkHost = "127.0.0.2";

export type SipProduct = {
  lab: Lab;
  carrier: UserAgent;
  product: Product;
  /** A caller's lines as audio, by the voice that no template was made from. */
  speak(script: ScriptStep[], language: Language): Promise<CallerStep[]>;
  /** How many channels Asterisk still holds once it has had `withinMs` to let go. */
  channelsLeft(withinMs: number): Promise<number>;
  close(): Promise<void>;
};

/** @param env of the media node, beside the address of Asterisk. Throws LabUnavailable; nothing is left running then. */
export async function startSipProduct(env: Record<string, string> = {}): Promise<SipProduct> {
  const closing: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (let next = closing.pop(); next !== undefined; next = closing.pop()) await next();
  };
  try {
    const carrier = await startUserAgent({ host: trunkHost });
    closing.push(() => carrier.close());
    const lab = await startLab({ ariApp: "zvon", trunkHost, trunkPort: carrier.port });
    closing.push(() => lab.stop());
    const { url, user, password, app } = lab.ari;
    const product = await startProduct({ env: { ZVON_ARI_URL: url, ZVON_ARI_USER: user, ZVON_ARI_PASSWORD: password, ZVON_ARI_APP: app, ...env } });
    closing.push(() => product.close());
    const voice = await startEmbeddedVoice();
    closing.push(() => voice.close());
    return {
      lab, carrier, product, close,
      speak: async (script, language) => (await prepareScript(script, language, voice, null, AbortSignal.timeout(30_000))).steps,
      async channelsLeft(withinMs) {
        const until = performance.now() + withinMs;
        for (;;) {
          const channels = await lab.channels();
          if (channels === 0 || performance.now() > until) return channels;
          await delay(50);
        }
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

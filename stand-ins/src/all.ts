/** Every vendor's stand-in by the vendor's name, as one key and one address reach it; loaded when asked for. */
import type { Vendor, VendorAccess } from "@zvon/contract/speech.ts";
import { together } from "./core/together.ts";
import type { StandIn, StartStandIn } from "./stand-in.ts";

export interface Offered {
  load(): Promise<StartStandIn>;
  /** What is added to its address, and what stands beside the key, to reach it as a tenant's settings do. */
  path?: string;
  folder?: string;
}

const chat = /\/(chat\/completions|models)$/;

/** Speech and language models of one vendor. */
const both = (speech: StartStandIn, models: StartStandIn): StartStandIn => async (options) => {
  const { port, ...inner } = options;
  const [hears, thinks] = [await speech(inner), await models(inner)];
  return together([{ standIn: hears, serves: /^/ }, { standIn: thinks, serves: chat }], port);
};

export const standIns: Partial<Record<Vendor, Offered>> = {
  yandex: {
    load: async () => both((await import("./yandex/yandex.ts")).startYandex, (await import("./llm/llm.ts")).startYandexLlm),
    path: "/v1",
    folder: "b1gstandin",
  },
  deepgram: { load: async () => (await import("./deepgram/deepgram.ts")).startDeepgram },
  cartesia: { load: async () => (await import("./cartesia/cartesia.ts")).startCartesia },
  soniox: { load: async () => (await import("./soniox/soniox.ts")).startSoniox },
  elevenlabs: { load: async () => (await import("./elevenlabs/elevenlabs.ts")).startElevenlabs },
  openai: { load: async () => both((await import("./openai/openai.ts")).startOpenaiSpeech, (await import("./llm/llm.ts")).startOpenaiLlm), path: "/v1" },
  groq: { load: async () => (await import("./llm/llm.ts")).startGroq, path: "/openai/v1" },
  openrouter: { load: async () => (await import("./llm/llm.ts")).startOpenrouter, path: "/api/v1" },
  workers_ai: { load: async () => (await import("./llm/llm.ts")).startWorkersAi, path: "/client/v4/accounts/acc0123456789/ai/v1", folder: "acc0123456789" },
  gigachat: { load: async () => (await import("./gigachat/gigachat.ts")).startGigachat, path: "/api/v1" },
  compatible: { load: async () => (await import("./llm/llm.ts")).startCompatible, path: "/v1" },
};

/** How a started stand-in is reached: what a vendor's access in ZVON_VENDORS says. */
export function accessOf({ path = "", folder }: Offered, standIn: StandIn): VendorAccess {
  return { key: standIn.key, baseUrl: `${standIn.url}${path}`, ...(folder === undefined ? {} : { folder }) };
}

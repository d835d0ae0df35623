/** The API of an operator's telephone as the page uses it. */
import { operatorListSchema, phoneSchema, presenceSchema } from "@zvon/contract/operators-api.ts";
import type { OperatorList, OperatorState, Phone, Presence } from "@zvon/contract/operators-api.ts";
import type { Api } from "./api.ts";

export type OperatorsClient = ReturnType<typeof createOperatorsClient>;

export function createOperatorsClient({ request, read, get, send }: Api["http"]) {
  return {
    list: (signal?: AbortSignal): Promise<OperatorList> => get("/v1/operators", operatorListSchema, signal),
    open: async (): Promise<Phone> => read(phoneSchema, await send("POST", "/v1/operators/me/phone", {})),
    /** Also while the page goes away. */
    close: async (phone: string): Promise<void> => {
      await request(`/v1/operators/me/phone/${phone}`, { method: "DELETE", keepalive: true });
    },
    /** @param state only when it changes. */
    beat: async (phone: string, state?: OperatorState): Promise<Presence> => read(presenceSchema, await send("POST", "/v1/operators/me/presence", { phone, ...(state === undefined ? {} : { state }) })),
  };
}

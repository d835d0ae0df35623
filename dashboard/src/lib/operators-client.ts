/** The API of an operator's telephone as the page uses it. */
import type { DialAct } from "@zvon/contract/operator-dials.ts";
import { dialledSchema, groupListSchema, operatorListSchema, phoneSchema, presenceSchema } from "@zvon/contract/operators-api.ts";
import type { AskDial, GroupList, GroupSettings, OperatorList, OperatorState, Phone, Presence } from "@zvon/contract/operators-api.ts";
import type { Api } from "./api.ts";

export type OperatorsClient = ReturnType<typeof createOperatorsClient>;

/** @param language of refusals. */
export function createOperatorsClient({ request, read, get, send }: Api["http"], language: () => string) {
  const spoken = () => ({ "accept-language": language() });
  const groupPath = (name: string) => `/v1/operators/groups/${encodeURIComponent(name)}`;
  return {
    groups: (signal?: AbortSignal): Promise<GroupList> => get("/v1/operators/groups", groupListSchema, signal),
    putGroup: async (name: string, settings: GroupSettings): Promise<void> => {
      await send("PUT", groupPath(name), settings, spoken());
    },
    deleteGroup: async (name: string): Promise<void> => {
      await request(groupPath(name), { method: "DELETE", headers: spoken() });
    },
    list: (signal?: AbortSignal): Promise<OperatorList> => get("/v1/operators", operatorListSchema, signal),
    open: async (): Promise<Phone> => read(phoneSchema, await send("POST", "/v1/operators/me/phone", {})),
    /** Also while the page goes away. */
    close: async (phone: string): Promise<void> => {
      await request(`/v1/operators/me/phone/${phone}`, { method: "DELETE", keepalive: true });
    },
    /** @returns the dial's name: the beats tell how it goes. */
    dial: async (asked: AskDial): Promise<string> => (await read(dialledSchema, await send("POST", "/v1/operators/me/dial", asked, spoken()))).dial,
    act: async (phone: string, dial: string, act: DialAct): Promise<void> => {
      await send("POST", `/v1/operators/me/dial/${dial}`, { phone, act }, spoken());
    },
    /** @param state only when it changes. */
    beat: async (phone: string, state?: OperatorState): Promise<Presence> => read(presenceSchema, await send("POST", "/v1/operators/me/presence", { phone, ...(state === undefined ? {} : { state }) })),
  };
}

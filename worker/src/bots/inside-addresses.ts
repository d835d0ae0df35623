/** Tools that would ask a server inside the installation's own network, where none goes unless the installation opens it. */
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import { pointerOf } from "@zvon/contract/bot-fault.ts";
import type { BotConfigError } from "@zvon/contract/bot-fault.ts";
import { addressOf } from "@zvon/contract/check-tools.ts";
import { hostOf, leadsInside } from "../egress/address.ts";

export function insideAddresses({ tools }: Pick<BotConfig, "tools">): BotConfigError[] {
  return tools.flatMap((tool, index): BotConfigError[] => {
    const out = addressOf(tool);
    if (out === null || !URL.canParse(out.url) || hostOf(new URL(out.url)).includes("{") || !leadsInside(new URL(out.url), "")) return [];
    return [{
      pointer: pointerOf("tools", index, "config", ...out.path, "url"),
      message: {
        ru: "Адрес внутри сети установки: бот туда не обратится, пока администратор не откроет его (ZVON_EGRESS_ALLOW).",
        en: "This address is inside the installation's own network: the bot won't ask it unless the administrator opens it (ZVON_EGRESS_ALLOW).",
      },
    }];
  });
}

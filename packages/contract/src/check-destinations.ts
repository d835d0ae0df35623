/** Whether callers can be handed to where the bot's destinations lead: looked for when a version is published. */
import type { BotConfig } from "./bot-config.ts";
import { pointerOf } from "./bot-fault.ts";
import type { BotConfigError } from "./bot-fault.ts";
import { handingOnFault } from "./handing-on.ts";

const words: Record<NonNullable<ReturnType<typeof handingOnFault>>, BotConfigError["message"]> = {
  words: { ru: "Сюда не дозвониться: нужен номер (+7 843 200-11-22), внутренний номер АТС (200), SIP-адрес или operators.", en: "This can't be dialled: give a number (+7 843 200-11-22), an extension of your exchange (200), a SIP address, or operators." },
  extension: { ru: "Добавочный за номером набрать нельзя: укажите номер без него или внутренний номер своей АТС.", en: "An extension behind a number can't be dialled: give the number alone, or an extension of your own exchange." },
  group: { ru: "Такой группы операторов быть не может: пишите operators или operators:группа, строчными латинскими буквами.", en: "No group of operators can be called so: write operators or operators:group, in small letters." },
  address: { ru: "Это не SIP-адрес: он выглядит как sip:200@pbx.example.com.", en: "This is no SIP address: one looks like sip:200@pbx.example.com." },
  length: { ru: "В телефонном номере от 2 до 15 цифр.", en: "A telephone number has 2 to 15 digits." },
};

export function checkDestinations({ agent }: { agent: Pick<BotConfig["agent"], "destinations"> }): BotConfigError[] {
  return agent.destinations.flatMap(({ to }, index) => {
    const why = handingOnFault(to);
    return why === null ? [] : [{ pointer: pointerOf("agent", "destinations", index, "to"), message: words[why] }];
  });
}

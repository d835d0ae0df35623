/** The bots a fresh installation has. Each speaks both languages. */
import { botConfigSchema } from "@zvon/contract/bot-config.ts";
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import { orderStatus } from "./order-status.ts";
import { salon } from "./salon.ts";
import { school } from "./school.ts";

export type DemoBot = { slug: string; name: string; description: string; config: BotConfig };

export const demoBots: DemoBot[] = [
  {
    slug: "salon",
    name: "Салон красоты / Beauty salon",
    description: "Записывает на услугу: день, время, имя. / Books an appointment: service, day, time, name.",
    config: botConfigSchema.parse(salon),
  },
  {
    slug: "order-status",
    name: "Статус заказа / Order status",
    description: "Говорит, где заказ, по четырём цифрам номера. / Tells where an order is by the four digits of its number.",
    config: botConfigSchema.parse(orderStatus),
  },
  {
    slug: "school",
    name: "Консультант школы / School consultant",
    description: "Отвечает на вопросы о школе; свободно, когда подключена языковая модель. / Answers questions about a school; freely once a language model is connected.",
    config: botConfigSchema.parse(school),
  },
];

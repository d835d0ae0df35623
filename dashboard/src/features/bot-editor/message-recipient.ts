/** Whom a message tool may write to: the caller's number by SMS, else a field of the kind that the channel needs. Pure. */
import { membersAt, textAt, valueAt, withValue } from "../../lib/pointer.ts";

export type MessageChannel = "sms" | "email";
const typeOf = { sms: "phone", email: "email" };

export const fieldsFor = (config: unknown, channel: MessageChannel): string[] => membersAt(config, "/fields").flatMap(([name, field]) => (textAt(field, "/type") === typeOf[channel] ? [name] : []));

/** The tool's config on another channel. Nobody knows a caller's e-mail, so the first field that holds one is chosen. */
export function withChannel(draft: unknown, at: string, channel: MessageChannel): unknown {
  const fields = fieldsFor(draft, channel);
  const field = textAt(draft, `${at}/to/field`);
  const [first] = fields;
  const to = fields.includes(field) ? { field } : channel === "email" && first !== undefined ? { field: first } : "caller";
  return withValue(withValue(valueAt(draft, at), "/channel", channel), "/to", to);
}

/** Tools that would take a secret where it does not go: told when a version is published; the runner refuses it in any case. */
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import type { TenantId } from "@zvon/contract/ids.ts";
import { checkSecretHosts } from "@zvon/contract/secret-hosts.ts";
import type { Database } from "../services.ts";
import { listSecrets } from "../vendors/tool-secrets.ts";
import { botFaulty } from "./check-config.ts";

/** One statement, where a tool names a secret at all. @throws Refusal 422 with pointers into the config. */
export async function requireSecretHosts(db: Database, tenantId: TenantId, { tools }: Pick<BotConfig, "tools">, language: Language): Promise<void> {
  if (!JSON.stringify(tools).includes("{secret.")) return;
  const errors = checkSecretHosts(tools, await listSecrets(db, tenantId));
  if (errors.length > 0) throw botFaulty(errors, language);
}

import { hostPattern, isSecretHost, secretNamesIn } from "@zvon/contract/secret-hosts.ts";
import type { SecretInfo } from "@zvon/contract/secrets-api.ts";
import { listAt, membersAt, textAt } from "../../lib/pointer.ts";

/** Secrets in the headers of a bot's tools, each once, with the servers its tools ask; of a draft that may not be sound yet. Pure. */
export function secretsNamedIn(config: unknown): { name: string; hosts: string[] }[] {
  const hosts = new Map<string, Set<string>>();
  for (const tool of listAt(config, "/tools")) {
    for (const at of ["/config", "/config/source"]) {
      const url = textAt(tool, `${at}/url`);
      const hostname = URL.canParse(url) ? new URL(url).hostname : "";
      for (const [, value] of membersAt(tool, `${at}/headers`)) {
        for (const name of typeof value === "string" ? secretNamesIn(value) : []) {
          const known = hosts.get(name) ?? new Set();
          hosts.set(name, hostname === "" ? known : known.add(hostname));
        }
      }
    }
  }
  return [...hosts].map(([name, all]) => ({ name, hosts: [...all] }));
}

/** Servers that the bot's tools ask with the secret, and that it is not for. */
export const hostsWithout = (secret: SecretInfo, named: readonly { name: string; hosts: string[] }[]): string[] => (named.find((one) => one.name === secret.name)?.hosts ?? []).filter((host) => !isSecretHost(secret.hosts, host));

/** One a line, or with commas; an address in place of a server's name is understood. `wrong`: the first that is neither. */
export function hostsWritten(text: string): { hosts: string[]; wrong: string | null } {
  const written = text.split(/[\s,;]+/).filter((one) => one !== "");
  const named = written.map((one) => ({ one, host: hostPattern(/^https?:\/\//i.test(one) && URL.canParse(one) ? new URL(one).hostname : one) }));
  const hosts = [...new Set(named.flatMap(({ host }) => host ?? []))];
  return { hosts, wrong: named.find(({ host }) => host === null)?.one ?? null };
}

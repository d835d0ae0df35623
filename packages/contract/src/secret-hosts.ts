/**
 * Where a secret of tools may go. Whoever may write a bot may name any secret, so the secret itself says which servers
 * may read it: whole names, or all below one ("*.example.com", not example.com itself). Ports don't count.
 */
import { z } from "zod";
import type { Tool } from "./bot-tools.ts";
import type { BotConfigError } from "./bot-fault.ts";
import { pointerOf } from "./bot-fault.ts";
import { addressOf } from "./check-tools.ts";

/** @returns the name as URL writes it (lower case, Punycode), or null when it is none: an address, a port, a star elsewhere. */
export function hostPattern(written: string): string | null {
  const wild = written.startsWith("*.");
  const name = wild ? written.slice(2) : written;
  if (!/^(?:\[[0-9a-f:.]+\]|[^\s:/?#@\\%*[\]]+)$/i.test(name) || !URL.canParse(`https://${name}/`)) return null;
  const host = new URL(`https://${name}/`).hostname.replace(/\.$/, "");
  if (!wild) return host === "" ? null : host;
  // Below an address of numbers there is nothing; below "*.com" there is everybody.
  return /^[\d.]+$|^\[/.test(host) || !host.includes(".") ? null : `*.${host}`;
}

export const secretHostSchema = z.string().trim().min(1).max(253).transform((written, context) => {
  const host = hostPattern(written);
  if (host !== null) return host;
  context.addIssue({ code: "custom", message: "a server's name alone: api.example.com, or *.example.com" });
  return z.NEVER;
});
export const secretHostsSchema = z.array(secretHostSchema).min(1).max(10);

/** @param hostname of the address that is connected to, as URL gives it. */
export const isSecretHost = (hosts: readonly string[], hostname: string): boolean => hosts.some((host) => (host.startsWith("*.") ? hostname.length > host.length - 1 && hostname.endsWith(host.slice(1)) : hostname === host));

export const secretNamesIn = (template: string): string[] => [...template.matchAll(/\{secret\.([a-z][a-z0-9_]*)\}/g)].map(([, name = ""]) => name);

/** Secrets that would not be sent where their tools ask; one that is not kept yet is no fault, for it may be written later. */
export function checkSecretHosts(tools: readonly Tool[], secrets: readonly { name: string; hosts: readonly string[] }[]): BotConfigError[] {
  return tools.flatMap((tool, index) => {
    const out = addressOf(tool);
    if (out === null || !URL.canParse(out.url)) return [];
    const { hostname } = new URL(out.url);
    return Object.entries(out.headers).flatMap(([header, value]) =>
      secretNamesIn(value).flatMap((name) => {
        const secret = secrets.find((one) => one.name === name);
        if (secret === undefined || isSecretHost(secret.hosts, hostname)) return [];
        return [{ pointer: pointerOf("tools", index, "config", ...out.path, "headers", header), message: { ru: `Секрет «${name}» не для сервера ${hostname}: добавьте сервер к секрету или поправьте адрес.`, en: `The secret "${name}" is not for the server ${hostname}: add the server to the secret, or correct the address.` } }];
      }),
    );
  });
}

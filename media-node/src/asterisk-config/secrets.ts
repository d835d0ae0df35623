/** Passwords of an exchange: made here, kept in one file that only its owner reads, never shipped and never typed. */
import { randomBytes } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { z } from "zod";

const secretsSchema = z.record(z.string().regex(/^[\w.-]{1,80}$/), z.string().regex(/^[\w-]{16,128}$/));
export type Secrets = z.infer<typeof secretsSchema>;

/** Those of `file` for `names`, with fresh ones where there are none, or for all of them when `rotate` says so; the file is written when it changed. */
export async function keepSecrets(file: string, names: readonly string[], rotate: boolean): Promise<Secrets> {
  const known = secretsSchema.parse(JSON.parse(await readFile(file, "utf8").catch(absent)));
  const secrets: Secrets = {};
  // 192 random bits; base64url has no character that a configuration file takes for its own.
  for (const name of names) secrets[name] = (rotate ? undefined : known[name]) ?? randomBytes(24).toString("base64url");
  if (JSON.stringify(secrets) !== JSON.stringify(known)) {
    const draft = `${file}.${process.pid}.draft`;
    await writeFile(draft, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
    await rename(draft, file);
  }
  return secrets;
}

function absent(error: unknown): string {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return "{}";
  throw error;
}

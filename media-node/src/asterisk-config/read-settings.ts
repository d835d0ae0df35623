/** Settings of one Asterisk from their file, with the passwords that are made and kept beside it. */
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { asteriskSettingsSchema, type AsteriskSettings } from "./asterisk-settings.ts";
import { keepSecrets } from "./secrets.ts";

/** What is looked into before the settings are whole: passwords are not written by hand. */
const draftSchema = z.looseObject({
  ari: z.looseObject({}).default({}),
  manager: z.looseObject({}).default({}),
  sbc: z.looseObject({}).nullable().default(null),
  operators: z.array(z.looseObject({ id: z.string() })).default([]),
});

/** @throws ZodError that names each setting which is wrong · Error of the file system */
export async function readAsteriskSettings(file: string, secretsFile = `${file}.secrets`, rotate = false): Promise<AsteriskSettings> {
  const draft = draftSchema.parse(JSON.parse(await readFile(file, "utf8")));
  const secrets = await keepSecrets(secretsFile, ["ari", "manager", ...draft.operators.map(({ id }) => `operator-${id}`)], rotate);
  return asteriskSettingsSchema.parse({
    ...draft,
    ari: { ...draft.ari, password: secrets["ari"] },
    manager: { ...draft.manager, password: secrets["manager"] },
    operators: draft.operators.map((operator) => ({ ...operator, password: secrets[`operator-${operator.id}`] })),
  });
}

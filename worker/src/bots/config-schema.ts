/** The bot's config as JSON Schema 2020-12, for editors and integrators: made from the very schema that it is read by. */
import { botConfigSchema } from "@zvon/contract/bot-config.ts";
import { z } from "zod";

const documentSchema = z.record(z.string(), z.json());
type JsonDocument = z.infer<typeof documentSchema>;

let made: JsonDocument | null = null;

/** 16 ms to make, so it is made once; what refers to what is told by `POST /v1/bots/check` alone. */
export function configJsonSchema(): JsonDocument {
  made ??= describe();
  return made;
}

function describe(): JsonDocument {
  const schema = z.toJSONSchema(botConfigSchema, {
    target: "draft-2020-12",
    io: "input",
    // A misspelt name is a fault of the bot: an editor shows it at once.
    override: ({ jsonSchema }) => {
      if (jsonSchema.properties !== undefined) jsonSchema.additionalProperties ??= false;
    },
  });
  return documentSchema.parse({ ...schema, title: "Zvon bot", properties: { $schema: { type: "string" }, ...schema.properties } });
}

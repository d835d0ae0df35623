/** What was learnt, kept in a folder so that only the first start pays for it. A damaged file is learnt anew. */
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { createHash, randomUUID } from "node:crypto";
import { corpus } from "./corpus.ts";
import type { Pronunciation } from "./lexicon.ts";
import { teachers } from "./voices.ts";

type Language = "ru" | "en";

/** Raise when features or training change: models of another version are not read. */
const MODEL_VERSION = 3;

export interface ModelStore {
  readModel(): Promise<Uint8Array | null>;
  writeModel(bytes: Uint8Array): Promise<void>;
  readPronunciations(): Promise<[string, Pronunciation][]>;
  writePronunciations(entries: [string, Pronunciation][]): Promise<void>;
}

/** `voiceVersion`: another voice speaks other phones. */
export function openModelStore(folder: string, language: Language, voiceVersion: string): ModelStore {
  const key = createHash("sha256")
    .update(JSON.stringify([MODEL_VERSION, voiceVersion, corpus[language], teachers(language)]))
    .digest("hex")
    .slice(0, 16);
  const model = path.join(folder, `phones-${language}-${key}.bin`);
  const pronunciations = path.join(folder, `pronunciations-${language}-${key}.json`);

  const read = async (file: string): Promise<Buffer | null> => {
    try {
      return await readFile(file);
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
      throw error;
    }
  };
  /** Whole or not at all: a crash half way leaves the old file. */
  const write = async (file: string, data: Uint8Array | string): Promise<void> => {
    await mkdir(folder, { recursive: true });
    const partial = `${file}.${randomUUID()}.partial`; // several writers may be at it, the last one stays
    await writeFile(partial, data);
    await rename(partial, file);
  };

  return {
    readModel: () => read(model),
    writeModel: (bytes) => write(model, bytes),
    async readPronunciations() {
      const bytes = await read(pronunciations);
      return bytes === null ? [] : parsed(bytes.toString("utf8"));
    },
    writePronunciations: (entries) => write(pronunciations, JSON.stringify(entries)),
  };
}

/** Anything but a list of [text, phones] counts as nothing known. */
function parsed(json: string): [string, Pronunciation][] {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return [];
  }
  if (!Array.isArray(value)) return [];
  return value.filter(
    (entry): entry is [string, Pronunciation] =>
      Array.isArray(entry) && typeof entry[0] === "string" && Array.isArray(entry[1]) && entry[1].every((phone) => typeof phone === "string"),
  );
}

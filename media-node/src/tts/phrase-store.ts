/**
 * Phrases already spoken: the newest in memory, more of them on disk, both bounded, the least recently used leaving first.
 * One store a node, whatever voices fill it.
 *
 * What is kept: texts that their bot names beforehand (greetings, fillers) in memory and on disk; any other text in memory
 * alone, and only from its second time on. A text that was put together for one caller may hold his data: it is never
 * written down.
 */
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import type { TtsChunk, TtsWord } from "./port.ts";

export interface PhraseStoreOptions {
  /** Null: memory only. */
  folder: string | null;
  maxMemoryBytes?: number;
  maxDiskBytes?: number;
  /** A disk fault costs a synthesis, never the call; here it is told. */
  onFault?: (fault: { code: "read" | "write"; cause: unknown }) => void;
}

export interface Phrase {
  pcm: Int16Array;
  words: TtsWord[];
}

/** A phrase that is being spoken, for all who ask for it meanwhile. */
export type Take = { chunks: TtsChunk[]; state: "speaking" | "done" | "failed"; wake: Set<() => void> };

export interface PhraseStore {
  readonly underWay: Map<string, Take>;
  /** A copy that the reader may change; null: not kept. */
  find(key: string): Promise<Phrase | null> | Phrase | null;
  keep(key: string, phrase: Phrase, where: "memory" | "disk"): void;
  /** Notes that it was asked for; true from the second time on. */
  again(key: string): boolean;
  stats(): { memoryHits: number; diskHits: number; misses: number; memoryBytes: number; diskBytes: number };
  /** Resolves when all is on disk. */
  close(): Promise<void>;
}

/** 16 MiB: about seventeen minutes of 8 kHz speech. */
const defaultMemoryBytes = 16 * 1024 * 1024;
const defaultDiskBytes = 256 * 1024 * 1024;
/** Keys of texts that were asked for once. */
const maxOnce = 10_000;
const suffix = ".speech";

export function openPhraseStore(options: PhraseStoreOptions): PhraseStore {
  const maxMemoryBytes = options.maxMemoryBytes ?? defaultMemoryBytes;
  const maxDiskBytes = options.maxDiskBytes ?? defaultDiskBytes;
  const fault = options.onFault ?? (() => undefined);
  const folder = options.folder;
  const memory = new Map<string, Phrase>(); // oldest use first
  let memoryBytes = 0;
  let memoryHits = 0;
  let diskHits = 0;
  let misses = 0;
  const once = new Set<string>(); // oldest first
  /** Sizes on disk, oldest use first. */
  const disk = new Map<string, number>();
  let diskBytes = 0;
  const listed = folder === null ? Promise.resolve() : list(folder);
  /** Disk writes, one after another; the call never waits for them. */
  let writing: Promise<void> = Promise.resolve();

  async function list(at: string): Promise<void> {
    try {
      await mkdir(at, { recursive: true });
      const names = (await readdir(at)).filter((name) => name.endsWith(suffix));
      const files = await Promise.all(names.map(async (name) => ({ name, info: await stat(path.join(at, name)) })));
      files.sort((a, b) => a.info.mtimeMs - b.info.mtimeMs);
      for (const { name, info } of files) {
        disk.set(name.slice(0, -suffix.length), info.size);
        diskBytes += info.size;
      }
    } catch (cause) {
      fault({ code: "read", cause });
    }
  }

  const remember = (key: string, phrase: Phrase): void => {
    const bytes = phrase.pcm.byteLength;
    if (bytes > maxMemoryBytes) return;
    forget(key);
    memory.set(key, phrase);
    memoryBytes += bytes;
    for (const oldest of memory.keys()) {
      if (memoryBytes <= maxMemoryBytes) break;
      forget(oldest);
    }
  };
  const forget = (key: string): void => {
    const phrase = memory.get(key);
    if (phrase === undefined) return;
    memory.delete(key);
    memoryBytes -= phrase.pcm.byteLength;
  };

  const fromDisk = async (at: string, key: string): Promise<Phrase | null> => {
    if (!disk.has(key)) return null;
    const file = path.join(at, key + suffix);
    try {
      const phrase = decode(await readFile(file));
      if (phrase === null) throw new Error("damaged file");
      const size = disk.get(key) ?? 0;
      disk.delete(key); // to the end: the newest use
      disk.set(key, size);
      const now = new Date();
      await utimes(file, now, now);
      return phrase;
    } catch (cause) {
      diskBytes -= disk.get(key) ?? 0;
      disk.delete(key);
      fault({ code: "read", cause });
      return null;
    }
  };
  const toDisk = async (at: string, key: string, phrase: Phrase): Promise<void> => {
    const bytes = encode(phrase);
    if (bytes.length > maxDiskBytes || disk.has(key)) return;
    const file = path.join(at, key + suffix);
    try {
      await writeFile(`${file}.${process.pid}.partial`, bytes);
      await rename(`${file}.${process.pid}.partial`, file);
      disk.set(key, bytes.length);
      diskBytes += bytes.length;
      for (const [oldest, size] of disk) {
        if (diskBytes <= maxDiskBytes) break;
        await rm(path.join(at, oldest + suffix), { force: true });
        disk.delete(oldest);
        diskBytes -= size;
      }
    } catch (cause) {
      fault({ code: "write", cause });
    }
  };

  return {
    underWay: new Map(),
    find(key) {
      const held = memory.get(key);
      if (held !== undefined) {
        memoryHits += 1;
        remember(key, held);
        return copied(held);
      }
      if (folder === null) {
        misses += 1;
        return null;
      }
      return listed.then(async () => {
        const stored = await fromDisk(folder, key);
        if (stored === null) {
          misses += 1;
          return null;
        }
        diskHits += 1;
        remember(key, stored);
        return copied(stored);
      });
    },
    keep(key, phrase, where) {
      remember(key, phrase);
      if (where === "disk" && folder !== null) writing = writing.then(() => toDisk(folder, key, phrase));
    },
    again(key) {
      if (once.delete(key)) return true;
      once.add(key);
      const oldest = once.values().next();
      if (once.size > maxOnce && oldest.done !== true) once.delete(oldest.value);
      return false;
    },
    stats: () => ({ memoryHits, diskHits, misses, memoryBytes, diskBytes }),
    close: () => writing,
  };
}

/** The reader may transfer or change what it gets. */
function copied(phrase: Phrase): Phrase {
  return { pcm: phrase.pcm.slice(), words: phrase.words.map((word) => ({ ...word })) };
}

/** File: u32 LE length of the words' JSON, the JSON, u32 LE sample count, samples as s16 LE. */
function encode({ pcm, words }: Phrase): Buffer {
  const json = Buffer.from(JSON.stringify(words));
  const out = Buffer.alloc(8 + json.length + pcm.length * 2);
  out.writeUInt32LE(json.length, 0);
  json.copy(out, 4);
  out.writeUInt32LE(pcm.length, 4 + json.length);
  for (let i = 0; i < pcm.length; i++) out.writeInt16LE(pcm[i] ?? 0, 8 + json.length + i * 2);
  return out;
}

/** Null when the file is cut short or not ours. */
function decode(bytes: Buffer): Phrase | null {
  if (bytes.length < 8) return null;
  const jsonLength = bytes.readUInt32LE(0);
  if (bytes.length < 8 + jsonLength) return null;
  const samples = bytes.readUInt32LE(4 + jsonLength);
  if (bytes.length !== 8 + jsonLength + samples * 2) return null;
  let words: unknown;
  try {
    words = JSON.parse(bytes.toString("utf8", 4, 4 + jsonLength));
  } catch {
    return null;
  }
  if (!Array.isArray(words) || !words.every(isWord)) return null;
  const pcm = new Int16Array(samples);
  for (let i = 0; i < samples; i++) pcm[i] = bytes.readInt16LE(8 + jsonLength + i * 2);
  return { pcm, words };
}

function isWord(value: unknown): value is TtsWord {
  if (typeof value !== "object" || value === null) return false;
  return (
    "charStart" in value && typeof value.charStart === "number" &&
    "charEnd" in value && typeof value.charEnd === "number" &&
    "startMs" in value && typeof value.startMs === "number"
  );
}

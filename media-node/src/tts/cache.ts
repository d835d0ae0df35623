/**
 * Common phrases are spoken once. Wraps any voice: the newest phrases in memory, more of them on disk, both bounded, the
 * least recently used leaving first. The key is the whole request and the voice's version, so a new engine or another
 * speed never plays old audio.
 */
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Tts, TtsChunk, TtsRequest, TtsWord } from "./port.ts";

export interface TtsCacheOptions {
  /** Changes when the same request would sound different. */
  version: string;
  /** Null: memory only. */
  folder: string | null;
  maxMemoryBytes?: number;
  maxDiskBytes?: number;
  /** A disk fault costs a synthesis, never the call; here it is told. */
  onFault?: (fault: { code: "read" | "write"; cause: unknown }) => void;
}

export interface CachedTts extends Tts {
  stats(): { memoryHits: number; diskHits: number; misses: number; memoryBytes: number; diskBytes: number };
}

/** Longer speech is a one-off (a summary, an address); keeping it would push the greetings out. */
const MAX_PHRASE_SAMPLES = 20 * 8_000;
/** 16 MiB: about seventeen minutes of 8 kHz speech. */
const DEFAULT_MEMORY_BYTES = 16 * 1024 * 1024;
const DEFAULT_DISK_BYTES = 256 * 1024 * 1024;
const SUFFIX = ".speech";

interface Phrase {
  pcm: Int16Array;
  words: TtsWord[];
}

export function cachedTts(inner: Tts, options: TtsCacheOptions): CachedTts {
  const maxMemoryBytes = options.maxMemoryBytes ?? DEFAULT_MEMORY_BYTES;
  const maxDiskBytes = options.maxDiskBytes ?? DEFAULT_DISK_BYTES;
  const fault = options.onFault ?? (() => undefined);
  const folder = options.folder;
  const memory = new Map<string, Phrase>(); // oldest use first
  let memoryBytes = 0;
  let memoryHits = 0;
  let diskHits = 0;
  let misses = 0;
  /** Sizes on disk, oldest use first. */
  const disk = new Map<string, number>();
  let diskBytes = 0;
  const listed = folder === null ? Promise.resolve() : list(folder);
  /** Disk writes, one after another; the call never waits for them. */
  let writing: Promise<void> = Promise.resolve();

  async function list(at: string): Promise<void> {
    try {
      await mkdir(at, { recursive: true });
      const names = (await readdir(at)).filter((name) => name.endsWith(SUFFIX));
      const files = await Promise.all(names.map(async (name) => ({ name, info: await stat(path.join(at, name)) })));
      files.sort((a, b) => a.info.mtimeMs - b.info.mtimeMs);
      for (const { name, info } of files) {
        disk.set(name.slice(0, -SUFFIX.length), info.size);
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
    const file = path.join(at, key + SUFFIX);
    try {
      const phrase = decode(await readFile(file));
      if (phrase === null) throw new Error("damaged file");
      disk.set(key, disk.get(key) ?? 0);
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
    const file = path.join(at, key + SUFFIX);
    try {
      await writeFile(`${file}.${process.pid}.partial`, bytes);
      await rename(`${file}.${process.pid}.partial`, file);
      disk.set(key, bytes.length);
      diskBytes += bytes.length;
      for (const [oldest, size] of disk) {
        if (diskBytes <= maxDiskBytes) break;
        await rm(path.join(at, oldest + SUFFIX), { force: true });
        disk.delete(oldest);
        diskBytes -= size;
      }
    } catch (cause) {
      fault({ code: "write", cause });
    }
  };

  async function* synthesise(request: TtsRequest, signal: AbortSignal): AsyncGenerator<TtsChunk> {
    signal.throwIfAborted();
    const key = keyOf(request, options.version);
    const held = memory.get(key);
    if (held !== undefined) {
      memoryHits += 1;
      remember(key, held);
      yield { ...copied(held), last: true };
      return;
    }
    if (folder !== null) {
      await listed;
      const stored = await fromDisk(folder, key);
      signal.throwIfAborted();
      if (stored !== null) {
        diskHits += 1;
        remember(key, stored);
        yield { ...copied(stored), last: true };
        return;
      }
    }
    misses += 1;
    let parts: Int16Array[] = [];
    const words: TtsWord[] = [];
    let samples = 0;
    for await (const chunk of inner.synthesise(request, signal)) {
      samples += chunk.pcm.length;
      if (samples <= MAX_PHRASE_SAMPLES) parts.push(chunk.pcm.slice());
      else parts = [];
      words.push(...chunk.words);
      if (chunk.last && samples > 0 && samples <= MAX_PHRASE_SAMPLES) {
        const phrase = { pcm: joined(parts, samples), words };
        remember(key, phrase);
        if (folder !== null) writing = writing.then(() => toDisk(folder, key, phrase));
      }
      yield chunk;
    }
  }

  return {
    synthesise,
    stats: () => ({ memoryHits, diskHits, misses, memoryBytes, diskBytes }),
    async close() {
      await writing;
      await inner.close();
    },
  };
}

function keyOf(request: TtsRequest, version: string): string {
  const { text, language, voice, speed, pitch } = request;
  return createHash("sha256").update(JSON.stringify([version, text, language, voice, speed, pitch ?? 1])).digest("hex");
}

/** The reader may transfer or change what it gets. */
function copied(phrase: Phrase): Phrase {
  return { pcm: phrase.pcm.slice(), words: phrase.words.map((word) => ({ ...word })) };
}

function joined(parts: Int16Array[], samples: number): Int16Array {
  const pcm = new Int16Array(samples);
  let at = 0;
  for (const part of parts) {
    pcm.set(part, at);
    at += part.length;
  }
  return pcm;
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

import type { SherpaModel } from "./model-folder.ts";

export type ToSherpa =
  | { type: "load"; model: SherpaModel; language: "ru" | "en"; threads: number }
  | { type: "open"; id: number }
  | { type: "audio"; id: number; pcm: Int16Array }
  | { type: "end"; id: number }
  | { type: "cancel"; id: number };

export type FromSherpa =
  | { type: "loaded" }
  | { type: "refused"; reason: string }
  | { type: "partial"; id: number; text: string }
  /** `confidence` is null for models that give none. */
  | { type: "final"; id: number; text: string; confidence: number | null }
  | { type: "failed"; id: number; reason: string };

/** What the caller really heard of a segment, from the samples that went out and the voice's word times. */
import type { TtsWord } from "../tts/port.ts";

/**
 * Whole words of `text` (for the eye) that sounded in the first `playedMs` of its audio. A word counts once most of it
 * has sounded. `words` are times of the spoken form; where that differs from the text (numbers written out), the cut
 * is made at the same share of it.
 * @param totalMs length of the segment's audio, or null while it is still being synthesised
 */
export function heardText(segment: { text: string; voice: string; words: TtsWord[]; totalMs: number | null }, playedMs: number): string {
  if (segment.totalMs !== null && playedMs >= segment.totalMs) return segment.text;
  const heard = segment.words.filter((word, i) => {
    const endMs = segment.words[i + 1]?.startMs ?? segment.totalMs ?? Infinity;
    return playedMs >= word.startMs + (endMs - word.startMs) * 0.6;
  });
  const lastWord = heard.at(-1);
  if (!lastWord) return "";
  if (segment.text === segment.voice) return segment.text.slice(0, lastWord.charEnd);
  const cut = Math.round((lastWord.charEnd / segment.voice.length) * segment.text.length);
  const border = segment.text.indexOf(" ", cut);
  return border === -1 ? segment.text : segment.text.slice(0, border);
}

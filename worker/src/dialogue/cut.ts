/** What one message to the node may hold: it refuses a longer one, and would then wait for words that never come. */
const maxChars = 4000;

/** At the last space that fits. Only figures written out and dictionaries make a text so long. */
export function cut(text: string, chars = maxChars): string {
  if (text.length <= chars) return text;
  const space = text.lastIndexOf(" ", chars);
  return text.slice(0, space > 0 ? space : chars);
}

/** What a voice can say of a model's text: no markup, no emoji, no stage directions. */

/** What begins an aside that tells how something is said: «(смеётся)», "*sighs*", "[pause]". */
const directions =
  /^(?:сме[её]|улыба|вздыха|вздох|пауза|кива|ш[её]пот|смущ|задум|радост|грустн|весел|вежлив|тихо|громко|мягк|спокойн|дела[ею]т пауз|с улыбкой|с сочувств|laugh|smil|sigh|paus|nod|whisper|chuckl|giggl|clears? throat|gasps?|cheerful|softly|warmly|politely|gently|happily|sadly|quietly|excited|with a smile)/iu;

/** Is this bracket or pair of asterisks a direction, marks included? */
export function stageDirection(aside: string): boolean {
  const inner = aside.replace(/^[*([\s]+|[*)\]\s]+$/g, "");
  // At most a few words: a longer aside is what the bot means to say.
  return inner.split(/\s+/).length <= 5 && directions.test(inner);
}

const emoji = /(?:\p{Regional_Indicator}{2})|\p{Extended_Pictographic}(?:\u{FE0F}|\p{Emoji_Modifier}|\u{200D}\p{Extended_Pictographic})*|[\u{FE0F}\u{20E3}\u{200D}]/gu;
/** Headings, quotes, bullets. */
const lineMark = /^[ \t]*(?:#{1,6}[ \t]+|>[ \t]*|[-*•+][ \t]+)/;
const listNumber = /^[ \t]*\d{1,2}[.)][ \t]+/;

/** @param place where the piece stands: only a line's beginning has bullets, and an answer that begins with a number and a stop is a list only when it is number one. */
export function spoken(text: string, place: "answer" | "line" | "within" = "answer"): string {
  const lines = text.split("\n").map((line, index) => {
    const begins = index > 0 ? "line" : place;
    if (begins === "within") return line;
    const bare = line.replace(lineMark, "");
    return begins === "line" || /^[ \t]*1[.)][ \t]/.test(bare) ? bare.replace(listNumber, "") : bare;
  });
  return (
    lines
      .filter((line) => line.trim() !== "")
      // The end of a line is heard as a pause.
      .map((line, index, all) => (index < all.length - 1 && /[\p{L}\p{N}»")]\s*$/u.test(line) ? `${line.trimEnd()},` : line))
      .join("\n")
      .replace(/```[^\n`]*\n?/g, " ")
      .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
      .replace(/\*\*[^*]+\*\*|(?<![\p{L}\p{N}])\*[^*\s][^*]*\*(?![\p{L}\p{N}])|\([^()]*\)|\[[^[\]]*\]/gu, (aside) => (stageDirection(aside) ? " " : aside))
      .replace(/\*\*([^*]+)\*\*/g, "$1")
      .replace(/(?<![\p{L}\p{N}])([*_])([^*_\s][^*_]*)\1(?![\p{L}\p{N}])/gu, "$2")
      // Marks whose partner stayed in another piece.
      .replace(/\*\*|(?<=\s|^)\*(?=\p{L})|(?<=[\p{L}.,!?])\*(?=[\s.,!?;:]|$)|`+|~~/gu, "")
      .replace(/<\/?[a-z][^<>]*>/gi, " ")
      .replace(/\|/g, " ")
      .replace(emoji, "")
      .replace(/\s+([.,!?;:…])/g, "$1")
      .replace(/\s+/g, " ")
      .replace(/^[\s—–-]+(?=\p{L})/u, "")
      .trim()
  );
}

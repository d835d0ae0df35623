/** Server-sent events (WHATWG HTML, 9.2): the data of each event, comments and other fields left out. */

/** One event is never longer; a server that sends no blank line is not listened to for ever. */
const maxEventChars = 1_000_000;

/** @throws Error when an event has no end; what reading the body throws. */
export async function* eventData(body: ReadableStream<Uint8Array>): AsyncGenerator<string, void, undefined> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let held = "";
  let data: string[] = [];
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      held += value;
      if (held.length > maxEventChars) throw new Error("an event without an end");
      const lines = held.split(/\r\n|\n|\r(?!$)/);
      held = lines.pop() ?? "";
      for (const line of lines) {
        if (line === "" && data.length > 0) {
          yield data.join("\n");
          data = [];
        } else if (line.startsWith("data:")) data.push(line.slice(line.startsWith("data: ") ? 6 : 5));
      }
    }
  } finally {
    // Also when the listener leaves early: the server stops writing.
    reader.cancel().then(undefined, () => undefined);
  }
}

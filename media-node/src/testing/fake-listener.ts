/** The media socket of one who listens in, from the node's side: what was sent to them, and what they do. */
import type { ListenerSocket } from "../call/listeners.ts";

export interface FakeListener extends ListenerSocket {
  /** JSON messages, parsed. */
  readonly texts: unknown[];
  readonly audio: Int16Array[];
  readonly closed: number | null;
  says(message: object): void;
  speaks(pcm: Int16Array): void;
  goes(): void;
}

export function createFakeListener(): FakeListener {
  const texts: unknown[] = [];
  const audio: Int16Array[] = [];
  let closed: number | null = null;
  const socket: FakeListener = {
    texts,
    audio,
    get closed() {
      return closed;
    },
    sendText: (text) => void texts.push(JSON.parse(text)),
    sendAudio: (pcm) => void audio.push(pcm),
    close(code) {
      closed = code ?? 1000;
      socket.onClose();
    },
    onMessage: () => undefined,
    onClose: () => undefined,
    says: (message) => socket.onMessage({ text: JSON.stringify(message) }),
    speaks: (pcm) => socket.onMessage({ audio: pcm }),
    goes: () => socket.onClose(),
  };
  return socket;
}

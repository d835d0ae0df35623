/**
 * External media over Asterisk's WebSocket channel (chan_websocket, Asterisk 22): 8 kHz PCM16 little-endian, 20 ms a
 * message, control messages as JSON beside it. For nodes that RTP can't reach: it is the node that connects.
 *
 * Asterisk plays what it is given by a clock of its own, from a queue of up to 900 frames. Frames are sent as they are
 * due, so the queue is short; what lies in it is dropped when the bot is cut off (FLUSH_MEDIA), and how long it is, which
 * is how far what was heard lies behind what was sent, is measured once a second (MARK_MEDIA). Where the two clocks drift
 * apart, silence is left out until it is short again.
 */
import { WebSocket } from "ws";
import { z } from "zod";

export interface MediaSocket {
  /** 20 ms of the bot. */
  send(pcm: Int16Array): void;
  /** What was sent and has not sounded is dropped. */
  flush(): void;
  /** Ends the channel in Asterisk too. */
  close(): void;
  /** How far the sound lies behind what was sent, ms; null before the first measurement. */
  delayMs(): number | null;
  /** Frames that were not sent: the far side took them too slowly, or its clock is slower than ours. */
  dropped(): number;
}

export type MediaSocketEvents = {
  /** The caller, 8 kHz. */
  onAudio(pcm: Int16Array): void;
  onClose(): void;
};

/** Loopback answers at once; the exchange gives the channel up soon after. */
const CONNECT_TIMEOUT_MS = 4_000;
/** A second of frames. */
const MARK_EVERY_FRAMES = 50;
/** More than the far side's jitter buffer adds; less than what one hears as a delay. */
const MOST_DELAY_MS = 200;
const USUAL_DELAY_MS = 60;
const FRAME_MS = 20;
/** -50 dBFS: room noise of a line, no word. */
const SILENT = 100;
/** Half a second that the connection has not taken. */
const MOST_BUFFERED_BYTES = 8_000;

const messageSchema = z.discriminatedUnion("event", [
  z.object({ event: z.literal("MEDIA_MARK_PROCESSED"), correlation_id: z.string() }),
  z.object({ event: z.literal("MEDIA_XOFF") }),
  z.object({ event: z.literal("MEDIA_XON") }),
]);

/** Where the channel's socket stands, beside ARI on the same HTTP server. @param ariUrl ends in /ari */
export const mediaSocketUrl = (ariUrl: string, connectionId: string): string => `${ariUrl.replace(/^http/, "ws").replace(/\/ari\/?$/, "")}/media/${encodeURIComponent(connectionId)}`;

/** Resolves once it is open. @param now monotonic, ms */
export const openMediaSocket = (url: string, events: MediaSocketEvents, now: () => number = () => performance.now()): Promise<MediaSocket> => {
  const socket = new WebSocket(url, ["media"], { handshakeTimeout: CONNECT_TIMEOUT_MS, perMessageDeflate: false, maxPayload: 65_536 });
  const marks = new Map<string, number>();
  let frames = 0;
  let delayMs: number | null = null;
  let surplus = 0;
  let dropped = 0;
  let held = false;

  const command = (name: string, more: Readonly<Record<string, string>> = {}): void => {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ command: name, ...more }));
  };

  const onText = (text: string): void => {
    const parsed = messageSchema.safeParse(parseJson(text));
    if (!parsed.success) return;
    switch (parsed.data.event) {
      case "MEDIA_XOFF":
        held = true;
        return;
      case "MEDIA_XON":
        held = false;
        return;
      case "MEDIA_MARK_PROCESSED": {
        const sentAt = marks.get(parsed.data.correlation_id);
        marks.delete(parsed.data.correlation_id);
        if (sentAt === undefined) return;
        delayMs = now() - sentAt;
        surplus = delayMs > MOST_DELAY_MS ? Math.round((delayMs - USUAL_DELAY_MS) / FRAME_MS) : 0;
        return;
      }
    }
  };

  socket.on("message", (data, binary) => {
    const bytes = Buffer.isBuffer(data) ? data : Buffer.concat(Array.isArray(data) ? data : [Buffer.from(data)]);
    if (!binary) return onText(bytes.toString("utf8"));
    const pcm = new Int16Array(bytes.length >> 1);
    for (let n = 0; n < pcm.length; n++) pcm[n] = bytes.readInt16LE(2 * n);
    events.onAudio(pcm);
  });

  return new Promise((resolve, reject) => {
    socket.on("error", reject);
    socket.on("close", () => {
      reject(new Error("the exchange closed the media socket"));
      events.onClose();
    });
    socket.on("open", () =>
      resolve({
        send: (pcm) => {
          if (socket.readyState !== WebSocket.OPEN) return;
          const silent = surplus > 0 && pcm.every((sample) => Math.abs(sample) < SILENT);
          if (silent) surplus -= 1;
          if (silent || held || socket.bufferedAmount > MOST_BUFFERED_BYTES) {
            dropped += 1;
            return;
          }
          const bytes = Buffer.alloc(pcm.length * 2);
          for (let n = 0; n < pcm.length; n++) bytes.writeInt16LE(pcm[n] ?? 0, 2 * n);
          socket.send(bytes);
          frames += 1;
          if (frames % MARK_EVERY_FRAMES !== 0) return;
          // Marks of a flushed queue never come back.
          marks.clear();
          marks.set(String(frames), now());
          command("MARK_MEDIA", { correlation_id: String(frames) });
        },
        flush: () => command("FLUSH_MEDIA"),
        close: () => socket.close(1000),
        delayMs: () => delayMs,
        dropped: () => dropped,
      }),
    );
  });
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

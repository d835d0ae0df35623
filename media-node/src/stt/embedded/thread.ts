/** The recogniser's thread: a shell around the listener. Utterances of many calls are interleaved; none waits for another. */
import { parentPort } from "node:worker_threads";
import { createListener } from "./listener.ts";
import type { FromThread, ToThread } from "./protocol.ts";
import type { Utterance } from "./utterance.ts";

const port = parentPort;
if (port === null) throw new Error("the recogniser's thread is started by embedded-recogniser.ts");

const listener = createListener();
/** Bounded by the main thread, which refuses more utterances than it allows. */
const open = new Map<number, Utterance>();

const send = (message: FromThread): void => port.postMessage(message);

const handle = (message: ToThread): void => {
  switch (message.type) {
    case "load":
      listener.load(message.language, message.bytes);
      return send({ type: "done", id: message.id, bytes: null });
    case "train":
      return send({ type: "done", id: message.id, bytes: listener.train(message.language) });
    case "learn":
      listener.learn(message.language, message.examples);
      return send({ type: "done", id: message.id, bytes: null });
    case "lesson":
      return listener.lesson(message.language, message.pcm, message.phones);
    case "pronounce":
      return listener.pronounce(message.language, message.entries);
    case "open":
      open.set(message.id, listener.open(message.language, message.listen));
      return;
    case "audio": {
      const found = open.get(message.id)?.push(message.pcm) ?? null;
      if (found !== null) send({ type: "partial", id: message.id, found });
      return;
    }
    case "end": {
      const utterance = open.get(message.id);
      open.delete(message.id);
      if (utterance !== undefined) send({ type: "final", id: message.id, found: utterance.end(), audioMs: utterance.audioMs });
      return;
    }
    case "cancel":
      open.delete(message.id);
  }
};

port.on("message", (message: ToThread) => {
  try {
    handle(message);
  } catch (error) {
    if (!("id" in message)) throw error;
    open.delete(message.id);
    send({ type: "failed", id: message.id, reason: error instanceof Error ? error.message : String(error) });
  }
});

/**
 * A turn-detection model by file (ZVON_TURN_MODEL), on a thread of its own that all calls of the node share. No weights
 * come with this project, so how well such a model judges is not measured here; only that it is loaded and asked rightly.
 */
import { Worker } from "node:worker_threads";
import type { FromTurnModel, ToTurnModel } from "./turn-model-protocol.ts";
import type { TurnModel } from "./turn-model.ts";

/** A judgement that comes later has been overtaken by the silence it was about. */
const answerTimeoutMs = 600;
/** Some 50 ms each: who would wait behind more than these gets no answer in time. */
const mostWaiting = 8;
const loadTimeoutMs = 30_000;

type Waiting = { resolve: (probability: number) => void; reject: (error: Error) => void; timer: NodeJS.Timeout };

/** @throws Error that says what is wrong with the file: missing, no ONNX, other inputs than can be given. */
export async function openTurnModel(file: string): Promise<TurnModel> {
  const worker = new Worker(new URL("./turn-model-thread.ts", import.meta.url), { workerData: { file }, execArgv: [], name: "turn-model" });
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let over: Error | null = null;

  function settle(id: number, how: (one: Waiting) => void): void {
    const one = waiting.get(id);
    if (!one) return;
    waiting.delete(id);
    clearTimeout(one.timer);
    how(one);
  }

  function end(error: Error): void {
    over ??= error;
    for (const id of [...waiting.keys()]) settle(id, ({ reject }) => reject(error));
  }

  await new Promise<void>((resolve, reject) => {
    const fail = (reason: string) => {
      clearTimeout(timer);
      end(new Error(`turn model ${file}: ${reason}`));
      reject(over ?? new Error(reason));
    };
    const timer = setTimeout(() => fail(`not loaded within ${loadTimeoutMs / 1000} s`), loadTimeoutMs);
    worker.on("message", (message: FromTurnModel) => {
      switch (message.type) {
        case "ready":
          clearTimeout(timer);
          return resolve();
        case "failed":
          return fail(message.reason);
        case "judged":
          return settle(message.id, (one) => one.resolve(message.probability));
        case "refused":
          return settle(message.id, (one) => one.reject(new Error(`turn model ${file}: ${message.reason}`)));
      }
    });
    worker.on("error", (error) => fail(error instanceof Error ? error.message : String(error)));
    worker.once("exit", () => fail("its thread has ended"));
  }).catch(async (error: unknown) => {
    await worker.terminate();
    throw error;
  });
  // A model that is idle holds no program open.
  worker.unref();

  return {
    judge(pcm) {
      if (over) return Promise.reject(over);
      if (waiting.size >= mostWaiting) return Promise.reject(new Error(`turn model ${file}: busy with ${mostWaiting} other calls`));
      return new Promise((resolve, reject) => {
        const id = ++lastId;
        const timer = setTimeout(() => settle(id, (one) => one.reject(new Error(`turn model ${file}: no answer within ${answerTimeoutMs} ms`))), answerTimeoutMs);
        waiting.set(id, { resolve, reject, timer });
        const question: ToTurnModel = { id, pcm };
        worker.postMessage(question);
      });
    },
    async close() {
      over ??= new Error(`turn model ${file}: closed`);
      await worker.terminate();
    },
  };
}

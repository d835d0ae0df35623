/** One of the team beside the call: listens in, takes it, talks for a while, gives it back or is lost, and perhaps comes again. */
import { listenerIdSchema } from "@zvon/contract/ids.ts";
import type { ListenerSocket } from "@zvon/media-node/src/call/listeners.ts";
import type { Edge } from "./edge.ts";
import type { Node } from "./node.ts";
import type { World } from "./world.ts";
import { violated } from "./world.ts";

const by = { id: "user:anna", name: "Anna" };
/** Between two presses of the button, and how often it is pressed. */
const patienceMs = 1_000;
const presses = 8;

/** The node asks each 5 s who has the floor; questions and answers may be lost. */
const overstayMs = 40_000;
const lookEveryMs = 1_000;

export function sendPerson(world: World, edge: Edge, node: Node): void {
  const { time, chance, schedule, trace } = world;
  const plan = schedule.person;
  if (plan === null) return;
  const { thinksMs, talksMs, breaks, comesAgainAfterMs, whispersMs } = plan;
  let visits = 0;

  function come(): void {
    visits += 1;
    const listener = listenerIdSchema.parse(`lsn_${String(visits).padStart(20, "0")}`);
    let here = true;
    let talked = false;
    const socket: ListenerSocket = {
      sendText(text) {
        trace("person hears", text);
        if (!talked && text.includes("true")) {
          talked = true;
          time.after(talksMs, leave);
        }
      },
      sendAudio: () => undefined,
      // The node, or the call, is gone: for the socket it is the same.
      close: () => void (here = false),
      onMessage: () => undefined,
      onClose: () => undefined,
    };
    function press(left: number): void {
      if (!here || talked || left === 0) return;
      edge.ask({ type: "take-over", listener, by });
      time.after(patienceMs, () => press(left - 1));
    }
    function leave(): void {
      if (breaks && here) {
        here = false;
        socket.onClose();
      } else edge.ask({ type: "hand-back" });
      if (visits === 1 && comesAgainAfterMs !== null) time.after(comesAgainAfterMs, come);
    }
    edge.ask({ type: "invited", listener, by });
    time.after(chance.int(20, 400), () => {
      if (!node.join(listener, socket)) return;
      socket.onMessage({ text: JSON.stringify({ type: "start", rate: 8_000 }) });
      time.after(thinksMs, () => press(presses));
    });
  }

  /** Talks on though the edge has given the floor to the bot: nobody would answer the caller any more. */
  function watch(sinceMs: number | null): void {
    const overstays = node.talking() && edge.taken() === false;
    const since = overstays ? (sinceMs ?? time.now()) : null;
    if (since !== null && time.now() - since > overstayMs) return violated(world, `a person talks since ${since} ms, and the bot has the floor`);
    time.after(lookEveryMs, () => watch(since));
  }

  time.after(plan.comesAtMs, () => {
    come();
    watch(null);
    // No digits in them: a number is spoken otherwise than it is written.
    whispersMs.forEach((atMs, index) => time.after(atMs, () => edge.ask({ type: "whisper", text: `psst${"abc"[index] ?? ""} team${"abc"[index] ?? ""}`, say: true, by })));
  });
}

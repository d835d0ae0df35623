/**
 * The caller is handed on: somebody else is dialled on a leg of their own while the caller hears it ring, is told in a
 * sentence what the call is about (attended), and then both talk without us.
 *
 * | step    | event                              | next    | told                                           |
 * | ------- | ---------------------------------- | ------- | ---------------------------------------------- |
 * | waiting | the words before it were heard     | dialing |                                                |
 * | dialing | answered                           | summary, or joining when there is none |                 |
 * | dialing | hung up, or could not be dialled   | –       | busy, refused, no_answer, failed, with the cause |
 * | summary | spoken, or could not be            | joining |                                                |
 * | summary | the person hangs up                | –       | refused                                        |
 * | joining | both are on one bridge             | –       | answered; the call is over for us              |
 * | joining | it failed                          | –       | failed                                         |
 * | any     | the call ends                      | –       | nothing: the person called is hung up          |
 *
 * One at a time: a newer wish that comes while one is under way is told as failed.
 */
import type { FactBody, Language, ToNode } from "@zvon/contract/call-link.ts";
import type { Cause } from "@zvon/contract/end-reason.ts";
import { dialledResult } from "../asterisk/cause.ts";
import type { Log } from "../log.ts";
import type { Leg, LegEvent, LegOptions, MediaEngine } from "../media/engine.ts";
import { createAnnouncement } from "./announcement.ts";
import type { Mouth } from "./speech-line.ts";
import type { SecondParty, Way } from "./way.ts";

type Transfer = Extract<ToNode, { type: "transfer" }>;
export type TransferResult = Omit<Extract<FactBody, { type: "transfer.result" }>, "type">;

/** Six rings: who has not come by then does not come. */
const ringTimeoutMs = 30_000;
/** Of 2,000 characters of summary nobody hears more than this patiently; the edge waits 150 s for all of it. */
const summaryTimeoutMs = 60_000;

/** Two people, without a bot that somebody pays for by the minute; Asterisk ends it then. The edge may say otherwise. */
const talkMs = 2 * 3_600_000;

const causeOf = (text: string): Cause => ({ q850: null, sip: null, text });

export interface Transfers {
  /** The edge asks again after each reconnect: a key that is known is under way, or told. */
  ask(transfer: Transfer, heardReply: number): void;
  heard(reply: number): void;
  /** A person has taken the floor: what waits for words of the bot waits in vain, and is told as failed. */
  overtake(): void;
  /** Characters of summaries given to the voice. */
  characters(): number;
  /** The call is over: who is being dialled is hung up. Resolves when they are. */
  stop(): Promise<void>;
}

export type TransferPorts = {
  callId: string;
  way: Way;
  engine: Pick<MediaEngine, "open">;
  mouth: () => Mouth;
  language: () => Language;
  setTimer: (run: () => void, ms: number) => () => void;
  /** The caller waits from now on, or no more. */
  onWaiting: (waits: boolean) => void;
  tell: (result: TransferResult) => void;
  log: Log;
};

export function createTransfers(ports: TransferPorts): Transfers {
  const { way, log } = ports;
  const over = new AbortController();
  let newest: string | null = null;
  let waiting: Transfer | null = null;
  let underWay: Promise<void> | null = null;
  let attempt = 0;
  let characters = 0;

  function heard(reply: number): void {
    if (waiting === null || waiting.afterReply > reply || over.signal.aborted) return;
    const transfer = waiting;
    waiting = null;
    if (way.second === undefined) return ports.tell({ result: "failed", cause: causeOf("a call by this way can't be transferred") });
    if (underWay !== null) return ports.tell({ result: "failed", cause: causeOf("another transfer is under way") });
    underWay = carryOut(transfer, way.second).then(
      (result) => {
        underWay = null;
        if (result !== null && !over.signal.aborted) ports.tell(result);
      },
    );
  }

  async function carryOut(transfer: Transfer, second: NonNullable<Way["second"]>): Promise<TransferResult | null> {
    ports.onWaiting(true);
    const person = createPerson();
    let party: SecondParty | null = null;
    let result: TransferResult | null = null;
    try {
      attempt += 1;
      party = second({ id: `${ports.callId}.t${attempt}`, to: transfer.to, trunk: transfer.trunk ?? null, ringTimeoutMs: transfer.ringTimeoutMs ?? ringTimeoutMs });
      const leg = await ports.engine.open({ id: `${ports.callId}.t${attempt}`, transport: party.transport, recordingPath: null } satisfies LegOptions, (event) => {
        party?.onLegEvent(event);
        person.onLeg(event);
      });
      person.leg = leg;
      over.signal.throwIfAborted();
      await Promise.race([party.start(leg, person.onWay), person.gone]);
      result = await Promise.race([person.answered, person.gone]);
      if (result === null && transfer.kind === "attended" && transfer.summary.trim() !== "") result = await Promise.race([summarise(leg, person, transfer.summary), person.gone]);
      if (result === null) {
        over.signal.throwIfAborted();
        await party.join(transfer.maxMs ?? talkMs);
        result = { result: "answered", cause: causeOf("") };
      }
    } catch (error) {
      if (!over.signal.aborted) log.warn("a transfer failed", { error });
      result = { result: "failed", cause: causeOf(error instanceof Error ? error.message.slice(0, 200) : "") };
    }
    person.leg?.close();
    if (result.result !== "answered") {
      await party?.hangup("completed").catch((error: unknown) => log.warn("the person called could not be hung up", { error }));
      ports.onWaiting(false);
    }
    return result;
  }

  /** The person called, as their way and leg tell of them. `answered` resolves with null, `gone` with what that means; it rejects never. */
  function createPerson() {
    const answered = Promise.withResolvers<null>();
    const gone = Promise.withResolvers<TransferResult>();
    const announcement = createAnnouncement();
    over.signal.addEventListener("abort", () => gone.resolve({ result: "failed", cause: causeOf("the call ended") }), { once: true });
    return {
      leg: null as Leg | null,
      answered: answered.promise,
      gone: gone.promise,
      announcement,
      onWay(event: Parameters<Parameters<Way["start"]>[1]>[0]): void {
        if (event.type === "answered") answered.resolve(null);
        else if (event.type === "hangup") gone.resolve({ result: dialledResult[event.reason], cause: event.cause });
      },
      onLeg(event: LegEvent): void {
        announcement.onLeg(event);
        if (event.type === "closed") gone.resolve({ result: "failed", cause: causeOf("the media of the person called ended") });
      },
    };
  }

  /** Whatever fails of it, the caller is put through: a voice that is out must not keep two people apart. */
  async function summarise(leg: Leg, person: ReturnType<typeof createPerson>, text: string): Promise<null> {
    const stop = new AbortController();
    const cancel = ports.setTimer(() => stop.abort(), summaryTimeoutMs);
    characters += text.length;
    const spoken = async () => {
      const { tts, voice } = ports.mouth();
      await person.announcement.say(leg, tts, { text, language: ports.language(), voice: voice.voice, speed: voice.speed }, stop.signal);
    };
    await Promise.race([spoken().catch((error: unknown) => log.error("a summary could not be spoken", { error })), person.gone]);
    cancel();
    stop.abort();
    return null;
  }

  return {
    ask(transfer, heardReply) {
      if (transfer.key === newest) return;
      newest = transfer.key;
      waiting = transfer;
      heard(heardReply);
    },
    heard,
    overtake() {
      if (waiting === null) return;
      waiting = null;
      ports.tell({ result: "failed", cause: causeOf("a person took the call over") });
    },
    characters: () => characters,
    async stop() {
      over.abort();
      await underWay;
    },
  };
}

/** Joins what the process under test decided with what the callers heard. Pure. */
import type { Endpoint, HeardTurn } from "./caller-messages.ts";

export type AnsweredTurn = {
  call: number;
  /** Endpoint decided → first packet with sound at the caller's socket, ms. */
  overheadMs: number;
  /** Last packet of the caller's speech → the same, ms: the endpoint's silence and all buffers are in it. */
  afterSpeechMs: number;
};

/** An endpoint belongs to a turn when it lies between the end of its speech and the sound that answered it. */
export function answeredTurns(turns: readonly HeardTurn[], endpoints: readonly Endpoint[]): AnsweredTurn[] {
  return turns.flatMap(({ call, spokenMs, heardMs }) => {
    const decided = endpoints.findLast((endpoint) => endpoint.call === call && endpoint.atMs >= spokenMs && endpoint.atMs <= heardMs);
    return decided ? [{ call, overheadMs: heardMs - decided.atMs, afterSpeechMs: heardMs - spokenMs }] : [];
  });
}

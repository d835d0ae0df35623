/** The caller is to be handed on. No way in of this edition can: the edge is told once the words before it were heard, rather than left waiting. */
import type { FactBody, ToNode } from "@zvon/contract/call-link.ts";

type Transfer = Extract<ToNode, { type: "transfer" }>;
type Result = Omit<Extract<FactBody, { type: "transfer.result" }>, "type">;

export interface Transfers {
  /** The edge asks again after each reconnect: a key that is known is under way, or told. */
  ask(transfer: Transfer, heardReply: number): void;
  heard(reply: number): void;
}

export function createTransfers({ tell }: { tell: (result: Result) => void }): Transfers {
  let newest: string | null = null;
  let waiting: Transfer | null = null;

  function heard(reply: number): void {
    if (waiting === null || waiting.afterReply > reply) return;
    waiting = null;
    tell({ result: "failed", cause: { q850: null, sip: null, text: "transfer is not available on this node" } });
  }

  return {
    ask(transfer, heardReply) {
      if (transfer.key === newest) return;
      newest = transfer.key;
      waiting = transfer;
      heard(heardReply);
    },
    heard,
  };
}

/** The call link as the call sees it: facts and notes in, messages and the waiting plan out. */
import type { FactBody } from "@zvon/contract/call-link.ts";
import type { LinkGrant } from "@zvon/contract/node-link.ts";
import type { Log } from "../log.ts";
import { runLink } from "./connection.ts";
import type { FromLink, Link } from "./port.ts";
import { newLink } from "./state.ts";
import type { LinkEffect } from "./state.ts";

/** Where facts go that the edge could not take before the call was over. */
export interface FactStore {
  keep(record: { grant: LinkGrant } & Omit<Extract<LinkEffect, { type: "spool" }>, "type">): Promise<void>;
}

/**
 * Connects at once and comes back for ever until the call is drained or the edge says that it is over.
 *
 * @param options.edgeUrl http(s) origin of the edge.
 * @param options.fresh the node restarted and knows nothing of the call but its grant.
 * @param options.clock monotonic, ms.
 * @param options.random [0, 1).
 * @param options.hurry aborts when the node stops: a drain spools within 1.5 s what the edge has not stored.
 */
export function openLink(options: { edgeUrl: string; grant: LinkGrant; fresh: boolean; onEvent: (event: FromLink) => void; clock: () => number; random: () => number; hurry?: AbortSignal; spool: FactStore; log: Log }): Link {
  const { grant } = options;
  const log = options.log.with({ callId: grant.callId });
  const drained = Promise.withResolvers<void>();
  let keeping: Promise<void> = Promise.resolve();
  let over = false;

  const link = runLink({
    initial: newLink({ callId: grant.callId, epochBase: grant.epochBase, fresh: options.fresh, seed: Math.floor(options.random() * 2 ** 32) }, options.clock()),
    edgeUrl: options.edgeUrl, grant, clock: options.clock, log,
    onEffect(effect) {
      switch (effect.type) {
        case "deliver":
          if (!over) options.onEvent(effect.event);
          return;
        case "spool":
          keeping = options.spool.keep({ grant, attempt: effect.attempt, facts: effect.facts, fresh: effect.fresh }).catch((error: unknown) => log.error("facts of a call are lost: the spool could not keep them", { error, facts: effect.facts.length }));
          return;
        case "drained":
          options.hurry?.removeEventListener("abort", hurry);
          log.info("call link closed", { ...link.state().counters });
          void keeping.then(drained.resolve);
          return;
      }
    },
  });

  function hurry(): void {
    link.step({ type: "hurry" });
  }
  options.hurry?.addEventListener("abort", hurry);
  if (options.hurry?.aborted) hurry();

  return {
    fact: (body) => link.step({ type: "fact", body: clipped(body) }),
    note: (body) => link.step({ type: "note", body }),
    sound: (on) => link.step({ type: "sound", on }),
    drain() {
      over = true;
      link.step({ type: "drain" });
      return drained.promise;
    },
  };
}

/** Words of errors and of exchanges have any length; a fact over the contract's bounds would be refused for ever. */
function clipped(body: FactBody): FactBody {
  if (body.type !== "call.ended") return body;
  return { ...body, detail: body.detail.slice(0, 500), cause: { ...body.cause, text: body.cause.text.slice(0, 200) } };
}

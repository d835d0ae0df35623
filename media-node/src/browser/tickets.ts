/** Who may join which call by the node's listener: a ticket, used once, within half a minute of being issued. */
export interface Tickets<T> {
  /** `onExpired` runs when nobody came. */
  issue(callId: string, ticket: string, value: T, onExpired: () => void): void;
  /** The value, once; null for a ticket that is unknown, used, expired, or of another call. */
  redeem(callId: string, ticket: string): T | null;
  /** Who has not come yet may not come any more; nothing is told of it. */
  withdraw(callId: string, value: T): void;
}

export const ticketLifeMs = 30_000;
/** Those of every call of a big node, and of people who click again and again; beyond it the oldest is worth nothing any more. */
const mostTickets = 20_000;

export function createTickets<T>(setTimer: (run: () => void, ms: number) => () => void): Tickets<T> {
  const waiting = new Map<string, { callId: string; value: T; cancel: () => void; expire: () => void }>();

  function remove(ticket: string): void {
    waiting.get(ticket)?.cancel();
    waiting.delete(ticket);
  }

  return {
    issue(callId, ticket, value, onExpired) {
      remove(ticket);
      const oldest = waiting.size >= mostTickets ? [...waiting][0] : undefined;
      if (oldest) oldest[1].expire();
      const expire = () => {
        remove(ticket);
        onExpired();
      };
      waiting.set(ticket, { callId, value, cancel: setTimer(expire, ticketLifeMs), expire });
    },
    redeem(callId, ticket) {
      const entry = waiting.get(ticket);
      if (entry?.callId !== callId) return null;
      remove(ticket);
      return entry.value;
    },
    withdraw(callId, value) {
      for (const [ticket, entry] of waiting) if (entry.callId === callId && entry.value === value) remove(ticket);
    },
  };
}

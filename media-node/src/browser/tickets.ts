/** Who may join which browser call: a ticket, used once, within half a minute of being placed. */
export interface Tickets<T> {
  /** `onExpired` runs when nobody came. */
  issue(callId: string, ticket: string, value: T, onExpired: () => void): void;
  /** The value, once; null for an unknown, used, or expired ticket. */
  redeem(callId: string, ticket: string): T | null;
}

export const ticketLifeMs = 30_000;

export function createTickets<T>(setTimer: (run: () => void, ms: number) => () => void): Tickets<T> {
  const waiting = new Map<string, { ticket: string; value: T; cancel: () => void }>();
  return {
    issue(callId, ticket, value, onExpired) {
      const cancel = setTimer(() => {
        waiting.delete(callId);
        onExpired();
      }, ticketLifeMs);
      waiting.set(callId, { ticket, value, cancel });
    },
    redeem(callId, ticket) {
      const entry = waiting.get(callId);
      if (!entry || entry.ticket !== ticket) return null;
      waiting.delete(callId);
      entry.cancel();
      return entry.value;
    },
  };
}

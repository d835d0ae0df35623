/**
 * Short-lived tokens of vendors where one signs in first. Values alone are shared, never a promise under way: calls live in
 * separate objects, and workerd lets none of them wait for another's request. Two sign-ins at once are harmless.
 */
export type Token = { value: string; expiresAtMs: number };

export interface TokenStore {
  /** @returns a token that lives a minute at least, from the store or from `signIn`. @throws what `signIn` throws. */
  take(id: string, signIn: () => Promise<Token>): Promise<{ value: string; fresh: boolean }>;
  /** The vendor refused it before its time. */
  forget(id: string): void;
}

/** No request is sent with a token in its last minute. */
const marginMs = 60_000;

export function createTokenStore({ now = Date.now, limit = 100 }: { now?: () => number; limit?: number } = {}): TokenStore {
  const tokens = new Map<string, Token>();
  return {
    async take(id, signIn) {
      const known = tokens.get(id);
      if (known !== undefined && known.expiresAtMs - marginMs > now()) return { value: known.value, fresh: false };
      tokens.delete(id);
      const token = await signIn();
      const oldest = tokens.keys().next();
      if (tokens.size >= limit && oldest.done !== true) tokens.delete(oldest.value);
      tokens.set(id, token);
      return { value: token.value, fresh: true };
    },
    forget(id) {
      tokens.delete(id);
    },
  };
}

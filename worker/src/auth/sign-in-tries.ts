/** Failed sign-ins of one e-mail, whatever addresses they come from: a password is not guessed by changing the address. */

/** More than a person mistypes; a lock of a quarter of an hour leaves 40 guesses an hour. */
const maxFailures = 10;
const windowMs = 15 * 60_000;
/** So many e-mails are remembered; the one that failed longest ago goes first. */
const maxEmails = 10_000;

export interface SignInTries {
  blocked(email: string, nowMs: number): boolean;
  failed(email: string, nowMs: number): void;
  succeeded(email: string): void;
}

export function createSignInTries(): SignInTries {
  const failures = new Map<string, number[]>();
  const nameOf = (email: string) => email.trim().toLowerCase();
  const recent = (email: string, nowMs: number) => (failures.get(nameOf(email)) ?? []).filter((atMs) => nowMs - atMs < windowMs);
  return {
    blocked: (email, nowMs) => recent(email, nowMs).length >= maxFailures,
    failed(email, nowMs) {
      const all = [...recent(email, nowMs), nowMs];
      failures.delete(nameOf(email));
      failures.set(nameOf(email), all);
      const [oldest] = failures.keys();
      if (failures.size > maxEmails && oldest !== undefined) failures.delete(oldest);
    },
    succeeded: (email) => void failures.delete(nameOf(email)),
  };
}

/**
 * Whose packets a leg listens to. RTP has no authentication: anyone who guesses the port could speak into the call, so
 * a leg takes one source only (Asterisk calls this strictrtp).
 *
 * | state             | packet from the remote | same host, other port    | other host |
 * | unknown           | –                      | locks on to it           | locks on to it |
 * | expected (told)   | locks                  | locks on to it (NAT)     | foreign |
 * | locked            | accepted               | foreign                  | foreign |
 *
 * Only `expect` (signalling moved the remote) leaves `locked`.
 */
export interface Endpoint {
  host: string;
  port: number;
}

export interface SourceLock {
  /** Whether a well-formed packet from there belongs to this leg; may lock on to its source. */
  accepts(host: string, port: number): boolean;
  expect(remote: Endpoint): void;
  /** Where to send to; `null` while nobody is known. */
  remote(): Endpoint | null;
}

export function createSourceLock(told: Endpoint | null): SourceLock {
  let remote = told;
  let locked = false;
  return {
    accepts(host, port) {
      if (remote && remote.host === host && remote.port === port) {
        locked = true;
        return true;
      }
      if (locked || (remote && remote.host !== host)) return false;
      remote = { host, port };
      locked = true;
      return true;
    },
    expect(next) {
      remote = next;
      locked = false;
    },
    remote: () => remote,
  };
}

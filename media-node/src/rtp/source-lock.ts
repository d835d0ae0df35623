/**
 * Whose packets a leg listens to. RTP has no authentication: anyone who guesses the port could speak into the call, so
 * a leg takes one source only (Asterisk calls this strictrtp).
 *
 * | state             | packet from the remote | same host, other port    | other host |
 * | unknown           | –                      | locks on to it           | locks on to it |
 * | expected (told)   | locks                  | locks on to it (NAT)     | foreign |
 * | locked            | accepted               | foreign                  | foreign |
 * | locked, silent    | accepted               | after four in a row: locks (NAT gave it another port) | foreign |
 *
 * `expect` (signalling moved the remote) leaves `locked` at once.
 */
/** Longer than stalls of a network; a caller whose port has changed is not heard for so long. */
const SILENT_MS = 3_000;
const IN_A_ROW = 4;

export interface Endpoint {
  host: string;
  port: number;
}

export interface SourceLock {
  /** Whether a well-formed packet from there belongs to this leg; may lock on to its source. `atMs` on the leg's audio clock. */
  accepts(host: string, port: number, atMs: number): boolean;
  expect(remote: Endpoint): void;
  /** Where to send to; `null` while nobody is known. */
  remote(): Endpoint | null;
}

export function createSourceLock(told: Endpoint | null): SourceLock {
  let remote = told;
  let locked = false;
  let lastMs = 0;
  let other = { port: 0, packets: 0 };

  function lock(host: string, port: number, atMs: number): true {
    if (remote?.host !== host || remote.port !== port) remote = { host, port };
    locked = true;
    lastMs = atMs;
    other.packets = 0;
    return true;
  }

  return {
    accepts(host, port, atMs) {
      if (remote && remote.host === host && remote.port === port) return lock(host, port, atMs);
      if (remote && remote.host !== host) return false;
      if (!locked) return lock(host, port, atMs);
      if (atMs - lastMs < SILENT_MS) return false;
      other = { port, packets: other.port === port ? other.packets + 1 : 1 };
      return other.packets >= IN_A_ROW && lock(host, port, atMs);
    },
    expect(next) {
      remote = next;
      locked = false;
    },
    remote: () => remote,
  };
}

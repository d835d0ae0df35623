/**
 * The certificate of the node's listener: read at start, and again while the node runs, so that a renewed one is used
 * without a restart. Sockets that are open stay open; whoever comes next is shown the new one.
 */
import { createPrivateKey, X509Certificate } from "node:crypto";
import { createSecureContext } from "node:tls";
import type { Log } from "../log.ts";

export type CertificateFiles = { cert: string; key: string };
/** PEM; `cert` with the certificates between it and the root. */
export type Certificate = { cert: string; key: string; validUntilMs: number };

/** Renewals come weeks before they are needed; a stat of two files costs nothing. */
const lookEveryMs = 60_000;

/** @throws Error that names the setting and says what to do */
export function readCertificate(files: CertificateFiles, readFile: (file: string) => string): Certificate {
  const cert = contentOf("ZVON_NODE_TLS_CERT", files.cert, readFile);
  const key = contentOf("ZVON_NODE_TLS_KEY", files.key, readFile);
  const parsed = attempt(() => new X509Certificate(cert), `ZVON_NODE_TLS_CERT: ${files.cert} holds no certificate: it must be PEM, the node's own first (of Let's Encrypt: fullchain.pem)`);
  const privateKey = attempt(() => createPrivateKey(key), `ZVON_NODE_TLS_KEY: ${files.key} holds no private key that opens without a password: it must be PEM (of Let's Encrypt: privkey.pem)`);
  if (!parsed.checkPrivateKey(privateKey)) throw new Error(`ZVON_NODE_TLS_KEY: ${files.key} is the key of another certificate than ${files.cert}`);
  // As the listener will take both: what stands behind the node's own certificate may be cut short, or a key be too small for TLS.
  attempt(() => createSecureContext({ cert, key }), `ZVON_NODE_TLS_CERT: ${files.cert} can't be used for TLS: is all of it there, with the certificates between it and the root?`);
  return { cert, key, validUntilMs: Date.parse(parsed.validTo) };
}

function contentOf(setting: string, file: string, readFile: (file: string) => string): string {
  return attempt(() => readFile(file), `${setting}: ${file} can't be read: is it there, and may the node's user read it?`);
}

function attempt<T>(does: () => T, failure: string): T {
  try {
    return does();
  } catch (error) {
    throw new Error(failure, { cause: error });
  }
}

/** Looks at the files once a minute. One that is wrong (half of a renewal) changes nothing, and is told once. */
export function watchCertificate(options: {
  files: CertificateFiles;
  current: Certificate;
  readFile: (file: string) => string;
  onRenewed: (certificate: Certificate) => void;
  /** ms since 1970. */
  wallNow: () => number;
  setTimer: (run: () => void, ms: number) => () => void;
  log: Log;
}): { validUntilMs(): number; close(): void } {
  let { current } = options;
  let told: string | null = null;
  let cancel = options.setTimer(look, lookEveryMs);

  function look(): void {
    cancel = options.setTimer(look, lookEveryMs);
    try {
      const read = readCertificate(options.files, options.readFile);
      if (read.cert !== current.cert || read.key !== current.key) {
        options.onRenewed(read);
        current = read;
        options.log.info("the listener's certificate was renewed", { validUntil: new Date(read.validUntilMs).toISOString() });
      }
      complain(current.validUntilMs < options.wallNow() ? "the listener's certificate has expired: browsers refuse it" : null, {});
    } catch (error) {
      complain("the listener's certificate can't be used; the one before it stays", { error });
    }
  }

  function complain(what: string | null, about: { error?: unknown }): void {
    if (what !== null && what !== told) options.log.error(what, about);
    told = what;
  }

  if (current.validUntilMs < options.wallNow()) complain("the listener's certificate has expired: browsers refuse it", {});
  return { validUntilMs: () => current.validUntilMs, close: () => cancel() };
}

/** For Prometheus: until when the listener's certificate is good; nothing without one. */
export const certificateMetrics = (validUntilMs: number | null): string =>
  validUntilMs === null ? "" : `# HELP zvon_node_certificate_expiry_timestamp_seconds Until when the certificate of the node's listener is good.\n# TYPE zvon_node_certificate_expiry_timestamp_seconds gauge\nzvon_node_certificate_expiry_timestamp_seconds ${Math.round(validUntilMs / 1000)}\n`;

import { join } from "node:path";
import { mustRun } from "./commands.ts";

/** Makes cert.pem and key.pem in `folder`: a certificate for localhost that is its own authority. */
export async function selfSigned(folder: string): Promise<{ certFile: string; keyFile: string }> {
  const [certFile, keyFile] = [join(folder, "cert.pem"), join(folder, "key.pem")];
  await mustRun("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", keyFile, "-out", certFile], { timeoutMs: 20_000 });
  return { certFile, keyFile };
}

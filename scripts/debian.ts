import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const execute = promisify(execFile);
/** A cold mirror took two minutes for Chromium's 90 MB. */
const installTimeoutMs = 10 * 60_000;

/** May this process install Debian packages? */
export function isRootOnDebian(): boolean {
  if (process.platform !== "linux" || process.getuid?.() !== 0 || !existsSync("/etc/os-release")) return false;
  return /^ID(_LIKE)?=.*debian/m.test(readFileSync("/etc/os-release", "utf8"));
}

/** The browser that tests drive: ZVON_CHROMIUM, or the first of the usual names on the PATH. */
export function chromiumPath(): string | null {
  const given = process.env["ZVON_CHROMIUM"];
  if (given !== undefined && given !== "") return given;
  for (const name of ["chromium", "chromium-browser", "google-chrome"]) {
    for (const folder of (process.env["PATH"] ?? "").split(":")) {
      if (folder !== "" && existsSync(join(folder, name))) return join(folder, name);
    }
  }
  return null;
}

/** From Debian's archive, once a machine. Rejects when apt does; the tests that need it then fail and say so. */
export async function installChromium(): Promise<void> {
  if (chromiumPath() !== null) return;
  const apt = (...args: string[]) =>
    execute("apt-get", ["-o", "DPkg::Lock::Timeout=300", "-qq", ...args], { env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" }, timeout: installTimeoutMs, maxBuffer: 16_000_000 });
  await apt("update");
  await apt("install", "-y", "--no-install-recommends", "chromium", "fonts-dejavu-core");
}

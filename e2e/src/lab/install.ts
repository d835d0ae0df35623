import { existsSync } from "node:fs";
import { copyFile, mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { mustRun, runCommand, withFileLock } from "./commands.ts";
import { LabUnavailable } from "./unavailable.ts";

/** Debian 12 has no Asterisk; the unstable suite of the same mirror has 22. */
const SUITE = "sid";
const READY = ".zvon-ready";
/** A cold mirror once took two minutes for the 95 MB of packages. */
const INSTALL_TIMEOUT_MS = 10 * 60_000;

const TOOLS = [
  { program: "debootstrap", debianPackage: "debootstrap" },
  { program: "sipp", debianPackage: "sip-tester" },
] as const;

/** What the lab keeps between runs: ZVON_CACHE, or a folder of the user's own. */
export const cacheFolder = (env: NodeJS.ProcessEnv): string => env["ZVON_CACHE"] ?? join(homedir(), ".cache", "zvon");

/** Throws LabUnavailable where packages cannot be installed. */
export const requireLabHost = async (): Promise<void> => {
  if (process.platform !== "linux") throw new LabUnavailable(`Asterisk is installed from Debian packages, this is ${process.platform}`);
  if (process.getuid?.() !== 0) throw new LabUnavailable("installing Asterisk needs root");
  const release = existsSync("/etc/os-release") ? await readFile("/etc/os-release", "utf8") : "";
  if (!/^ID(_LIKE)?=.*debian/m.test(release)) throw new LabUnavailable("Asterisk is installed from Debian packages, this is not Debian");
};

const onPath = (program: string): boolean =>
  (process.env["PATH"] ?? "").split(":").concat("/usr/sbin", "/sbin").some((folder) => existsSync(join(folder, program)));

const SBC_TOOLS = [
  { program: "kamailio", debianPackage: "kamailio" },
  { program: "kamcmd", debianPackage: "kamailio" },
  { program: "rtpengine", debianPackage: "rtpengine-daemon" },
] as const;
/** Its module stands in no PATH. */
const SBC_TLS = "kamailio-tls-modules";

const installTools = async (missing: readonly string[]): Promise<void> => {
  if (missing.length === 0) return;
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  // Another apt on the machine is waited for instead of failing the whole test run.
  const wait = ["-o", "DPkg::Lock::Timeout=300"];
  await mustRun("apt-get", [...wait, "-qq", "update"], { timeoutMs: INSTALL_TIMEOUT_MS, env });
  await mustRun("apt-get", [...wait, "-y", "-qq", "--no-install-recommends", "install", ...missing], { timeoutMs: INSTALL_TIMEOUT_MS, env });
};

const missingOf = (tools: readonly { program: string; debianPackage: string }[]): string[] => [...new Set(tools.filter((tool) => !onPath(tool.program)).map((tool) => tool.debianPackage))];

/** Runs `work` while no package may start a service of its own: the lab wants programs, not daemons on this machine. */
const withoutServices = async (work: () => Promise<void>): Promise<void> => {
  const guard = "/usr/sbin/policy-rc.d";
  if (existsSync(guard)) return work();
  await writeFile(guard, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  try {
    await work();
  } finally {
    await rm(guard, { force: true });
  }
};

/** Makes sure that Kamailio and rtpengine of Debian are installed (10 s the first time); safe to call from several processes at once. */
export const installSbc = async (cache: string): Promise<void> => {
  await requireLabHost();
  await mkdir(join(cache, "asterisk"), { recursive: true });
  await withFileLock(join(cache, "asterisk", "lock"), async () => {
    const missing = missingOf(SBC_TOOLS);
    if (missing.length > 0) await withoutServices(() => installTools([...missing, SBC_TLS]));
  });
};

/** The first plain Debian mirror in apt's sources: new style (URIs:) first, then one-line style. */
export const mirrorIn = (sources: readonly string[]): string | null => {
  for (const text of sources)
    for (const line of text.split("\n")) {
      const address = /^URIs:\s*(\S+)/.exec(line)?.[1] ?? /^deb\s+(?:\[[^\]]*\]\s+)?(\S+)/.exec(line)?.[1];
      if (address !== undefined && /\/debian\/?$/.test(address)) return address;
    }
  return null;
};

const aptMirror = async (): Promise<string> => {
  const folder = "/etc/apt/sources.list.d";
  const names = existsSync(folder) ? await readdir(folder) : [];
  const files = names.map((name) => join(folder, name)).concat("/etc/apt/sources.list").filter((path) => existsSync(path));
  const mirror = mirrorIn(await Promise.all(files.map((path) => readFile(path, "utf8"))));
  if (mirror === null) throw new LabUnavailable("apt's sources name no Debian mirror");
  return mirror;
};

const copyDebs = async (from: string, to: string): Promise<void> => {
  if (!existsSync(from)) return;
  await mkdir(to, { recursive: true });
  for (const name of await readdir(from))
    if (name.endsWith(".deb") && !existsSync(join(to, name))) await copyFile(join(from, name), join(to, name));
};

/** Removes a half-made root. A killed debootstrap may have left its mounts behind. */
const discard = async (root: string): Promise<void> => {
  for (const mount of ["proc", "sys"]) if (existsSync(join(root, mount))) await runCommand("umount", ["-l", join(root, mount)], { timeoutMs: 10_000 });
  await rm(root, { recursive: true, force: true });
};

const makeRoot = async (root: string, debs: string): Promise<void> => {
  const mirror = await aptMirror();
  const making = `${root}.partial`;
  await discard(making);
  await mkdir(making, { recursive: true });
  await mkdir(debs, { recursive: true });
  await mustRun("debootstrap", ["--variant=minbase", `--cache-dir=${debs}`, SUITE, making, mirror], { timeoutMs: INSTALL_TIMEOUT_MS });

  // No daemon may start from a package script; no manuals, no translations.
  await writeFile(join(making, "usr/sbin/policy-rc.d"), "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  await writeFile(join(making, "etc/dpkg/dpkg.cfg.d/slim"), ["doc", "man", "locale"].map((kind) => `path-exclude=/usr/share/${kind}/*\n`).join(""));
  // A mirror frozen at a date serves an unstable Release past its Valid-Until; signatures are still checked.
  const proxies = (await runCommand("apt-config", ["dump"], { timeoutMs: 10_000 })).stdout.split("\n").filter((line) => /^Acquire::https?::Proxy/.test(line));
  await writeFile(
    join(making, "etc/apt/apt.conf.d/99slim"),
    ['Acquire::Languages "none";', 'Acquire::Check-Valid-Until "false";', ...proxies, ""].join("\n"),
  );
  for (const name of ["resolv.conf", "hosts"]) if (existsSync(`/etc/${name}`)) await copyFile(`/etc/${name}`, join(making, "etc", name));

  const archives = join(making, "var/cache/apt/archives");
  await copyDebs(debs, archives);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", LC_ALL: "C" };
  const inside = (args: readonly string[]): Promise<string> => mustRun("chroot", [making, ...args], { timeoutMs: INSTALL_TIMEOUT_MS, env });
  await inside(["apt-get", "-qq", "update"]);
  await inside(["apt-get", "-y", "-qq", "--no-install-recommends", "-o", "APT::Keep-Downloaded-Packages=true", "install", "asterisk"]);
  await copyDebs(archives, debs);
  await inside(["apt-get", "clean"]);
  await rm(join(making, "var/lib/apt/lists"), { recursive: true, force: true });
  // The binary must link and name itself before anybody counts on it.
  await writeFile(join(making, READY), await inside(["/usr/sbin/asterisk", "-V"]));
  await rename(making, root);
};

/**
 * Makes sure that SIPp and an Asterisk of our own are installed; returns the folder Asterisk lives in.
 * Kept between runs (about 40 s and 324 MB the first time); safe to call from several processes at once.
 */
export const installAsterisk = async (cache: string): Promise<string> => {
  await requireLabHost();
  const root = join(cache, "asterisk", "root");
  await mkdir(join(cache, "asterisk"), { recursive: true });
  return withFileLock(join(cache, "asterisk", "lock"), async () => {
    await installTools(missingOf(TOOLS));
    if (!existsSync(join(root, READY))) {
      await discard(root);
      await makeRoot(root, join(cache, "asterisk", "debs"));
    }
    // Some modules read /proc. Where mounting is not allowed the others still work.
    if (!existsSync(join(root, "proc", "self"))) await runCommand("mount", ["-t", "proc", "proc", join(root, "proc")], { timeoutMs: 10_000 });
    return root;
  });
};

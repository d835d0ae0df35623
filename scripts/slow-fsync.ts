import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { StartFailure, exitCodes } from "./failure.mjs";

/**
 * A library that makes each fsync and fdatasync of the process that loads it take `delayMs` longer: benches stand on
 * a disk as slow as a cloud's. Linux with a C compiler. Returns its path.
 */
export function slowFsyncLibrary(folder: string, delayMs: number): string {
  mkdirSync(folder, { recursive: true });
  const source = join(folder, "slow-fsync.c");
  const library = join(folder, `slow-fsync-${delayMs}.so`);
  writeFileSync(
    source,
    `#define _GNU_SOURCE
#include <dlfcn.h>
#include <time.h>
static void wait(void) { struct timespec t = { 0, ${Math.round(delayMs * 1e6)}L }; nanosleep(&t, 0); }
int fsync(int fd) { static int (*real)(int); if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "fsync"); wait(); return real(fd); }
int fdatasync(int fd) { static int (*real)(int); if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync"); wait(); return real(fd); }
`,
  );
  try {
    execFileSync("cc", ["-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"], { stdio: "pipe", timeout: 30_000 });
  } catch (error) {
    throw new StartFailure(exitCodes.other, "Slowing down fsync needs Linux with a C compiler (cc).", { cause: error });
  }
  return library;
}

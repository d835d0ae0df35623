import { execFile, spawn } from "node:child_process";

export type CommandResult = { code: number; stdout: string; stderr: string };

/**
 * Runs a program to its end and collects what it printed. A program that cannot be started is code 127;
 * one that outlives `timeoutMs` is killed and reported as code 124.
 */
export const runCommand = (
  program: string,
  args: readonly string[],
  options: { timeoutMs: number; env?: NodeJS.ProcessEnv; cwd?: string },
): Promise<CommandResult> =>
  new Promise((resolve) => {
    execFile(
      program,
      [...args],
      { timeout: options.timeoutMs, killSignal: "SIGKILL", maxBuffer: 64 * 1024 * 1024, env: options.env ?? process.env, ...(options.cwd === undefined ? {} : { cwd: options.cwd }) },
      (error, stdout, stderr) => {
        if (error === null) resolve({ code: 0, stdout, stderr });
        else if (error.killed === true) resolve({ code: 124, stdout, stderr });
        else resolve({ code: typeof error.code === "number" ? error.code : 127, stdout, stderr });
      },
    );
  });

/** As runCommand, but anything other than success is an error that quotes the program's last lines. */
export const mustRun = async (
  program: string,
  args: readonly string[],
  options: { timeoutMs: number; env?: NodeJS.ProcessEnv },
): Promise<string> => {
  const result = await runCommand(program, args, options);
  if (result.code !== 0) {
    const tail = `${result.stdout}\n${result.stderr}`.trim().split("\n").slice(-8).join("\n");
    throw new Error(`${program} ended with ${result.code}:\n${tail}`);
  }
  return result.stdout;
};

/**
 * Holds an advisory lock on a file while `work` runs. The lock belongs to a child that lives as long as
 * our end of its stdin, so even a killed holder frees it.
 */
export const withFileLock = async <T>(path: string, work: () => Promise<T>): Promise<T> => {
  const holder = spawn("flock", [path, "sh", "-c", "echo held; cat >/dev/null"], { stdio: ["pipe", "pipe", "inherit"] });
  await new Promise<void>((resolve, reject) => {
    holder.once("error", reject);
    holder.once("exit", (code) => reject(new Error(`flock ended with ${code}`)));
    holder.stdout.once("data", () => resolve());
  });
  try {
    return await work();
  } finally {
    holder.stdin.end();
  }
};

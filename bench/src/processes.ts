/** The callers and what they call, as processes of the bench: started, asked one thing at a time, and ended. */
import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { LinkGrant } from "@zvon/contract/node-link.ts";
import type { FromCallers, FromSubject, ToCallers, ToSubject } from "./caller-messages.ts";
import type { FromSipCallers, ToSipCallers } from "./sip-caller-messages.ts";
import type { FromVendors, ToVendors } from "./vendor-messages.ts";

const answerTimeoutMs = 30_000;

type Ask<To, From extends { type: string }> = {
  tell(message: To): void;
  /** The next message of this type; waits for `withinMs`, 30 s if left out. */
  next<T extends From["type"]>(type: T, withinMs?: number): Promise<Extract<From, { type: T }>>;
  close(): Promise<void>;
};

function speakTo<To extends object, From extends { type: string }>(child: ChildProcess, name: string): Ask<To, From> {
  let lastWords = "";
  let over = false;
  child.stderr?.on("data", (data: Buffer) => (lastWords = (lastWords + data.toString()).slice(-600)));
  const ended = new Promise<void>((resolve) => child.once("exit", () => {
    over = true;
    resolve();
  }));
  return {
    tell: (message) => void child.send(message),
    next: (type, withinMs = answerTimeoutMs) =>
      new Promise((resolve, reject) => {
        const finish = (settle: () => void) => {
          clearTimeout(timer);
          child.off("message", listen);
          settle();
        };
        const fail = (why: string) => finish(() => reject(new Error(`${name} ${why}${lastWords ? `: ${lastLine(lastWords)}` : ""}`)));
        const listen = (message: From) => {
          if (message.type === type) finish(() => resolve(message as Extract<From, { type: typeof type }>));
        };
        const timer = setTimeout(() => fail(`did not say "${type}" in ${withinMs / 1000} s`), withinMs);
        child.on("message", listen);
        void ended.then(() => fail("ended"));
        if (over) fail("has ended");
      }),
    async close() {
      if (!over) child.kill("SIGKILL");
      await ended;
    },
  };
}

/** What went wrong, without its stack. */
function lastLine(words: string): string {
  const lines = words.split("\n").map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("at "));
  return (lines.find((line) => /error/i.test(line)) ?? lines.at(-1) ?? "").slice(0, 300);
}

const forked = (file: string, args: string[], env: Record<string, string>): ChildProcess =>
  fork(file, args, { serialization: "advanced", stdio: ["ignore", "ignore", "pipe", "ipc"], execArgv: [], env: { ...process.env, ...env } });

export type Callers = Ask<ToCallers, FromCallers>;
export type Subject = Ask<ToSubject, FromSubject>;

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

export const startCallers = (): Callers => speakTo(forked(here("callers.ts"), [], {}), "the callers' process");

export const startSipCallers = (): Ask<ToSipCallers, FromSipCallers> => speakTo(forked(here("sip-callers.ts"), [], {}), "the SIP callers' process");

export const startVendors = (): Ask<ToVendors, FromVendors> => speakTo(forked(here("vendor-process.ts"), [], {}), "the vendors' process");

/** Resolves when calls can be opened. `env` beside this process's own. */
export async function startSubject(name: string, file: string, settings: object, env: Record<string, string> = {}): Promise<Subject> {
  const subject: Subject = speakTo(forked(file, [JSON.stringify(settings)], env), name);
  try {
    await subject.next("ready");
  } catch (error) {
    await subject.close();
    throw error;
  }
  return subject;
}

export const nodeFile = here("node-under-test.ts");

/** Opens `count` more calls between the two and lets the callers speak. */
export async function openCalls(callers: Callers, subject: Subject, count: number, speech: Int16Array, grant: () => LinkGrant): Promise<void> {
  const bound = callers.next("bound");
  callers.tell({ type: "bind", calls: count });
  const { ports } = await bound;
  const opened = subject.next("opened");
  subject.tell({ type: "open", callers: ports, grants: ports.map(grant) });
  callers.tell({ type: "start", ports: (await opened).ports, speech, firstAfterMs: 2_000 });
}

export async function reportOf(callers: Callers, subject: Subject) {
  const [turns, endpoints] = [callers.next("report"), subject.next("report")];
  callers.tell({ type: "report" });
  subject.tell({ type: "report" });
  return { ...(await turns), ...(await endpoints) };
}

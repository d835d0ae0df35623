/**
 * Asterisk's manager interface (AMI): lines of `Key: value`, an empty line after each message. One short connection for
 * each question: nothing to keep alive, nothing to miss.
 */
import { connect } from "node:net";

export type ManagerAddress = { host: string; port: number; user: string; password: string };
/** Keys as Asterisk writes them; a repeated one keeps its last value. */
export type ManagerMessage = Readonly<Record<string, string>>;
export type ManagerAction = { action: string; fields?: Readonly<Record<string, string>> };
/** Each action's messages: its response first, then the rows of its list. */
export type AskManager = (actions: readonly ManagerAction[]) => Promise<ManagerMessage[][]>;

export class ManagerError extends Error {
  override readonly name = "ManagerError";
  readonly retryable: boolean;

  constructor(message: string, retryable: boolean, cause?: unknown) {
    super(message, { cause });
    this.retryable = retryable;
  }
}

const timeoutMs = 5_000;
/** A list of 1,000 trunks has some 600 kB. */
const maxBytes = 8_000_000;

/** Cuts what has arrived into whole messages. @returns the messages, and the rest that is not whole yet */
export function cutMessages(text: string): { messages: ManagerMessage[]; rest: string } {
  const parts = text.split("\r\n\r\n");
  const rest = parts.pop() ?? "";
  const messages = parts.map((part) => Object.fromEntries(part.split("\r\n").flatMap((line): [string, string][] => {
    const colon = line.indexOf(":");
    return colon < 1 ? [] : [[line.slice(0, colon), line.slice(colon + 1).trim()]];
  })));
  return { messages, rest };
}

/** Rejects with ManagerError alone: unreachable, refused, late. */
export const managerAt = (address: ManagerAddress): AskManager => (actions) =>
  new Promise((resolve, reject) => {
    const all: ManagerAction[] = [{ action: "Login", fields: { Username: address.user, Secret: address.password, Events: "off" } }, ...actions];
    const answers: ManagerMessage[][] = all.map(() => []);
    let waiting = all.length;
    let text = "";
    let heard = 0;
    const socket = connect({ host: address.host, port: address.port });
    const fail = (message: string, retryable: boolean, cause?: unknown): void => {
      clearTimeout(timer);
      socket.destroy();
      reject(new ManagerError(message, retryable, cause));
    };
    const timer = setTimeout(() => fail("the manager interface does not answer", true), timeoutMs);
    const done = (): void => {
      clearTimeout(timer);
      socket.end("Action: Logoff\r\n\r\n");
      resolve(answers.slice(1));
    };
    socket.setEncoding("utf8");
    socket.on("connect", () => {
      for (const [index, { action, fields = {} }] of all.entries()) {
        const lines = Object.entries({ Action: action, ActionID: String(index), ...fields }).map(([key, value]) => `${key}: ${value.replace(/[\r\n]/g, "")}`);
        socket.write(`${lines.join("\r\n")}\r\n\r\n`);
      }
    });
    socket.on("data", (piece: string) => {
      heard += piece.length;
      if (heard > maxBytes) return fail("the manager interface says too much", false);
      // The banner is a line of its own, before any message.
      const cut = cutMessages((text + piece).replace(/^Asterisk Call Manager\/[^\r]*\r\n/, ""));
      text = cut.rest;
      for (const message of cut.messages) {
        const index = Number(message["ActionID"] ?? Number.NaN);
        const rows = answers[index];
        if (rows === undefined) continue;
        rows.push(message);
        if (index === 0 && message["Response"] !== "Success") return fail("the manager interface refuses the password", false);
        const listed = rows[0]?.["EventList"] === "start";
        if (listed ? message["EventList"] === "Complete" : rows.length === 1) waiting -= 1;
        if (waiting === 0) return done();
      }
    });
    socket.on("error", (error) => fail("the manager interface cannot be reached", true, error));
    socket.on("close", () => fail("the manager interface hung up", true));
  });

/** One line of one of the programs; `text` is a sentence or the program's own JSON event. */
export type LogLine = { from: "launcher" | "edge" | "node"; level: "info" | "warn" | "error"; text: string };
export type OnLog = (line: LogLine) => void;

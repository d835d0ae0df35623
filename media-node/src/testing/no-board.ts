import type { Board } from "../asterisk/board.ts";

const nobody = () => Promise.reject(new Error("nobody is moved in this test"));
/** Of an exchange at which no operator dials. */
export const noBoard: Board = { talkOf: () => Promise.resolve(null), take: () => undefined, dial: nobody, takeUp: () => Promise.resolve(false), wait: nobody, consult: nobody, join: nobody, hangup: () => Promise.resolve() };

/** What the program and the turn model's thread say to each other. Both are of one build, so these are types. */
export type ToTurnModel = { id: number; pcm: Int16Array };
export type FromTurnModel =
  | { type: "ready"; expects: string }
  | { type: "failed"; reason: string }
  | { type: "judged"; id: number; probability: number }
  | { type: "refused"; id: number; reason: string };

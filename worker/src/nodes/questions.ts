/** Questions to a node that wait for their answers: bounded, each with a time limit, all answered when the node goes. */

export type Questions<A> = {
  /** @param ask sends the question under this name. Never rejects. */
  ask: (ask: (name: string) => void) => Promise<A>;
  /** An answer to no question, or to one that waits no longer, is nobody's. */
  answer: (name: string, answer: A) => void;
  /** The node went away. */
  dropAll: () => void;
  waiting: () => number;
};

/** @param otherwise what is answered where the node did not. */
export function createQuestions<A>(options: { most: number; timeoutMs: number; otherwise: Record<"busy" | "timeout" | "gone", A> }): Questions<A> {
  const waiting = new Map<string, (answer: A) => void>();
  return {
    async ask(ask) {
      if (waiting.size >= options.most) return options.otherwise.busy;
      const name = crypto.randomUUID();
      const { promise, resolve } = Promise.withResolvers<A>();
      waiting.set(name, resolve);
      const timer = setTimeout(() => resolve(options.otherwise.timeout), options.timeoutMs);
      ask(name);
      const answer = await promise;
      clearTimeout(timer);
      waiting.delete(name);
      return answer;
    },
    answer: (name, answer) => waiting.get(name)?.(answer),
    dropAll() {
      for (const resolve of waiting.values()) resolve(options.otherwise.gone);
    },
    waiting: () => waiting.size,
  };
}

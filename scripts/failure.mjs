/** What the launcher's exit code says (also in README). */
export const exitCodes = /** @type {const} */ ({ stopped: 0, other: 1, badArgument: 2, portTaken: 3, dataFolder: 4 });

/** A failure that the person at the keyboard can act on: `message` is one sentence, printed without a stack. */
export class StartFailure extends Error {
  /**
   * @param {number} exitCode one of `exitCodes`
   * @param {string} sentence
   * @param {{ cause?: unknown }} [options]
   */
  constructor(exitCode, sentence, options) {
    super(sentence, options);
    this.name = "StartFailure";
    this.exitCode = exitCode;
  }
}

/** Judges by how it sounds whether somebody has finished speaking. */
export interface TurnModel {
  /**
   * @param pcm the caller's newest audio, 8 kHz, at most 8 s; its last moments are the pause that is in question
   * @returns 0 (goes on) to 1 (has finished). Rejects when the model fails, is busy, or takes too long.
   */
  judge(pcm: Int16Array): Promise<number>;
  close(): Promise<void>;
}

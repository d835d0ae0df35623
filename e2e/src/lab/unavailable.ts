/**
 * The lab cannot run on this machine, whatever is retried: no root, not Debian, no mirror. Tests turn
 * it into a skip that is reported loudly; as root on Debian a skip counts as a failure.
 */
export class LabUnavailable extends Error {
  override readonly name = "LabUnavailable";

  constructor(reason: string) {
    super(`cannot: ${reason}`);
  }
}

import { requireLabHost } from "./install.ts";
import { LabUnavailable } from "./unavailable.ts";

/**
 * Why tests with a real Asterisk cannot run on this machine, or null when they can. As root on Debian the
 * answer is always null: whatever fails there is a failure, not a reason to skip.
 */
export const whyNoLab = async (): Promise<string | null> => {
  try {
    await requireLabHost();
    return null;
  } catch (error) {
    if (!(error instanceof LabUnavailable)) throw error;
    console.warn(`SKIPPED: every test with a real Asterisk, because: ${error.message}`);
    return error.message;
  }
};

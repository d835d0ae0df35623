import type { Language } from "@zvon/contract/call-link.ts";
import { z } from "zod";

/** For routes that tell faults in sentences. */
export const languageHeaders = z.object({ "accept-language": z.string().max(200).optional().describe("ru: faults are told in Russian") });

/** @param accepted the header as it came; English unless Russian is wanted first. */
export const languageOf = (accepted: string | undefined): Language => (/^ru\b/i.test(accepted ?? "") ? "ru" : "en");

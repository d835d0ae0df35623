/** Telephone numbers as people write them and as we keep them: the digits of E.164 without "+", or an internal extension. */
import { z } from "zod";

/** "+7 (495) 123-45-67", "8 495 …" (as Russia dials) and "74951234567" are one number. */
export function normaliseNumber(written: string): string {
  const digits = written.replaceAll(/\D/g, "");
  return digits.length === 11 && digits.startsWith("8") && !written.trim().startsWith("+") ? `7${digits.slice(1)}` : digits;
}

export const telephoneSchema = z
  .string()
  .trim()
  .max(40)
  .regex(/^\+?[\d\s().-]+$/, "digits, as they are dialled: +74951234567")
  .transform(normaliseNumber)
  .refine((digits) => digits.length >= 2 && digits.length <= 15, "a telephone number has up to 15 digits");

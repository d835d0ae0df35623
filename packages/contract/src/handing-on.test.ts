import { describe, expect, it } from "vitest";
import { destinationSchema } from "./bot-tools.ts";
import { checkDestinations } from "./check-destinations.ts";
import { handingOnFault } from "./handing-on.ts";

const stored = (to: string): string => destinationSchema.parse({ name: "desk", to }).to;

describe("where callers are handed to", () => {
  it.each([
    ["8 (843) 200-11-22", "+78432001122"], ["+7 843 200 11 22", "+78432001122"], ["7843 2001122", "+78432001122"], ["+1 (415) 555-0142", "+14155550142"], ["+44 20 7946 0000", "+442079460000"],
    ["200", "200"], [" 20-1 ", "201"], ["*67", "*67"], ["00442079460000", "00442079460000"], ["8 10 44 20 7946 0000", "810442079460000"], ["200-11-22", "2001122"],
    ["operators", "operators"], ["operators:sales", "operators:sales"], ["sip:anna@pbx.example.com:5061;transport=tls", "sip:anna@pbx.example.com:5061;transport=tls"],
  ])("is kept as it is dialled: «%s»", (written, dialled) => {
    expect(stored(written)).toBe(dialled);
    expect(handingOnFault(stored(written))).toBeNull();
  });
  it.each([
    ["позвоните маме", "words"], ["call mum", "words"], ["8 (843) 200-11-22 доб 5", "extension"], ["+1 415 555 0142 ext. 7", "extension"], ["+7 843 200-11-22, 5", "extension"],
    ["operators:Отдел продаж", "group"], ["operators:a:b", "group"], ["sip:anna", "address"], ["sip:anna@", "address"], ["+7", "length"], ["12345678901234567", "length"],
  ] as const)("is told to be no place to call: «%s»", (written, why) => {
    expect(handingOnFault(stored(written))).toBe(why);
    const [fault] = checkDestinations({ agent: { destinations: [destinationSchema.parse({ name: "desk", to: written })] } });
    expect(fault).toMatchObject({ pointer: "/agent/destinations/0/to", message: { ru: expect.any(String), en: expect.any(String) } });
  });
});

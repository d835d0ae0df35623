import { botConfigSchema } from "@zvon/contract/bot-config.ts";
import { describe, expect, it } from "vitest";
import { checkConfig } from "./check-config.ts";
import { medicalClinic } from "./templates/medical-clinic.ts";

/** As the editor deletes one: with its transitions. */
function without(state: string) {
  const config = botConfigSchema.parse(medicalClinic.config);
  delete config.flow.states[state];
  config.flow.transitions = config.flow.transitions.filter(({ from, to }) => from !== state && to !== state);
  return config;
}

describe("a state that is deleted", () => {
  it("leaves one fault for all that it led to, and one where the way ends", () => {
    const { faults } = checkConfig(without("name"), "ru");
    expect(faults.map(({ pointer }) => pointer)).toEqual(["/flow/states/phone"]);
    expect(faults[0]?.detail).toMatch(/^До состояния «phone» от начала не дойти: добавьте переход в него\. Так же недоступны: «other_phone», «confirm»/);
    const afterCheck = checkConfig(without("check"), "en").faults;
    expect(afterCheck.filter(({ detail }) => detail.includes("cannot be reached"))).toHaveLength(1);
    expect(afterCheck.find(({ detail }) => detail.includes("cannot be reached"))?.detail).toContain('The way ends here: "when"');
  });
  it("hides none of the warnings", () => expect(checkConfig(without("check"), "ru").warnings.length).toBe(checkConfig(medicalClinic.config, "ru").warnings.length));
});

import { describe, expect, it } from "vitest";
import { createLog } from "../log.ts";
import { createPressing } from "./pressing.ts";

const set = (press?: (digits: string) => Promise<void>) => {
  const pressed: string[] = [];
  const lines: string[] = [];
  const pressing = createPressing(press ?? ((digits) => Promise.resolve(void pressed.push(digits))), createLog((line) => lines.push((JSON.parse(line) as { message: string }).message)));
  return { pressing, pressed, lines };
};
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("keys that the bot presses", () => {
  it("go out once the words before them were heard, and at once where there are none", async () => {
    const { pressing, pressed } = set();
    pressing.ask({ digits: "12", afterReply: 3 }, 2);
    await settled();
    expect(pressed).toEqual([]);
    pressing.ask({ digits: "0", afterReply: -1 }, 2);
    await settled();
    pressing.heard(3);
    pressing.heard(3);
    await settled();
    expect(pressed).toEqual(["0", "12"]);
  });

  it("are pressed one lot after the other, and the next though one failed", async () => {
    const going: (() => void)[] = [];
    const pressed: string[] = [];
    const { pressing, lines } = set((digits) => new Promise((resolve, reject) => {
      pressed.push(digits);
      going.push(() => (digits === "1" ? reject(new Error("gone")) : resolve()));
    }));
    pressing.ask({ digits: "1", afterReply: -1 }, 0);
    pressing.ask({ digits: "2", afterReply: -1 }, 0);
    await settled();
    expect(pressed).toEqual(["1"]);
    going.shift()?.();
    await settled();
    expect(pressed).toEqual(["1", "2"]);
    expect(lines).toEqual(["keys could not be pressed"]);
  });

  it("are forgotten when the call ends, and bounded while they wait", async () => {
    const { pressing, pressed, lines } = set();
    for (let n = 0; n < 6; n++) pressing.ask({ digits: String(n), afterReply: 1 }, 0);
    expect(lines).toEqual(["too many keys wait to be pressed", "too many keys wait to be pressed"]);
    pressing.stop();
    pressing.heard(1);
    pressing.ask({ digits: "9", afterReply: -1 }, 1);
    await settled();
    expect(pressed).toEqual([]);
  });

  it("are bounded while they wait for the lot before them, whose exchange does not answer", async () => {
    const pressed: string[] = [];
    const { pressing, lines } = set((digits) => new Promise(() => pressed.push(digits)));
    for (let n = 0; n < 6; n++) pressing.ask({ digits: String(n), afterReply: -1 }, 0);
    await settled();
    expect(pressed).toEqual(["0"]);
    expect(lines).toEqual(["too many keys wait to be pressed", "too many keys wait to be pressed"]);
  });

  it("are forgotten once a person has the floor; what is asked for afterwards is pressed", async () => {
    const { pressing, pressed } = set();
    pressing.ask({ digits: "1", afterReply: 1 }, 0);
    pressing.ask({ digits: "2", afterReply: -1 }, 0);
    pressing.forget();
    pressing.heard(1);
    pressing.ask({ digits: "3", afterReply: -1 }, 1);
    await settled();
    expect(pressed).toEqual(["3"]);
  });

  it("are told of in the log where the far side has no keys", async () => {
    const lines: string[] = [];
    createPressing(undefined, createLog((line) => lines.push(line))).ask({ digits: "5", afterReply: -1 }, 0);
    await settled();
    expect(lines.join()).toContain("where there are none");
    expect(lines.join()).not.toContain("\"5\"");
  });
});

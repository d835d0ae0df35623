import type { Language } from "@zvon/contract/call-link.ts";
import type { UsageLine } from "@zvon/contract/speech.ts";
import { describe, expect, it } from "vitest";
import { createLog } from "../log.ts";
import type { Stt } from "../stt/port.ts";
import { fakeStt, fakeTts } from "../testing/fake-speech.ts";
import type { Tts } from "../tts/port.ts";
import { createSpeechLine, type SpeechSettings } from "./speech-line.ts";

const settings = (language: Language): SpeechSettings => ({ language, voice: { provider: "fake", voice: language, speed: 1 }, stt: { provider: "fake", listens: [] } });
const tick = async () => {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
};

function line(options: { ready?: Promise<void>; lacks?: Language } = {}) {
  const opened: string[] = [];
  const closed: string[] = [];
  const heardBy: string[] = [];
  const timers: (() => void)[] = [];
  const billed = (unit: "audio_ms" | "chars", language: Language): UsageLine[] => [{ kind: unit === "chars" ? "tts" : "stt", provider: "fake", model: language, unit, amount: 100 }];
  const speech = createSpeechLine({
    ports: {
      stt(_list, { language }): Stt {
        opened.push(`ears ${language}`);
        return { ...fakeStt([{ text: "да", verdict: "sure" }]), prepare: () => (opened.length > 2 ? (options.ready ?? Promise.resolve()) : Promise.resolve()), billed: () => billed("audio_ms", language), failovers: () => 1, close: () => Promise.resolve(void closed.push(`ears ${language}`)) };
      },
      tts(_list, { language }): Tts {
        if (language === options.lacks) throw new Error("no such voice");
        opened.push(`voice ${language}`);
        return { ...fakeTts(), billed: () => billed("chars", language), close: () => Promise.resolve(void closed.push(`voice ${language}`)) };
      },
      setTimer(run) {
        timers.push(run);
        return () => undefined;
      },
    },
    onEars: ({ language }) => heardBy.push(language),
    log: createLog(() => undefined),
  });
  return { speech, opened, closed, heardBy, timers };
}

describe("what a call hears and speaks with", () => {
  it("another language opens its own ears and voice, and closes the old ones once the new are ready", async () => {
    const ready = Promise.withResolvers<void>();
    const { speech, opened, closed, heardBy } = line({ ready: ready.promise });
    speech.open(settings("ru"), false);
    speech.change(settings("en"));
    expect(opened).toEqual(["ears ru", "voice ru", "voice en", "ears en"]);
    expect(speech.mouth().voice.voice).toBe("en");
    expect([speech.ears()?.language, closed]).toEqual(["ru", ["voice ru"]]);
    ready.resolve();
    await tick();
    expect([speech.ears()?.language, heardBy, closed]).toEqual(["en", ["ru", "en"], ["voice ru", "ears ru"]]);
  });

  it("ears that are never ready hear all the same after a second", () => {
    const { speech, timers } = line({ ready: new Promise<void>(() => undefined) });
    speech.open(settings("ru"), false);
    speech.change(settings("en"));
    timers.forEach((run) => run());
    expect(speech.ears()?.language).toBe("en");
  });

  it("what the old ones began they finish: words under way are not lost", async () => {
    const { speech, closed } = line();
    speech.open(settings("ru"), false);
    const audio = (async function* () {})();
    const events = speech.ears()?.stt.transcribe(audio, { language: "ru", listen: { phrases: [], digits: null } }, new AbortController().signal)[Symbol.asyncIterator]();
    const first = events?.next();
    speech.change(settings("en"));
    await tick();
    expect(speech.ears()?.language).toBe("en");
    await first;
    while ((await events?.next())?.done === false);
    expect(closed).toContain("ears ru");
  });

  it("the same settings again change nothing", () => {
    const { speech, opened } = line();
    speech.open(settings("ru"), false);
    speech.change(settings("ru"));
    expect(opened).toEqual(["ears ru", "voice ru"]);
  });

  it("a node that lacks the new voice goes on with the old one", () => {
    const { speech, closed } = line({ lacks: "en" });
    speech.open(settings("ru"), false);
    speech.change(settings("en"));
    expect([speech.mouth().voice.voice, speech.ears()?.language, closed]).toEqual(["ru", "ru", []]);
  });

  it("the cost of both is counted, whatever is closed by then", async () => {
    const { speech, closed } = line();
    speech.open(settings("ru"), false);
    speech.change(settings("en"));
    await tick();
    await speech.close();
    expect(closed.toSorted()).toEqual(["ears en", "ears ru", "voice en", "voice ru"]);
    expect(speech.billed().map(({ kind, model, amount }) => [kind, model, amount])).toEqual([["stt", "ru", 100], ["stt", "en", 100], ["tts", "ru", 100], ["tts", "en", 100]]);
    expect(speech.failovers()).toEqual({ stt: 2, tts: 0 });
  });

  it("there and back again while nothing is ready leaves the last one, and nothing open beside it", async () => {
    const ready = Promise.withResolvers<void>();
    const { speech, closed } = line({ ready: ready.promise });
    speech.open(settings("ru"), false);
    speech.change(settings("en"));
    speech.change(settings("ru"));
    ready.resolve();
    await tick();
    expect(speech.ears()?.language).toBe("ru");
    expect(closed.filter((part) => part.startsWith("ears")).toSorted()).toEqual(["ears en", "ears ru"]);
  });
});

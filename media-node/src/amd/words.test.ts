import { describe, expect, it } from "vitest";
import { speakerByWords } from "./words.ts";

describe("words of whoever took the call", () => {
  it.each([
    "Абонент временно недоступен", "аппарат абонента выключен или находится вне зоны", "Оставьте ваше сообщение после звукового сигнала", "оставьте голосовое сообщение", "вас приветствует автоответчик", "набранный вами номер не существует", "для соединения с оператором нажмите 1",
    "Please leave a message after the tone", "leave your name and number at the beep", "I can't come to the phone right now", "your call has been forwarded to my voicemail", "The person you are trying to reach", "The number you have dialed is not in service", "press one for more options",
  ])("are a machine's: %s", (text) => expect(speakerByWords(text)).toBe("machine"));

  it.each([
    "Hi, if you record your name and reason for calling, I'll see if this person is available", "please state your name after the tone", "the person you are calling is using a screening service", "Здравствуйте, я голосовой помощник Анны, назовите имя и причину звонка", "представьтесь и назовите цель звонка",
  ])("are a screener's, though it speaks as machines do: %s", (text) => expect(speakerByWords(text)).toBe("screening"));

  it.each(["Алло?", "Да, слушаю вас", "алё, да", "Hello?", "yes, hello", "Speaking.", "Good morning"])("are a person's: %s", (text) => expect(speakerByWords(text)).toBe("human"));

  it.each([
    "это автоответчик?", "is this voicemail?", "я вам перезвоню позже", "I'll get back to you", "I'm not available right now", "Вы позвонили в клинику, меня зовут Анна", "you've reached Acme, Anna speaking", "представьтесь пожалуйста", "по какому вопросу", "", "…",
  ])("are anybody's, for people say them too: %s", (text) => expect(speakerByWords(text)).toBeNull());
});

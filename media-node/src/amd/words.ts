/**
 * Words by which a machine, a call screener or a person is known, Russian and English. They are looked for in what the
 * recogniser has heard so far, so half a sentence must do; a short list that is never wrong beats a long one.
 */

export type Speaker = "machine" | "screening" | "human";

/**
 * Of phrases that only an answering machine or the network says. Left out is what people say too, however often
 * machines do: "вы позвонили в…", "you have reached…", "I'll get back to you", "перезвоню позже", "is this voicemail?".
 */
const machine = [
  // Leave a message.
  /после (?:этого |звукового |длинного |короткого )?(?:сигнала|гудка|тона)/, /остав\p{L}+ (?:\p{L}+ ){0,2}(?:голосов\p{L}+ )?(?:сообщени|послани)/u, /голосов(?:ая|ую|ой) почт/, /голосово\p{L} ящик/u, /(?:приветствует|говорит|слушает|отвечает) автоответчик/, /автоответчик абонента/,
  /(?:after|at) the (?:beep|tone|signal)/, /leave (?:(?:me|us|him|her|a|your|the|detailed|brief|short) ){1,3}(?:message|voicemail|name)/, /(?:my|the|our|to) voice ?mail/, /answering machine (?:of|for)/, /record (?:a|your) message/, /(?:the|this) mailbox/,
  // Nobody is there: words of the network, which no person says of himself.
  /абонент\p{L}* (?:\p{L}+ ){0,2}(?:недоступ|не отвеча|не мо|занят|выключ|временно|наход|разговарива)/u, /(?:аппарат|телефон) (?:абонента )?(?:выключен|отключен)/, /вне зоны/, /набранн\p{L}+ (?:вами )?номер/u, /номер не (?:существует|обслуживается)/,
  /(?:подойти|ответить) (?:к телефону|на (?:ваш )?звонок)/, /в нерабочее время/, /нажмите (?:один|два|три|ноль|цифру|[0-9])/,
  /(?:can't|cannot|can not|unable to) (?:come to|get to|take|answer|pick up) (?:the|my|your|this) (?:phone|call)/, /the (?:person|number|customer|subscriber|party) you/, /press (?:one|two|three|zero|star|pound|[0-9*#])/, /is not in service/, /please hang up/, /our (?:office|business) hours/,
];

/** Of an assistant that asks who calls before its owner answers: whoever hangs up on it loses the call. */
const screening = [
  /(?:state|say|record|tell me|give me) your name/, /(?:who(?:'s| is) calling|your name) and (?:the )?(?:reason|why|what)/, /screening service|call screen|call assistant/, /reason (?:for|of) (?:your |the )?call/, /if you record your name/,
  /(?:представьтесь|назовите (?:ваше |свое )?имя) и (?:\p{L}+ ){0,3}(?:цель|причин|сообщение|вопрос)/u, /(?:цель|причин\p{L}) (?:вашего )?звонка/u, /(?:виртуальный|голосовой|личный|персональный|цифровой) (?:секретарь|помощник|ассистент)/, /я (?:секретарь|помощник|ассистент)/,
];

/** The whole of what was said so far, and nothing after it: how people answer a telephone. */
const human = /^(?:(?:да|алл?о|але|слушаю|слушаю вас|да слушаю|у аппарата|говорите|здравствуйте|добрый день|кто это|hello|hi|hey|yes|yeah|speaking|hello who is this|who is this|good (?:morning|afternoon|evening))[ ,.!?]*){1,3}$/;

/** @param text what was heard so far, as a recogniser writes it @returns whose words they are; null: anybody's */
export function speakerByWords(text: string): Speaker | null {
  const plain = text.toLowerCase().replaceAll("ё", "е").replaceAll("’", "'").replace(/[.,!?;:«»"—–-]+/g, " ").replace(/\s+/g, " ").trim();
  if (plain === "") return null;
  // A screener also says "not available" and "after the tone": its question decides.
  if (screening.some((phrase) => phrase.test(plain))) return "screening";
  if (machine.some((phrase) => phrase.test(plain))) return "machine";
  return human.test(plain) ? "human" : null;
}

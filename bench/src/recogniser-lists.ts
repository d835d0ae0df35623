/** What callers say in the recogniser's bench: the moments of the demo bots, and speech that is on no list. */

export interface Moment {
  name: string;
  phrases: string[];
}

const product = (left: string[], right: string[]): string[] => left.flatMap((a) => right.map((b) => `${a} ${b}`));

export const moments: Record<"ru" | "en", Moment[]> = {
  ru: [
    {
      name: "services",
      phrases: [
        ...["стрижка", "маникюр", "педикюр", "окрашивание", "укладка"],
        ...product(["хочу записаться на", "запишите меня на", "на"], ["стрижку", "маникюр", "педикюр", "окрашивание", "укладку"]),
        ...["повторите", "оператор"],
      ],
    },
    {
      name: "day and time",
      phrases: [
        ...product(
          ["сегодня", "завтра", "послезавтра", "в понедельник", "во вторник", "в среду", "в четверг", "в пятницу", "в субботу", "в воскресенье"],
          ["в девять", "в десять", "в одиннадцать", "в двенадцать", "в час", "в два часа", "в три часа", "в четыре", "в пять", "в шесть"],
        ),
        ...["повторите", "оператор"],
      ],
    },
    {
      name: "names",
      phrases:
        "Анна Мария Елена Ольга Наталья Ирина Светлана Татьяна Екатерина Юлия Дарья Ксения Полина Алиса Вера Иван Пётр Сергей Алексей Дмитрий Андрей Николай Михаил Павел Роман Максим Артём Игорь Олег Виктор".split(" "),
    },
    { name: "yes or no", phrases: ["да", "да верно", "верно", "правильно", "нет", "неверно", "неправильно", "повторите", "оператор"] },
  ],
  en: [
    {
      name: "services",
      phrases: [
        ...["haircut", "manicure", "pedicure", "colouring", "styling"],
        ...product(["I would like a", "book me for a", "I need a"], ["haircut", "manicure", "pedicure", "colouring", "styling"]),
        ...["repeat", "operator"],
      ],
    },
    {
      name: "day and time",
      phrases: [
        ...product(
          ["today", "tomorrow", "the day after tomorrow", "on Monday", "on Tuesday", "on Wednesday", "on Thursday", "on Friday", "on Saturday", "on Sunday"],
          ["at nine", "at ten", "at eleven", "at noon", "at one", "at two", "at three", "at four", "at five", "at six"],
        ),
        ...["repeat", "operator"],
      ],
    },
    {
      name: "names",
      phrases:
        "Anna Mary Helen Olivia Natalie Irene Susan Emma Kate Julia Dora Jane Paula Alice Vera John Peter Steven Alex David Andrew Nicholas Michael Paul Robert Max Arthur Oscar George Victor".split(" "),
    },
    { name: "yes or no", phrases: ["yes", "yes that's right", "that's right", "correct", "no", "no that's wrong", "wrong", "repeat", "operator"] },
  ],
};

export const offList: Record<"ru" | "en", string[]> = {
  ru: [
    "подскажите как до вас добраться от вокзала",
    "у меня сломалась стиральная машина",
    "когда уже приедет мой курьер",
    "мне нужно поговорить с бухгалтерией",
    "это вообще живой человек или робот",
    "я хочу вернуть деньги за прошлый месяц",
    "сколько лет вашему директору",
    "кошка опять сидит на подоконнике",
    "подождите минуту у меня молоко убежало",
    "передайте ему что я заходил",
    "какой счёт в матче",
    "ничего не понимаю",
    "холодильник",
    "тринадцать килограммов картошки",
    "велосипед стоит в гараже",
    "спасибо большое до свидания",
    "в прошлом году было лучше",
    "девушка а вы замужем",
    "алло алло вы меня слышите",
    "музыка играет слишком громко",
  ],
  en: [
    "how do I get to you from the railway station",
    "my washing machine has broken down",
    "when will the courier finally arrive",
    "I need to speak to the accounts department",
    "are you a real person or a robot",
    "I want my money back for last month",
    "how old is your director",
    "the cat is sitting on the window again",
    "hold on a minute the milk is boiling over",
    "tell him that I dropped in",
    "what is the score of the match",
    "I do not understand a thing",
    "refrigerator",
    "thirteen kilograms of potatoes",
    "the bicycle is in the garage",
    "thank you very much goodbye",
    "it was better last year",
    "are you married by any chance",
    "hello hello can you hear me",
    "the music is playing too loud",
  ],
};

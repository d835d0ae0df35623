/** Words that carry no intent of their own, by language. */
import type { Language } from "@zvon/contract/call-link.ts";
import { wordTable } from "../../language/word-table.ts";

type Words = Record<Language, ReadonlySet<string>>;
const words = (ru: string, en: string): Words => ({ ru: new Set(ru.split(/\s+/)), en: new Set(en.split(/\s+/)) });

/** Said at the edges of anything. */
export const fillers: Words = words(
  "ну э ээ эээ эм мм ммм м вот так а и ой ох ах эх как-то типа короче слушайте слушай смотрите смотри знаете знаешь понимаете понимаешь скажите пожалуйста будьте добры любезны девушка мужчина молодой уважаемый уважаемая здравствуйте здравствуй добрый день утро вечер привет это значит собственно вообще просто ладно же то ли уж ведь тогда всего-то все-таки прямо там тут блин господи боже извините простите эт девушк ребята товарищ милая милый дорогая дорогой мадам",
  "um uh er erm hmm hm mm ah oh well so like please hey hi hello and just okay ok then now actually basically really look listen honestly man dude sir madam ma'am miss there",
);

/** Pronouns, prepositions, conjunctions, particles, auxiliaries: they explain nothing and need no explanation. */
export const functionWords: Words = words(
  `я ты он она оно мы вы они меня мне мной тебя тебе вас вам вами нас нам нами его ему ее ей их им себя себе мой моя мое мои наш наша наше наши ваш ваша ваше ваши свой своя свое свои
  это этот эта эти этого этому этим этой тот та те того тому той все всё весь вся всех всем сам сама сами
  и а но или да либо что чтобы если то же ли бы уж ведь вот ну как так там тут здесь где когда потом тогда
  в во на с со к ко о об от до из за по у под над при про для без через не ни
  есть был была было были будет будут буду быть будете надо нужно можно хочу хотел хотела хотим хотели бы могу можете может мочь
  очень совсем вообще просто уже еще пока только сейчас сегодня прямо конечно пожалуйста спасибо здравствуйте девушка знаете понимаете
  ноль один одна два две три четыре пять шесть семь восемь девять десять двадцать тридцать сорок пятьдесят сто двести триста номер часа часов час
  типа короче скажем значит наверное кажется давайте давай пусть пускай такой такая такое такие кто кого кем кому чем чему чего ком нибудь то либо опять снова такими такого таких ни ну ага вся себе пор какой какая какие какую разве вроде раз лучше больше меньше тоже также`,
  `i i'm i'll i'd i've you you're you'll you'd you've he she it it's its we we're we'll they them their me my mine your yours our us his her him this that that's these those there there's here
  a an the and or but so if then than as of to in on at for from with about into by up out off over
  is are was were be been being am do does did done have has had having will would can could shall should may might must let let's
  just really very too also well only even still again now please some any all much more most bit little lot kind sort like get got go going gonna want wanna would need thing things right ok okay zero one two three four five six seven eight nine ten
  um uh oh hey hi hello sir madam ai answer answers response question statement most highly extremely resounding very own definite such as well own here ever yet because though however while what's who's how's he's she's one ones yourself myself`,
);

export const negators: Words = words("не без нельзя", "not don't dont didn't doesn't never won't can't cannot isn't aren't wasn't wouldn't shouldn't couldn't haven't hasn't without nothing");

/** A "not" before these denies what is wished: «не хочу отменять», "no need to cancel". */
export const wishes: Words = words("надо нужно хочу хотел хотела хотелось хотим буду будем будете стоит собираюсь собирался планирую смейте вздумайте просил просила думал думала прошу", "want need wish have plan going mean meant ask asked trying think");

/** Here a new thought begins, and the "not" before it ends. */
export const boundaries: Words = words("а но и или лучше давайте пожалуйста просто я поэтому так тогда можете спасибо до кто что как сколько где когда дайте дай", "but and so please can could would will i i'm i'd i'll let then because what who how when where just thanks thank instead");

/** An English question without a question word begins with one of these; "can you", "would you" ask for an act. */
export const inversions: Words = words("", "is are was were does did am should has");

/** Words of certainty stand beside a yes and beside a no: "definitely not", «конечно нет». */
export const adverbs: Words = words("конечно естественно разумеется безусловно точно определенно однозначно хорошо ладно именно ок понятно ясно давайте отлично", "absolutely definitely certainly totally surely undoubtedly indeed positively exactly precisely okay sure fine good great well right");

/** Before what somebody else does: «муж передумал», "my boss said stop". */
export const thirdPersons: Words = words("он она они муж жена сын дочь мама папа брат сестра друг подруга сосед соседи мастер курьер врач начальник рейс поезд менеджер кот собака ребенок обещали обещал обещала сказал сказала сказали просил просила говорит говорил", "he she they husband wife son daughter mother father brother sister friend neighbor neighbour boss dog cat people someone somebody");

export const questionWords: Words = words(
  "сколько когда где куда откуда как какой какая какое какие каком какую кто кому кого чей чья почему зачем почем ли разве если",
  "what what's when where where's who who's whom whose which why how how's",
);

/** Written together by recognisers, or slang, as the rules know it. */
const splitWords: Record<Language, Readonly<Record<string, string>>> = {
  ru: wordTable({
    ненадо: "не надо", ненужно: "не нужно", незнаю: "не знаю", неактуален: "не актуален", неактуальна: "не актуальна", неправильный: "не правильный", неверный: "не верный", неинтересно: "не интересно", неинтересует: "не интересует", неверно: "не верно", неправильно: "не правильно", неудобно: "не удобно", непонятно: "не понятно",
    непонял: "не понял", непоняла: "не поняла", неслышно: "не слышно", неслышу: "не слышу", нехочу: "не хочу", немогу: "не могу", неактуально: "не актуально", несогласен: "не согласен", несогласна: "не согласна", небуду: "не буду", недоверяю: "не доверяю",
    досвидания: "до свидания", дасвидания: "до свидания", досвиданья: "до свидания", можетбыть: "может быть", вообщем: "в общем", помоему: "по моему",
  }),
  en: wordTable({
    dont: "do not", didnt: "did not", cant: "can not", cannot: "can not", wont: "will not", isnt: "is not", doesnt: "does not", couldnt: "could not", wouldnt: "would not", wasnt: "was not", arent: "are not", havent: "have not", shouldnt: "should not",
    thats: "that is", whats: "what is", im: "i am", ive: "i have", youre: "you are", lets: "let us", gimme: "give me", dunno: "do not know", wanna: "want to", gotta: "got to", gonna: "going to", goodbye: "good bye", goodnight: "good night", alright: "all right", kinda: "kind of", sorta: "sort of", thankyou: "thank you", "won't": "will not", "can't": "can not", "let's": "let us", "ain't": "is not",
  }),
};

/** "don't", "we'll", "that'd": the auxiliaries that English swallows. The 's of "it's" is "is" behind these words alone. */
const swallowed: readonly [RegExp, string][] = [[/n't$/, "not"], [/'ll$/, "will"], [/'ve$/, "have"], [/'re$/, "are"], [/'m$/, "am"], [/'d$/, "would"]];
const withIs = /^(?:it|that|what|who|there|here|how|where|he|she|this)'s$/;

/** @returns the words of one token: "don't" is two. */
export function splitWord(token: string, language: Language): string[] {
  const known = splitWords[language][token];
  if (known !== undefined) return known.split(" ");
  if (language === "en" && token.includes("'")) {
    if (withIs.test(token)) return [token.slice(0, -2), "is"];
    for (const [tail, word] of swallowed) if (tail.test(token)) return [token.replace(tail, ""), word];
  }
  return [oneWord[language][token] ?? token];
}
const oneWord: Record<Language, Readonly<Record<string, string>>> = {
  ru: wordTable({
    нада: "надо", нед: "нет", неет: "нет", хачу: "хочу", патом: "потом", щяс: "сейчас", разочек: "раз", чуток: "немного", вобщем: "общем", щас: "сейчас", ща: "сейчас", счас: "сейчас", сичас: "сейчас", че: "что", чо: "что", шо: "что", ваще: "вообще", ниче: "ничего", ничо: "ничего", скока: "сколько", скок: "сколько", стока: "столько", спс: "спасибо", спасиба: "спасибо", пасиб: "спасибо", спасибки: "спасибо", пожалста: "пожалуйста", пжалста: "пожалуйста", пжл: "пожалуйста",
    здрасте: "здравствуйте", здрасьте: "здравствуйте", ало: "алло", але: "алло", алле: "алло", наверно: "наверное", конечна: "конечно", конешна: "конечно", конешно: "конечно", канешна: "конечно", канешно: "конечно", харашо: "хорошо", агась: "ага", мгм: "угу", окей: "ок", океюшки: "ок", оке: "ок", окэй: "ок", нету: "нет", неа: "нет", нэт: "нет",
    седня: "сегодня", тя: "тебя", свиданья: "свидания", свидание: "свидания", эт: "это", вобще: "вообще", можна: "можно", дорага: "дорого", удоволствием: "удовольствием",
  }),
  en: wordTable({ yea: "yeah", yah: "yeah", yess: "yes", yeh: "yeah", yup: "yep", uhhuh: "yeah", nope: "no", nah: "no", naw: "no", nay: "no", noo: "no", ok: "okay", k: "okay", okey: "okay", pls: "please", u: "you", r: "are", ur: "your", thanx: "thanks", thx: "thanks", ty: "thanks", thnks: "thanks", thanku: "thanks", byebye: "bye", robots: "robot", bots: "bot" }),
};

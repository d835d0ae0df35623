/** What people ask and throw at a caller in English, and what machines say; contractions are written out (see cue.ts for the pattern language). */
import type { CueTable } from "./cue.ts";

const machine = "bot|robot|machine|computer|ai|chatbot|android|program|recording|software|automated|artificial|algorithm|cyborg|virtual";
const living = "human|person|alive|real|living|man|woman|people";

export const englishCallers: CueTable<"are_you_a_bot" | "who_is_this" | "price" | "not_interested" | "insult" | "answering_machine" | "nothing"> = {
  are_you_a_bot: {
    firm: [
      "are you ..? ..? ..? ..? ..? robot|bot|human|person|machine|ai|computer|real|alive",
      "you ..? ..? ..? ..? be ..? ..? classified|considered|described|called .. bot|robot|human|machine|ai|person",
      "act|think|behave|talk|sound ..? ..? like ..? ..? real|human|person|robot|machine", "real ..? about you", "anything ..? real|human",
      "consider|call|describe yourself ..? ..? ..? human|person|robot|bot|machine|ai|alive", "^what are you$", "^who|what are you ..? ..? really",
      "human|person|bot|robot|machine|computer on ..? ..? line|phone|end",
      "you ..? have ..? ..? body|soul|heart|brain|feelings|pulse|emotions|mind|parents|face|skin|blood", "what ..? ..? you ..? made",
      "how ..? ..? human|real|alive are you", `are|is|were|am|be you|this|that|it|i ..? ..? ..? ${machine}|${living}`,
      `you are|sound|seem|act ..? ..? ..? ${machine}|${living}`,
      `am|are i|we ..? ..? speaking|talking|chatting|conversing|dealing|communicating|corresponding .. ${machine}|${living}`,
      `speaking|talking|chatting|conversing|communicating|interacting ..? ..? ..? ..? ${machine}|${living}`, `${machine} or|and ..? ..? ${living}`,
      `${living} or|and ..? ..? ${machine}`, `is|are there|you ..? ..? ..? real|actual|live|living|actually ${living}`, "artificial intelligence",
      `do|did i|you ..? ..? ..? ..? bot|robot|machine|ai`, "are|is|be|you ..? ..? ..? actual|real|live|living|human being|person|human",
      "anything|something real|human|alive about", `know|tell|wonder|wondering|curious ..? me? if|whether .. ${machine}|${living}`, `are you made of`,
      "turing", "what ..? ..? are you ..? made|exactly|really|actually",
      "you ..? ..? ..? ..? flesh|breathe|bleed|heartbeat|pulse|soul|feelings|feel|heart|brain|alive|sentient|conscious|automated|programmed|synthetic|artificial",
      "made|built of|by ..? metal|flesh|wires|circuits|code", "what kind|type|sort of being|thing|entity|creature|person",
      "this|it ..? ..? ..? automated|recording|live|robot|bot|computer|human|person",
      "with|to ..? ..? ..? bot|robot|machine|computer|ai$", "your|you a ..? bot|robot|machine|computer|human",
      "real|live|actual person|human|being", `you ..? a ..? bot|robot|machine|computer|ai|human|person|program`,
      `is there ..? person|human|someone ..? ..? there|behind|line`,
    ],
    plain: [
      "robot|chatbot|android|cyborg|bot$", "are you real|alive|human|sentient|live",
    ],
    bare: [
      "machine|human|ai",
    ],
  },
  who_is_this: {
    firm: [
      "who is|are|am ..? this|you|calling|that|speaking|it|there|i", "who ..? ..? calling|speaking|talking",
      "what company|organisation|organization|firm|business|is ..? this|it|calling",
      "what is ..? ..? this|call|purpose ..? ..? about|regarding|of|call", "what is your name", "where are ..? you ..? calling|from", "who do you",
      "what do you want", "why are you calling", "may|can i ask|know who", "where ..? get ..? my number", "your name", "what are you calling",
      "from which|what company", "identify yourself", "do i know",
    ],
    plain: [
      "^who", "introduce yourself",
    ],
    bare: [
      "which company",
    ],
  },
  price: {
    firm: [
      "how much ..? ..? is|does|do|are|will|would|it|for|cost|costs|money|should|you",
      "what is|are|does|do|will|would ..? ..? ..? price|cost|prices|rate|rates|fee|fees|charge|pricing", "how expensive",
      "the price|cost|prices of|for", "your prices|rates|fees|pricing", "price list|range|tag", "is it free", "any discounts",
      "what do|does ..? ..? charge|cost|run|go",
    ],
    plain: [
      "price|prices|pricing|cost|costs", "how much", "discount|discounts", "fee|fees",
    ],
    bare: [
      "rate|rates", "charge",
    ],
  },
  not_interested: {
    firm: [
      "not ..? ..? interested", "no interest", "do not ..? call ..? ..? again|anymore|me|here|us|this", "stop calling",
      "remove|take ..? me|my|number|us ..? ..? ..? list|off|database|number", "not for me", "do not ..? waste", "uninterested", "i do not care",
      "unsubscribe", "spam|telemarketer|telemarketing", "not ..? buying|looking",
    ],
  },
  insult: {
    firm: [
      "you people|guys|lot ..? are ..? a? joke|clowns|jokers|useless|pathetic|hopeless",
      "idiot|idiots|idiotic|moron|morons|dumbass|dumb|asshole|assholes|bastard|jerk|bitch|bullshit|scumbag|imbecile|retard|retarded|loser|cunt|dickhead|twat|wanker|crap",
      "fuck*|motherfuck*", "shut up", "go to hell", "screw|damn you|it|this", "piss|bugger|sod|get off|lost",
      "you ..? ..? suck|stupid|useless|terrible|worthless|pathetic|dumb|garbage|trash|incompetent",
      "you are ..? ..? stupid|useless|terrible|worthless|pathetic|dumb|garbage|trash|incompetent|annoying|awful|worst",
      "stupid ..? bot|robot|machine|thing|computer|idiot", "leave me alone", "get lost", "kiss my", "i hate you|this", "shame on",
    ],
    plain: [
      "stupid|useless|pathetic|garbage", "suck|sucks", "hate",
    ],
    bare: [
      "annoying",
    ],
  },
  answering_machine: {
    firm: [
      "leave|record ..? a|your|message ..? ..? message|name|after|at|number", "after|at the ..? tone|beep|signal", "you have|this ..? reached",
      "voice mail|mailbox", "voicemail|mailbox", "not available|able ..? ..? ..? ..? ..? call|phone|answer|take",
      "can not|unable ..? ..? come|take|answer|get ..? ..? ..? phone|call", "the person|number|customer|subscriber you",
      "press|dial one|two|three|zero|1|2|0|pound|star|the", "please hold", "your call is|may|will", "is not in service", "no one is available",
      "sorry ..? missed your", "get back to you", "answering machine", "this call ..? ..? recorded|monitored", "call assistant|screening",
      "state your name", "all ..? ..? agents|representatives|operators ..? ..? busy",
    ],
    plain: [
      "unavailable", "extension",
    ],
    bare: [
      "beep",
    ],
  },
  nothing: {
    firm: [
      "not that i am ..? ..? interested|against|busy", "not that it is ..? expensive|bad|much",
      "no ..? parking|smoking|fly|milk|cost|fee|fault|end", "stop|bus ..? ..? sign|signs|light|lights|loss|watch|motion",
      "how ..? ..? say|spell|write ..? ..? ..? yes|no|maybe|thanks|thank|goodbye|hello|please|sorry|cancel",
      "how|who|what|which ..? ..? ..? build|invented|makes|made|created ..? ..? robot|computer|machine|robots", "second opinion", "bus stop", "leave it|that|them with|at|by|in|on|outside|there|here|behind|near",
      "right|yes or|now|turn", "turn right", "good|great ..? recipe|place|places|restaurant|movie|book|way|deal|idea|credit",
      "thank you ..? note|card|letter", "definition|meaning|synonym of ..?", "repeat a|the song|class|offender|alarm|playlist", "possible to",
      "i|we may|might ..? ..? have ..? ..? ..? ..? questions|question|things|problem|problems|issue|allergy|appointment|reservation|account|order|mistake|request|requests",
      "i|we may|might|could ..? have a|some|one|two|three|several|few|couple|another|more", "i|we may|might be ..? late|early|running|delayed|away|allergic|ten|five|fifteen|twenty",
    ],
  },
};

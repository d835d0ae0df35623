/** What people say on the phone in English, by intent (see cue.ts). Contractions are written out: "do not", "that is". */
import type { BuiltInIntent, CueTable } from "./cue.ts";

const person = "person|human|people|operator|agent|representative|rep|manager|someone|somebody|supervisor|advisor|adviser|receptionist|specialist|staff|employee|anyone|anybody|clerk";
const machine = "bot|robot|machine|computer|ai|chatbot|android|program|recording|software|automated|artificial|algorithm|cyborg|virtual";
const living = "human|person|alive|real|living|man|woman|people";
const later = "later|tomorrow|another|afternoon|evening|tonight|next|in|after|some|monday|tuesday|wednesday|thursday|friday";
const channel = "email|mail|e|text|message|whatsapp|sms|brochure|information|info|details|link|quote|proposal|catalogue|catalog|presentation|writing|documents|document|leaflet|pdf|offer|price";
const supplier = "supplier|provider|vendor|contractor|company|partner|plan|contract|service|guy|agency|insurer|bank|accountant";

export const englishCues: CueTable<BuiltInIntent> = {
  yes: {
    firm: ["that is|was ..? right|correct|true|it|fine|okay|good|perfect|affirmative|accurate", "that would be ..? great|good|fine|correct|perfect|nice|lovely|right|okay|true|awesome|wonderful|a", "that sounds|works|would|will ..? good|great|right|fine|work|perfect|do|correct|like|about", "sounds good|great|right|like|fine|perfect|about|accurate|lovely", "of course", "you are|have|got ..? right|correct|got", "you got|bet|betcha it|that|right", "i agree|accept|concur|approve|confirm", "i do indeed|agree|believe|think", "i believe|think|guess|suppose so|that", "i believe|think ..? that is|was ..? correct|right|true|it", "i would ..? love|like|appreciate that|it", "no problem|problems|objection|objections|worries|doubt", "why not", "yes yes|please|sir|indeed|absolutely|definitely|that|it|i|sure|of", "yeah yeah|sure|please|that|it|definitely|absolutely", "by all means", "without a|any? doubt|question", "i am ..? in|game|ready|up|down|positive|sure|certain", "go ahead|for", "please do", "not a problem", "do not mind", "most certainly|definitely|assuredly|likely|def*", "right on|you|answer|choice", "hell|heck|oh|fuck yes|yeah", "correct answer|amundo", "the answer ..? is ..? yes|affirmative|positive", "yes|affirmative is|as|to|for|would|will ..? ..? answer|response|that|it|correct|me", "i say|said yes|yeah", "thumbs up", "all right", "it|this is|was|does|will|did indeed|correct|true|right"],
    plain: ["^yes|yeah|yep", "yes", "yeah|yep|affirmative", "for sure", "approved|confirmed|accepted|granted", "makes sense", "absolutely|definitely|certainly|indeed|affirmative|correct|totally|agreed|precisely|undoubtedly|positively", "yes$|yeah$|yep$", "exactly|surely", "perfect", "^sure|true|right", "you know it", "indeed it|so|i"],
    bare: ["ya|yea|si|oui|da", "okay|right|sure|fine|great|good|true|perfect|cool|awesome|uhuh|mhm|aye|roger|certain|done|deal|lovely|excellent|wonderful|positive|yes|yeah|yep", "it is|was|does", "i do|am|will|have|did|would|can", "we do|are|will|have", "all right", "that one|works"],
  },
  no: {
    firm: ["no no|thank|thanks|sir|way|not|i|that|it|never|please|absolutely|definitely", "that is|was|would|does|will|can|sounds ..? ..? not|incorrect|false|wrong|untrue|negative|inaccurate", "not ..? right|correct|true|quite|exactly|really|good|it|so|what|accurate|okay|the|today|yet|happening|ever|gonna|going|anymore|happy", "it|this|you|they|that|statement is|are|was ..? ..? incorrect|false|wrong|untrue|mistaken|not", "do not ..? think|believe|want|like|agree|need|care|wish|do|approve", "i|we|it|they|that|he|she would|will|am|did|have|has|had|is|was|should not$", "i|we will|gonna|must|should pass|decline|refuse", "seems|think|believe|guess|hope|say|afraid not", "would|prefer ..? not$", "absolutely|definitely|certainly|of|totally|obviously|clearly|for|probably|please|surely|hell|heck course? sure? not|no|nope", "i rather|prefer|would ..? not", "not right now|today|this", "no way", "rather not", "i disagree|refuse|decline|pass|object", "that will|would be a? no", "the answer|response ..? is ..? no|negative|nope", "is|say|said|be|as ..? ..? no", "under|in no", "not a|in chance|chance|million", "by no", "far from", "not at all", "hell|heck|oh|yeah|yes|um no", "wrong answer|number|information|guess|idea", "thumbs down", "i am|was afraid|against not|that|no", "you are ..? wrong|mistaken|incorrect", "nothing of", "not for|going"],
    plain: ["^no", "no", "nada|nein|nyet|non|negatory|nope|nah", "incorrect|false|wrong|negative|untrue|never", "no$", "disagree", "not really|quite|exactly", "neither"],
    bare: ["no", "not", "mistake", "i do|am|will|would|can|did not"],
  },
  maybe: {
    firm: ["not ..? sure|certain|decided|positive|know|clear", "do not ..? know|care", "no|any|not|the|slightest ..? idea|clue|preference|opinion|earthly", "might be|not|or|have|could$", "it|that|i|we|there might", "may be|not|or", "could be|go|possibly|either|or", "hard|difficult|tough to say|tell|know|answer", "can|could not ..? ..? ..? ..? say|tell|decide|know|answer|choose|determine|commit", "not ..? able to ..? say|tell|decide|answer|determine|choose", "if i know|knew", "above|beyond my pay|knowledge", "either or", "unsure|undecided|uncertain|iffy|unclear", "on the fence", "i ..? doubt", "either way", "we will|shall|can see", "let us see", "it|that|all depends", "depends on", "possibly so|not|yes|no", "maybe yes|no|so|not|later|i|it|that|we|you", "i think|guess|suppose|feel maybe|possibly|perhaps", "there is a|some chance|possibility|doubt", "who knows", "up in the air", "up for debate", "i have not decided|made", "have mixed", "who is to", "torn between|about", "fifty fifty", "50 50", "not ..? one hundred", "hesitant|doubtful|ambivalent", "it is possible|likely|probable|questionable|debatable", "yes and no", "yes or no", "i am indifferent|conflicted|torn|hesitant", "could go|be either|both", "either ..? ..? works|fine|okay|good|way|or", "have no opinion", "anything is", "can not ..? say|decide"],
    plain: ["maybe|perhaps|possibly|probably|potentially|conceivably|presumably", "do not know", "likely|unlikely", "kind|sort of$", "might", "i guess|suppose$", "dunno"],
    bare: ["possible", "depends", "i guess|suppose", "so so", "eventually", "guess so"],
  },
  repeat: {
    firm: ["say|tell|explain|state|said|read|give|ask|run|go|speak|hear|do ..? ..? ..? again", "say|tell|repeat|explain|run that|it|this ..? me? again|more|over|back|slower|louder|one|by|past", "repeat|repeated|repeats", "what|which .. did you ..? ask|say|tell|mean", "what|which question", "repeating|repetition|reiterate|restate|rephrase|reword", "once more", "one more time", "come again", "start|all over", "did not ..? ..? hear|catch|get|understand|understood|follow|quite|make", "do not ..? ..? understand|follow|hear|comprehend|get", "could|can not ..? ..? hear|understand|make|catch", "what did|do|was|were|are you|that|it ..? say|said|mean|saying|just|again|last|telling", "what you just|said|were|are", "what was|is that|it|the|your|said again|question|last|first|you", "missed that|it|what|the", "beg|excuse your|pardon", "pardon me", "say what", "slow down", "slower|louder", "speak up|slower|slowly|clearly|louder", "how was|is|did that|you again|say", "huh what", "what what", "you|line|voice ..? breaking|cutting|muffled|quiet|faint", "bad connection|line|reception", "lost you", "run that by", "last part|thing|bit|sentence", "the first|previous part|sentence|thing", "i misheard|zoned|forgot", "hear you", "are you there", "can you hear", "one|once ..? more|again please", "i am ..? confused|lost"],
    plain: ["again", "pardon|huh", "what was that", "confused", "clarify"],
    bare: ["what", "sorry", "hello", "come again", "excuse me", "eh", "how"],
  },
  operator: {
    firm: [`speak|talk|chat|speaking|talking|connect|connected|put|transfer|transferred|through .. ${person}`, "operator|representative", `a|real|live|actual ${person}`, "put me through", "connect|transfer|switch me", `get|need|want|give|like|let me? ..? ..? ${person}`, "customer service|support|care|services", "do not want ..? ..? ..? bot|robot|machine|computer", "speak|talk to|with ..? department|sales|billing|support|boss|owner"],
    plain: ["manager|supervisor|receptionist", `real ${person}`],
    bare: ["human|agent|person|rep"],
  },
  goodbye: {
    firm: ["good bye", "bye bye", "see you|ya ..? later|soon|around|tomorrow|then|next|again|in|when|on|there", "see you|ya$", "^see you|ya", "talk|speak|chat|catch ..? to? ..? you ..? later|soon|again|tomorrow|next", "talk|catch you|ya? later", "have|enjoy ..? a? good|great|nice|wonderful|lovely|pleasant|fantastic|rest|safe|fun|blessed|fabulous|excellent ..? day|one|evening|night|weekend|time|afternoon|of|life|week|morning", "take care|it", "i have|got|need|ought|should|must ..? to? ..? go|run|leave|going|jet|bounce|split|dash", "must|should|better be? off|going|leaving", "i am ..? off|leaving|heading|out$|signing|done", "i am going|gonna to? ..? go|leave|now|home|hang", "farewell|adios|ciao|cheerio|toodles|sayonara|arrivederci|godspeed|toodle|hasta|tata|bon", "until|till next|we|tomorrow|later|then|again", "nice|great|good|lovely|pleasure|pleasant|wonderful|enjoyed|fun|delightful|thanks|thank ..? ..? ..? talking|speaking|chatting|meeting|seeing|visiting|conversing|speak|chat|calling", "nice|great|good|lovely|pleasant|wonderful|interesting|enjoyed ..? ..? talk|chat|conversation|visit|call", "pleasure .. speaking|talking|speak|talk|chat|with", "good night", "that is|will be? all|everything|it for", "so long", "later alligator|gator|dude|man|gator", "hang|hanging up", "end|ending|finish|wrap ..? call|conversation|chat|session|up", "signing off", "peace out", "gotta|got|better ..? go|run|bounce|leave|jet", "be seeing you", "time ..? ..? go|leave", "catch you", "have a good|great|nice", "bid you", "parting|part ways", "i will be going|off|leaving", "be back later|soon", "regards$", "well wishes", "do not ..? ..? anything else|more", "peace be", "over and out"],
    plain: ["bye", "farewell", "later$", "cheerio|ciao|sayonara|adios|toodles", "ta ta", "laters"],
    bare: ["cheers|peace|later", "out"],
  },
  cancel: {
    firm: ["cancel*", "changed my mind", "change my mind", "forget it|that|about|what|the|everything|i", "never mind", "nevermind", "do not ..? book|order|send|proceed|do|reserve|schedule|continue|bother|want ..? that|it|anymore|this|now|to|any", "call it off", "scrap that|it|this|the", "abort*", "stop that|it|this|please|right|now|what|doing|everything|the", "disregard|ignore|void|negate|reverse|kill|eliminate|erase|discard|abandon|undo|halt|terminate|end|stop|drop|delete|scrap|abort|nix|scratch|revoke|retract|withdraw|discontinue|quit|cease|nullify|reject ..? that|it|this|everything|command|request|order|action|process|operation|task|job|last|previous|current|what|whatever|all|doing|immediately|now|right|at", "do not want|need ..? anymore|now|after|any", "take|back it|that ..? back|out", "i take ..? back", "not ..? going|want ..? through|ahead|anymore", "i no longer", "let us not", "on second thought", "^stop$|abort$|quit$", "skip it|that|this", "hold off", "call off", "back out", "clear that|it|everything", "exit"],
    plain: ["^stop|abort|quit|undo|scrap|exit|halt|terminate|disregard|ignore|nullify|withdraw|discontinue|retract|revoke|negate|cease", "stop$", "do not do"],
    bare: ["forget|stop|end|delete|drop|erase|eliminate|discard|void|pause|kill|reject"],
  },
  wait: {
    firm: ["hold on|up|please|the|a", "hang on", "just a moment|second|minute|sec|bit", "one moment|second|minute|sec", "a moment|minute|second|sec please", "wait a|please|for|up|one|just|til|until", "give me|us a|one|just|some moment|second|minute|sec|time|few|couple", "let me look|check|find|get|grab|see|write|think|ask|pull", "bear with", "be right back", "do not hang|rush|go", "not so fast", "i am looking|checking|writing|finding", "stay on", "be patient"],
    plain: ["wait", "moment|sec", "hold"],
    bare: ["second|minute", "pause"],
  },
  thanks: {
    firm: ["thanks|thank a|so|very|for|again|you|much|lot|ton|kindly|heaps|bunch|to", "appreciate|appreciated|appreciative", "grateful|thankful|gratitude", "much obliged", "many thanks", "you are ..? ..? awesome|great|amazing|helpful|best|kind|lifesaver|wonderful|sweet|nice|star|legend", "you ..? ..? been|were ..? ..? helpful|great|kind|help", "very|so|really|super helpful|kind", "that|this|you is|was|were|are ..? ..? helpful|kind|useful", "helped ..? me? ..? a? lot|out|much", "i owe you", "good|great|nice|excellent job|work|help"],
    plain: ["thanks|thank", "cheers", "ta", "bless you", "kudos|props"],
    bare: ["helpful"],
  },
  are_you_a_bot: {
    firm: [`are|is|were|am|be you|this|that|it|i ..? ..? ..? ${machine}|${living}`, `you are|sound|seem|act ..? ..? ..? ${machine}|${living}`, `am|are i|we ..? ..? speaking|talking|chatting|conversing|dealing|communicating|corresponding .. ${machine}|${living}`, `speaking|talking|chatting|conversing|communicating|interacting ..? ..? ..? ..? ${machine}|${living}`, `${machine} or|and ..? ..? ${living}`, `${living} or|and ..? ..? ${machine}`, `is|are there|you ..? ..? ..? real|actual|live|living|actually ${living}`, "artificial intelligence", `do|did i|you ..? ..? ..? ..? bot|robot|machine|ai`, "are|is|be|you ..? ..? ..? actual|real|live|living|human being|person|human", "anything|something real|human|alive about", `know|tell|wonder|wondering|curious ..? me? if|whether .. ${machine}|${living}`, `are you made of`, "turing", `what are you`, `you ..? a ..? bot|robot|machine|computer|ai|human|person|program`, `is there ..? person|human|someone ..? ..? there|behind|line`],
    plain: ["robot|chatbot|android|cyborg|bot$", "are you real|alive|human|sentient|live"],
    bare: ["machine|human|ai"],
  },
  busy: {
    firm: [`call|ring|phone|try ..? ..? ..? back|later|again|tomorrow|another|when|after|next`, "not a good time|moment", "bad|wrong|inconvenient|awkward time|moment", "i am ..? ..? driving|busy|working|eating|sleeping|cooking|shopping|occupied", "i am ..? in|at ..? a|the|my|work|school ..? meeting|middle|car|class|appointment|doctor*|interview|hospital|conference|train|bus|movie|lesson", "in ..? a|the meeting|middle", "at work", "can not talk|speak|chat ..? right?|now?", "not ..? right now", "some other|another time|day", `can|could we|you|i ..? ..? ${later}`, "maybe|perhaps later", "i will ..? call you", "my hands are", "catch me ..? later"],
    plain: ["busy", "driving", "another time", "later"],
    bare: ["tomorrow", "not now"],
  },
  who_is_this: {
    firm: ["who is|are|am ..? this|you|calling|that|speaking|it|there|i", "who ..? ..? calling|speaking|talking", "what company|organisation|organization|firm|business|is ..? this|it|calling", "what is ..? ..? this|call|purpose ..? ..? about|regarding|of|call", "what is your name", "where are ..? you ..? calling|from", "who do you", "what do you want", "why are you calling", "may|can i ask|know who", "where ..? get ..? my number", "your name", "what are you calling", "from which|what company", "identify yourself", "do i know"],
    plain: ["^who", "introduce yourself"],
    bare: ["which company"],
  },
  not_interested: {
    firm: ["not ..? ..? interested", "no interest", "do not ..? call ..? ..? again|anymore|me|here|us|this", "stop calling", "remove|take ..? me|my|number|us ..? ..? ..? list|off|database|number", "not for me", "do not ..? waste", "uninterested", "i do not care", "unsubscribe", "spam|telemarketer|telemarketing", "not ..? buying|looking"],
  },
  price: {
    firm: ["how much ..? ..? is|does|do|are|will|would|it|for|cost|costs|money|should|you", "what is|are|does|do|will|would ..? ..? ..? price|cost|prices|rate|rates|fee|fees|charge|pricing", "how expensive", "the price|cost|prices of|for", "your prices|rates|fees|pricing", "price list|range|tag", "is it free", "any discounts", "what do|does ..? ..? charge|cost|run|go"],
    plain: ["price|prices|pricing|cost|costs", "how much", "discount|discounts", "fee|fees"],
    bare: ["rate|rates", "charge"],
  },
  insult: {
    firm: ["idiot|idiots|idiotic|moron|morons|dumbass|dumb|asshole|assholes|bastard|jerk|bitch|bullshit|scumbag|imbecile|retard|retarded|loser|cunt|dickhead|twat|wanker|crap", "fuck*|motherfuck*", "shut up", "go to hell", "screw|damn you|it|this", "piss|bugger|sod|get off|lost", "you ..? ..? suck|stupid|useless|terrible|worthless|pathetic|dumb|garbage|trash|incompetent", "you are ..? ..? stupid|useless|terrible|worthless|pathetic|dumb|garbage|trash|incompetent|annoying|awful|worst", "stupid ..? bot|robot|machine|thing|computer|idiot", "leave me alone", "get lost", "kiss my", "i hate you|this", "shame on"],
    plain: ["stupid|useless|pathetic|garbage", "suck|sucks", "hate"],
    bare: ["annoying"],
  },
  answering_machine: {
    firm: ["leave|record ..? a|your|message ..? ..? message|name|after|at|number", "after|at the ..? tone|beep|signal", "you have|this ..? reached", "voice mail|mailbox", "voicemail|mailbox", "not available|able ..? ..? ..? ..? ..? call|phone|answer|take", "can not|unable ..? ..? come|take|answer|get ..? ..? ..? phone|call", "the person|number|customer|subscriber you", "press|dial one|two|three|zero|1|2|0|pound|star|the", "please hold", "your call is|may|will", "is not in service", "no one is available", "sorry ..? missed your", "get back to you", "answering machine", "this call ..? ..? recorded|monitored", "call assistant|screening", "state your name", "all ..? ..? agents|representatives|operators ..? ..? busy"],
    plain: ["unavailable", "extension"],
    bare: ["beep"],
  },
  objection_expensive: {
    firm: ["too|so|very|quite|pretty|really|bit|rather ..? expensive|pricey|costly|dear|steep|much|high", "can not afford", "out|over|beyond ..? ..? budget|price", "costs ..? ..? too|lot|fortune|much", "cheaper ..? ..? ..? elsewhere|one|option|offer|else|somewhere|place", "found|have|get|saw|seen ..? ..? ..? cheaper", "not ..? have ..? ..? ..? money|budget|funds|afford", "no money|budget|funds", "price|prices ..? ..? high|steep|ridiculous|insane|crazy|outrageous", "not worth ..? ..? money|price|it", "a lot|ton ..? of money", "rip off", "charge ..? much", "overpriced|unaffordable|exorbitant"],
    plain: ["expensive|pricey|costly|steep", "cheaper", "budget", "afford"],
    bare: ["too much", "wow"],
  },
  objection_have_supplier: {
    firm: [`already ..? ..? have|has|got|use|work|working|using|with|bought|signed|covered|taken`, `have|has|got|our|my ..? ..? ..? ${supplier}`, `happy|satisfied|pleased|good|fine with|where ..? ..? ${supplier}|current|who|what|them|existing|are|have`, "current|existing|regular ..? supplier|provider|vendor|contractor|company|plan|contract|service|partner", "work|working|deal|go|stick ..? with someone|somebody|another|other|a|them|our", "someone else|already ..? does|do|handles|supplies", "we|i use someone|another|a different", "not ..? looking ..? ..? switch|change", "your competitor|competitors", "under contract", "not ..? ..? switching|switch|changing"],
    plain: ["supplier|vendor|provider", "got one"],
    bare: ["already"],
  },
  objection_think: {
    firm: ["think ..? ..? about|over|through it|that|this|over", "need|have|want|like|let|must|got ..? me? ..? think", "talk|discuss|speak|check|consult|run ..? it? ..? ..? ..? ..? with|to|by|past ..? ..? wife|husband|partner|boss|spouse|manager|team|family|director|board|colleagues|accountant|mother|parents", "my ..? wife|husband|partner|boss|spouse|manager|director decides|decide|makes|first", "sleep on it", "need ..? ..? time ..? ..? think|decide|consider", "consider it|this|that|your|the", "not ready ..? decide|commit|to", "get back to you", "make a decision", "i will think", "mull it", "weigh ..? options", "not ..? decide ..? right?|now|yet|today"],
    plain: ["think about", "discuss", "consult", "consider"],
    bare: ["thinking"],
  },
  objection_send_info: {
    firm: [`send|email|text|mail|forward|shoot|drop|message ..? me|us|over|it|that ..? ..? ..? ${channel}`, `send ..? ..? ..? ${channel}`, "email|text|mail me|it|us|that|over", "put it in writing", "in writing", "by|via|over email|text|mail", `have ..? ..? ..? brochure|website|catalogue|leaflet`, "look ..? ..? website|online", "read ..? ..? about ..? first|online|it|myself", "send ..? me|us something|it|an|a|the|some|over", "drop me"],
    plain: ["email|brochure", "website"],
    bare: ["send"],
  },
  objection_no_time: {
    firm: ["no time", "not ..? have ..? ..? ..? time|minute|second", "not ..? enough time", "in a ..? hurry|rush", "too busy", "running late", "make it ..? quick|short|fast", "be quick|brief", "not ..? got ..? time", "pressed|short for|on time", "short on time", "waste|wasting ..? ..? time", "swamped|slammed|snowed", "rushing"],
    plain: ["hurry", "time for"],
    bare: ["rush"],
  },
  objection_no_need: {
    firm: ["do not ..? need ..? it|that|this|any|your|one|them|anything|a|more|the", "no need|use", "not ..? need|needed|necessary|required", "do not ..? use ..? it|that|those|them|any", "we|i are|am|have ..? ..? covered|set|enough|fine|good|all", "all set", "what ..? ..? ..? ..? need ..? ..? for", "why would|do|should i|we ..? need|want", "unnecessary", "do ..? ..? myself|ourselves", "have ..? everything|enough|plenty|all", "not ..? of ..? use", "do not ..? have ..? ..? car|house|pet|dog|kids|business|website|loan|mortgage|computer|cat"],
    plain: ["do not need", "unnecessary"],
    bare: [],
  },
  objection_trust: {
    firm: ["scam|scammer|scammers|fraud|fraudster|con|phishing|ponzi|pyramid", "do not ..? ..? trust|believe", "not ..? ..? trust|believe ..? you|this|it|that|strangers", "never heard ..? of", "too good to", "how ..? ..? ..? ..? know ..? ..? ..? legit|real|true|scam|trust|legitimate|not|are|is", "is this ..? ..? legit|real|legitimate|scam", "legit|legitimate", "how ..? ..? get my|this number", "prove it|that|you", "what ..? ..? guarantee|guarantees|catch", "any guarantee|guarantees", "suspicious|sketchy|fishy|shady|dodgy", "sounds ..? ..? scam|fishy", "do not give ..? ..? ..? phone|card|details", "are you lying", "liar|lying", "bad reviews"],
    plain: ["guarantee|guarantees", "trust", "reviews"],
    bare: ["seriously", "really"],
  },
  complex_request: {},
};

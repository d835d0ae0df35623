/** What people want of the call in English; contractions are written out (see cue.ts for the pattern language). */
import type { CueTable } from "./cue.ts";

const person = [
  "person|human|people|operator|agent|representative|rep|manager|someone|somebody|supervisor|advisor|adviser|receptionist|specialist|staff",
  "employee|anyone|anybody|clerk",
].join("|");
const later = "later|tomorrow|another|afternoon|evening|tonight|next|in|after|some|monday|tuesday|wednesday|thursday|friday";

export const englishWishes: CueTable<"repeat" | "operator" | "cancel" | "wait" | "busy"> = {
  repeat: {
    firm: [
      "what is that$", "was not ..? listening|paying|ready|able", "failed to ..? hear|catch|understand", "go back ..? ..? ..? repeat|over|again|to",
      "not ..? ..? ..? ..? hear|catch|understand|follow ..? ..?", "^go back",
      "could|can|would|will you ..? ..? ..? repeat|restate|rephrase|reiterate|clarify|reexplain", "say|tell|ask ..? ..? ..? ..? again",
      "say|tell|explain|state|said|read|give|ask|run|go|speak|hear|do ..? ..? ..? again",
      "say|tell|repeat|explain|run that|it|this ..? me? again|more|over|back|slower|louder|one|by|past", "^repeat|repeated",
      "repeat that|it|this|yourself|please|what|the|your|last|again|for|one|everything|all|back|back|me", "repeat$",
      "repeat ..? ..? ..? said|say|again|last|question|please", "you ..? ..? ..? repeat|repeating",
      "have|need|want|like|hear ..? ..? ..? ..? repeated|repeat", "what|which .. did you ..? ask|say|tell|mean", "what|which question",
      "repeating|repetition|reiterate|restate|rephrase|reword", "once more", "one more time", "come again", "start|all over",
      "did not ..? ..? hear|catch|get|understand|understood|follow|quite|make", "do not ..? ..? understand|follow|hear|comprehend|get",
      "could|can not ..? ..? hear|understand|make|catch",
      "what did|do|would|was|were|are you|that|it ..? say|said|mean|saying|just|again|last|telling", "what you just|said|were|are",
      "what was|is that|it|the|your|said again|question|last|first|you", "missed that|it|what|the", "beg|excuse your|pardon", "pardon me", "say what",
      "slow down", "slower|louder", "speak up|slower|slowly|clearly|louder", "how was|is|did that|you again|say", "huh what", "what what",
      "you|line|voice ..? breaking|cutting|muffled|quiet|faint", "bad connection|line|reception", "lost you", "run that by",
      "last part|thing|bit|sentence", "the first|previous part|sentence|thing", "i misheard|zoned|forgot",
      "hear you|that|it ..? again|well|clearly|correctly|right|properly", "say|state|tell|ask ..? ..? ..? one|once ..? more|again|time",
      "you said what", "what|that you ..? ..? said|say|asked|saying|were", "go over|back ..? ..? ..? that|it|again|over", "back up",
      "redo|reread|retell|replay|echo|recap|rehash|reexplain|resay", "hit me ..? ..? again|with", "too fast|quiet|quickly|low|soft",
      "not ..? ..? listening|paying|hear|heard|catch|get|quite|clear ..? ..? ..? that|it|what|attention|you|said",
      "need|want|like to hear|rehear ..? ..? ..? again|one|more", "came out|across ..? unclear|garbled|muffled", "come back|again with|that",
      "for ..? second time", "are you there", "can you hear", "one|once ..? more|again please", "i am ..? confused|lost",
    ],
    plain: [
      "again", "pardon|huh", "what was that", "confused", "clarify",
    ],
    bare: [
      "what", "sorry", "hello", "come again", "excuse me", "eh", "how",
    ],
  },
  operator: {
    firm: [
      `speak|talk|chat|speaking|talking|connect|connected|put|transfer|transferred|through .. ${person}`, "operator|representative",
      `a|real|live|actual ${person}`, "put me through", "connect|transfer|switch me", `get|need|want|give|like|let me? ..? ..? ${person}`,
      "customer service|support|care|services", "do not want ..? ..? ..? bot|robot|machine|computer", "do not want|like|wish to talk|speak|chat|deal to|with|by a|the|this? robot|bot|machine|computer", "is|are there ..? ..? i can|could talk|speak to|with",
      `is|are there ..? ..? ..? ${person} i|we|who can|could ..? speak|talk`,
      "speak|talk to|with ..? department|sales|billing|support|boss|owner",
    ],
    plain: [
      "manager|supervisor|receptionist", `real ${person}`,
    ],
    bare: [
      "human|agent|person|rep",
    ],
  },
  cancel: {
    firm: [
      "hold it", "cancle*", "call it quits", "^wait no", "i made ..? mistake", "i did not ..? ..? want|mean|ask", "wrong command|request|one",
      "exit out", "shut ..? ..? down", "make it stop", "bail out|on", "opt out", "i do not want you to",
      "dismiss|reject|refuse|forgo|drop|remove|erase|reverse ..? ..? request|command|order|that|this|it|last", "pull out", "take ..? that back",
      "please do not", "put that on hold", "no need anymore", "forget ..? ..? that|it|this|about|everything|what|request|command",
      "change|changing|changed of? my? mind", "i ..? ..? changed", "actually ..? ..? no|stop|cancel", "stop ..? ..? now|please", "cut it ..? off|out",
      "get|back ..? out of", "^go back$", "i did|do not ..? mean ..?|that",
      "quit|stop|end|exit|close ..? ..? ..? program|app|process|task|session|operation|running", "do not ..? ..? ..? go ..? ..? ..? through|ahead",
      "no more", "rescind|repeal|annul|overturn|countermand|call ..? off", "drop|kill|trash|toss|remove|clear ..? that|it|everything|request|order",
      "cancel*", "changed my mind", "change my mind", "forget it|that|about|what|the|everything|i", "never mind", "nevermind",
      "do not ..? book|order|send|proceed|do|reserve|schedule|continue|bother|want ..? that|it|anymore|this|now|to|any", "call it off",
      "scrap that|it|this|the", "abort*", "stop that|it|this|please|right|now|what|doing|everything|the",
      "disregard|ignore|void|negate|reverse|kill|eliminate|erase|discard|abandon|undo|halt|terminate|end|stop|drop|delete|scrap|abort|nix|scratch|revoke|retract|withdraw|discontinue|quit|cease|nullify|reject ..? that|it|this|everything|command|request|order|action|process|operation|task|job|last|previous|current|what|whatever|all|doing|immediately|now|right|at",
      "do not want|need ..? anymore|now|after|any", "take|back it|that ..? back|out", "i take ..? back",
      "not ..? going|want ..? through|ahead|anymore", "i no longer", "let us not",
      "stop|quit|cease|halt|finish ..? ..? ..? talking|speaking|doing|saying|going|it|that|now|please|immediately|action|process|command|everything|working|what",
      "be|remain|stay quiet|silent", "shut up|off|down", "^enough$", "that is enough", "cut it ..? out", "knock it off", "leave it|that",
      "rewind|backtrack|undo|scratch|axe|ditch|nix|abandon|abort|nullify|desist|halt", "go back",
      "end ..? ..? this|that|it|transaction|process|request|task|command|now", "not ..? ..? ..? ..? want|need|wish ..? ..? ..? anymore|done|now",
      "get rid of", "pull the plug", "put ..? ..? stop|end|halt", "do not ..? ..? ..? bother|finish|continue|execute|proceed|complete",
      "^do not do? that|it|this|anything", "no|need|want|like|please|to stop|quit|cancel|abort",
      "no longer ..? need|want|wish|necessary|interested|require", "not ..? ..? necessary|needed ..? anymore", "turn off|back",
      "please stop|quit|end|abort|halt", "on second thought", "^stop$|abort$|quit$", "skip it|that|this", "hold off", "call off", "back out",
      "clear that|it|everything", "exit",
    ],
    plain: [
      "^dismiss|reject|desist|refrain|cease|nullify", "cut it",
      "^stop|abort|quit|undo|scrap|exit|halt|terminate|disregard|ignore|nullify|withdraw|discontinue|retract|revoke|negate|cease", "stop$",
      "do not do",
    ],
    bare: [
      "forget|stop|end|delete|drop|erase|eliminate|discard|void|pause|kill|reject",
    ],
  },
  wait: {
    firm: [
      "hold on|up|please|the|a", "hang on", "just a moment|second|minute|sec|bit", "one moment|second|minute|sec",
      "a moment|minute|second|sec please", "wait a|please|for|up|one|just|til|until",
      "give me|us a|one|just|some moment|second|minute|sec|time|few|couple", "let me look|check|find|get|grab|see|write|think|ask|pull", "bear with",
      "be right back", "do not hang|rush|go", "not so fast", "i am looking|checking|writing|finding", "stay on", "be patient",
    ],
    plain: [
      "wait", "moment|sec", "hold",
    ],
    bare: [
      "second|minute", "pause",
    ],
  },
  busy: {
    firm: [
      "now|this|it is not a|the good|best|right|great|convenient time|moment",
      "do not ..? call|ring|phone ..? today|now|tonight|yet call|ring|phone|try ..? ..?",
      "do not ..? call|ring|phone ..? ..? today|now|tonight|yet|this", "call|ring|phone me ..? tomorrow|later|monday|tuesday|wednesday|thursday|friday",
      `call|ring|phone|try ..? ..? ..? back|later|again|tomorrow|another|when|after|next`, "not a good time|moment",
      "bad|wrong|inconvenient|awkward time|moment", "i am ..? ..? driving|busy|working|eating|sleeping|cooking|shopping|occupied",
      "i am ..? in|at ..? a|the|my|work|school ..? meeting|middle|car|class|appointment|doctor*|interview|hospital|conference|train|bus|movie|lesson",
      "in ..? a|the meeting|middle", "at work", "can not talk|speak|chat ..? right?|now?", "not ..? right now", "some other|another time|day",
      `can|could we|you|i ..? ..? ${later}`, "maybe|perhaps later", "i will ..? call you", "my hands are", "catch me ..? later",
    ],
    plain: [
      "busy", "driving", "another time", "later",
    ],
    bare: [
      "tomorrow", "not now",
    ],
  },
};

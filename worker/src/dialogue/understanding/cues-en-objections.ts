/** Why people say no, in English; contractions are written out (see cue.ts for the pattern language). */
import type { CueTable, ObjectionKind } from "./cue.ts";

const channel = [
  "email|mail|e|text|message|whatsapp|sms|brochure|information|info|details|link|quote|proposal|catalogue|catalog|presentation|writing|documents",
  "document|leaflet|pdf|offer|price",
].join("|");
const supplier = "supplier|provider|vendor|contractor|company|partner|plan|contract|service|guy|agency|insurer|bank|accountant";

export const englishObjections: CueTable<ObjectionKind> = {
  objection_expensive: {
    firm: [
      "too|so|very|quite|pretty|really|bit|rather ..? expensive|pricey|costly|dear|steep|much|high", "can not afford",
      "out|over|beyond ..? ..? budget|price", "costs ..? ..? too|lot|fortune|much",
      "cheaper ..? ..? ..? elsewhere|one|option|offer|else|somewhere|place", "found|have|get|saw|seen ..? ..? ..? cheaper",
      "not ..? have ..? ..? ..? money|budget|funds|afford", "no money|budget|funds",
      "price|prices ..? ..? high|steep|ridiculous|insane|crazy|outrageous", "not worth ..? ..? money|price|it", "a lot|ton ..? of money", "rip off",
      "charge ..? much", "overpriced|unaffordable|exorbitant",
    ],
    plain: [
      "expensive|pricey|costly|steep", "cheaper", "budget", "afford",
    ],
    bare: [
      "too much", "wow",
    ],
  },
  objection_have_supplier: {
    firm: [
      `already ..? ..? have|has|got|use|work|working|using|with|bought|signed|covered|taken`, `have|has|got|our|my ..? ..? ..? ${supplier}`,
      `happy|satisfied|pleased|good|fine with|where ..? ..? ${supplier}|current|who|what|them|existing|are|have`,
      "current|existing|regular ..? supplier|provider|vendor|contractor|company|plan|contract|service|partner",
      "work|working|deal|go|stick ..? with someone|somebody|another|other|a|them|our", "someone else|already ..? does|do|handles|supplies",
      "we|i use someone|another|a different", "not ..? looking ..? ..? switch|change", "your competitor|competitors", "under contract",
      "not ..? ..? switching|switch|changing",
    ],
    plain: [
      "supplier|vendor|provider", "got one",
    ],
    bare: [
      "already",
    ],
  },
  objection_think: {
    firm: [
      "think ..? ..? about|over|through it|that|this|over", "need|have|want|like|let|must|got ..? me? ..? think",
      "talk|discuss|speak|check|consult|run ..? it? ..? ..? ..? ..? with|to|by|past ..? ..? wife|husband|partner|boss|spouse|manager|team|family|director|board|colleagues|accountant|mother|parents",
      "my ..? wife|husband|partner|boss|spouse|manager|director decides|decide|makes|first", "sleep on it",
      "need ..? ..? time ..? ..? think|decide|consider", "consider it|this|that|your|the", "not ready ..? decide|commit|to", "get back to you",
      "make a decision", "i will think", "mull it", "weigh ..? options", "not ..? decide ..? right?|now|yet|today",
    ],
    plain: [
      "think about", "discuss", "consult", "consider",
    ],
    bare: [
      "thinking",
    ],
  },
  objection_send_info: {
    firm: [
      `send|email|text|mail|forward|shoot|drop|message ..? me|us|over|it|that ..? ..? ..? ${channel}`, `send ..? ..? ..? ${channel}`,
      "email|text|mail me|it|us|that|over", "put it in writing", "in writing", "by|via|over email|text|mail",
      `have ..? ..? ..? brochure|website|catalogue|leaflet`, "look ..? ..? website|online", "read ..? ..? about ..? first|online|it|myself",
      "send ..? me|us something|it|an|a|the|some|over", "drop me",
    ],
    plain: [
      "email|brochure", "website",
    ],
    bare: [
      "send",
    ],
  },
  objection_no_time: {
    firm: [
      "no time", "not ..? have ..? ..? ..? time|minute|second", "not ..? enough time", "in a ..? hurry|rush", "too busy", "running late",
      "make it ..? quick|short|fast", "be quick|brief", "not ..? got ..? time", "pressed|short for|on time", "short on time",
      "waste|wasting ..? ..? time", "swamped|slammed|snowed", "rushing",
    ],
    plain: [
      "hurry", "time for",
    ],
    bare: [
      "rush",
    ],
  },
  objection_no_need: {
    firm: [
      "do not ..? need ..? it|that|this|any|your|one|them|anything|a|more|the", "no need|use", "not ..? need|needed|necessary|required",
      "do not ..? use ..? it|that|those|them|any", "we|i are|am|have ..? ..? covered|set|enough|fine|good$", "all set",
      "what ..? ..? ..? ..? need ..? ..? for", "why would|do|should i|we ..? need|want", "unnecessary", "do ..? ..? myself|ourselves",
      "have ..? everything|enough|plenty|all", "not ..? of ..? use",
      "do not ..? have ..? ..? car|house|pet|dog|kids|business|website|loan|mortgage|computer|cat",
    ],
    plain: [
      "do not need", "unnecessary",
    ],
  },
  objection_trust: {
    firm: [
      "scam|scammer|scammers|fraud|fraudster|con|phishing|ponzi|pyramid", "do not ..? ..? trust|believe",
      "not ..? ..? trust|believe ..? you|this|it|that|strangers", "never heard ..? of", "too good to",
      "how ..? ..? ..? ..? know ..? ..? ..? legit|real|true|scam|trust|legitimate|not|are|is", "is this ..? ..? legit|legitimate|scam", "is this ..? ..? real$|offer|deal|company",
      "legit|legitimate", "how ..? ..? get my|this number", "prove it|that|you", "what ..? ..? guarantee|guarantees|catch",
      "any guarantee|guarantees", "suspicious|sketchy|fishy|shady|dodgy", "sounds ..? ..? scam|fishy", "do not give ..? ..? ..? phone|card|details",
      "are you lying", "liar|lying", "bad reviews",
    ],
    plain: [
      "guarantee|guarantees", "trust", "reviews",
    ],
    bare: [
      "seriously", "really",
    ],
  },
};

/** Words of a life in danger in English (see danger.ts): of one clause, its words with single spaces, each phrase from the beginning of a word. */
import type { DangerPhrases } from "./danger.ts";

const who = "(?:i|he|she|we|they|someone|somebody|man|woman|guy|person|people|worker|workers|colleague|operator|employee|boy|girl|child|kid|baby|son|daughter|husband|wife|mother|mom|mum|father|dad|grandmother|grandma|grandfather|grandpa|friend|brother|sister|neighbor|neighbour|patient|engineer|coworker)";
const limb = "(?:hands?|arms?|fingers?|thumbs?|legs?|foot|feet|head)";

/** Most talk has none of these, and costs no more than to see that. */
export const englishDangerSigns =
  /live|living|life|alive|myself|himself|herself|themselves|it all|die|dying|dead|suicid|pills|point|worth|bridge|roof|born|chest|heart|stroke|seiz|convul|numb|paraly|limp|droop|slur|breath|chok|unconscious|passed|faint|collaps|unrespons|respond|blood|bleed|ambulance|paramedic|fire|911|999|112|nine one|emergency|overdos|poison|bleach|electr|hit by|fell|hurt|injur|wound|crush|trap|caught|stuck|pinned|jammed|pulled|cut off|severed|torn|smok|smell|gas|explo|casualt|accident|feel|wake|weakness|exist/i;

export const englishDangers: DangerPhrases = {
  danger_to_self: {
    said: [
      /(?:kill|killing|hurt|hurting|harm|harming|cut|cutting|hang|hanging|shoot|drown) myself/, /(?:kill|killing|hang|shoot) (?:himself|herself|themselves)/,
      /(?:end|ending|ended) it all/, /(?:end|ending|take|taking) my (?:own )?life/, /(?:want|wanna|wish|ready|going|rather|like|prefer)(?: \S+){0,2} (?:die|be dead)(?: |$)/,
      /wish i (?:was|were) dead/, /better off dead/,
      /suicidal|(?:commit|committing|attempt|thinking about|thoughts of|considering) suicide/, /tired of (?:living|life|being alive)/,
      /jump(?:ing)? off (?:a|the) (?:bridge|roof|building|balcony)/, /(?:take|taking|took|swallowed) all (?:my|the|of my) pills/,
    ],
    negative: [
      /nothing (?:left )?to live for/, /wish i (?:had never|'d never|was never|were never) (?:been )?born/,
      /(?:see|find|is|there's|what's|what is|have) (?:no|the) (?:point|reason|sense|purpose) (?:in |to |of |for )?(?:living|live|go on living|going on|being alive|my life)/,
      /^no (?:point|reason|sense|purpose) (?:in |to |of |for )?(?:living|live|going on|being alive)/,
      /(?:don't|dont|do not|no longer|never|didn't|doesn't) (?:\S+ ){0,2}(?:want|wanna|wish|care) (?:to )?(?:live|be alive|exist|go on living|wake up)(?: (?:any ?more|any longer|at all|like this|now))*(?!\S)(?! (?:in|at|with|near|there|here|on|by|under|next|so|far|alone|without|from|outside|any closer|together)(?!\S))/,
      /(?:don't|dont|do not|can't|cant|cannot|can not|couldn't) (?:\S+ ){0,2}(?:see|find|have) (?:\S+ )?(?:point|reason|sense|purpose) (?:in |to |of |for )?(?:living|live|life|go on|going on|being alive)/,
      /life (?:isn't|is not|ain't|not|is no longer) (?:\S+ )?worth living/,
      /(?:isn't|is not|ain't|no) (?:a |any )?(?:point|reason|sense) (?:in |to |of |for )?(?:living|live|going on living|being alive)/, /not worth living/,
      /(?:can't|cant|cannot|can not) go on living/,
    ],
    but: /laugh|embarrass|of boredom|bored|for forgetting|movie|film|song|novel|squad|die for|diet/,
  },
  emergency: {
    said: [
      /chest (?:pains?|is tight|tightness|pressure|is hurting|hurts?|is killing)(?: |$)/,
      /(?:pains?|tightness|pressure|hurts?|aching|burning|crushing) in (?:my|his|her|the) chest/,
      /(?:my|his|her) heart (?:\S+ ){0,2}(?:is racing|racing|hurts|hurt|is hurting|stopped|is pounding|pounding|is failing|stops)(?: |$)/,
      /(?:having|has|have|had|it's|is it|think|maybe|like|got) (?:\S+ ){0,2}a (?:heart attack|stroke|seizure|cardiac arrest)/,
      /(?:is|are|am|i'm|he's|she's|started|keeps) (?:having )?(?:seizing|seizures|convulsions|convulsing)/,
      /(?:left |right )?(?:arm|leg|side|face|half)(?: \S+){0,3} (?:is|went|are|has gone|going|gone|feels) (?:completely |all |totally )?(?:numb|paralysed|paralyzed|limp)/,
      /numb (?:on|down|in) (?:one|the|my|his|her|half)(?: \S+)? (?:side|arm|face)/, /(?:numbness|weakness) (?:in|on|down) (?:\S+ ){0,2}(?:arm|side|face|leg)/,
      /(?:face|mouth) (?:\S+ ){0,2}(?:drooping|droops|drooped|droopy|dropped)/, /slurr(?:ed|ing)/,
      /(?:stopped|struggling to|struggles to|trouble|difficulty|hard to|barely) (?:breathing|breathe)/, /short of breath/, /(?:i'm|is|he's|she's|am|baby|child|started) choking/,
      /unconscious|passed out|fainted(?: |$)/, new RegExp(`${who}(?: \\S+)? (?:just )?(?:collapsed|is unresponsive|has collapsed)`),
      /(?:i'm|i am|is|are|he's|she's|keeps|started|still|won't stop|nose|head|badly|heavily) bleeding(?! edge)/,
      /bleeding (?:badly|heavily|a lot|to death|out|won't stop|will not stop|doesn't stop|everywhere|and)/, /(?:lots|a lot|so much|too much|losing|lost|pool) (?:of )?blood/,
      /blood (?:is )?(?:everywhere|all over|pouring|gushing|won't stop)/, /nosebleed (?:\S+ ){0,2}(?:won't|doesn't|isn't|hasn't)/, /nose (?:\S+ ){0,3}bleeding/,
      /(?:call|need|send|get)(?: \S+){0,2} (?:an |the )?(?:ambulance|paramedics?|fire brigade|fire department|911|999|112)(?: |$)/, /(?:call|dial) nine one one/,
      /medical emergency/, /overdos(?:e|ed|ing)/, new RegExp(`(?:swallowed|drank|drunk)(?: \\S+){0,3} (?:pills|bleach|poison)`),
      /(?:i'm|i am|he's|she's|is|are) (?:\S+ )?(?:dying)(?: |$)(?!to |of |for |down |out |here )/, /electrocuted|electric shock/, /hit by a (?:car|truck|bus|train|forklift)/,
      /fell (?:off|from) (?:a|the) (?:roof|ladder|scaffold\S*|height|balcony|window)/,
      new RegExp(`${who}(?:'s)?(?: (?:is|are|was|were|has|have|been|got|gets|just|badly|seriously|really|'s)){0,4} (?:hurt|injured|wounded|electrocuted|crushed|trapped)(?! (?:feelings|by the price))`),
      /(?:he's|she's|they're|i'm) (?:badly |seriously |really )?(?:hurt|injured|trapped|crushed)(?! feelings)/,
      /(?:there's|there is|there are|we have|had|there's been|there has been) (?:an |a )?(?:injur(?:y|ies)|casualt(?:y|ies)|serious accident|accident with)/,
      new RegExp(`${limb}(?: \\S+){0,2} (?:caught|trapped|stuck|crushed|pinned|jammed|pulled|cut off|torn off|severed)`),
      new RegExp(`(?:crushed|cut off|lost|severed|trapped|caught|pulled in|jammed)(?: \\S+){0,1} (?:my|his|her|a) (?:\\S+ )?${limb}(?: |$)`),
      new RegExp(`${who}(?:'s| is| are| got| was| has got| has been){0,2} (?:caught|stuck|pinned|pulled|trapped) (?:in|into|inside|under|between) (?:a |the )?(?:machine|press|rollers?|conveyor|lift|elevator|belt|frame|grips?|fixture|saw|lathe)`),
      /(?:is|are|it's|caught|catches|catching|set) on fire(?: |$)/, /(?:caught|catching|catches) fire/,
      /(?:there's|there is|we have|have) (?:a |the )?fire(?: in| at| on| here|$)/, /^fire(?: fire)*$/,
      /smoke (?:is )?(?:coming|pouring|everywhere|rising|billowing|from|in the)/, /(?:full of|lots of|a lot of|so much) smoke/,
      /(?:machine|motor|engine|panel|cabinet|frame|it|drive)(?:'s| is) smoking/, /(?:smell|smells|smelling) (?:of |like )?(?:gas|burning|smoke)/, /gas leak/,
      /(?:there's been|there was|just) an explosion|(?:just )?exploded(?: |$)/,
    ],
    negative: [/(?:can't|cant|cannot|can not|couldn't) (?:\S+ )?breathe?/, /(?:isn't|not|aren't|no longer) breathing/, /(?:won't|doesn't|will not|can't) stop (?:the )?bleeding/, /bleeding (?:won't|will not|doesn't|isn't) (?:stop|stopping)/, /(?:stop|stopping) the bleeding/, new RegExp(`${who}(?: \\S+){0,2} (?:won't wake up|isn't responding|not responding|doesn't respond|won't respond|can't move|isn't moving)`), /(?:can't|cant|cannot|can not) feel (?:\S+ )?(?:arm|leg|side|face|hand)/],
    but: /years? ago|months? ago|weeks? ago|last (?:year|month|week|time)|yesterday|the past|used to|history of|after (?:a|my|his|her|the) (?:stroke|heart attack)|recover|rehab|through (?:my|the|his|her) nose|stuffy|gums?(?: |$)|feelings|smoke (?:alarm|detector|test)|fire (?:alarm|drill|sale|me|him|her)|gave me a|almost had|drill/,
  },
};

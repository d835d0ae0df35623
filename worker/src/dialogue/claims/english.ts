/** Claims in English: what the bot says it did, what it says was done, and what amounts to it ("you're all set"). */
import { clausesOf } from "./clauses.ts";
import type { Claim } from "./clauses.ts";

const englishDone: readonly [Claim, string][] = [
  ["book", "booked|scheduled|reserved|rescheduled|rebooked|put you (?:down|in)|signed you up|penciled you in|pencilled you in|moved (?:you|your|the|it)|made (?:you |your |the |an |a |that )+(?:booking|appointment|reservation)|set up (?:your|the|an|a) (?:appointment|visit|meeting|call)|secured (?:your|the|a)|(?:got|have) you (?:booked|scheduled|pencill?ed|down|in |at |for )|put (?:your|the) name down|locked (?:it|that|this|you) in|(?:got|have) (?:it|that) down|arranged (?:it|that|your|the|an)"],
  ["cancel", "cancelled|canceled|called off|removed your (?:appointment|booking|reservation)|deleted your (?:appointment|booking|reservation)"],
  ["send", "sent|texted|emailed|e-mailed|mailed|messaged|forwarded|resent"],
  ["transfer", "transferred|connected you|put you through|handed you over"],
  ["pay", "paid|charged|refunded|processed (?:your|the|that|this) (?:payment|refund|card)|credited|taken (?:the |your )?payment|took (?:the |your )?payment"],
  ["write", "(?:placed|put in|made) (?:your|the|an|a) (?:order|request)|ordered|submitted|registered|enrolled|confirmed|passed (?:it|that|this|your|the) ?(?:\\w+ ){0,3}(?:on|along)|filed|saved|added|(?:updated|changed)(?! (?:it|that)(?:\\s|$))|logged|created|activated|opened (?:a|your|the) ticket|applied (?:a|your|the)|let (?:the|our) \\w+ know|told (?:the|our) \\w+|informed|notified"],
  ["note", "noted|written (?:it|that|this|your|down)|wrote (?:it|that|this|your|down)|recorded|(?:updated|changed) (?:it|that)|made a note|left (?:a|the|your|him|her|them) (?:\\w+ )?(?:note|message|comment)|taken (?:it |that )?down"],
];
const participles: readonly [Claim, string][] = [
  ["book", "booked|scheduled|reserved|rescheduled|rebooked|confirmed|locked in|arranged|yours|set for|moved to|moved from"], ["cancel", "cancelled|canceled|removed|deleted|called off"], ["send", "sent|emailed|texted|forwarded|on its way"], ["transfer", "transferred|connected|being transferred|being connected"],
  ["pay", "paid|charged|refunded|credited|processed"], ["write", "made|passed|handed|assigned|reset|placed|submitted|registered|enrolled|saved|added|updated|recorded|filed|done|passed on|passed along|created|changed|activated|opened|notified|informed|applied"],
];
const filler = "(?:just |already |now |successfully |gone ahead and |went ahead and |also |all |officially |fully )*";
const ourselves = "(?:i|we|i've|we've|i have|we have|i had|he has|she has|they have|they've|our (?:team|system|manager) (?:has )?)";
const subject = "(?:you|(?:the|our) (?:manager|master|doctor|team|operator|agent|colleague|administrator)|your(?: [\\w-]+){1,4}|it|that|this|everything|(?:the|an|a|that|this) (?:[\\w-]+ ){0,2}?(?:appointment|booking|reservation|order|request|message|sms|text|email|link|code|call|payment|refund|slot|table|ticket|visit|meeting|details|spot|time|confirmation|invoice|receipt|reminder|delivery|discount|contract|document|form|file|changes?)(?: (?:for|to|with|at|on)(?: [\\w':]+){1,4}?)?)";
const be = "(?:'re|'s|'ve been|'s been| are| is| has been| have been| was| were| got| is now| are now)";
const general = "(?! (?:online|through|via|by (?:phone|calling|card|the)|in advance|on the (?:site|website)|only|every|daily|at the (?:desk|reception)))";
const active = englishDone.map(([claim, verbs]) => [claim, new RegExp(`(?:^|[\\s,])${ourselves} ${filler}(?:${verbs})(?![\\w'])`)] as const);
const passive = participles.map(([claim, verbs]) => [claim, new RegExp(`(?:^|\\s)${subject}${be} ${filler}(?:${verbs})(?![\\w'])${general}`)] as const);
const bare = [...participles, ["note", "written down"] as const, ["book", "got you (?:booked|scheduled|pencill?ed|down|in)"] as const].map(([claim, verbs]) => [claim, new RegExp(`^(?:great|ok|okay|perfect|all right|alright|right|good|sure|yes|done|wonderful|excellent|there|and|so|all|successfully)?\\s*(?:${verbs})(?![\\w'])`)] as const);
const progressive: readonly [Claim, RegExp][] = [
  ["transfer", /(?:^|\s)(?:i'm|i am|we're|we are|am|let me)? ?(?:now |just )?(?:transferring|connecting|putting|forwarding|handing) (?:you|your call)(?: through| over)?(?:\s|$)/],
  ["book", /(?:^|\s)(?:i'm|i am|we're|we are) (?:now |just )?(?:booking|scheduling|reserving|rescheduling|putting(?! you through)) (?:you|your|it|that|this|the)(?:\s|$)/],
  ["cancel", /(?:^|\s)(?:i'm|i am|we're|we are) (?:now |just )?cancell?ing (?:you|your|it|that|this|the)(?:\s|$)/],
  ["send", /(?:^|\s)(?:i'm|i am|we're|we are) (?:now |just )?(?:sending|texting|emailing) (?:you|your|it|that|this|the|a)(?:\s|$)/],
  ["pay", /(?:^|\s)(?:i'm|i am|we're|we are) (?:now |just )?(?:charging|refunding|processing) (?:you|your|it|that|this|the)(?:\s|$)/],
];
const allSet = /(?:^|\s)(?:all set|all done|good to go|taken care of|sorted|consider (?:it|that) (?:done|booked|sent|cancelled|arranged|sorted)|it's done|that's done|i did (?:it|that)|i've done (?:it|that)|i have done (?:it|that)|it is done|that is done|you're in|you are in|you're on the list|(?:on|in) the (?:calendar|diary|books|schedule)|in the system|(?:you're|you are) down for|your (?:reservation|booking|order|request) is in|(?:has|have) gone through|you are on the list|that went through|it went through|(?:payment|booking|order|reservation|request|appointment) went through|payment received|(?:appointment|booking|reservation|order|payment) confirmed|you've got (?:the|your|an) (?:appointment|slot|spot|booking)|you have (?:the|an|your) (?:appointment|booking|reservation|slot|spot) (?:for|at|on|now|tomorrow))(?:\s|$)/;
const unrealEnglish = /(?:^|\s)(?:if|unless|until|once|when|whenever|after|before|as soon as|would|could|should|might|may|can|can't|cannot|will|won't|shall|i'll|we'll|it'll|you'll|they'll|want|like|need|needs|must|not|never|isn't|aren't|wasn't|weren't|hasn't|haven't|hadn't|didn't|don't|doesn't|couldn't|nothing|no|to be|let me|wish|unable)(?:\s|$)/;
const beginsQuestion = /^(?:and |so |or |well |ok |okay |sorry )?(?:is|are|was|were|have|has|had|did|do|does|am|shall|should|can|could|would|will|may|what|when|where|who|which|how|why|isn't|aren't|haven't|hasn't|didn't)(?:\s|$)/;

/** Any other deed of the bot's own: "I've blocked your card", "your password has been reset". */
const deed = "(\\w{2,}ed|put|sent|set|given|reset|sold|held|cut|left)";
const ownDeeds = [
  new RegExp(`(?:^|\\s)(?:i|i've|i have) ${filler}${deed}(?: off| on| up| down| out| over| back| in)? (?:you|your|it|that|this|the|a|an|another)(?=\\s|$)`),
  new RegExp(`(?:^|\\s)(?:we|we've|we have) ${filler}${deed} (?:you|your)(?=\\s|$)`),
  new RegExp(`(?:^|\\s)your(?: [\\w-]+){1,3} (?:has|have) been ${filler}${deed}(?=\\s|$)`),
  new RegExp(`(?:^|\\s)your(?: [\\w-]+){1,2} is ${filler}${deed}(?=\\s|$)`),
  new RegExp(`(?:^|\\s)(?:a|an|the) (?:engineer|technician|courier|driver|doctor|colleague|manager|invoice|receipt|reminder|delivery|ticket|refund|discount) (?:has|have) been ${filler}${deed}(?=\\s|$)`),
];
const harmlessDeed = /^(?:need|want|lik|lov|call|hop|ask|miss|notic|check|look|listen|tri|believ|wonder|mention|nam|recommend|suggest|explain|offer|promis|answer|expect|assum|mistak|repeat|describ|search|review|consider|compar|read|heard|mean|locat|bas|requir|limit|clos|includ|interest|cover|allow|suppos|us(?:ed)?$|said|indeed)/;

export function englishClaims(sentence: string): Claim[] {
  const { clauses, asks } = clausesOf(sentence.replace(/\bye[ps]\b|\bsure thing\b/g, "yes"));
  const claims: Claim[] = [];
  clauses.forEach((list, index) => {
    const clause = list.join(" ");
    if (asks && index === clauses.length - 1 && (beginsQuestion.test(clause) || index === 0 && beginsQuestion.test(list.join(" ")))) return;
    const earlier = index > 0 ? (clauses[index - 1] ?? []).join(" ") : "";
    const conditionBefore = /^(?:if|once|when|as soon as|after|unless|until)(?:\s|$)/.test(earlier);
    const take = (claim: Claim, match: RegExpExecArray | null): void => {
      if (match === null) return;
      const upTo = clause.slice(0, match.index + match[0].length);
      if (unrealEnglish.test(upTo) || conditionBefore) return;
      claims.push(claim);
    };
    for (const [claim, pattern] of active) take(claim, pattern.exec(clause));
    for (const [claim, pattern] of passive) take(claim, pattern.exec(clause));
    for (const [claim, pattern] of bare) take(claim, pattern.exec(clause));
    for (const [claim, pattern] of progressive) if (!(asks && index === clauses.length - 1)) take(claim, pattern.exec(clause));
    for (const pattern of ownDeeds) {
      const match = pattern.exec(clause);
      if (match !== null && !harmlessDeed.test(match[1] ?? "") && claims.length === 0) take("write", match);
    }
    take("done", allSet.exec(clause));
    if (/^(?:all |ok |okay |and )?done$/.test(clause)) claims.push("done");
    if (/(?:^|\s)(?:we'll )?see you (?:at|tomorrow at|on \w+ at) (?:\d|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|noon)/.test(clause)) claims.push("book");
  });
  return claims;
}

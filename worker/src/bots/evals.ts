/** Evals of a bot (PRODUCT B7): its suites, their runs, and the gate before publishing. */
import { botConfigSchema } from "@zvon/contract/bot-config.ts";
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import { botEvalsSchema } from "@zvon/contract/bots-api.ts";
import type { BotFault, EvalRun } from "@zvon/contract/bots-api.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { suiteReferences, suiteWarnings } from "@zvon/contract/check-evals.ts";
import type { EvalCaseResult, EvalReport, EvalSuite } from "@zvon/contract/eval-suite.ts";
import { evalReportSchema } from "@zvon/contract/eval-suite.ts";
import { newId } from "@zvon/contract/ids.ts";
import type { TenantId } from "@zvon/contract/ids.ts";
import { and, desc, eq, sql } from "drizzle-orm";
import { botVersions, bots, evalRuns, evalSuites } from "../db/schema.ts";
import type { RunOptions } from "../evals/run-suites.ts";
import { Refusal, notFound } from "../refusal.ts";
import type { FieldFault } from "../refusal.ts";
import type { Database, Services } from "../services.ts";
import { auditIfChanged } from "../tenants/audit.ts";
import { faultsIn, requireSound } from "./check-config.ts";
import { isBot, openBot } from "./open-bot.ts";
import type { Change, OpenBot } from "./open-bot.ts";

/** What of a run a model takes over: the bot's own answers, and the callers that have no script. */
export type ByModel = Pick<RunOptions, "model" | "meaning" | "caller">;
/** The runner, see worker/src/evals: pure and quick, without a model unless one is given. @throws Refusal 429 while another run of the tenant is under way. */
export type RunEvals = (tenantId: TenantId, bot: BotConfig, suites: EvalSuite[], by?: ByModel) => Promise<EvalReport>;
export type BotTools = Pick<Services, "db" | "runEvals" | "now">;

const keptRuns = 50;
const maxConversations = 500;
/** Exchanges and what is said in them, repeats counted: a turn takes about 0.5 ms of the thread, 1,000 letters 7 ms. Ten seconds of work at worst, with pauses for others. */
const maxTurns = 12_000;
const maxSaidChars = 500_000;
/** A model takes a second or more a turn, and is paid for: a few conversations at a time, while the reader waits. */
const maxModelTurns = 120;
/** A row of D1 ends at 2 MB. */
const maxReportChars = 600_000;
const maxSuitesChars = 1_000_000;

/** @throws Refusal 422 when they were written by another version and can't be read. */
export function suitesOf({ suites }: OpenBot): EvalSuite[] {
  if (suites === null) return [];
  const parsed = botEvalsSchema.safeParse({ suites });
  if (parsed.success) return parsed.data.suites;
  throw new Refusal(422, "evals_unreadable", { ru: "Проверки бота не читаются: сохраните их заново.", en: "The bot's evals can't be read: save them anew." });
}

export async function getEvals(db: Database, tenantId: TenantId, idOrSlug: string, language: Language): Promise<{ suites: EvalSuite[]; warnings: BotFault[] }> {
  const bot = await openBot(db, tenantId, idOrSlug);
  const suites = suitesOf(bot);
  return { suites, warnings: warningsOf(bot, suites, language) };
}

/** @throws Refusal 404; 422 when there are too many of them, or two of one name. */
export async function putEvals(db: Database, tenantId: TenantId, idOrSlug: string, suites: EvalSuite[], { actor, requestId, now, language }: Change): Promise<{ suites: EvalSuite[]; warnings: BotFault[] }> {
  requireRoom(suites);
  const bot = await openBot(db, tenantId, idOrSlug);
  await db.batch(keepSuites(db, tenantId, bot, suites, { actor, requestId, now }));
  return { suites, warnings: warningsOf(bot, suites, language) };
}

/** What a draft that is no bot yet does not name is not looked for. */
function warningsOf({ draft }: Pick<OpenBot, "draft">, suites: EvalSuite[], language: Language): BotFault[] {
  const bot = botConfigSchema.safeParse(draft);
  return faultsIn([...suiteWarnings(suites), ...(bot.success ? suiteReferences(bot.data, suites) : [])], language);
}

/**
 * Statements that keep the suites, and say in the audit log which cases are other ones and how many are off.
 * @param revision while the draft still has it, else they keep nothing; null: whatever it has.
 */
export function keepSuites(db: Database, tenantId: TenantId, bot: Pick<OpenBot, "record" | "suites">, suites: EvalSuite[], { actor, requestId, now }: Omit<Change, "language">, revision: number | null = null) {
  const { id } = bot.record;
  const off = suites.flatMap((suite) => suite.cases).filter((one) => one.off === true).length;
  const { changed, removed } = differenceOf(Array.isArray(bot.suites) ? bot.suites : [], suites);
  const after = { suites: suites.length, conversations: workOf(suites).conversations, ...(off === 0 ? {} : { off }), ...(changed.length === 0 ? {} : { changed: changed.slice(0, mostNamed) }), ...(removed === 0 ? {} : { removed }) };
  return [
    db
      .insert(evalSuites)
      // All columns in the table's order.
      .select(sql`SELECT ${bots.id}, ${JSON.stringify(suites)}, ${now.getTime()} FROM ${bots} WHERE ${and(eq(bots.id, id), eq(bots.tenantId, tenantId), revision === null ? undefined : eq(bots.draftRevision, revision))}`)
      .onConflictDoUpdate({ target: evalSuites.botId, set: { suites, updatedAt: now } }),
    auditIfChanged(db, tenantId, { actor, action: "bot.evals", subject: id, after, requestId, at: now.getTime() }),
  ] as const;
}

/** An entry of the audit log is read by people. */
const mostNamed = 30;

/** By name; new ones are among the changed. @param before as stored, by whatever version. */
function differenceOf(before: readonly unknown[], after: readonly EvalSuite[]): { changed: string[]; removed: number } {
  const parsed = botEvalsSchema.safeParse({ suites: before });
  const cases = (suites: readonly EvalSuite[]) => new Map(suites.flatMap((suite) => suite.cases.map((one) => [`${suite.name} › ${one.name}`, JSON.stringify(one)] as const)));
  const [was, is] = [cases(parsed.data?.suites ?? []), cases(after)];
  return { changed: [...is].flatMap(([name, written]) => (was.get(name) === written ? [] : [name])), removed: [...was.keys()].filter((name) => !is.has(name)).length };
}

/** @throws Refusal 422 when there are too many of them, or two of one name. */
export function requireRoom(suites: EvalSuite[]): void {
  const { conversations, turns, chars } = workOf(suites);
  if (turns > maxTurns || chars > maxSaidChars) throw new Refusal(422, "evals_too_long", { ru: `В проверках бота не больше ${maxTurns} реплик и ${maxSaidChars} знаков.`, en: `A bot's evals hold ${maxTurns} turns and ${maxSaidChars} letters at most.` }, [{ pointer: "/suites", detail: { ru: `Здесь ${turns} реплик и ${chars} знаков, с повторами и терпением собеседников.`, en: `There are ${turns} turns with ${chars} letters, repeats and a persona's patience counted.` } }]);
  if (conversations > maxConversations || JSON.stringify(suites).length > maxSuitesChars) throw new Refusal(422, "evals_too_many", { ru: `В проверках бота не больше ${maxConversations} разговоров.`, en: `A bot's evals hold ${maxConversations} conversations at most.` }, [{ pointer: "/suites", detail: { ru: `Здесь их ${conversations}, с повторами.`, en: `There are ${conversations}, repeats counted.` } }]);
  const twice = namesTwice(suites);
  if (twice.length > 0) throw new Refusal(422, "evals_named_twice", { ru: "Две с одним именем не различить.", en: "Two of one name can't be told apart." }, twice);
}

/** What a run of them takes at most. */
function workOf(suites: EvalSuite[]): { conversations: number; turns: number; chars: number } {
  const work = { conversations: 0, turns: 0, chars: 0 };
  for (const { runs, turns, persona } of suites.flatMap((suite) => suite.cases)) {
    const patience = persona === undefined ? 0 : persona.patience + 1;
    const longest = persona === undefined ? 0 : Math.max(0, ...[...Object.values(persona.knows), ...Object.values(persona.answers)].map((words) => words.length));
    work.conversations += runs;
    work.turns += runs * (1 + turns.length + patience);
    work.chars += runs * (turns.reduce((sum, turn) => sum + (turn.says?.length ?? 0), 0) + patience * longest);
  }
  return work;
}

function namesTwice(suites: EvalSuite[]): FieldFault[] {
  const repeated = (names: string[], pointer: (index: number) => string): FieldFault[] => names.flatMap((name, index) => (names.indexOf(name) === index ? [] : [{ pointer: pointer(index), detail: { ru: `«${name}» уже есть.`, en: `"${name}" is there already.` } }]));
  return [...repeated(suites.map((suite) => suite.name), (index) => `/suites/${index}/name`), ...suites.flatMap((suite, at) => repeated(suite.cases.map((one) => one.name), (index) => `/suites/${at}/cases/${index}/name`))];
}

/** Runs the draft or a version, and keeps the report. @throws Refusal 404 also for a suite or case that is not there; 422 when the config is faulty, or an agent's; 429 while another run is under way. */
export async function runBotEvals(tools: BotTools, tenantId: TenantId, idOrSlug: string, asked: { of: "draft" | number; suite?: string | undefined; case?: string | undefined }, change: Change, byModel: ((bot: BotConfig) => Promise<ByModel>) | null = null): Promise<EvalRun> {
  const bot = await openBot(tools.db, tenantId, idOrSlug);
  const config = requireSound(await configAt(tools.db, bot, asked.of), change.language);
  if (isAgents(config)) throw new Refusal(422, "evals_agent", change.language === "ru" ? "Разговор ведёт агент поставщика: проверять нечего." : "A vendor's agent leads the talk: there is nothing to check.");
  const chosen = suitesOf(bot)
    .filter((suite) => asked.suite === undefined || suite.name === asked.suite)
    .map((suite) => ({ ...suite, cases: suite.cases.filter((one) => asked.case === undefined || one.name === asked.case) }))
    .filter((suite) => suite.cases.length > 0);
  if (chosen.length === 0) throw notFound("eval");
  if (!someOn(chosen)) throw new Refusal(422, "evals_off", { ru: "Выключены: включите хотя бы одну.", en: "They are switched off: switch one on at least." });
  const { turns } = workOf(onOnly(chosen));
  if (byModel !== null && turns > maxModelTurns) throw new Refusal(422, "evals_too_many_for_model", { ru: `С моделью — не больше ${maxModelTurns} реплик за раз, здесь ${turns}: запустите одну проверку или набор поменьше.`, en: `With a model ${maxModelTurns} turns at a time, here are ${turns}: run one case, or a smaller suite.` });
  const run = await timedRun(tools, tenantId, config, chosen, String(asked.of), change.now, byModel === null ? undefined : await byModel(config));
  const [first, ...rest] = keepRun(tools.db, bot.record.id, run);
  await tools.db.batch([first, ...rest]);
  return run;
}

const onOnly = (suites: readonly EvalSuite[]): EvalSuite[] => suites.map((suite) => ({ ...suite, cases: suite.cases.filter((one) => one.off !== true) }));
const someOn = (suites: readonly EvalSuite[]): boolean => onOnly(suites).some((suite) => suite.cases.length > 0);
const isAgents = ({ voice }: BotConfig): boolean => voice.agent !== null;

/** The draft, or a version's config. @throws Refusal 404. */
export async function configAt(db: Database, bot: OpenBot, of: "draft" | number): Promise<unknown> {
  if (of === "draft") return bot.draft;
  if (of === bot.record.version) return bot.published;
  const [row] = await db.select({ config: botVersions.config }).from(botVersions).where(and(eq(botVersions.botId, bot.record.id), eq(botVersions.version, of)));
  if (row === undefined) throw notFound("version");
  return row.config;
}

async function timedRun({ runEvals, now }: BotTools, tenantId: TenantId, config: BotConfig, suites: EvalSuite[], of: string, startedAt: Date, by?: ByModel): Promise<EvalRun> {
  const begunMs = now();
  const report = await runEvals(tenantId, config, suites, by);
  return { id: newId("evalRun"), of, startedAt: startedAt.getTime(), tookMs: Math.max(0, now() - begunMs), report };
}

/** Statements that keep a run and let the oldest go. */
export function keepRun(db: Database, botId: string, { id, of, startedAt, tookMs, report }: EvalRun) {
  const { passed, failed } = report;
  return [
    db.insert(evalRuns).values({ id, botId, of, startedAt: new Date(startedAt), tookMs, passed, failed, report: storable(report) }),
    db.delete(evalRuns).where(and(eq(evalRuns.botId, botId), sql`${evalRuns.id} NOT IN (SELECT id FROM ${evalRuns} WHERE ${evalRuns.botId} = ${botId} ORDER BY ${evalRuns.startedAt} DESC, ${evalRuns.id} LIMIT ${keptRuns})`)),
  ] as const;
}

/** Transcripts go where a report is too large to be kept: first of what passed, then all. */
export function storable(report: EvalReport): EvalReport {
  const fits = (candidate: EvalReport) => JSON.stringify(candidate).length <= maxReportChars;
  const without = (drop: (one: EvalCaseResult) => boolean, faults: number): EvalReport => ({ ...report, cases: report.cases.map(({ taken, ...one }) => ({ ...one, faults: one.faults.slice(0, faults), transcript: drop(one) ? [] : one.transcript, ...(drop(one) || taken === undefined ? {} : { taken }) })) });
  if (fits(report)) return report;
  const failedAlone = without((one) => one.passed, 50);
  return fits(failedAlone) ? failedAlone : without(() => true, 1);
}

/**
 * The gate: a config that fails its evals is not published, unless the owner insists. A run that fails is kept, so that
 * it can be looked at; the kept one of a success is the caller's to write with the version. Of a vendor's agent there is
 * no flow to run: it passes, `unchecked` where there are evals.
 * @throws Refusal 409 naming the cases that failed, 429 while another run is under way.
 */
export async function passEvals(tools: BotTools, tenantId: TenantId, bot: OpenBot, config: BotConfig, { of, override }: { of: string; override: boolean }, { now, language }: Change): Promise<{ overridden: boolean; unchecked: boolean; run: EvalRun | null }> {
  if (isAgents(config)) return { overridden: false, unchecked: Array.isArray(bot.suites) && bot.suites.length > 0, run: null };
  const suites = suitesOf(bot);
  if (!someOn(suites)) return { overridden: false, unchecked: false, run: null };
  const run = await timedRun(tools, tenantId, config, suites, of, now);
  if (run.report.failed === 0) return { overridden: false, unchecked: false, run };
  if (override) return { overridden: true, unchecked: false, run };
  const [first, ...rest] = keepRun(tools.db, bot.record.id, { ...run, of: "draft" });
  await tools.db.batch([first, ...rest]);
  const failed = run.report.cases.filter((one) => !one.passed);
  throw new Refusal(409, "evals_failed", language === "ru" ? `Проверки не пройдены: ${failed.length} из ${run.report.cases.length}.` : `Evals fail: ${failed.length} of ${run.report.cases.length}.`, failed.slice(0, 50).map((one) => faultOf(one, suites)));
}

function faultOf({ suite, name, faults }: EvalCaseResult, suites: EvalSuite[]): FieldFault {
  const at = suites.findIndex((one) => one.name === suite);
  const index = suites[at]?.cases.findIndex((one) => one.name === name) ?? -1;
  const [first] = faults;
  return { pointer: `/suites/${at}/cases/${index}`, detail: `${suite} › ${name}${first === undefined ? "" : `: ${first.what}, ${first.expected} ≠ ${first.found}`}` };
}

export type EvalRunSummary = Omit<EvalRun, "report"> & { passed: number; failed: number };

/** Newest first. @throws Refusal 404. */
export async function listRuns(db: Database, tenantId: TenantId, idOrSlug: string): Promise<EvalRunSummary[]> {
  const { id, of, startedAt, tookMs, passed, failed } = evalRuns;
  const rows = await db.select({ bot: bots.id, id, of, startedAt, tookMs, passed, failed }).from(bots).leftJoin(evalRuns, eq(evalRuns.botId, bots.id)).where(isBot(tenantId, idOrSlug)).orderBy(desc(startedAt), id).limit(keptRuns);
  if (rows.length === 0) throw notFound("bot");
  return rows.flatMap((row) => (row.id === null || row.of === null || row.startedAt === null || row.tookMs === null || row.passed === null || row.failed === null ? [] : [{ id: row.id, of: row.of, startedAt: row.startedAt.getTime(), tookMs: row.tookMs, passed: row.passed, failed: row.failed }]));
}

/** @throws Refusal 404. */
export async function getRun(db: Database, tenantId: TenantId, idOrSlug: string, runId: string): Promise<EvalRun> {
  const [row] = await db.select({ id: evalRuns.id, of: evalRuns.of, startedAt: evalRuns.startedAt, tookMs: evalRuns.tookMs, report: evalRuns.report }).from(evalRuns).innerJoin(bots, eq(bots.id, evalRuns.botId)).where(and(isBot(tenantId, idOrSlug), eq(evalRuns.id, runId)));
  if (row === undefined) throw notFound("run");
  return { id: row.id, of: row.of, startedAt: row.startedAt.getTime(), tookMs: row.tookMs, report: evalReportSchema.parse(row.report) };
}

import { AudioLines, Braces, CircleAlert, TriangleAlert, FileClock, FlaskConical, Headset, MessageSquareText, ShieldCheck, SlidersHorizontal, TextCursorInput, Workflow, Wrench } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { faultsByTab, tabOf } from "../../lib/bot-sections.ts";
import { placeInWords, whereOf } from "../../lib/config-words.ts";
import { useI18n } from "../../lib/i18n.tsx";
import { Link } from "../../lib/router.tsx";
import { paths } from "../../lib/routes.ts";
import type { BotTab } from "../../lib/routes.ts";
import { useDraft } from "../../lib/use-draft.tsx";

const icons = { basics: SlidersHorizontal, flow: Workflow, prompts: MessageSquareText, voice: AudioLines, tools: Wrench, transfer: Headset, fields: TextCursorInput, safety: ShieldCheck, evals: FlaskConical, versions: FileClock, code: Braces } as const;

/** Sections of the bot with the number of faults in each; a strip on a phone. */
export function SectionMenu({ tabs, here }: { tabs: readonly BotTab[]; here: BotTab }) {
  const { t } = useI18n();
  const { draft, faults } = useDraft();
  const byTab = faultsByTab(faults);
  const worthALook = faultsByTab(draft.warnings);
  const menu = useRef<HTMLElement>(null);
  useEffect(() => {
    menu.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [here]);
  return (
    <nav ref={menu} className="secs" aria-label={t("editor.sections")}>
      {tabs.map((tab) => {
        const Icon = icons[tab];
        const count = byTab.get(tab)?.length ?? 0;
        const warned = worthALook.get(tab)?.length ?? 0;
        return (
          <Link key={tab} to={paths.bot(draft.bot.slug, tab)} aria-current={tab === here ? "page" : undefined} data-testid={`go-${tab}`}>
            <Icon className="i" aria-hidden="true" />
            <span className="grow">{t(`editor.tab.${tab}`)}</span>
            {count > 0 && (
              <span className="badge er num" aria-label={t("editor.faults", { count })}>
                {count}
              </span>
            )}
            {count === 0 && warned > 0 && (
              <span className="badge wr num" aria-label={t("editor.warnings", { count: warned })} title={t("editor.warnings", { count: warned })}>
                {warned}
              </span>
            )}
          </Link>
        );
      })}
    </nav>
  );
}

/** The faults of this section, each a way to its field. They lie over the end of the page: what is being written doesn't move when one comes or goes. */
export function SectionFaults({ tab }: { tab: BotTab }) {
  const { t } = useI18n();
  const { draft, faults } = useDraft();
  const mine = faultsByTab(faults).get(tab) ?? [];
  if (mine.length === 0) return null;
  return (
    <div className="note er section-faults" role="status" data-testid="section-faults">
      <CircleAlert className="i" aria-hidden="true" />
      <div className="grow">
        <p className="sb">{t("editor.faults", { count: mine.length })}</p>
        <FaultList slug={draft.bot.slug} faults={mine.slice(0, shownFaults)} />
        {mine.length > shownFaults && <p className="t2 more">{t("editor.moreFaults", { count: mine.length - shownFaults })}</p>}
      </div>
    </div>
  );
}

/** What of this section works and is worth a look: one line, opened on demand. It hinders nothing. */
export function SectionWarnings({ tab }: { tab: BotTab }) {
  const { t } = useI18n();
  const { draft } = useDraft();
  const mine = faultsByTab(draft.warnings).get(tab) ?? [];
  return mine.length === 0 ? null : <Warnings slug={draft.bot.slug} title={t("editor.warnings", { count: mine.length })} warnings={mine} />;
}

type Warning = { pointer: string; detail: string; check?: string | undefined };

export function Warnings({ slug, title, warnings, onLeave }: { slug: string; title: string; warnings: readonly Warning[]; onLeave?: () => void }) {
  const { t } = useI18n();
  const { readOnly, checked } = useDraft();
  const [failed, setFailed] = useState(false);
  const keys = warnings.flatMap(({ check }) => check ?? []);
  const settle = (checks: readonly string[]) => {
    setFailed(false);
    checked(checks).catch(() => setFailed(true));
  };
  return (
    <details className="note wr warnings" data-testid="warnings">
      <summary>
        <TriangleAlert className="i" aria-hidden="true" />
        {title}
      </summary>
      {failed && (
        <p className="danger-t sm" role="alert">
          {t("editor.checked.failed")}
        </p>
      )}
      <FaultList slug={slug} faults={warnings} {...(onLeave !== undefined && { onLeave })} {...(!readOnly && { onChecked: (check: string) => settle([check]) })} />
      {keys.length > 1 && !readOnly && (
        <button type="button" className="btn smx mt1" onClick={() => settle(keys)} title={t("editor.checked.hint")} data-testid="checked-all">
          {t("editor.checked.all", { count: keys.length })}
        </button>
      )}
    </details>
  );
}

/** A longer list hides the form that mends it. */
const shownFaults = 3;

export function FaultList({ slug, faults, onLeave, onChecked }: { slug: string; faults: readonly Warning[]; onLeave?: () => void; onChecked?: (check: string) => void }) {
  const { t } = useI18n();
  const { config } = useDraft();
  // The section is known here; a fault of an eval says by itself where it is.
  const place = (pointer: string) => (tabOf(pointer) === "evals" ? "" : placeInWords(pointer, whereOf(pointer, config), t).slice(1).join(" › "));
  return (
    <ul className="faults">
      {faults.map(({ pointer, detail, check }) => (
        <li key={`${pointer} ${detail}`}>
          {place(pointer) !== "" && <span className="t2">{place(pointer)}: </span>}
          <Link className="link" to={`${paths.bot(slug, tabOf(pointer))}?${new URLSearchParams({ at: pointer })}`} title={pointer} onClick={onLeave}>
            {detail}
          </Link>
          {check !== undefined && onChecked !== undefined && (
            <button type="button" className="btn smx gh" onClick={() => onChecked(check)} title={t("editor.checked.hint")} data-testid="checked">
              {t("editor.checked")}
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}

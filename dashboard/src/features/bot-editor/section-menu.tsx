import { AudioLines, Braces, CircleAlert, TriangleAlert, FileClock, FlaskConical, Headset, MessageSquareText, ShieldCheck, SlidersHorizontal, TextCursorInput, Workflow, Wrench } from "lucide-react";
import { useEffect, useRef } from "react";
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

export function Warnings({ slug, title, warnings, onLeave }: { slug: string; title: string; warnings: readonly { pointer: string; detail: string }[]; onLeave?: () => void }) {
  return (
    <details className="note wr warnings" data-testid="warnings">
      <summary>
        <TriangleAlert className="i" aria-hidden="true" />
        {title}
      </summary>
      <FaultList slug={slug} faults={warnings} {...(onLeave !== undefined && { onLeave })} />
    </details>
  );
}

/** A longer list hides the form that mends it. */
const shownFaults = 3;

export function FaultList({ slug, faults, onLeave }: { slug: string; faults: readonly { pointer: string; detail: string }[]; onLeave?: () => void }) {
  const { t } = useI18n();
  const { config } = useDraft();
  // The section is known here; a fault of an eval says by itself where it is.
  const place = (pointer: string) => (tabOf(pointer) === "evals" ? "" : placeInWords(pointer, whereOf(pointer, config), t).slice(1).join(" › "));
  return (
    <ul className="faults">
      {faults.map(({ pointer, detail }) => (
        <li key={`${pointer} ${detail}`}>
          {place(pointer) !== "" && <span className="t2">{place(pointer)}: </span>}
          <Link className="link" to={`${paths.bot(slug, tabOf(pointer))}?${new URLSearchParams({ at: pointer })}`} title={pointer} onClick={onLeave}>
            {detail}
          </Link>
        </li>
      ))}
    </ul>
  );
}

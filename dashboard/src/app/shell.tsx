import type { Me } from "@zvon/contract/api.ts";
import { AudioLines, Bot, Cable, CalendarDays, Ellipsis, Headset, Phone, Radio, Settings } from "lucide-react";
import { useMemo, useState } from "react";
import type { ReactNode } from "react";
import { Mark } from "../components/mark.tsx";
import { AppearanceContext, themes } from "../lib/appearance.ts";
import type { Theme } from "../lib/appearance.ts";
import { useI18n } from "../lib/i18n.tsx";
import { Link, useRouter } from "../lib/router.tsx";
import { paths } from "../lib/routes.ts";
import { useMayCall } from "../lib/session.tsx";
import { useShortcuts } from "../lib/use-shortcuts.ts";
import { ShortcutsDialog } from "./shortcuts-dialog.tsx";

/** At the foot of a phone; where there are more sections the last tab opens the rest. */
const mostTabs = 5;

/** Side bar (a rail on tool pages, tabs on a phone) around the page. */
export function Shell({ me, appearance, children }: { me: Me; appearance: { theme: Theme; setTheme: (theme: Theme) => void }; children: ReactNode }) {
  const { t } = useI18n();
  const { route, go } = useRouter();
  const mayCall = useMayCall();
  const [shortcuts, setShortcuts] = useState(false);
  useShortcuts({
    "KeyG KeyL": () => go(paths.live),
    "KeyG KeyC": () => go(paths.calls),
    "KeyG KeyT": () => go(paths.testCall),
    "KeyG KeyA": () => go(paths.appointments),
    "KeyG KeyB": () => go(paths.bots),
    "KeyG KeyN": () => go(paths.lines),
    "Shift+Slash": () => setShortcuts(true),
  });
  const value = useMemo(() => ({ ...appearance, themes, showShortcuts: () => setShortcuts(true) }), [appearance.theme, appearance.setTheme]);
  const sections = [
    { to: paths.live, title: t("nav.live"), short: t("nav.live.short"), icon: Radio, here: route.page === "live" },
    { to: paths.calls, title: t("nav.calls"), icon: Phone, here: route.page === "calls" || route.page === "call" },
    { to: paths.appointments, title: t("nav.appointments"), short: t("nav.appointments.short"), icon: CalendarDays, here: route.page === "appointments" },
    { to: paths.testCall, title: t("nav.testCall"), short: t("nav.testCall.short"), icon: AudioLines, here: route.page === "test-call" },
    { to: paths.bots, title: t("nav.bots"), icon: Bot, here: route.page === "bots" || route.page === "new-bot" || route.page === "bot" },
    { to: paths.lines, title: t("nav.lines"), icon: Cable, here: route.page === "lines" || route.page === "number" || route.page === "trunk" },
    { to: paths.operators, title: t("nav.operators"), icon: Headset, here: route.page === "operators" },
    { to: paths.vendors, title: t("nav.settings"), icon: Settings, here: route.page === "vendors" || route.page === "pronunciations" },
  ].filter((section) => mayCall || section.to !== paths.testCall);
  // A fifth of a phone's width holds one word.
  const links = (some: typeof sections, narrow = false) =>
    some.map((section) => (
      <Link key={section.to} to={section.to} title={section.title} aria-label={section.title} aria-current={section.here ? "page" : undefined}>
        <section.icon className="i" aria-hidden="true" />
        <span>{narrow && "short" in section ? section.short : section.title}</span>
      </Link>
    ));
  const tabs = sections.length <= mostTabs ? sections : sections.slice(0, mostTabs - 1);
  const rest = sections.slice(tabs.length);
  return (
    <AppearanceContext value={value}>
      <a className="skip" href="#content">
        {t("app.skip")}
      </a>
      <div className={route.page === "test-call" || route.page === "bot" ? "app rail" : "app"}>
        <aside className="side">
          <Link className="brand" to={paths.calls} aria-label="Zvon">
            <Mark />
            <span className="word">Zvon</span>
          </Link>
          <div className="org" title={me.tenant.name}>
            <span className="ava br" aria-hidden="true">
              {me.tenant.name.slice(0, 2).toLocaleUpperCase()}
            </span>
            <span className="grow ell sm b">{me.tenant.name}</span>
          </div>
          <nav className="nav" aria-label={t("app.sections")}>
            {links(sections)}
          </nav>
        </aside>
        {children}
        <nav className="tabbar" aria-label={t("app.sections")}>
          {links(tabs, true)}
          {rest.length > 0 && (
            <button type="button" popoverTarget="more-sections" aria-current={rest.some((section) => section.here) ? "page" : undefined} data-testid="more-sections">
              <Ellipsis className="i" aria-hidden="true" />
              <span>{t("nav.more")}</span>
            </button>
          )}
        </nav>
        {rest.length > 0 && (
          <nav id="more-sections" popover="auto" className="menu more-sections" aria-label={t("nav.more")} onClick={(event) => event.currentTarget.hidePopover()}>
            {rest.map((section) => (
              <Link key={section.to} to={section.to} className="menu-item" aria-current={section.here ? "page" : undefined}>
                <section.icon className="i" aria-hidden="true" />
                {section.title}
              </Link>
            ))}
          </nav>
        )}
      </div>
      {shortcuts && <ShortcutsDialog onClose={() => setShortcuts(false)} />}
    </AppearanceContext>
  );
}

import { Keyboard, LogOut, Monitor, Moon, Sun } from "lucide-react";
import { use } from "react";
import { AppearanceContext } from "../lib/appearance.ts";
import { useI18n } from "../lib/i18n.tsx";
import { useSession } from "../lib/session.tsx";
import { languages } from "../lib/translate.ts";

const themeIcons = { system: Monitor, light: Sun, dark: Moon } as const;
const languageNames = { ru: "Русский", en: "English" } as const;

/** Who is signed in, theme, language, shortcuts, sign out. */
export function AccountMenu() {
  const { t, language, setLanguage } = useI18n();
  const { session, signOut } = useSession();
  const { theme, themes, setTheme, showShortcuts } = use(AppearanceContext);
  if (session.state !== "signed-in") return null;
  const { me } = session;
  const name = me.user?.name ?? me.tenant.name;
  return (
    <>
      <button type="button" className="account-button" popoverTarget="account-menu" aria-label={t("account.menu")} title={name} data-testid="account-menu">
        <span className="ava r" aria-hidden="true">
          {initials(name)}
        </span>
      </button>
      <div id="account-menu" popover="auto" className="menu">
        <div className="menu-who">
          <span className="sb ell">{name}</span>
          <span className="xs t3 ell">{me.user?.email}</span>
          <span className="xs t3">
            {me.tenant.name} · {t(`role.${me.role}`)}
          </span>
        </div>
        <fieldset className="menu-set">
          <legend className="xs t3">{t("account.theme")}</legend>
          <div className="seg">
            {themes.map((one) => {
              const Icon = themeIcons[one];
              return (
                <button key={one} type="button" aria-pressed={theme === one} onClick={() => setTheme(one)} title={t(`account.theme.${one}`)} aria-label={t(`account.theme.${one}`)}>
                  <Icon className="i" aria-hidden="true" />
                </button>
              );
            })}
          </div>
        </fieldset>
        <fieldset className="menu-set">
          <legend className="xs t3">{t("account.language")}</legend>
          <div className="seg">
            {languages.map((one) => (
              <button key={one} type="button" lang={one} aria-pressed={language === one} onClick={() => setLanguage(one)} data-testid={`language-${one}`}>
                {languageNames[one]}
              </button>
            ))}
          </div>
        </fieldset>
        <button type="button" className="menu-item dk-only" popoverTarget="account-menu" popoverTargetAction="hide" onClick={showShortcuts}>
          <Keyboard className="i" aria-hidden="true" />
          {t("account.shortcuts")}
          <span className="kbd" style={{ marginLeft: "auto" }}>
            ?
          </span>
        </button>
        <button type="button" className="menu-item" onClick={signOut} data-testid="sign-out">
          <LogOut className="i" aria-hidden="true" />
          {t("account.signOut")}
        </button>
      </div>
    </>
  );
}

function initials(name: string): string {
  const [first, second] = name.split(/[\s/]+/).filter((word) => /\p{L}/u.test(word));
  return ((first?.[0] ?? "?") + (second?.[0] ?? "")).toLocaleUpperCase();
}

import { useI18n } from "../lib/i18n.tsx";
import { Link } from "../lib/router.tsx";
import { paths } from "../lib/routes.ts";

/** The pages of the settings, side by side. */
export function SettingsTabs({ here }: { here: "vendors" | "pronunciations" }) {
  const { t } = useI18n();
  return (
    <nav className="seg tabs" aria-label={t("nav.settings")}>
      {(["vendors", "pronunciations"] as const).map((one) => (
        <Link key={one} to={paths[one]} aria-current={one === here ? "page" : undefined}>
          {t(`settings.${one}`)}
        </Link>
      ))}
    </nav>
  );
}

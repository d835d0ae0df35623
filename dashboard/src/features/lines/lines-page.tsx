import { Plus } from "lucide-react";
import { Page } from "../../components/page.tsx";
import { useI18n } from "../../lib/i18n.tsx";
import { Link } from "../../lib/router.tsx";
import { paths } from "../../lib/routes.ts";
import type { LinesTab } from "../../lib/routes.ts";
import { useMayEdit } from "../../lib/session.tsx";
import { LimitsForm } from "./limits-form.tsx";
import { NodesList } from "./nodes-list.tsx";
import { NumbersList } from "./numbers-list.tsx";
import { TrunksList } from "./trunks-list.tsx";

const tabs = [["numbers", paths.lines], ["trunks", paths.trunks], ["nodes", paths.nodes], ["limits", paths.limits]] as const;

/** Numbers, the carriers' lines they come by, the nodes that carry the sound, and what outbound calls may do. */
export function LinesPage({ tab }: { tab: LinesTab }) {
  const { t } = useI18n();
  const mayEdit = useMayEdit("keys");
  const create = tab === "numbers" ? paths.newNumber : tab === "trunks" ? paths.newTrunk : null;
  return (
    <Page
      title={t("lines.title")}
      actions={
        mayEdit &&
        create !== null && (
          <Link className="btn pri" to={create} aria-label={t(tab === "numbers" ? "lines.number.add" : "trunk.add")} data-testid="add-line">
            <Plus className="i" aria-hidden="true" />
            <span className="dk-only">{t(tab === "numbers" ? "lines.number.add" : "trunk.add")}</span>
          </Link>
        )
      }
    >
      <nav className="seg tabs" aria-label={t("lines.title")}>
        {tabs.map(([one, to]) => (
          <Link key={one} to={to} aria-current={one === tab ? "page" : undefined} data-testid={`lines-${one}`}>
            {t(`lines.tab.${one}`)}
          </Link>
        ))}
      </nav>
      {tab === "numbers" ? <NumbersList /> : tab === "trunks" ? <TrunksList /> : tab === "nodes" ? <NodesList /> : <LimitsForm />}
    </Page>
  );
}

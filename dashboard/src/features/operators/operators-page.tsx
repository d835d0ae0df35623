/** Who takes calls now, who waits for them, and the groups that bots hand callers to. */
import type { GroupList, OperatorList } from "@zvon/contract/operators-api.ts";
import { ArrowRight, CircleCheck, Clock, Coffee, Headset, Plus, Users } from "lucide-react";
import { useMemo, useState } from "react";
import { ActionDialog } from "../../components/action-dialog.tsx";
import { Page } from "../../components/page.tsx";
import { Empty, Failed, Skeleton, Stale } from "../../components/panel-states.tsx";
import { useI18n } from "../../lib/i18n.tsx";
import { createOperatorsClient } from "../../lib/operators-client.ts";
import type { OperatorsClient } from "../../lib/operators-client.ts";
import { useMayEdit, useSession } from "../../lib/session.tsx";
import { useLoaded } from "../../lib/use-loaded.ts";
import { GroupDialog } from "./group-dialog.tsx";

const refreshMs = 5_000;
/** What went wrong yesterday may be mended. */
const elsewhereShownMs = 24 * 3_600_000;
export type Group = GroupList["groups"][number];
/** `group` null: a new one. */
type Asked = { kind: "edit"; group: Group | null } | { kind: "delete"; group: Group } | null;

export function OperatorsPage() {
  const { t, language } = useI18n();
  const { api } = useSession();
  const client = useMemo(() => createOperatorsClient(api.http, () => language), [api, language]);
  const mayEdit = useMayEdit("keys");
  const now = useLoaded("operators", (signal) => client.list(signal), refreshMs);
  const groups = useLoaded("groups", (signal) => client.groups(signal));
  const [asked, setAsked] = useState<Asked>(null);
  const list = groups.data;
  const finished = () => {
    setAsked(null);
    groups.reload();
    now.reload();
  };
  return (
    <Page
      title={t("operators.title")}
      actions={
        mayEdit &&
        list !== null && (
          <button type="button" className="btn pri" onClick={() => setAsked({ kind: "edit", group: null })} aria-label={t("operators.group.add")} data-testid="add-group">
            <Plus className="i" aria-hidden="true" />
            <span className="dk-only">{t("operators.group.add")}</span>
          </button>
        )
      }
    >
      <div className="og">
        <Now loaded={now} groups={list?.groups ?? []} />
        <section aria-labelledby="og-groups">
          <h2 id="og-groups">{t("operators.groups")}</h2>
          <p className="t2 sm">{t("operators.groups.lead")}</p>
          {list === null ? (
            groups.error === null ? <Skeleton rows={2} height={88} /> : <Failed error={groups.error} onRetry={groups.reload} />
          ) : list.groups.length === 0 ? (
            <Empty icon={<Users className="i l" aria-hidden="true" />} title={t("operators.groups.empty")} text={t("operators.groups.empty.text")} />
          ) : (
            <ul className="og-list" data-testid="groups">
              {list.groups.map((group) => (
                <GroupCard key={group.name} group={group} list={list} mayEdit={mayEdit} onAsk={(kind) => setAsked({ kind, group })} />
              ))}
            </ul>
          )}
        </section>
      </div>
      {asked?.kind === "edit" && list !== null && <GroupDialog client={client} group={asked.group} list={list} onSaved={finished} onClose={() => setAsked(null)} />}
      {asked?.kind === "delete" && <DeleteDialog client={client} group={asked.group} onDeleted={finished} onClose={() => setAsked(null)} />}
    </Page>
  );
}

function DeleteDialog({ client, group, onDeleted, onClose }: { client: OperatorsClient; group: Group; onDeleted: () => void; onClose: () => void }) {
  const { t } = useI18n();
  return (
    <ActionDialog title={t("operators.group.delete.title", { name: group.title })} action={{ label: t("operators.group.delete"), danger: true, testId: "delete-group-now" }} run={() => client.deleteGroup(group.name).then(onDeleted)} onClose={onClose}>
      <p>{t("operators.group.delete.text", { to: `operators:${group.name}` })}</p>
    </ActionDialog>
  );
}

const stateLooks = { available: CircleCheck, busy: Headset, away: Coffee } as const;

function Now({ loaded, groups }: { loaded: ReturnType<typeof useLoaded<OperatorList>>; groups: readonly Group[] }) {
  const { t, format } = useI18n();
  const titleOf = (name: string) => groups.find((group) => group.name === name)?.title ?? name;
  const { data } = loaded;
  return (
    <section aria-labelledby="og-now">
      <h2 id="og-now">{t("operators.now")}</h2>
      {loaded.error !== null && loaded.at !== null && <Stale at={loaded.at} />}
      {data === null ? (
        loaded.error === null ? <Skeleton rows={2} height={44} /> : <Failed error={loaded.error} onRetry={loaded.reload} />
      ) : (
        <>
          {data.elsewhereAt !== null && Date.now() - data.elsewhereAt < elsewhereShownMs && <p className="note wr">{t("operators.elsewhere", { when: format.when(data.elsewhereAt, Date.now(), t("common.today")) })}</p>}
          {!data.phones && <p className="note wr">{t("operators.noPhones")}</p>}
          {data.operators.length === 0 ? (
            data.phones && <p className="t2 sm">{t("operators.nobody")}</p>
          ) : (
            <ul className="card og-people" data-testid="operators">
              {data.operators.map((one) => {
                const Icon = stateLooks[one.state];
                return (
                  <li key={one.id}>
                    <span className="sb ell">{one.name}</span>
                    <span className="stt sm" data-state={one.state}>
                      <Icon className="i" aria-hidden="true" />
                      {t(`operators.state.${one.state}`)}
                      <span className="t3 num">{format.duration(Math.max(0, Date.now() - one.sinceMs))}</span>
                    </span>
                    <span className="xs t3">{one.groups.length === 0 ? t("operators.everybody") : one.groups.map(titleOf).join(", ")}</span>
                  </li>
                );
              })}
            </ul>
          )}
          {data.waiting.length > 0 && (
            <ul className="card og-people" aria-label={t("operators.waiting")} data-testid="waiting">
              {data.waiting.map((one) => (
                <li key={one.callId}>
                  <span className="stt sm">
                    <Clock className="i" aria-hidden="true" />
                    {t(one.offered ? "operators.caller.rings" : "operators.caller.waits")}
                  </span>
                  <span className="sm num">{format.duration(Math.max(0, Date.now() - one.sinceMs))}</span>
                  <span className="xs t3">{one.group === null ? t("operators.everybody") : titleOf(one.group)}</span>
                </li>
              ))}
            </ul>
          )}
        </>
      )}
    </section>
  );
}

function GroupCard({ group, list, mayEdit, onAsk }: { group: Group; list: GroupList; mayEdit: boolean; onAsk: (kind: "edit" | "delete") => void }) {
  const { t } = useI18n();
  const names = group.members.map((id) => list.people.find((one) => one.id === id)?.name ?? t("operators.person.gone"));
  const overflow = list.groups.find((one) => one.name === group.overflow);
  return (
    <li className="card og-card" data-testid="group" data-group={group.name}>
      <div className="og-main">
        <span className="sb">{group.title}</span>
        <span className="xs t3 mono">operators:{group.name}</span>
      </div>
      <div className="og-part sm">
        <span>{names.length === 0 ? <span className="warn-t">{t("operators.group.nobody")}</span> : names.join(", ")}</span>
        <span className="t2">{t(`operators.order.${group.order}`)}</span>
      </div>
      <div className="og-part sm t2">
        <span>{t("operators.group.waits", { seconds: group.maxWaitSeconds })}</span>
        <span>{t(`operators.announce.${group.announce}`)}</span>
        <span className="row g1">
          <ArrowRight className="i s" aria-hidden="true" />
          {overflow === undefined ? t("operators.overflow.none") : t("operators.overflow.to", { name: overflow.title })}
        </span>
      </div>
      {mayEdit && (
        <div className="row wrap g3">
          <button type="button" className="link sm" onClick={() => onAsk("edit")} aria-label={`${t("operators.group.edit")}: ${group.title}`} data-testid="edit-group">
            {t("operators.group.edit")}
          </button>
          <button type="button" className="link sm danger-t" onClick={() => onAsk("delete")} aria-label={`${t("operators.group.delete")}: ${group.title}`} data-testid="delete-group">
            {t("operators.group.delete")}
          </button>
        </div>
      )}
    </li>
  );
}

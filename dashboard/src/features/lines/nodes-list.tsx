import type { NodeCredential, NodeRecord } from "@zvon/contract/nodes-api.ts";
import { CircleAlert, CircleCheck, CircleSlash, Copy, Plus, Server } from "lucide-react";
import { useId, useState } from "react";
import { ActionDialog } from "../../components/action-dialog.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { Empty, Failed, Skeleton, Stale } from "../../components/panel-states.tsx";
import { ApiError } from "../../lib/api.ts";
import { useI18n } from "../../lib/i18n.tsx";
import { useLinesClient } from "../../lib/lines-client.ts";
import { useMayEdit } from "../../lib/session.tsx";
import { useLoaded } from "../../lib/use-loaded.ts";

/** A node beats every few seconds. */
const refreshMs = 5_000;
type Asked = { kind: "add" } | { kind: "credential" | "delete" | "drain"; node: NodeRecord } | null;

export function NodesList() {
  const { t } = useI18n();
  const client = useLinesClient();
  const mayEdit = useMayEdit("keys");
  const loaded = useLoaded("nodes", (signal) => client.nodes(signal), refreshMs);
  const [asked, setAsked] = useState<Asked>(null);
  const [shown, setShown] = useState<NodeCredential | null>(null);
  const [failed, setFailed] = useState<ApiError | null>(null);
  if (loaded.data === null) return loaded.error === null ? <Skeleton rows={3} height={96} /> : <Failed error={loaded.error} onRetry={loaded.reload} />;
  const finished = () => {
    setAsked(null);
    loaded.reload();
  };
  const told = (credential: NodeCredential) => {
    setShown(credential);
    finished();
  };
  const undrain = (node: NodeRecord) => {
    setFailed(null);
    client.drain(node.id, false).then(loaded.reload, (thrown: unknown) => setFailed(thrown instanceof ApiError ? thrown : new ApiError("unexpected", 0, null, { cause: thrown })));
  };
  return (
    <>
      <div className="row between wrap ln-lead">
        <p className="t2 sm">{t("node.lead")}</p>
        {mayEdit && (
          <button type="button" className="btn" onClick={() => setAsked({ kind: "add" })} data-testid="add-node">
            <Plus className="i" aria-hidden="true" />
            {t("node.add")}
          </button>
        )}
      </div>
      {loaded.error !== null && loaded.at !== null && <Stale at={loaded.at} />}
      {failed !== null && (
        <p className="note er in" role="alert">
          {failed.problem?.detail ?? t(`error.${failed.fault}`)}
        </p>
      )}
      {loaded.data.length === 0 ? (
        <Empty icon={<Server className="i l" aria-hidden="true" />} title={t("node.empty.title")} text={t("node.empty.text")} />
      ) : (
        <ul className="ln-list" data-testid="nodes">
          {loaded.data.map((node) => (
            <NodeCard key={node.id} node={node} mayEdit={mayEdit} onAsk={(kind) => (kind === "undrain" ? undrain(node) : setAsked({ kind, node }))} />
          ))}
        </ul>
      )}
      {asked?.kind === "add" && <AddDialog onMade={told} onClose={() => setAsked(null)} />}
      {asked?.kind === "credential" && (
        <ActionDialog title={t("node.credential.title", { name: asked.node.name })} action={{ label: t("node.credential.do"), danger: true }} run={() => client.newCredential(asked.node.id).then(told)} onClose={() => setAsked(null)}>
          <p>{t("node.credential.text")}</p>
        </ActionDialog>
      )}
      {asked?.kind === "drain" && (
        <ActionDialog title={t("node.drain.title", { name: asked.node.name })} action={{ label: t("node.drain"), testId: "drain-now" }} run={() => client.drain(asked.node.id, true).then(finished)} onClose={() => setAsked(null)}>
          <p>{t("node.drain.text", { count: asked.node.calls })}</p>
        </ActionDialog>
      )}
      {asked?.kind === "delete" && (
        <ActionDialog title={t("node.delete.title", { name: asked.node.name })} action={{ label: t("node.delete"), danger: true }} run={() => client.deleteNode(asked.node.id).then(finished)} onClose={() => setAsked(null)}>
          <p>{asked.node.calls === 0 ? t("node.delete.text") : t("node.delete.calls", { count: asked.node.calls })}</p>
        </ActionDialog>
      )}
      {shown !== null && <TokenDialog credential={shown} onClose={() => setShown(null)} />}
    </>
  );
}

function NodeCard({ node, mayEdit, onAsk }: { node: NodeRecord; mayEdit: boolean; onAsk: (kind: "credential" | "delete" | "drain" | "undrain") => void }) {
  const { t, format } = useI18n();
  const share = node.capacity === null || node.capacity === 0 ? null : Math.min(1, node.calls / node.capacity);
  return (
    <li className="card ln-card ln-node" data-testid="node" data-connected={node.connected} data-draining={node.draining}>
      <div className="ln-main">
        <span className="sb">{node.name}</span>
        <span className="xs t3">
          {t(node.own ? "node.own" : "node.platform")}
          {node.version !== null && <span className="mono"> · {node.version}</span>}
        </span>
      </div>
      <div className="ln-part">
        <span className="row wrap">
          <NodeState node={node} />
          {node.telephony !== "none" && <span className={node.telephony === "up" ? "badge ok" : "badge er"}>{t(`node.telephony.${node.telephony}`)}</span>}
        </span>
        {node.clockOff && (
          <span className="sm danger-t">
            <CircleAlert className="i s" aria-hidden="true" /> {t("node.clockOff", { seconds: Math.round(Math.abs(node.clockSkewMs ?? 0) / 1000) })}
          </span>
        )}
        {!node.connected && <span className="xs t3">{node.lastSeenAt === null ? t("node.neverSeen") : t("node.seen", { when: format.when(node.lastSeenAt, Date.now(), t("common.today")) })}</span>}
        {node.trunks.map((trunk) => (
          <span key={trunk.id} className="xs t2">
            {trunk.name}: {trunk.detail}
          </span>
        ))}
      </div>
      <div className="ln-part">
        <span className="sm num">{node.capacity === 0 ? "—" : node.capacity === null ? t("node.calls", { count: node.calls }) : t("node.load", { calls: node.calls, capacity: node.capacity })}</span>
        {share !== null && (
          <span className="ln-bar" role="img" aria-label={t("node.load", { calls: node.calls, capacity: node.capacity ?? 0 })}>
            <span style={{ width: `${Math.round(share * 100)}%` }} />
          </span>
        )}
        {node.own && mayEdit && (
          <span className="row wrap">
            {node.draining && node.drainBy !== "node" ? (
              <button type="button" className="link sm" onClick={() => onAsk("undrain")} data-testid="undrain">
                {t("node.undrain")}
              </button>
            ) : (
              !node.draining && node.connected && (
                <button type="button" className="link sm" onClick={() => onAsk("drain")} data-testid="drain">
                  {t("node.drain")}
                </button>
              )
            )}
            <button type="button" className="link sm" onClick={() => onAsk("credential")}>
              {t("node.credential")}
            </button>
            <button type="button" className="link sm danger-t" onClick={() => onAsk("delete")}>
              {t("node.delete")}
            </button>
          </span>
        )}
      </div>
    </li>
  );
}

function NodeState({ node }: { node: NodeRecord }) {
  const { t } = useI18n();
  if (!node.connected) {
    return (
      <span className="badge er">
        <CircleAlert className="i" aria-hidden="true" />
        {t("node.away")}
      </span>
    );
  }
  if (node.draining) {
    return (
      <span className="badge wr">
        <CircleSlash className="i" aria-hidden="true" />
        {t(node.drainBy === "node" ? "node.stopping" : "node.draining")}
      </span>
    );
  }
  return (
    <span className="badge ok">
      <CircleCheck className="i" aria-hidden="true" />
      {t("node.connected")}
    </span>
  );
}

function AddDialog({ onMade, onClose }: { onMade: (credential: NodeCredential) => void; onClose: () => void }) {
  const { t } = useI18n();
  const client = useLinesClient();
  const [name, setName] = useState("");
  const [missing, setMissing] = useState(false);
  const id = useId();
  const make = (): Promise<void> | null => {
    setMissing(name.trim() === "");
    return name.trim() === "" ? null : client.createNode(name.trim()).then(onMade);
  };
  return (
    <ActionDialog title={t("node.add")} action={{ label: t("lines.create"), testId: "create-node" }} run={make} onClose={onClose}>
      <p>{t("node.add.text")}</p>
      <div className={missing ? "field err" : "field"}>
        <label htmlFor={id}>{t("lines.name")}</label>
        <span className="inp">
          <input id={id} value={name} maxLength={80} autoComplete="off" onChange={(event) => setName(event.target.value)} data-testid="node-name" />
        </span>
        {missing && <p className="errm">{t("node.name.missing")}</p>}
      </div>
    </ActionDialog>
  );
}

/** The one time that it is shown. */
function TokenDialog({ credential, onClose }: { credential: NodeCredential; onClose: () => void }) {
  const { t } = useI18n();
  const [copied, setCopied] = useState(false);
  return (
    <Dialog
      title={t("node.token.title", { name: credential.name })}
      onClose={onClose}
      footer={
        <>
          <span className="grow sm t2" role="status">
            {copied && t("node.token.copied")}
          </span>
          <button type="button" className="btn pri" onClick={onClose} data-testid="token-kept">
            {t("node.token.kept")}
          </button>
        </>
      }
    >
      <div className="publish">
        <p>{t("node.token.text")}</p>
        <code className="code wrap-any" data-testid="node-token">
          ZVON_NODE_TOKEN={credential.token}
        </code>
        <button type="button" className="btn" onClick={() => void navigator.clipboard.writeText(credential.token).then(() => setCopied(true), () => setCopied(false))}>
          <Copy className="i" aria-hidden="true" />
          {t("node.token.copy")}
        </button>
      </div>
    </Dialog>
  );
}

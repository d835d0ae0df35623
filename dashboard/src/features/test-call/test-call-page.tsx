import type { Call, Message } from "@zvon/contract/api.ts";
import { nodeListSchema } from "@zvon/contract/nodes-api.ts";
import { LockKeyhole } from "lucide-react";
import { useEffect, useMemo } from "react";
import { Page } from "../../components/page.tsx";
import { Empty } from "../../components/panel-states.tsx";
import { useI18n } from "../../lib/i18n.tsx";
import { inOrder } from "../../lib/live-call.ts";
import { useRouter } from "../../lib/router.tsx";
import { paths } from "../../lib/routes.ts";
import { useApi, useMayCall } from "../../lib/session.tsx";
import { linesOf } from "../../lib/transcript-model.ts";
import { useLiveCall } from "../../lib/use-live-call.ts";
import { useLoaded } from "../../lib/use-loaded.ts";
import { CallSetup } from "./call-setup.tsx";
import { Conversation } from "./conversation.tsx";
import { Figures } from "./figures.tsx";
import { Handset } from "./handset.tsx";
import { useTestCall } from "./use-test-call.ts";

export function TestCallPage() {
  const { t } = useI18n();
  if (useMayCall()) return <TestCallDesk />;
  return (
    <Page title={t("test.title")}>
      <Empty icon={<LockKeyhole className="i l" aria-hidden="true" />} title={t("error.noAccess.title")} text={t("test.noAccess")} />
    </Page>
  );
}

function TestCallDesk() {
  const { t, language } = useI18n();
  const api = useApi();
  const { search, go } = useRouter();
  const bots = useLoaded("bots", (signal) => api.bots(signal));
  const nodes = useLoaded("nodes", (signal) => api.http.get("/v1/nodes", nodeListSchema, signal));
  const telephone = (nodes.data?.nodes ?? []).some((node) => node.connected && !node.draining && node.telephony === "up" && node.ways.includes("sip"));
  const { call, socket, start, hangUp, reset } = useTestCall(api);
  const callId = call.phase === "call" || call.phase === "over" ? call.callId : null;
  // Live events carry words; fields are read anew after each of the bot's messages, and the outcome at the end.
  const record = useLoaded<Call | null>(`call ${callId ?? "none"}`, (signal) => (callId === null ? Promise.resolve(null) : api.call(callId, signal)));
  const settled = record.data?.status === "ended";
  const { live, lostAt } = useLiveCall(callId, settled);
  const transcript = useLoaded<Message[] | null>(`messages ${settled ? callId : "none"}`, (signal) => (settled && callId !== null ? api.messages(callId, signal) : Promise.resolve(null)));
  const lines = useMemo(() => linesOf(transcript.data === null ? live.messages : inOrder(transcript.data)), [live.messages, transcript.data]);
  const spoken = live.messages.filter((message) => message.who === "bot").length;
  const reloadRecord = record.reload;
  useEffect(() => {
    if (spoken > 0 || live.ended || lostAt !== null) reloadRecord();
  }, [spoken, live.ended, lostAt, reloadRecord]);
  const known = record.data === null ? live : { ...live, call: record.data.status === "ended" || live.call === null ? record.data : { ...live.call, fields: record.data.fields } };
  const over = call.phase === "over" || (call.phase === "call" && live.ended);
  const choice = { bot: search.get("bot"), language: search.get("language"), script: search.get("script") };

  return (
    <Page title={t("test.title")} flush>
      <div className={`tc tc-${call.phase}`} data-testid="test-call" data-phase={call.phase}>
        <section className="ph" aria-label={t("test.title")}>
          {call.phase === "setup" || call.phase === "starting" ? (
            <CallSetup
              bots={bots}
              onPhone={telephone ? async (bot, to) => go(paths.call((await api.callPhone({ bot: bot.slug, language: bot.language, to }, crypto.randomUUID(), language)).call.id)) : null}
              phoneFirst={search.get("how") === "phone"}
              choice={choice}
              onChoose={(next) => {
                const query = new URLSearchParams(Object.entries(next).flatMap(([name, value]) => (value === null ? [] : [[name, value]])));
                go(`/test-call?${query}`, { replace: true });
              }}
              starting={call.phase === "starting"}
              fault={call.phase === "setup" ? call.fault : null}
              onStart={start}
            />
          ) : (
            <Handset call={call} live={known} over={over} socket={socket} onHangUp={hangUp} onAgain={reset} />
          )}
        </section>
        <Conversation lines={lines} live={live} lostAt={over ? null : lostAt} phase={call.phase} scripted={callId !== null && "scripted" in call && call.scripted} over={over} onSay={socket === null || over ? null : socket.say} />
        <Figures lines={lines} live={known} />
      </div>
    </Page>
  );
}

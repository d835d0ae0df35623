/** Pages of those who set bots up: loaded when one of them is opened, with their texts. The editor's larger parts come when their section is. */
import { Suspense, lazy } from "react";
import { BasicsTab } from "../features/bot-editor/basics-tab.tsx";
import "../styles/editor.css";
import "../styles/flow.css";
import "../styles/trying.css";
import { BotEditor } from "../features/bot-editor/bot-editor.tsx";
import type { EditorParts } from "../features/bot-editor/bot-editor.tsx";
import { BotsPage as Bots } from "../features/bots/bots-page.tsx";
import { NewBotPage as NewBot } from "../features/bots/new-bot-page.tsx";
import { MoreMessages } from "../lib/i18n.tsx";
import type { BotTab } from "../lib/routes.ts";
import { editorEn } from "../locales/editor/en.ts";
import { editorRu } from "../locales/editor/ru.ts";

const tables = { ru: editorRu, en: editorEn };

const Voice = lazy(() => import("../features/bot-voice/bot-voice-tab.tsx").then(({ BotVoiceTab }) => ({ default: BotVoiceTab })));

const Chat = lazy(() => import("../features/bot-chat/bot-chat.tsx").then(({ BotChat }) => ({ default: BotChat })));
const Evals = lazy(() => import("../features/bot-evals/evals-tab.tsx").then(({ EvalsTab }) => ({ default: EvalsTab })));
const Flow = lazy(() => import("../features/bot-flow/flow-tab.tsx").then(({ FlowTab }) => ({ default: FlowTab })));

const Tools = lazy(() => import("../features/bot-editor/tools-tab.tsx").then(({ ToolsTab }) => ({ default: ToolsTab })));
const Transfer = lazy(() => import("../features/bot-editor/transfer-tab.tsx").then(({ TransferTab }) => ({ default: TransferTab })));
const Fields = lazy(() => import("../features/bot-editor/fields-tab.tsx").then(({ FieldsTab }) => ({ default: FieldsTab })));
const Prompts = lazy(() => import("../features/bot-editor/prompts-tab.tsx").then(({ PromptsTab }) => ({ default: PromptsTab })));
const Safety = lazy(() => import("../features/bot-editor/safety-tab.tsx").then(({ SafetyTab }) => ({ default: SafetyTab })));
const Versions = lazy(() => import("../features/bot-editor/versions-tab.tsx").then(({ VersionsTab }) => ({ default: VersionsTab })));
const Code = lazy(() => import("../features/bot-editor/code-tab.tsx").then(({ CodeTab }) => ({ default: CodeTab })));

const parts: EditorParts = { basics: BasicsTab, flow: Flow, evals: Evals, chat: Chat, voice: Voice, prompts: Prompts, tools: Tools, transfer: Transfer, fields: Fields, safety: Safety, versions: Versions, code: Code };

export const BotPage = ({ slug, tab }: { slug: string; tab: BotTab }) => (
  <MoreMessages tables={tables}>
    <Suspense fallback={null}>
      <BotEditor slug={slug} tab={tab} parts={parts} />
    </Suspense>
  </MoreMessages>
);

export const BotsPage = () => (
  <MoreMessages tables={tables}>
    <Bots />
  </MoreMessages>
);

export const NewBotPage = () => (
  <MoreMessages tables={tables}>
    <NewBot />
  </MoreMessages>
);

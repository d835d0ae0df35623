/** All routes of the Worker: a table of contents. */
import { OpenAPIHono } from "@hono/zod-openapi";
import { bodyLimit } from "hono/body-limit";
import type { AppEnv } from "./app-env.ts";
import { requestContext } from "./middleware/request-context.ts";
import { onError, problemResponse, refusalOf } from "./problem.ts";
import { Refusal, notFound } from "../refusal.ts";
import { cancelAppointmentHandler, cancelAppointmentRoute, deleteAppointmentHandler, deleteAppointmentRoute } from "./routes/appointments/change-appointment.ts";
import { listAppointmentsHandler, listAppointmentsRoute } from "./routes/appointments/list-appointments.ts";
import { handleAuth } from "./routes/auth.ts";
import { changeBotHandler, changeBotRoute, deleteBotHandler, deleteBotRoute, getBotBySlugHandler, getBotBySlugRoute, getBotHandler, getBotRoute } from "./routes/bots/bot.ts";
import { checkBotHandler, checkBotRoute, checkedWarningsHandler, checkedWarningsRoute, getDraftHandler, getDraftRoute, publishBotHandler, publishBotRoute, putDraftHandler, putDraftRoute } from "./routes/bots/bot-draft.ts";
import { getEvalsHandler, getEvalsRoute, getRunHandler, getRunRoute, listRunsHandler, listRunsRoute, putEvalsHandler, putEvalsRoute, runEvalsHandler, runEvalsRoute } from "./routes/bots/bot-evals.ts";
import { diffBotHandler, diffBotRoute, exportBotHandler, exportBotRoute, getBotSchemaHandler, getBotSchemaRoute, importBotHandler, importBotRoute } from "./routes/bots/bot-files.ts";
import { changeSettingsHandler, changeSettingsRoute, getPromptsHandler, getPromptsRoute, getSettingsHandler, getSettingsRoute, putPromptsHandler, putPromptsRoute } from "./routes/bots/bot-parts.ts";
import { listTemplatesHandler, listTemplatesRoute } from "./routes/bots/bot-templates.ts";
import { getVersionHandler, getVersionRoute, listVersionsHandler, listVersionsRoute, restoreVersionHandler, restoreVersionRoute } from "./routes/bots/bot-versions.ts";
import { changeBotVoiceHandler, changeBotVoiceRoute, getBotVoiceHandler, getBotVoiceRoute, previewVoice, previewVoiceRoute } from "./routes/bots/bot-voice.ts";
import { previewPromptHandler, previewPromptRoute } from "./routes/bots/prompt-preview.ts";
import { createBotHandler, createBotRoute, listBotsHandler, listBotsRoute } from "./routes/bots/list-bots.ts";
import { getCall, getCallRoute } from "./routes/calls/get-call.ts";
import { getRecording, getRecordingRoute } from "./routes/calls/get-recording.ts";
import { hangupCall, hangupCallRoute } from "./routes/calls/hangup-call.ts";
import { listCallsHandler, listCallsRoute } from "./routes/calls/list-calls.ts";
import { listMessages, listMessagesRoute } from "./routes/calls/list-messages.ts";
import { startCall, startCallRoute } from "./routes/calls/start-call.ts";
import { handBackCallHandler, handBackCallRoute, listenCallHandler, listenCallRoute, takeOverCallHandler, takeOverCallRoute, whisperCallHandler, whisperCallRoute } from "./routes/calls/team-beside-call.ts";
import { watchCalls, watchCallsRoute } from "./routes/calls/watch-calls.ts";
import { watchCall, watchCallRoute } from "./routes/calls/watch-call.ts";
import { chatTokenRoute, makeChatToken, openChat, openChatRoute, postChat, postChatRoute } from "./routes/chat/chat.ts";
import { getDatabaseHealth, getDatabaseHealthRoute, getHealth, getHealthRoute, getTelephonyHealth, getTelephonyHealthRoute } from "./routes/health/get-health.ts";
import { changeLimitsHandler, changeLimitsRoute, getLimitsHandler, getLimitsRoute } from "./routes/limits/limits.ts";
import { openLink, openLinkRoute } from "./routes/link/open-link.ts";
import { getMe, getMeRoute } from "./routes/me/get-me.ts";
import { connectNode, connectNodeRoute } from "./routes/node/connect-node.ts";
import { createNodeHandler, createNodeRoute, deleteNodeHandler, deleteNodeRoute, drainNodeHandler, drainNodeRoute, listNodesHandler, listNodesRoute, newCredentialHandler, newCredentialRoute, undrainNodeHandler, undrainNodeRoute } from "./routes/nodes/nodes.ts";
import { changeNumberHandler, changeNumberRoute, createNumberHandler, createNumberRoute, deleteNumberHandler, deleteNumberRoute, getCallersHandler, getCallersRoute, getNumberHandler, getNumberRoute, listNumbersHandler, listNumbersRoute, putCallersHandler, putCallersRoute } from "./routes/numbers/numbers.ts";
import { actHandler, actRoute, dialHandler, dialRoute } from "./routes/operators/dial.ts";
import { deleteGroupHandler, deleteGroupRoute, listGroupsHandler, listGroupsRoute, putGroupHandler, putGroupRoute } from "./routes/operators/groups.ts";
import { beatHandler, beatRoute, closePhoneHandler, closePhoneRoute, listOperatorsHandler, listOperatorsRoute, openPhoneHandler, openPhoneRoute, putGroupsHandler, putGroupsRoute } from "./routes/operators/operators.ts";
import { deletePronunciationHandler, deletePronunciationRoute, listPronunciationsHandler, listPronunciationsRoute, putPronunciationHandler, putPronunciationRoute } from "./routes/pronunciations/pronunciations.ts";
import { completeRecording, completeRecordingRoute, putRecordingPart, putRecordingPartRoute } from "./routes/recordings/upload-recording.ts";
import { deleteSecretHandler, deleteSecretRoute, listSecretsHandler, listSecretsRoute, putSecretHandler, putSecretRoute } from "./routes/secrets/secrets.ts";
import { seedDemoHandler, seedDemoRoute } from "./routes/seed/seed-demo.ts";
import { changeTrunkHandler, changeTrunkRoute, createTrunkHandler, createTrunkRoute, deleteTrunkHandler, deleteTrunkRoute, getTrunkHandler, getTrunkRoute, listTrunksHandler, listTrunksRoute, putTrunkPasswordHandler, putTrunkPasswordRoute, testTrunkHandler, testTrunkRoute } from "./routes/trunks/trunks.ts";
import { listVendorsHandler, listVendorsRoute } from "./routes/vendors/list-vendors.ts";
import { testVendor, testVendorRoute } from "./routes/vendors/test-vendor.ts";
import { getProviderHealth, getProviderHealthRoute, getVendorHealth, getVendorHealthRoute } from "./routes/vendors/vendor-health.ts";
import { deleteVendorKey, deleteVendorKeyRoute, putVendorKey, putVendorKeyRoute } from "./routes/vendors/vendor-key.ts";

/** JSON bodies; parts of a recording have their own limit, and so has a bot's file, which is indented. */
const maxJsonBytes = 256 * 1024;
const maxBotFileBytes = 2 * 1024 * 1024;
const maxPartBytes = 32 * 1024 * 1024;

const tooLarge = () => {
  throw new Refusal(413, "too_large", { ru: "Запрос слишком велик.", en: "The body is too large." });
};
const limitJson = bodyLimit({ maxSize: maxJsonBytes, onError: tooLarge });
const limitBotFile = bodyLimit({ maxSize: maxBotFileBytes, onError: tooLarge });
const limitPart = bodyLimit({ maxSize: maxPartBytes, onError: tooLarge });

const base = new OpenAPIHono<AppEnv>({
  defaultHook: (result) => {
    if (!result.success) throw refusalOf(result.error, result.target, "data" in result ? result.data : undefined);
  },
});

base.use(requestContext);
base.use((c, next) => (c.req.path.startsWith("/media/") ? limitPart : c.req.path === "/v1/bots/import" ? limitBotFile : limitJson)(c, next));
base.onError(onError);
base.notFound((c) => problemResponse(c, notFound("route")));
base.all("/auth/*", handleAuth);

export const app = base
  .openapi(getMeRoute, getMe)
  .openapi(listBotsRoute, listBotsHandler)
  .openapi(createBotRoute, createBotHandler)
  .openapi(listTemplatesRoute, listTemplatesHandler)
  .openapi(checkBotRoute, checkBotHandler)
  .openapi(importBotRoute, importBotHandler)
  .openapi(getBotSchemaRoute, getBotSchemaHandler)
  .openapi(getBotBySlugRoute, getBotBySlugHandler)
  .openapi(getBotRoute, getBotHandler)
  .openapi(changeBotRoute, changeBotHandler)
  .openapi(deleteBotRoute, deleteBotHandler)
  .openapi(getDraftRoute, getDraftHandler)
  .openapi(putDraftRoute, putDraftHandler)
  .openapi(checkedWarningsRoute, checkedWarningsHandler)
  .openapi(publishBotRoute, publishBotHandler)
  .openapi(listVersionsRoute, listVersionsHandler)
  .openapi(getVersionRoute, getVersionHandler)
  .openapi(restoreVersionRoute, restoreVersionHandler)
  .openapi(diffBotRoute, diffBotHandler)
  .openapi(exportBotRoute, exportBotHandler)
  .openapi(getPromptsRoute, getPromptsHandler)
  .openapi(putPromptsRoute, putPromptsHandler)
  .openapi(getSettingsRoute, getSettingsHandler)
  .openapi(changeSettingsRoute, changeSettingsHandler)
  .openapi(previewPromptRoute, previewPromptHandler)
  .openapi(getEvalsRoute, getEvalsHandler)
  .openapi(putEvalsRoute, putEvalsHandler)
  .openapi(runEvalsRoute, runEvalsHandler)
  .openapi(listRunsRoute, listRunsHandler)
  .openapi(getRunRoute, getRunHandler)
  .openapi(getBotVoiceRoute, getBotVoiceHandler)
  .openapi(changeBotVoiceRoute, changeBotVoiceHandler)
  .openapi(previewVoiceRoute, previewVoice)
  .openapi(openChatRoute, openChat)
  .openapi(postChatRoute, postChat)
  .openapi(chatTokenRoute, makeChatToken)
  .openapi(listPronunciationsRoute, listPronunciationsHandler)
  .openapi(putPronunciationRoute, putPronunciationHandler)
  .openapi(deletePronunciationRoute, deletePronunciationHandler)
  .openapi(listAppointmentsRoute, listAppointmentsHandler)
  .openapi(cancelAppointmentRoute, cancelAppointmentHandler)
  .openapi(deleteAppointmentRoute, deleteAppointmentHandler)
  .openapi(listSecretsRoute, listSecretsHandler)
  .openapi(putSecretRoute, putSecretHandler)
  .openapi(deleteSecretRoute, deleteSecretHandler)
  .openapi(listVendorsRoute, listVendorsHandler)
  .openapi(putVendorKeyRoute, putVendorKey)
  .openapi(deleteVendorKeyRoute, deleteVendorKey)
  .openapi(testVendorRoute, testVendor)
  .openapi(getVendorHealthRoute, getVendorHealth)
  .openapi(listTrunksRoute, listTrunksHandler)
  .openapi(createTrunkRoute, createTrunkHandler)
  .openapi(getTrunkRoute, getTrunkHandler)
  .openapi(changeTrunkRoute, changeTrunkHandler)
  .openapi(deleteTrunkRoute, deleteTrunkHandler)
  .openapi(putTrunkPasswordRoute, putTrunkPasswordHandler)
  .openapi(testTrunkRoute, testTrunkHandler)
  .openapi(listNumbersRoute, listNumbersHandler)
  .openapi(createNumberRoute, createNumberHandler)
  .openapi(getNumberRoute, getNumberHandler)
  .openapi(changeNumberRoute, changeNumberHandler)
  .openapi(deleteNumberRoute, deleteNumberHandler)
  .openapi(getCallersRoute, getCallersHandler)
  .openapi(putCallersRoute, putCallersHandler)
  .openapi(listNodesRoute, listNodesHandler)
  .openapi(createNodeRoute, createNodeHandler)
  .openapi(newCredentialRoute, newCredentialHandler)
  .openapi(deleteNodeRoute, deleteNodeHandler)
  .openapi(drainNodeRoute, drainNodeHandler)
  .openapi(undrainNodeRoute, undrainNodeHandler)
  .openapi(getLimitsRoute, getLimitsHandler)
  .openapi(changeLimitsRoute, changeLimitsHandler)
  .openapi(listOperatorsRoute, listOperatorsHandler)
  .openapi(listGroupsRoute, listGroupsHandler)
  .openapi(putGroupRoute, putGroupHandler)
  .openapi(deleteGroupRoute, deleteGroupHandler)
  .openapi(dialRoute, dialHandler)
  .openapi(actRoute, actHandler)
  .openapi(openPhoneRoute, openPhoneHandler)
  .openapi(closePhoneRoute, closePhoneHandler)
  .openapi(beatRoute, beatHandler)
  .openapi(putGroupsRoute, putGroupsHandler)
  .openapi(startCallRoute, startCall)
  .openapi(listCallsRoute, listCallsHandler)
  .openapi(getCallRoute, getCall)
  .openapi(listMessagesRoute, listMessages)
  .openapi(getRecordingRoute, getRecording)
  .openapi(hangupCallRoute, hangupCall)
  .openapi(watchCallRoute, watchCall)
  .openapi(watchCallsRoute, watchCalls)
  .openapi(listenCallRoute, listenCallHandler)
  .openapi(whisperCallRoute, whisperCallHandler)
  .openapi(takeOverCallRoute, takeOverCallHandler)
  .openapi(handBackCallRoute, handBackCallHandler)
  .openapi(connectNodeRoute, connectNode)
  .openapi(openLinkRoute, openLink)
  .openapi(putRecordingPartRoute, putRecordingPart)
  .openapi(completeRecordingRoute, completeRecording)
  .openapi(seedDemoRoute, seedDemoHandler)
  .openapi(getHealthRoute, getHealth)
  .openapi(getDatabaseHealthRoute, getDatabaseHealth)
  .openapi(getTelephonyHealthRoute, getTelephonyHealth)
  .openapi(getProviderHealthRoute, getProviderHealth);

const schemes = app.openAPIRegistry;
schemes.registerComponent("securitySchemes", "apiKey", { type: "apiKey", in: "header", name: "X-API-Key" });
schemes.registerComponent("securitySchemes", "bearer", { type: "http", scheme: "bearer", description: "An API key, zv_live_…" });
schemes.registerComponent("securitySchemes", "session", { type: "apiKey", in: "cookie", name: "zvon.session_token" });
schemes.registerComponent("securitySchemes", "chatToken", { type: "apiKey", in: "query", name: "token", description: "A chat token of a site's page" });
schemes.registerComponent("securitySchemes", "node", { type: "http", scheme: "bearer", description: "A media node's credential" });
schemes.registerComponent("securitySchemes", "grant", { type: "http", scheme: "bearer", description: "A token of one call, from its grant" });
schemes.registerComponent("securitySchemes", "seed", { type: "http", scheme: "bearer", description: "The installation's seed token" });
app.doc31("/v1/openapi.json", { openapi: "3.1.0", info: { title: "Zvon", version: "1" } });

export type Api = typeof app;

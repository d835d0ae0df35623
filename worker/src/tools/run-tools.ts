/** Every tool of a bot by its type. */
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import type { Tool } from "@zvon/contract/bot-tools.ts";
import type { ToolCall, ToolResult } from "../dialogue/decision.ts";
import { timeoutOf } from "./ask-service.ts";
import { runBuiltInCalendar } from "./calendar/built-in.ts";
import { runCalendarService } from "./calendar/service.ts";
import { runCrm } from "./crm-tool.ts";
import { runHttp } from "./http-tool.ts";
import { runKnowledge } from "./knowledge-tool.ts";
import { runMessage } from "./message-tool.ts";
import { runPlatform } from "./platform-tools.ts";
import type { RunTool, ToolContext, ToolPorts } from "./port.ts";
import { pretendedColumn, pretendedResult } from "./pretended.ts";

/** Of the platform's own objects, which answer in milliseconds or are away. */
const ownTimeoutMs = 6_000;
/** The session waits so much longer than a runner, which knows better what its time-out means. */
const graceMs = 500;

const toolOf = (bot: Pick<BotConfig, "tools">, { tool, name }: Pick<ToolCall, "tool" | "name">): Tool | undefined => bot.tools.find((one) => one.name === (tool ?? name));

export function createRunTool(bot: Pick<BotConfig, "tools">, context: ToolContext, ports: ToolPorts): RunTool {
  return async (call, signal) => {
    signal.throwIfAborted();
    const tool = toolOf(bot, call);
    const instead = tool !== undefined && context.trial === true && context.liveTools !== true ? pretendedResult(tool, call, context) : null;
    return instead ?? withoutMark(await run(tool, call, signal));
  };

  function run(tool: Tool | undefined, call: ToolCall, signal: AbortSignal): Promise<ToolResult> | ToolResult {
    switch (tool?.type) {
      case "calendar":
        return tool.config.source.kind === "http" ? runCalendarService(tool, tool.config.source, call, context, ports, signal) : runBuiltInCalendar(tool, call, context, ports.people);
      case "http":
        return runHttp(tool, call, context, ports, signal);
      case "message":
        return runMessage(tool, call, context, ports, signal);
      case "crm":
        return runCrm(tool, call, context, ports, signal);
      case "knowledge":
        return runKnowledge(tool, call, context, ports.knowledge, signal);
      case "platform":
        return runPlatform(call, context.callId, ports.people);
      // The dialogue reads a table itself.
      case "table":
      case undefined:
        return { status: "failed", reason: `there is no tool "${call.name}"` };
    }
  }
}

/** Only we say that a result is pretended, whatever a service has called its columns. */
function withoutMark(result: ToolResult): ToolResult {
  if (!("value" in result) || result.value === undefined || !Object.hasOwn(result.value, pretendedColumn)) return result;
  const { [pretendedColumn]: _theirs, ...value } = result.value;
  return { ...result, value };
}

/** How long the session waits for a tool before it is lost. */
export function patienceMs(bot: Pick<BotConfig, "tools">, call: Pick<ToolCall, "tool" | "name" | "effect">): number {
  const tool = toolOf(bot, call);
  switch (tool?.type) {
    case "http":
    case "message":
    case "crm":
      return timeoutOf(call.effect, tool.config.timeout_ms) + graceMs;
    case "calendar":
      // To move is to book and to cancel.
      return tool.config.source.kind === "http" ? timeoutOf(call.effect, tool.config.source.timeout_ms) * (call.name === "move_appointment" ? 2 : 1) + graceMs : ownTimeoutMs;
    default:
      return ownTimeoutMs;
  }
}

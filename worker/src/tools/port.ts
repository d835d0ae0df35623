/** How a session runs what the dialogue asked for. */
import type { ToolCall, ToolResult } from "../dialogue/decision.ts";

/**
 * A write is idempotent by `call.key`: run again, it finds what it did and answers the same. An unknown tool is
 * `failed`. `signal` aborts at the session's time-out; a write that was under way is then `unknown`.
 */
export type RunTool = (call: ToolCall, signal: AbortSignal) => Promise<ToolResult>;

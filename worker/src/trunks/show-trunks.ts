/** A trunk as its owner sees it: never the password, and what each node says of it in words. */
import type { Language } from "@zvon/contract/call-link.ts";
import { trunkWords } from "@zvon/contract/trunk-words.ts";
import type { TrunkRecord, TrunkTest } from "@zvon/contract/trunks-api.ts";
import type { TenantId } from "@zvon/contract/ids.ts";
import { placement } from "../nodes/placement.ts";
import type { NodeStatus } from "../nodes/node-status.ts";
import { Refusal } from "../refusal.ts";
import { within } from "../services.ts";
import type { Services } from "../services.ts";
import type { KeptTrunk } from "./keep-trunks.ts";
import { openTrunk } from "./trunk-row.ts";

/** More nodes than this are not asked: each answer is a hop. */
const nodesAsked = 8;
const statusTimeoutMs = 3_000;
const tellTimeoutMs = 10_000;
/** The node has 10 s for its answer, its object 15. */
const testTimeoutMs = 17_000;

export type NodeSight = { id: string; name: string; status: NodeStatus };
export type NamedNode = { id: string; name: string };

/** Those that answer. */
export async function lookAtNodes(services: Services, nodes: readonly NamedNode[]): Promise<NodeSight[]> {
  const seen = await Promise.all(
    nodes.slice(0, nodesAsked).map(async ({ id, name }) => {
      try {
        return [{ id, name, status: await within(services.node(id).status(), statusTimeoutMs) }];
      } catch (error) {
        console.error(JSON.stringify({ event: "node not asked", nodeId: id, error: String(error) }));
        return [];
      }
    }),
  );
  return seen.flat();
}

export function shownTrunk(trunk: KeptTrunk, nodes: readonly NodeSight[], language: Language): TrunkRecord {
  const { id, name, enabled, pilot, nodeId, settings, passwordAt, numbers, createdAt, updatedAt } = trunk;
  const states = nodes.flatMap(({ id: seenBy, name: nodeName, status }) => {
    const sight = status.connected ? status.trunks.find((one) => one.id === id) : undefined;
    return sight === undefined ? [] : [{ nodeId: seenBy, nodeName, state: sight.state, code: sight.code, atMs: sight.atMs, detail: trunkWords(sight.state, sight.code)[language] }];
  });
  return { id, name, enabled, pilot, nodeId, ...settings, passwordAt, states, numbers, createdAt, updatedAt };
}

/** The whole list is told anew: whoever has it already hears nothing. Runs behind the answer. */
export async function tellNodes(services: Services, nodeIds: readonly string[]): Promise<void> {
  await Promise.all(
    nodeIds.slice(0, nodesAsked).map(async (id) => {
      try {
        await within(services.node(id).linesChanged(), tellTimeoutMs);
      } catch (error) {
        // Its next hello brings it.
        console.error(JSON.stringify({ event: "node not told of lines", nodeId: id, error: String(error) }));
      }
    }),
  );
}

/** @throws Refusal 429 for whoever tries too often. What does not work is an answer. */
export async function testTrunk(services: Services, tenantId: TenantId, trunk: KeptTrunk, nodeIds: readonly string[], language: Language): Promise<TrunkTest> {
  if (!(await services.hub(tenantId).mayTryVendor())) throw new Refusal(429, "too_many_tries", { ru: "Проверок было очень много: подождите десять секунд.", en: "There were very many tests just now: wait ten seconds." });
  const say = (ru: string, en: string) => (language === "ru" ? ru : en);
  const untried = (detail: string): TrunkTest => ({ ok: false, state: "unknown", code: null, detail, tookMs: 0, nodeId: null });
  const settings = await openTrunk(services.secrets, { id: trunk.id, tenantId, settings: trunk.settings, sealed: trunk.sealed, keyVersion: trunk.keyVersion });
  if (settings === null) return untried(say("Пароль транка не открыть: введите его ещё раз.", "The trunk's password can't be opened: enter it again."));
  const serving = trunk.nodeId === null ? nodeIds : nodeIds.filter((id) => id === trunk.nodeId);
  const nodes = await lookAtNodes(services, serving.map((id) => ({ id, name: "" })));
  // Only where it runs: a trunk that the carrier refuses is tried there all the same.
  const nodeId = placement(nodes.map(({ id, status }) => ({ id, ...status })), "sip", trunk.id);
  if (nodeId === null) return untried(say("Проверить некому: ни один медиаузел с телефонией не подключён.", "Nobody can try it: no media node with telephony is connected."));
  const asked = await probed(services, nodeId, settings);
  if (asked === null) return { ...untried(say("Медиаузел не ответил. Попробуйте ещё раз.", "The media node did not answer. Try again.")), nodeId };
  const { ok, state, code, detail, tookMs } = asked;
  return { ok, state, code, tookMs, nodeId, detail: state === "unknown" ? untriedWords(detail, language) : trunkWords(state, code)[language] };
}

async function probed(services: Services, nodeId: string, settings: Parameters<ReturnType<Services["node"]>["probeTrunk"]>[0]) {
  try {
    return await within(services.node(nodeId).probeTrunk(settings), testTimeoutMs);
  } catch (error) {
    console.error(JSON.stringify({ event: "trunk not probed", nodeId, error: String(error) }));
    return null;
  }
}

/** What the node's object and the node say where nothing was tried. */
function untriedWords(detail: string, language: Language): string {
  const words: Record<string, { ru: string; en: string }> = {
    "no node": { ru: "Медиаузел отключился. Попробуйте ещё раз.", en: "The media node went away. Try again." },
    busy: { ru: "Идут другие проверки: подождите немного.", en: "Other tests are under way: wait a little." },
    timeout: { ru: "Медиаузел не дождался ответа оператора.", en: "The media node got no answer of the carrier's in time." },
    "not available on this node": { ru: "Этот медиаузел проверять транки не умеет: у него нет своей телефонной станции.", en: "This media node can't try trunks: it has no exchange of its own." },
  };
  return words[detail]?.[language] ?? detail;
}

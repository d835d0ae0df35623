/** How vendors are doing: as media nodes see those of speech, as this program sees language models. */
import type { VendorHealthList } from "@zvon/contract/api.ts";
import { printedAccess } from "@zvon/contract/speech.ts";
import type { VendorAccesses, VendorHealth } from "@zvon/contract/speech.ts";
import { isolateBreakers } from "../llm/isolate.ts";
import type { Services } from "../services.ts";
import { within } from "../services.ts";

type Told = VendorHealthList["vendors"][number];

/** More nodes than this are not asked: each answer is a hop. */
const nodesAsked = 8;
const nodeTimeoutMs = 2_000;

/**
 * @param owners whose keys the language models were asked with: the tenant's id, "platform"
 * @param prints of the keys that nodes asked vendors of speech with, beside the platform's: another tenant's are not told
 */
export async function vendorHealth(services: Services, nodeIds: readonly string[], owners: readonly string[], prints: readonly string[] = []): Promise<Told[]> {
  const now = services.now();
  const nodes = await Promise.all(
    nodeIds.slice(0, nodesAsked).map(async (id): Promise<Told[]> => {
      try {
        const told = await within(services.node(id).vendorHealth(), nodeTimeoutMs);
        return told === null ? [] : told.vendors.flatMap(({ by, ...vendor }) => (by === "platform" || prints.includes(by) ? [{ ...vendor, from: "node" as const, at: told.at }] : []));
      } catch (error) {
        console.error(JSON.stringify({ event: "node not asked for its vendors", node: id, error: String(error) }));
        return [];
      }
    }),
  );
  const models = isolateBreakers.health(now).flatMap(({ keyOwner, model: _model, ...health }): Told[] => (owners.includes(keyOwner) && !ofOneBot(keyOwner, health) ? [{ ...health, from: "edge", at: now }] : []));
  return worstOf([...nodes.flat(), ...models]);
}

/** A model that is not there was named by one bot: to the others who share the key it says nothing of the vendor. */
const ofOneBot = (keyOwner: string, { lastError, attempts, failures }: VendorHealth): boolean => keyOwner === "platform" && lastError === "unknown_model" && attempts === failures;

/** As a node prints an access. */
export async function printsOf(accesses: VendorAccesses): Promise<string[]> {
  return Promise.all(Object.values(accesses).map(async (access) => {
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(printedAccess(access)));
    return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("").slice(0, 16);
  }));
}

const gravity: Record<VendorHealth["state"], number> = { open: 3, failing: 2, ok: 1, unused: 0 };

/** One line a vendor and kind of work: where several see it, the worst. Sums are of all. */
export function worstOf(told: readonly Told[]): Told[] {
  const lines = new Map<string, Told>();
  for (const one of told) {
    const id = `${one.kind} ${one.provider}`;
    const other = lines.get(id);
    if (other === undefined) {
      lines.set(id, one);
      continue;
    }
    const worse = gravity[one.state] > gravity[other.state] ? one : other;
    const latest = (one.lastErrorAtMs ?? 0) > (other.lastErrorAtMs ?? 0) ? one : other;
    lines.set(id, { ...worse, attempts: one.attempts + other.attempts, failures: one.failures + other.failures, lastError: latest.lastError, lastErrorAtMs: latest.lastErrorAtMs, p50Ms: greater(one.p50Ms, other.p50Ms), p95Ms: greater(one.p95Ms, other.p95Ms) });
  }
  return [...lines.values()].toSorted((a, b) => a.provider.localeCompare(b.provider) || a.kind.localeCompare(b.kind));
}

const greater = (a: number | null, b: number | null): number | null => (a === null ? b : b === null ? a : Math.max(a, b));

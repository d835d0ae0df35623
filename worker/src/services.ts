/** The one composition root of the Worker: every route gets its tools from here, and nothing else makes them. */
import type { TenantId } from "@zvon/contract/ids.ts";
import { drizzle } from "drizzle-orm/d1";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import type { RunEvals } from "./bots/evals.ts";
import { oneRunAtATime } from "./bots/one-run-at-a-time.ts";
import type { CallSession } from "./call/session.ts";
import type { TenantArchive } from "./calls/archive.ts";
import { createEgress } from "./egress/egress.ts";
import type { Egress } from "./egress/egress.ts";
import type { Env, Secrets } from "./env.ts";
import { parseSecrets } from "./env.ts";
import { runSuites } from "./evals/run-suites.ts";
import type { MediaNode } from "./nodes/media-node.ts";
import type { OperatorDesk } from "./operators/operator-desk.ts";
import type { TenantHub } from "./tenants/hub.ts";
import type { TenantPeople } from "./tenants/people.ts";

export type Database = DrizzleD1Database;

export interface Services {
  db: Database;
  storage: R2Bucket;
  secrets: Secrets;
  now: () => number;
  runEvals: RunEvals;
  /** Addressed by tenant and call together, so another tenant's credential reaches an empty object. */
  session: (tenantId: TenantId, callId: string) => DurableObjectStub<CallSession>;
  hub: (tenantId: TenantId) => DurableObjectStub<TenantHub>;
  people: (tenantId: TenantId) => DurableObjectStub<TenantPeople>;
  /** @param month as `callMonth` gives it, "2611". */
  archive: (tenantId: TenantId, month: string) => DurableObjectStub<TenantArchive>;
  node: (nodeId: string) => DurableObjectStub<MediaNode>;
  operators: (tenantId: TenantId) => DurableObjectStub<OperatorDesk>;
  /** The one way to an address that a tenant chose. */
  egress: Egress;
}

const byName = <T extends Rpc.DurableObjectBranded>(namespace: DurableObjectNamespace<T>, name: string) => namespace.get(namespace.idFromName(name));

export function createServices(env: Env, now: () => number = Date.now): Services {
  const secrets = parseSecrets(env);
  return {
    db: drizzle(env.DB),
    storage: env.STORAGE,
    secrets,
    now,
    // All JavaScript of the resident edition shares one thread: calls go on between the exchanges of a long run.
    runEvals: oneRunAtATime((bot, suites, by) => runSuites(bot, suites, { ...by, pause: () => scheduler.wait(0) }), now),
    session: (tenantId, callId) => byName(env.CALL_SESSION, `${tenantId}/${callId}`),
    hub: (tenantId) => byName(env.TENANT_HUB, tenantId),
    people: (tenantId) => byName(env.TENANT_PEOPLE, tenantId),
    archive: (tenantId, month) => byName(env.TENANT_ARCHIVE, `${tenantId}/${month}`),
    node: (nodeId) => byName(env.MEDIA_NODE, nodeId),
    operators: (tenantId) => byName(env.OPERATOR_DESK, tenantId),
    egress: createEgress({ fetch: (input, init) => fetch(input, init), allow: secrets.egressAllow }),
  };
}

/** Asks another object with a time limit, for it may hang. @throws Error when there is no answer in time; the question itself goes on and nobody listens. */
export function within<T>(promise: Promise<T>, limitMs: number): Promise<T> {
  const timeout = new Promise<never>((_, reject) => AbortSignal.timeout(limitMs).addEventListener("abort", () => reject(new Error(`no answer within ${limitMs} ms`)), { once: true }));
  return Promise.race([promise, timeout]);
}

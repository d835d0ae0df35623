/** The Worker's entry: HTTP, and the Durable Objects by the names wrangler.toml knows. */
export { CallSession } from "./call/session.ts";
export { TenantArchive } from "./calls/archive.ts";
export { app as default } from "./http/app.ts";
export { MediaNode } from "./nodes/media-node.ts";
export { OperatorDesk } from "./operators/operator-desk.ts";
export { TenantHub } from "./tenants/hub.ts";
export { TenantPeople } from "./tenants/people.ts";

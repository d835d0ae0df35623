/**
 * The directory in D1: who may do what, which bot answers which number, which media nodes there are. Small and
 * relational; no personal data of callers ever lies here (those live in the tenant's own objects).
 * This file is the source of truth: `drizzle-kit generate` writes migrations/ from it, append-only.
 *
 * users, sessions, accounts, verifications, tenants, members, invitations and two_factors are also better-auth's
 * tables: their property names are its field names.
 */
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

/** ms since 1970. */
const instant = (name: string) => integer(name, { mode: "timestamp_ms" });
const flag = (name: string) => integer(name, { mode: "boolean" });

// ---------------------------------------------------------------- people and tenants

export const users = sqliteTable("users", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  email: text("email").notNull().unique(),
  emailVerified: flag("email_verified").notNull().default(false),
  image: text("image"),
  twoFactorEnabled: flag("two_factor_enabled").default(false),
  createdAt: instant("created_at").notNull(),
  updatedAt: instant("updated_at").notNull(),
});

export const tenants = sqliteTable("tenants", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  slug: text("slug").notNull().unique(),
  logo: text("logo"),
  metadata: text("metadata"),
  /** IANA name: "tomorrow at five" is meant in it. */
  timeZone: text("time_zone").notNull().default("Europe/Moscow"),
  maxConcurrentCalls: integer("max_concurrent_calls").notNull().default(20),
  maxCallsPerMinute: integer("max_calls_per_minute").notNull().default(60),
  /** What the owner sets, see limits-api.ts of the contract; what is missing has its default. */
  limits: text("limits", { mode: "json" }).$type<unknown>().notNull().default({}),
  createdAt: instant("created_at").notNull(),
});

export const members = sqliteTable(
  "members",
  {
    id: text("id").primaryKey(),
    organizationId: text("tenant_id").notNull().references(() => tenants.id, { onDelete: "cascade" }),
    userId: text("user_id").notNull().references(() => users.id, { onDelete: "cascade" }),
    role: text("role").notNull().default("viewer"),
    createdAt: instant("created_at").notNull(),
  },
  (table) => [uniqueIndex("members_user_tenant").on(table.userId, table.organizationId), index("members_tenant").on(table.organizationId)],
);

export const sessions = sqliteTable(
  "sessions",
  {
    id: text("id").primaryKey(),
    token: text("token").notNull().unique(),
    userId: text("user_id").notNull().references(() => users.id, { onDelete: "cascade" }),
    activeOrganizationId: text("active_tenant_id"),
    ipAddress: text("ip_address"),
    userAgent: text("user_agent"),
    expiresAt: instant("expires_at").notNull(),
    createdAt: instant("created_at").notNull(),
    updatedAt: instant("updated_at").notNull(),
  },
  (table) => [index("sessions_user").on(table.userId)],
);

export const accounts = sqliteTable(
  "accounts",
  {
    id: text("id").primaryKey(),
    accountId: text("account_id").notNull(),
    providerId: text("provider_id").notNull(),
    userId: text("user_id").notNull().references(() => users.id, { onDelete: "cascade" }),
    accessToken: text("access_token"),
    refreshToken: text("refresh_token"),
    idToken: text("id_token"),
    accessTokenExpiresAt: instant("access_token_expires_at"),
    refreshTokenExpiresAt: instant("refresh_token_expires_at"),
    scope: text("scope"),
    /** scrypt. */
    password: text("password"),
    createdAt: instant("created_at").notNull(),
    updatedAt: instant("updated_at").notNull(),
  },
  (table) => [index("accounts_user").on(table.userId)],
);

export const verifications = sqliteTable(
  "verifications",
  {
    id: text("id").primaryKey(),
    identifier: text("identifier").notNull(),
    value: text("value").notNull(),
    expiresAt: instant("expires_at").notNull(),
    createdAt: instant("created_at").notNull(),
    updatedAt: instant("updated_at").notNull(),
  },
  (table) => [index("verifications_identifier").on(table.identifier)],
);

export const invitations = sqliteTable(
  "invitations",
  {
    id: text("id").primaryKey(),
    organizationId: text("tenant_id").notNull().references(() => tenants.id, { onDelete: "cascade" }),
    email: text("email").notNull(),
    role: text("role"),
    status: text("status").notNull().default("pending"),
    expiresAt: instant("expires_at").notNull(),
    createdAt: instant("created_at").notNull(),
    inviterId: text("inviter_id").notNull().references(() => users.id, { onDelete: "cascade" }),
  },
  (table) => [index("invitations_tenant").on(table.organizationId), index("invitations_email").on(table.email)],
);

export const twoFactors = sqliteTable(
  "two_factors",
  {
    id: text("id").primaryKey(),
    secret: text("secret").notNull(),
    backupCodes: text("backup_codes").notNull(),
    userId: text("user_id").notNull().references(() => users.id, { onDelete: "cascade" }),
    verified: flag("verified").default(true),
    failedVerificationCount: integer("failed_verification_count").default(0),
    lockedUntil: instant("locked_until"),
  },
  (table) => [index("two_factors_user").on(table.userId)],
);

export const apiKeys = sqliteTable(
  "api_keys",
  {
    id: text("id").primaryKey(),
    tenantId: text("tenant_id").notNull().references(() => tenants.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    /** The first signs of the key, shown so that its owner recognises it. */
    prefix: text("prefix").notNull(),
    /** SHA-256 of the whole key, hex: the key itself has 120 random bits, so a slow hash adds nothing. */
    hash: text("hash").notNull().unique(),
    /** JSON list of scopes. */
    scopes: text("scopes", { mode: "json" }).$type<string[]>().notNull(),
    expiresAt: instant("expires_at"),
    revokedAt: instant("revoked_at"),
    /** Exact to the hour: a write a request would be the dearest part of it. */
    lastUsedAt: instant("last_used_at"),
    createdAt: instant("created_at").notNull(),
  },
  (table) => [index("api_keys_tenant").on(table.tenantId)],
);

// ---------------------------------------------------------------- bots, numbers, nodes

export const bots = sqliteTable(
  "bots",
  {
    id: text("id").primaryKey(),
    tenantId: text("tenant_id").notNull().references(() => tenants.id, { onDelete: "cascade" }),
    slug: text("slug").notNull(),
    name: text("name").notNull(),
    description: text("description").notNull().default(""),
    /** The first of its languages is what it speaks when nobody says otherwise. */
    languages: text("languages", { mode: "json" }).$type<string[]>().notNull(),
    /** The newest version, for each one is published as it is made; 0: none yet, and the bot takes no calls. */
    publishedVersion: integer("published_version").notNull(),
    createdAt: instant("created_at").notNull(),
    updatedAt: instant("updated_at").notNull(),
    /** Counts changes of the draft and versions: a change is refused when it was made from an older one. */
    draftRevision: integer("draft_revision").notNull().default(1),
    draftUpdatedAt: instant("draft_updated_at"),
    /** As it was written, sound or not; null: the draft is what is published. Last, for it is large and lists leave it unread. */
    draft: text("draft", { mode: "json" }).$type<unknown>(),
  },
  (table) => [uniqueIndex("bots_tenant_slug").on(table.tenantId, table.slug)],
);

export const botVersions = sqliteTable(
  "bot_versions",
  {
    id: text("id").primaryKey(),
    botId: text("bot_id").notNull().references(() => bots.id, { onDelete: "cascade" }),
    version: integer("version").notNull(),
    config: text("config", { mode: "json" }).$type<unknown>().notNull(),
    createdAt: instant("created_at").notNull(),
    /** Why, in the owner's words. */
    note: text("note").notNull().default(""),
    /** `user:…`, `key:…` or `system`. */
    author: text("author").notNull().default("system"),
    /** Published although evals failed. */
    overridden: flag("overridden").notNull().default(false),
  },
  (table) => [uniqueIndex("bot_versions_bot_version").on(table.botId, table.version)],
);

/** All suites of a bot as a whole: they are written and run together. */
export const evalSuites = sqliteTable("eval_suites", {
  botId: text("bot_id").primaryKey().references(() => bots.id, { onDelete: "cascade" }),
  suites: text("suites", { mode: "json" }).$type<unknown>().notNull(),
  updatedAt: instant("updated_at").notNull(),
});

/** Warnings about a template's texts that the owner has looked at: keys of `samplesLeft`'s, beside the draft and none of its config. */
export const botChecks = sqliteTable("bot_checks", {
  botId: text("bot_id").primaryKey().references(() => bots.id, { onDelete: "cascade" }),
  keys: text("keys", { mode: "json" }).$type<string[]>().notNull(),
  updatedAt: instant("updated_at").notNull(),
});

export const evalRuns = sqliteTable(
  "eval_runs",
  {
    id: text("id").primaryKey(),
    botId: text("bot_id").notNull().references(() => bots.id, { onDelete: "cascade" }),
    /** "draft" or a version's number. */
    of: text("of").notNull(),
    startedAt: instant("started_at").notNull(),
    tookMs: integer("took_ms").notNull(),
    passed: integer("passed").notNull(),
    failed: integer("failed").notNull(),
    /** With transcripts of made-up callers: no person's words. Last, as it is large. */
    report: text("report", { mode: "json" }).$type<unknown>().notNull(),
  },
  (table) => [index("eval_runs_bot").on(table.botId, table.startedAt)],
);

/** Telephone lines of carriers. */
export const trunks = sqliteTable(
  "trunks",
  {
    id: text("id").primaryKey(),
    tenantId: text("tenant_id").notNull().references(() => tenants.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    enabled: flag("enabled").notNull().default(true),
    /** The carrier's own number that forwarded calls come to. */
    pilot: text("pilot"),
    /** The node that registers it; null: the tenant's first, else the platform's. */
    nodeId: text("node_id").references(() => mediaNodes.id, { onDelete: "set null" }),
    /** See trunks/trunk-row.ts. */
    settings: text("settings", { mode: "json" }).$type<unknown>().notNull(),
    /** The password, see vendors/keyring.ts; null: there is none. */
    sealed: text("sealed"),
    keyVersion: text("key_version"),
    passwordAt: instant("password_at"),
    createdAt: instant("created_at").notNull(),
    updatedAt: instant("updated_at").notNull(),
  },
  (table) => [index("trunks_tenant").on(table.tenantId), index("trunks_pilot").on(table.pilot)],
);

export const numbers = sqliteTable(
  "numbers",
  {
    id: text("id").primaryKey(),
    tenantId: text("tenant_id").notNull().references(() => tenants.id, { onDelete: "cascade" }),
    /** As the exchange dials it: E.164 without "+", or an internal extension. */
    number: text("number").notNull(),
    name: text("name").notNull(),
    /** null: nobody answers. */
    botId: text("bot_id").references(() => bots.id, { onDelete: "set null" }),
    /** Answers after hours, where the rules say that a bot does. */
    afterBotId: text("after_bot_id").references(() => bots.id, { onDelete: "set null" }),
    trunkId: text("trunk_id").references(() => trunks.id, { onDelete: "set null" }),
    language: text("language").notNull(),
    /** Said before hanging up when the bot cannot answer; `rules.overflow` goes before it. */
    fallback: text("fallback"),
    /** Hours and what else the owner sets, see numbers/number-rules.ts; what is missing has its default. */
    rules: text("rules", { mode: "json" }).$type<unknown>().notNull().default({}),
    /** There are caller lists, with the data of persons (TenantPeople). */
    hasCallerLists: flag("has_caller_lists").notNull().default(false),
    createdAt: instant("created_at").notNull(),
  },
  // Two accounts may have the same number, each by a carrier of its own: numbers/claims.ts.
  (table) => [uniqueIndex("numbers_tenant_number").on(table.tenantId, table.number), index("numbers_number").on(table.number), index("numbers_bot").on(table.botId), index("numbers_trunk").on(table.trunkId)],
);

export const mediaNodes = sqliteTable(
  "media_nodes",
  {
    id: text("id").primaryKey(),
    name: text("name").notNull(),
    /** SHA-256 of the node's credential, hex. */
    credentialHash: text("credential_hash").notNull().unique(),
    /** The tenant it belongs to, whose calls alone it may carry; null: the platform's, for every tenant. */
    tenantId: text("tenant_id").references(() => tenants.id, { onDelete: "cascade" }),
    createdAt: instant("created_at").notNull(),
    /** Never seen, or gone for minutes: others register the trunks that would be its, see nodes/away.ts. */
    away: flag("away").notNull().default(true),
  },
  (table) => [index("media_nodes_tenant").on(table.tenantId)],
);

export const auditLog = sqliteTable(
  "audit_log",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    tenantId: text("tenant_id").notNull().references(() => tenants.id, { onDelete: "cascade" }),
    /** user:…, key:… or system. */
    actor: text("actor").notNull(),
    action: text("action").notNull(),
    /** Names a row, never copies a person's data. */
    subject: text("subject").notNull(),
    before: text("before", { mode: "json" }).$type<unknown>(),
    after: text("after", { mode: "json" }).$type<unknown>(),
    requestId: text("request_id"),
    address: text("address"),
    createdAt: instant("created_at").notNull(),
  },
  (table) => [index("audit_log_tenant").on(table.tenantId, table.createdAt)],
);

// ---------------------------------------------------------------- vendors of speech and language

export const providerKeys = sqliteTable(
  "provider_keys",
  {
    tenantId: text("tenant_id").notNull().references(() => tenants.id, { onDelete: "cascade" }),
    provider: text("provider").notNull(),
    /** The whole access, addresses included, see vendors/keyring.ts. */
    sealed: text("sealed").notNull(),
    /** Of the master key that wraps the row's own. */
    keyVersion: text("key_version").notNull(),
    /** For the owner's eye; nothing is decided by these. The last four signs, or nothing; a proxy stands without its password. */
    hint: text("hint").notNull(),
    folder: text("folder"),
    baseUrl: text("base_url"),
    proxy: text("proxy"),
    createdAt: instant("created_at").notNull(),
    updatedAt: instant("updated_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.provider] })],
);

/** How a word is to be said, for every bot of the tenant. */
export const pronunciations = sqliteTable(
  "pronunciations",
  {
    tenantId: text("tenant_id").notNull().references(() => tenants.id, { onDelete: "cascade" }),
    language: text("language").notNull(),
    /** In lower case. */
    word: text("word").notNull(),
    say: text("say").notNull(),
    updatedAt: instant("updated_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.language, table.word] })],
);

/** What a tenant's tools put into their headers; written, used, never read back. */
export const toolSecrets = sqliteTable(
  "tool_secrets",
  {
    tenantId: text("tenant_id").notNull().references(() => tenants.id, { onDelete: "cascade" }),
    /** As `{secret.name}` of a tool names it. */
    name: text("name").notNull(),
    /** See vendors/keyring.ts. */
    sealed: text("sealed").notNull(),
    keyVersion: text("key_version").notNull(),
    createdAt: instant("created_at").notNull(),
    updatedAt: instant("updated_at").notNull(),
    /** The only servers it goes to, see secret-hosts.ts of the contract. None: it goes nowhere. */
    hosts: text("hosts", { mode: "json" }).$type<string[]>().notNull().default([]),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.name] })],
);

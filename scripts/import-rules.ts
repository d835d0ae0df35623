/**
 * Which way imports go: programs → contract, and within a program from the edge inwards (docs/design/layout.md).
 * A folder that is in no table may import nothing of its program: a new one needs a decision about its place.
 */
import type { Import } from "./imports.ts";

/** What a whole program may import, by path prefix. Packages from npm are its package.json's business. */
const programs: Record<string, readonly string[]> = {
  "packages/contract/src": ["packages/contract/"],
  "worker/src": ["worker/src/", "packages/contract/", "stand-ins/"],
  // Tests of adapters talk to the stand-ins of their vendors.
  "media-node/src": ["media-node/src/", "packages/contract/", "stand-ins/"],
  "dashboard/src": ["dashboard/src/", "packages/contract/"],
  // Vendors as they behave; of the node they take what hears and speaks without a vendor, of the worker what its demo bots listen for.
  "stand-ins/src": ["stand-ins/", "packages/contract/", "media-node/src/", "worker/src/bots/demo/", "worker/src/dialogue/listen.ts"],
  // These drive the whole product, so they look at both ends.
  "e2e/src": ["e2e/src/", "stand-ins/", "packages/contract/", "worker/src/", "media-node/src/", "dashboard/src/", "scripts/"],
  "bench/src": ["bench/src/", "e2e/src/", "stand-ins/", "packages/contract/", "worker/src/", "media-node/src/", "scripts/"],
  "scripts": ["scripts/", "packages/contract/"],
};

/** `uses`: folders whose code may be called. `types`: those of which names of types may be taken, as ports are. */
type Reach = { uses: readonly string[]; types?: readonly string[] };
const everything: Reach = { uses: ["*"] };

/** main → call → leaves; leaves import `audio` (frames, rates, clocks), the way out to vendors (`net`), and not each other. */
const mediaLeaf: Reach = { uses: ["audio", "net"], types: ["log.ts"] };
const mediaNode: Record<string, Reach> = {
  "main.ts": everything,
  speech: { uses: ["agent", "audio", "caller", "net", "recording", "stt", "tts"], types: ["log.ts"] },
  "config.ts": { uses: [] },
  "log.ts": { uses: [] },
  call: { uses: ["amd", "audio", "turn", "link", "asterisk"], types: ["agent", "media", "stt", "tts", "recording", "log.ts"] },
  // As a leaf, with the codecs that agents are set up with.
  agent: { uses: ["audio", "codec", "net"], types: ["log.ts"] },
  // Ways in: they fill the ports that the call states.
  asterisk: { uses: [], types: ["call", "log.ts"] },
  browser: { uses: ["audio"], types: ["call", "media", "log.ts"] },
  caller: { uses: ["audio"], types: ["browser", "tts", "log.ts"] },
  // The engine: everything that lives on the media thread.
  media: { uses: ["audio", "codec", "playout", "recording", "rtp", "vad"], types: ["log.ts"] },
  "node-link": { uses: [], types: ["media", "log.ts"] },
  spool: { uses: ["link"], types: ["log.ts"] },
  // What the node looks at in itself: load, disk, health.
  watch: { uses: [], types: ["log.ts"] },
  // What operators dial from their browsers.
  operators: { uses: ["asterisk"], types: ["link", "log.ts"] },
  // Configuration of the exchange as text; knows settings and trunks, no call.
  "asterisk-config": { uses: [] },
  // The same for the border before it.
  "sbc-config": { uses: ["asterisk-config"] },
  // What the exchange knows of its trunks, by its manager interface.
  trunks: { uses: ["asterisk-config"], types: ["log.ts"] },
  ...Object.fromEntries(["amd", "audio", "codec", "link", "net", "playout", "recording", "rtp", "stt", "tts", "turn", "vad"].map((leaf) => [leaf, mediaLeaf])),
};

/** http → domain → db; call → dialogue → ports; dialogue and language know nothing around them. */
const domains = ["auth", "bots", "calls", "demo", "nodes", "numbers", "operators", "tenants", "trunks", "vendors"];
const domain: Reach = { uses: [...domains, "db", "egress", "language", "services.ts", "refusal.ts"], types: ["call", "dialogue", "evals", "llm", "env.ts"] };
const worker: Record<string, Reach> = {
  "index.ts": everything,
  "services.ts": { uses: ["env.ts", "db", "egress", "evals", ...domains], types: ["call"] },
  // Secrets are parsed here, the keyring's by those who use it.
  "env.ts": { uses: ["vendors"], types: ["call", ...domains] },
  "refusal.ts": { uses: [] },
  http: { uses: [...domains, "trying", "db", "services.ts", "refusal.ts"], types: ["env.ts"] },
  ...Object.fromEntries(domains.map((name) => [name, domain])),
  // The prompt is shown as calls make it.
  bots: { ...domain, uses: [...domain.uses, "dialogue"] },
  // What is known before a call is held against the fields as their readers know them.
  calls: { ...domain, uses: [...domain.uses, "dialogue"] },
  // A key is tried by asking the model.
  vendors: { ...domain, uses: [...domain.uses, "llm"] },
  // Of tenants, where an account may call: a transfer obeys it.
  call: { uses: ["dialogue", "llm", "tenants", "tools", "vendors", "services.ts", "env.ts"], types: [...domains, "evals"] },
  // Language models, behind one port.
  llm: { uses: ["egress", "language"], types: ["services.ts", "env.ts", "log.ts"] },
  tools: { uses: ["dialogue", "egress", "language"], types: domains },
  // The one way to an address that a tenant chose.
  egress: { uses: [] },
  // A bot tried with its model, for the page that shows it: joins what calls and evals have.
  trying: { uses: ["call", "evals", "llm", "vendors", "services.ts", "refusal.ts"], types: domains },
  // Conversations without a telephone; a model is given to them.
  evals: { uses: ["dialogue", "language"] },
  dialogue: { uses: ["language"] },
  language: { uses: [] },
  db: { uses: [] },
};

const dashboardLeaf: Reach = { uses: ["lib", "locales", "components"] };
const dashboard: Record<string, Reach> = {
  "main.tsx": everything,
  app: everything,
  // app → features → shared; features do not know each other.
  features: dashboardLeaf,
  components: { uses: ["lib", "locales"] },
  lib: { uses: ["locales"] },
  locales: { uses: ["lib"] },
};

const tables: Record<string, Record<string, Reach>> = { "media-node/src": mediaNode, "worker/src": worker, "dashboard/src": dashboard };
/** Tests and their fakes may look into any folder of their own program. */
const tests = /\.test\.tsx?$|\/testing\//;
/** Dialogue decides; it must run anywhere. */
const pure = /^worker\/src\/(dialogue|language)\//;

/** Null when the import is allowed, else the rule it breaks. */
export function brokenRule({ from, to, typeOnly }: Import): string | null {
  const program = programOf(from);
  if (program === null) return null;
  if (pure.test(from) && !tests.test(from) && /^(cloudflare:|node:|@cloudflare\/|drizzle-orm|hono|@hono\/)/.test(to)) return "dialogue and language are pure";
  if (from.startsWith("dashboard/") && to === "worker/src/http/app.ts" && typeOnly) return null;
  if (programOf(to) !== null && !programs[program]?.some((prefix) => to.startsWith(prefix))) {
    return `${program} imports ${programs[program]?.join(", ") ?? "nothing"} alone`;
  }
  const table = tables[program];
  if (table === undefined || tests.test(from) || !to.startsWith(`${program}/`)) return null;
  const [source, target] = [folderOf(program, from), folderOf(program, to)];
  if (source === target) return program === "dashboard/src" && source === "features" ? otherFeature(from, to) : null;
  const reach = table[source];
  if (reach === undefined) return `${source} has no place in the layers of ${program}`;
  const open = [...reach.uses, ...(typeOnly ? reach.types ?? [] : [])];
  if (open.includes("*") || open.includes(target)) return null;
  return reach.types?.includes(target) ? `${source} may take types alone from ${target}` : `${source} must not know ${target}`;
}

function programOf(path: string): string | null {
  return Object.keys(programs).find((prefix) => path.startsWith(`${prefix}/`)) ?? null;
}

/** The folder under the program's src, or the file that stands there alone. */
function folderOf(program: string, path: string): string {
  return path.slice(program.length + 1).split("/")[0] ?? "";
}

function otherFeature(from: string, to: string): string | null {
  const [source, target] = [from.split("/")[3], to.split("/")[3]];
  return source === target ? null : `features do not know each other (${source}, ${target})`;
}

/** Who imports whom, read from the sources: `npm run lint` holds DESIGN's one-way rules and forbids cycles by it. */
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { brokenRule } from "./import-rules.ts";

export type Import = {
  /** Path of the importing file, from the repository root. */
  from: string;
  /** Path of the imported file, or the package's name when it is not ours. */
  to: string;
  specifier: string;
  /** Names and all; gone at run time. */
  typeOnly: boolean;
};

const skippedFolders = new Set(["node_modules", "dist", "test-results", ".turbo", "peers"]);
const ours = /^@zvon\/([a-z-]+)\/(.+)$/;
const statement = /(?:^|[\n;}])\s*(import|export)\s+(type\s+)?(?:[^"';]*?\bfrom\s*)?["']([^"']+)["']/g;
const dynamic = /\bimport\(\s*["']([^"']+)["']\s*\)/g;

/** Paths of all sources under the given folders. */
export function listSources(root: string, folders: readonly string[]): string[] {
  const walk = (folder: string): string[] =>
    readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return skippedFolders.has(entry.name) ? [] : walk(path);
      return /\.(tsx?|mjs)$/.test(entry.name) && !entry.name.endsWith(".d.ts") ? [path] : [];
    });
  return folders.filter((folder) => existsSync(join(root, folder))).flatMap(walk);
}

export function readImports(path: string, source: string): Import[] {
  const code = source.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
  const found: Import[] = [];
  const add = (specifier: string, typeOnly: boolean): void => void found.push({ from: path, to: resolveImport(path, specifier), specifier, typeOnly });
  for (const match of code.matchAll(statement)) add(match[3] ?? "", match[2] !== undefined);
  for (const match of code.matchAll(dynamic)) add(match[1] ?? "", false);
  return found;
}

function resolveImport(from: string, specifier: string): string {
  if (specifier.startsWith(".")) return normalize(join(dirname(from), specifier));
  const own = ours.exec(specifier);
  if (own === null) return specifier;
  const [, name, path] = own;
  return name === "contract" ? `packages/contract/src/${path}` : `${name}/${path}`;
}

/** Sentences about imports that the rules do not allow. Tests may look into any folder of their own program. */
export function forbiddenImports(imports: readonly Import[]): string[] {
  return imports.flatMap((one) => {
    const why = brokenRule(one);
    return why === null ? [] : [`${one.from} imports ${one.specifier}: ${why}`];
  });
}

/** Rings of files that need each other at run time, each said once. */
export function cycles(imports: readonly Import[]): string[] {
  const edges = new Map<string, string[]>();
  for (const { from, to, typeOnly } of imports) if (!typeOnly) edges.set(from, [...(edges.get(from) ?? []), to]);
  const done = new Set<string>();
  const rings: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    const start = path.indexOf(file);
    if (start >= 0) return void rings.push(`a cycle: ${[...path.slice(start), file].join(" → ")}`);
    if (done.has(file)) return;
    for (const next of edges.get(file) ?? []) visit(next, [...path, file]);
    done.add(file);
  };
  for (const file of edges.keys()) visit(file, []);
  return rings;
}

const workspaces = ["packages/contract/src", "worker/src", "media-node/src", "dashboard/src", "e2e/src", "bench/src", "scripts"];

export function checkImports(root: string): string[] {
  const imports = listSources(root, workspaces).flatMap((path) => readImports(path, readFileSync(join(root, path), "utf8")));
  return [...forbiddenImports(imports), ...cycles(imports)];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = join(dirname(fileURLToPath(import.meta.url)), "..");
  const found = checkImports(root);
  for (const sentence of found) console.error(sentence);
  console.log(found.length === 0 ? "Imports go one way." : `${found.length} imports go the wrong way (${relative(root, join(root, "scripts/import-rules.ts"))} says why).`);
  process.exitCode = found.length === 0 ? 0 : 1;
}

/**
 * The name that a bot's file gives it, read for show alone: the server parses the file. Only what stands at the top
 * level counts: states and tools have names too. @returns null where none is said.
 */
export function nameInFile(text: string, kind: "yaml" | "json"): string | null {
  const written = kind === "json" ? nameInJson(text) : nameInYaml(text);
  const name = written?.trim() ?? "";
  return name === "" ? null : name.slice(0, 80);
}

function nameInJson(text: string): string | null {
  const json = parsed(text);
  if (typeof json !== "object" || json === null || !("name" in json)) return null;
  return typeof json.name === "string" ? json.name : null;
}

function nameInYaml(text: string): string | null {
  const [, written = ""] = /^name:[ \t]+(.+?)[ \t]*$/m.exec(text) ?? [];
  if (written.startsWith('"')) {
    const quoted = parsed(/^"(?:[^"\\]|\\.)*"/.exec(written)?.[0] ?? "");
    return typeof quoted === "string" ? quoted : null;
  }
  if (written.startsWith("'")) return (/^'((?:[^']|'')*)'/.exec(written)?.[1] ?? "").replaceAll("''", "'");
  // A block or an anchor is not read here.
  return /^[|>&*!{[]/.test(written) ? null : written.replace(/\s+#.*$/, "");
}

/** What does not parse says no name; the server tells what is wrong with it. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/**
 * What was rendered, read back as Asterisk reads it, before it takes the place of what works: Asterisk says nothing of a
 * section it does not take, and a reload has no way back.
 */

/** A text that Asterisk would read otherwise than it was meant. Says where, never the value: it may be a password. */
export class ConfigFault extends Error {
  override readonly name = "ConfigFault";
}

export type Section = { name: string; /** In order, repeated ones too; `;` as it was meant. */ settings: readonly (readonly [key: string, value: string])[] };

// Asterisk reads a line into 8,192 bytes and cuts the rest off in silence.
const longestLine = 8_000;

/** A file that is sections alone, as `section` writes them: no template, no include, no comment. @throws ConfigFault */
export function readSections(text: string): Section[] {
  const sections: { name: string; settings: [string, string][] }[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    const fault = (what: string): never => {
      throw new ConfigFault(`line ${index + 1} ${what}`);
    };
    if (Buffer.byteLength(line) > longestLine) fault("is longer than Asterisk reads");
    if (line === "") continue;
    const name = /^\[([\w.-]+)\]$/.exec(line)?.[1];
    if (name !== undefined) {
      sections.push({ name, settings: [] });
      continue;
    }
    const [, key, value] = /^([a-z_]+) = ([^\p{Cc}]*)$/u.exec(line) ?? fault("is neither a section nor a setting");
    if (/(?<!\\);/.test(value ?? "")) fault("holds a comment");
    (sections.at(-1) ?? fault("stands in no section")).settings.push([key ?? "", (value ?? "").replaceAll("\\;", ";")]);
  }
  return sections;
}

/** Settings that pjsip takes several times; any other it would take the last of. */
const repeatable = new Set(["set_var", "match", "match_header", "local_net"]);
/** The settings of each type that name another section, and of what type. Types that are not here have no place in these files. */
const references: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  endpoint: { aors: "aor", auth: "auth", outbound_auth: "auth" },
  registration: { outbound_auth: "auth", endpoint: "endpoint" },
  identify: { endpoint: "endpoint" },
  aor: {},
  auth: {},
};

/**
 * Sections of pjsip that hold together: each of a known type and there once, what they name is among them, and no endpoint
 * but those that were meant.
 * @param transports those of the instance, which stand in another file
 * @throws ConfigFault
 */
export function checkEndpoints(text: string, endpoints: readonly string[], transports: readonly string[]): void {
  const sections = readSections(text);
  const there = new Set<string>();
  for (const { name, settings } of sections) {
    const type = settings.find(([key]) => key === "type")?.[1] ?? "";
    if (references[type] === undefined) throw new ConfigFault(`a section is of the type ${type}`);
    if (there.has(`${type} ${name}`)) throw new ConfigFault(`a second ${type} of one name`);
    there.add(`${type} ${name}`);
    const keys = settings.map(([key]) => key).filter((key) => !repeatable.has(key));
    const twice = keys.find((key, index) => keys.indexOf(key) !== index);
    if (twice !== undefined) throw new ConfigFault(`${type}: ${twice} twice`);
  }
  for (const { settings } of sections) {
    const type = settings.find(([key]) => key === "type")?.[1] ?? "";
    for (const [key, value] of settings) {
      const wanted = references[type]?.[key];
      if (wanted !== undefined && !there.has(`${wanted} ${value}`)) throw new ConfigFault(`${type}: ${key} names no ${wanted}`);
      if (key === "transport" && !transports.includes(value)) throw new ConfigFault(`${type}: there is no such transport`);
    }
  }
  const found = [...there].flatMap((one) => (one.startsWith("endpoint ") ? [one.slice("endpoint ".length)] : []));
  if (found.toSorted().join() !== endpoints.toSorted().join()) throw new ConfigFault("other endpoints than were meant");
}

/** All files of an instance: what they include is among them, and none of them runs a program. @throws ConfigFault that names the file */
export function checkFiles(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    if (/\{\{|\}\}/.test(text.replace(/^\s*;.*$/gm, ""))) throw new ConfigFault(`${name}: a name of the template is not filled in`);
    for (const line of text.split("\n")) {
      if (!/^\s*#/.test(line)) continue;
      const [, optional, included = ""] = /^#(try)?include (\S+)$/.exec(line) ?? [];
      if (included === "") throw new ConfigFault(`${name}: a line that Asterisk would act on`);
      if (optional === undefined && files[included] === undefined) throw new ConfigFault(`${name}: there is no ${included}`);
    }
  }
}

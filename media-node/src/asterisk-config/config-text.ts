/**
 * Asterisk's configuration as text. Everything a tenant or an operator wrote goes through `section`, so that no value can
 * end its line, open a comment, begin another section or name another file.
 */

/** A value that no configuration line can hold. `what` names the setting, never its content: it may be a password. */
export class UnsafeValue extends Error {
  override readonly name = "UnsafeValue";

  constructor(what: string) {
    super(`${what} cannot stand in Asterisk's configuration`);
  }
}

const sectionName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/;
const keyName = /^[a-z_]{1,40}$/;
// Asterisk reads a line into 8,192 bytes and cuts the rest off in silence.
const longestValue = 1_024;

/** One line's value. Asterisk takes `;` for a comment unless a backslash stands before it. @throws UnsafeValue */
export function configValue(what: string, value: string): string {
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u001f\u007f]/.test(value) || value !== value.trim() || value.length > longestValue) throw new UnsafeValue(what);
  return value.replaceAll(";", "\\;");
}

export type Setting = readonly [key: string, value: string | number | boolean];

/** `[name]` with its settings, in order; booleans as yes and no. @throws UnsafeValue */
export function section(name: string, settings: readonly Setting[]): string {
  if (!sectionName.test(name)) throw new UnsafeValue("the name of a section");
  const lines = settings.map(([key, value]) => {
    if (!keyName.test(key)) throw new UnsafeValue(`the setting ${JSON.stringify(key)}`);
    return `${key} = ${typeof value === "boolean" ? (value ? "yes" : "no") : configValue(key, String(value))}`;
  });
  return [`[${name}]`, ...lines, ""].join("\n");
}

/**
 * Fills {{name}} with its value. The values are the caller's to make safe (`configValue`, `section`). A name nobody gave
 * is an error, so that a typo cannot reach Asterisk.
 */
export function fillTemplate(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`template asks for {{${name}}}, which has no value`);
    return value;
  });
}

/** What a person chose for this browser. Kept in localStorage; a browser that forbids it only forgets. */
const prefix = "zvon.";

export function readSetting(name: string): string | null {
  try {
    return localStorage.getItem(prefix + name);
  } catch {
    return null;
  }
}

/** @returns whether it will be remembered. */
export function writeSetting(name: string, value: string | null): boolean {
  try {
    if (value === null) localStorage.removeItem(prefix + name);
    else localStorage.setItem(prefix + name, value);
    return true;
  } catch {
    return false;
  }
}

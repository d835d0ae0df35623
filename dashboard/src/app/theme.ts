import { useEffect, useState } from "react";
import type { Theme } from "../lib/appearance.ts";
import { readSetting, writeSetting } from "../lib/settings.ts";

const stored = (): Theme => {
  const value = readSetting("theme");
  return value === "light" || value === "dark" ? value : "system";
};

/** The chosen theme, kept for this browser; "system" follows the machine as it changes. */
export function useTheme(): { theme: Theme; setTheme: (theme: Theme) => void } {
  const [theme, setState] = useState<Theme>(stored);
  useEffect(() => {
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const apply = () => {
      document.documentElement.dataset["theme"] = theme === "dark" || (theme === "system" && dark.matches) ? "dark" : "light";
    };
    apply();
    dark.addEventListener("change", apply);
    return () => dark.removeEventListener("change", apply);
  }, [theme]);
  return {
    theme,
    setTheme: (next) => {
      writeSetting("theme", next === "system" ? null : next);
      setState(next);
    },
  };
}

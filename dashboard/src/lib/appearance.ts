import { createContext } from "react";

export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

export type Appearance = { theme: Theme; themes: readonly Theme[]; setTheme: (theme: Theme) => void; showShortcuts: () => void };
export const AppearanceContext = createContext<Appearance>({ theme: "system", themes, setTheme: () => undefined, showShortcuts: () => undefined });

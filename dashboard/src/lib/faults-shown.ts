/** The way from wherever faults are counted to the list of them. */
import { createContext, use } from "react";

const FaultsShown = createContext<() => void>(() => undefined);
export const FaultsShownProvider = FaultsShown;

/** @returns opens the list of what is wrong with the draft. */
export const useShowFaults = (): (() => void) => use(FaultsShown);

/** Who is signed in, and the one API client; an answer "signed out" from anywhere brings the sign-in page. */
import type { Me } from "@zvon/contract/api.ts";
import { createContext, use, useCallback, useEffect, useMemo, useState } from "react";
import type { ReactNode } from "react";
import { ApiError, createApi } from "./api.ts";
import type { Api } from "./api.ts";
import { forgetUndo } from "./kept-undo.ts";

export type Session =
  | { state: "loading" }
  | { state: "failed"; error: ApiError }
  /** `ended`: there was a session and it ran out. */
  | { state: "signed-out"; ended: boolean }
  | { state: "signed-in"; me: Me };

type SessionValue = { session: Session; api: Api; reload: () => void; signOut: () => void };
const SessionContext = createContext<SessionValue | null>(null);

export function SessionProvider({ children }: { children: ReactNode }) {
  const [session, setSession] = useState<Session>({ state: "loading" });
  const [round, setRound] = useState(0);
  const api = useMemo(
    () =>
      createApi(async (input, init) => {
        const response = await fetch(input, init);
        if (response.status === 401) setSession((old) => (old.state === "signed-in" ? { state: "signed-out", ended: true } : old));
        return response;
      }),
    [],
  );
  useEffect(() => {
    const controller = new AbortController();
    api.me(controller.signal).then(
      (me) => setSession({ state: "signed-in", me }),
      (error: unknown) => {
        if (controller.signal.aborted) return;
        if (error instanceof ApiError && error.fault === "signed-out") setSession({ state: "signed-out", ended: false });
        else setSession({ state: "failed", error: error instanceof ApiError ? error : new ApiError("unexpected", 0, null, { cause: error }) });
      },
    );
    return () => controller.abort();
  }, [api, round]);
  const left = session.state === "signed-out" && !session.ended;
  useEffect(() => {
    // After the editor is gone, which lays its steps away as it goes.
    if (left) forgetUndo(sessionStorage);
  }, [left]);
  const reload = useCallback(() => setRound((count) => count + 1), []);
  const signOut = useCallback(() => {
    api.signOut().then(
      () => setSession({ state: "signed-out", ended: false }),
      () => setRound((count) => count + 1),
    );
  }, [api]);
  const value = useMemo(() => ({ session, api, reload, signOut }), [session, api, reload, signOut]);
  return <SessionContext value={value}>{children}</SessionContext>;
}

export function useSession(): SessionValue {
  const value = use(SessionContext);
  if (value === null) throw new Error("useSession outside SessionProvider");
  return value;
}

/** Viewers look and listen; calling and hanging up is for operators and above. */
export function useMayCall(): boolean {
  const { session } = useSession();
  return session.state === "signed-in" && session.me.role !== "viewer";
}

/** Of the signed-in person, as the team beside a call is named; null: nobody. */
export function useMyId(): string | null {
  const { session } = useSession();
  return session.state === "signed-in" && session.me.user !== null ? `user:${session.me.user.id}` : null;
}

/** Who sets bots up; who holds the keys of vendors. */
export function useMayEdit(what: "bots" | "keys"): boolean {
  const { session } = useSession();
  if (session.state !== "signed-in") return false;
  return ["owner", "admin", ...(what === "bots" ? ["editor"] : [])].includes(session.me.role);
}

/** Who leads calls, and what came of them. */
export function useMayLead(): boolean {
  const { session } = useSession();
  return session.state === "signed-in" && session.me.role !== "viewer";
}

export const useApi = (): Api => useSession().api;

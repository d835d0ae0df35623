/** The few addresses of the dashboard, over the History API. */
import { createContext, use, useEffect, useMemo, useRef, useState } from "react";
import type { AnchorHTMLAttributes, ReactNode } from "react";
import { parseRoute } from "./routes.ts";
import type { Route } from "./routes.ts";

type Router = {
  route: Route;
  search: URLSearchParams;
  /** Goes up with every step, one to the same address too. */
  visits: number;
  go: (path: string, options?: { replace?: boolean }) => void;
  /** Asked before the page is left; null: it may be left at once. `within`: addresses that begin so are still the page. */
  holdBack: (question: string | null, within?: string) => void;
};
const RouterContext = createContext<Router | null>(null);

export function RouterProvider({ children }: { children: ReactNode }) {
  const [{ address, visits }, setPlace] = useState(() => ({ address: location.pathname + location.search, visits: 0 }));
  const held = useRef<{ question: string; within: string | undefined } | null>(null);
  const mayLeave = useRef((path: string) => {
    if (held.current === null || (held.current.within !== undefined && path.startsWith(held.current.within))) return true;
    if (!confirm(held.current.question)) return false;
    held.current = null;
    return true;
  });
  const shown = useRef(address);
  useEffect(() => {
    shown.current = address;
  }, [address]);
  useEffect(() => {
    const follow = () => {
      // The browser has gone back already: the former address is put on top again.
      if (!mayLeave.current(location.pathname)) return history.pushState(null, "", shown.current);
      setPlace((now) => ({ address: location.pathname + location.search, visits: now.visits + 1 }));
    };
    addEventListener("popstate", follow);
    return () => removeEventListener("popstate", follow);
  }, []);
  const value = useMemo<Router>(() => {
    const url = new URL(address, location.origin);
    return {
      route: parseRoute(url.pathname),
      search: url.searchParams,
      visits,
      holdBack: (question, within) => {
        held.current = question === null ? null : { question, within };
      },
      go: (path, options = {}) => {
        if (!mayLeave.current(path)) return;
        history[options.replace === true ? "replaceState" : "pushState"](null, "", path);
        setPlace((now) => ({ address: path, visits: now.visits + 1 }));
      },
    };
  }, [address, visits]);
  return <RouterContext value={value}>{children}</RouterContext>;
}

export function useRouter(): Router {
  const value = use(RouterContext);
  if (value === null) throw new Error("useRouter outside RouterProvider");
  return value;
}

/** While `held`, leaving the page asks first: in the page by `question`, out of it by the browser's own words. */
export function useHoldBack(held: boolean, question: string, within?: string): void {
  const { holdBack } = useRouter();
  useEffect(() => {
    if (!held) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    holdBack(question, within);
    addEventListener("beforeunload", ask);
    return () => {
      holdBack(null);
      removeEventListener("beforeunload", ask);
    };
  }, [held, question, within, holdBack]);
}

/** A real link: opens in a new tab with a modifier, stays in the page without. */
export function Link({ to, ...rest }: { to: string } & AnchorHTMLAttributes<HTMLAnchorElement>) {
  const { go } = useRouter();
  return (
    <a
      {...rest}
      href={to}
      onClick={(event) => {
        rest.onClick?.(event);
        if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        go(to);
      }}
    />
  );
}

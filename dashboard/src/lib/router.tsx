/** The few addresses of the dashboard, over the History API. */
import { createContext, use, useEffect, useMemo, useState } from "react";
import type { AnchorHTMLAttributes, ReactNode } from "react";
import { parseRoute } from "./routes.ts";
import type { Route } from "./routes.ts";

type Router = { route: Route; search: URLSearchParams; go: (path: string, options?: { replace?: boolean }) => void };
const RouterContext = createContext<Router | null>(null);

export function RouterProvider({ children }: { children: ReactNode }) {
  const [address, setAddress] = useState(() => location.pathname + location.search);
  useEffect(() => {
    const follow = () => setAddress(location.pathname + location.search);
    addEventListener("popstate", follow);
    return () => removeEventListener("popstate", follow);
  }, []);
  const value = useMemo<Router>(() => {
    const url = new URL(address, location.origin);
    return {
      route: parseRoute(url.pathname),
      search: url.searchParams,
      go: (path, options = {}) => {
        history[options.replace === true ? "replaceState" : "pushState"](null, "", path);
        setAddress(path);
      },
    };
  }, [address]);
  return <RouterContext value={value}>{children}</RouterContext>;
}

export function useRouter(): Router {
  const value = use(RouterContext);
  if (value === null) throw new Error("useRouter outside RouterProvider");
  return value;
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

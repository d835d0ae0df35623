import { ChevronLeft, ChevronRight } from "lucide-react";
import { useEffect } from "react";
import type { ReactNode } from "react";
import { AccountMenu } from "./account-menu.tsx";
import { Link } from "../lib/router.tsx";

/** A page's head and body: its one h1, the way back, its actions, the account menu. */
export function Page({ title, heading, parent, actions, flush = false, children }: { title: string; heading?: ReactNode; parent?: { to: string; title: string }; actions?: ReactNode; flush?: boolean; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Zvon`;
  }, [title]);
  return (
    <div className="main">
      <header className="top">
        {parent !== undefined && (
          <span className="crumb">
            <Link to={parent.to} className="row g1">
              <ChevronLeft className="i ph-only" aria-hidden="true" />
              <span className="crumb-title">{parent.title}</span>
            </Link>
            <ChevronRight className="i s dk-only" aria-hidden="true" />
          </span>
        )}
        <h1 tabIndex={-1} className="ell">
          {heading ?? title}
        </h1>
        <span className="grow" />
        {actions}
        <AccountMenu />
      </header>
      <main id="content" className={flush ? "content flush" : "content"}>
        {children}
      </main>
    </div>
  );
}

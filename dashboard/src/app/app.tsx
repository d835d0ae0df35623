import { SearchX } from "lucide-react";
import { Suspense, lazy, useEffect, useRef } from "react";
import { Empty, Failed } from "../components/panel-states.tsx";
import { Page } from "../components/page.tsx";
import { SignInPage } from "../features/auth/sign-in-page.tsx";
import { CallPage } from "../features/call/call-page.tsx";
import { CallsPage } from "../features/calls/calls-page.tsx";
import { TestCallPage } from "../features/test-call/test-call-page.tsx";
import { I18nProvider, InZone, useI18n } from "../lib/i18n.tsx";
import { Link, RouterProvider, useRouter } from "../lib/router.tsx";
import { paths } from "../lib/routes.ts";
import { SessionProvider, useSession } from "../lib/session.tsx";
import { Shell } from "./shell.tsx";
import { useTheme } from "./theme.ts";

// Pages of those who set bots up come when they are opened: who looks at calls does not wait for them.
const BotsPage = lazy(() => import("./bot-pages.tsx").then(({ BotsPage }) => ({ default: BotsPage })));
const NewBotPage = lazy(() => import("./bot-pages.tsx").then(({ NewBotPage }) => ({ default: NewBotPage })));
const BotPage = lazy(() => import("./bot-pages.tsx").then(({ BotPage }) => ({ default: BotPage })));
const VendorsPage = lazy(() => import("../features/vendors/vendors-page.tsx").then(({ VendorsPage }) => ({ default: VendorsPage })));
const AppointmentsPage = lazy(() => import("./appointments.tsx").then(({ Appointments }) => ({ default: Appointments })));
const Live = lazy(() => import("./live.tsx").then(({ Live }) => ({ default: Live })));
const Lines = lazy(() => import("./lines.tsx").then(({ Lines }) => ({ default: Lines })));
const Operators = lazy(() => import("./operators.tsx").then(({ Operators }) => ({ default: Operators })));
const OperatorPhone = lazy(() => import("./operator-phone.tsx").then(({ OperatorPhone }) => ({ default: OperatorPhone })));
const PronunciationsPage = lazy(() => import("../features/pronunciations/pronunciations-page.tsx").then(({ PronunciationsPage }) => ({ default: PronunciationsPage })));

export function App() {
  return (
    <I18nProvider>
      <RouterProvider>
        <SessionProvider>
          <Gate />
        </SessionProvider>
      </RouterProvider>
    </I18nProvider>
  );
}

function Gate() {
  const { session, reload } = useSession();
  const appearance = useTheme();
  switch (session.state) {
    case "loading":
      return null;
    case "failed":
      return (
        <main className="centre">
          <Failed error={session.error} onRetry={reload} />
        </main>
      );
    case "signed-out":
      return <SignInPage ended={session.ended} />;
    case "signed-in":
      return (
        <InZone zone={session.me.tenant.timeZone}>
          <Shell me={session.me} appearance={appearance}>
            <Suspense fallback={null}>
              <CurrentPage />
            </Suspense>
            {session.me.role !== "viewer" && (
              <Suspense fallback={null}>
                <OperatorPhone />
              </Suspense>
            )}
          </Shell>
        </InZone>
      );
  }
}

function CurrentPage() {
  const { route, go } = useRouter();
  const { t } = useI18n();
  const { session } = useSession();
  // Operators come for the calls that live; everybody else for what there was.
  const lands = session.state === "signed-in" && session.me.role === "operator";
  useEffect(() => {
    if (lands && location.pathname === "/") go(paths.live, { replace: true });
  }, [lands, go]);
  const address = route.page === "call" ? `call ${route.callId}` : route.page === "lines" ? `lines ${route.tab}` : route.page;
  const first = useRef(true);
  useEffect(() => {
    // A new page begins at its heading for those who listen to it; the first load leaves the focus alone.
    if (!first.current) document.querySelector<HTMLElement>("h1")?.focus();
    first.current = false;
  }, [address]);
  switch (route.page) {
    case "calls":
      return <CallsPage />;
    case "call":
      return <CallPage key={route.callId} callId={route.callId} />;
    case "test-call":
      return <TestCallPage />;
    case "bots":
      return <BotsPage />;
    case "new-bot":
      return <NewBotPage />;
    case "bot":
      return <BotPage key={route.slug} slug={route.slug} tab={route.tab} />;
    case "lines":
    case "number":
    case "trunk":
      return <Lines route={route} />;
    case "live":
      return <Live />;
    case "operators":
      return <Operators />;
    case "appointments":
      return <AppointmentsPage />;
    case "vendors":
      return <VendorsPage />;
    case "pronunciations":
      return <PronunciationsPage />;
    case "missing":
      return (
        <Page title={t("missing.title")}>
          <Empty icon={<SearchX className="i l" />} title={t("missing.title")} text={t("missing.text")}>
            <Link className="btn" to={paths.calls}>
              {t("missing.action")}
            </Link>
          </Empty>
        </Page>
      );
  }
}

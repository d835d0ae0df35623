import "./lib/zod-without-eval.ts";
import "@fontsource-variable/golos-text/index.css";
import "@fontsource-variable/jetbrains-mono/index.css";
import "./styles/app.css";
import { createRoot } from "react-dom/client";
import { App } from "./app/app.tsx";

// A page that was open through an upgrade asks for parts that are gone: the new page has them. Once a minute at most, lest it turn in circles.
addEventListener("vite:preloadError", (event) => {
  const now = Date.now();
  if (now - Number(sessionStorage.getItem("zvon.reloaded") ?? 0) < 60_000) return;
  event.preventDefault();
  sessionStorage.setItem("zvon.reloaded", String(now));
  location.reload();
});

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");
createRoot(root).render(<App />);

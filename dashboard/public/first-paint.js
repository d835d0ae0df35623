// Before the first paint, so that neither theme nor language flashes. A file, not an inline script: the pages allow none.
(() => {
  const read = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
  const theme = read("zvon.theme");
  const dark = theme === "dark" || (theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  const language = read("zvon.language") ?? (navigator.language.toLowerCase().startsWith("ru") ? "ru" : "en");
  document.documentElement.lang = language === "ru" ? "ru" : "en";
})();

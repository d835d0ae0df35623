/** Our pages forbid eval (Content-Security-Policy), so zod need not even try to compile its schemas. Imported before any schema is made. */
import { config } from "zod";

config({ jitless: true });

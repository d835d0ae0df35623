/** `npm run db:generate -w worker` after a change of src/db/schema.ts. */
import { defineConfig } from "drizzle-kit";

export default defineConfig({ dialect: "sqlite", schema: "./src/db/schema.ts", out: "../migrations" });

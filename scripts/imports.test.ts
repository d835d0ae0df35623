import { describe, expect, it } from "vitest";
import { cycles, forbiddenImports, readImports } from "./imports.ts";

/** What the rules say of one planted file. */
const judge = (path: string, source: string) => forbiddenImports(readImports(path, source));

describe("import directions", () => {
  it.each([
    ["dialogue that asks the database", "worker/src/dialogue/flow.ts", 'import { users } from "../db/schema.ts";'],
    ["dialogue that knows Cloudflare", "worker/src/dialogue/flow.ts", 'import { DurableObject } from "cloudflare:workers";'],
    ["dialogue that knows the call", "worker/src/dialogue/flow.ts", 'import type { Step } from "../call/machine.ts";'],
    ["a domain that knows HTTP", "worker/src/calls/start.ts", 'import { Refusal } from "../http/problem.ts";'],
    ["the database asking its domain", "worker/src/db/schema.ts", 'import { startCall } from "../calls/start.ts";'],
    ["a leaf of the media node that knows another", "media-node/src/vad/vad.ts", 'import { parse } from "../rtp/packet.ts";'],
    ["a leaf that knows the call", "media-node/src/turn/turn.ts", 'import { call } from "../call/call.ts";'],
    ["a way in that runs the call's code", "media-node/src/browser/way.ts", 'import { startCall } from "../call/call.ts";'],
    ["the node reaching into the Worker", "media-node/src/main.ts", 'import { app } from "../../worker/src/http/app.ts";'],
    ["the Worker reaching into the node", "worker/src/calls/start.ts", 'import { rtp } from "../../../media-node/src/rtp/packet.ts";'],
    ["the contract knowing a program", "packages/contract/src/ids.ts", 'import { x } from "../../../worker/src/env.ts";'],
    ["the dashboard running the Worker's code", "dashboard/src/lib/api.ts", 'import { app } from "../../../worker/src/http/app.ts";'],
    ["a feature that knows another", "dashboard/src/features/calls/list.tsx", 'import { Player } from "../call/player.tsx";'],
    ["a folder nobody placed", "worker/src/utils/strings.ts", 'import { users } from "../db/schema.ts";'],
    ["an import at run time", "media-node/src/vad/vad.ts", 'const rtp = await import("../rtp/packet.ts");'],
    ["an export from elsewhere", "media-node/src/vad/vad.ts", 'export { parse } from "../rtp/packet.ts";'],
  ])("refuse %s", (_, path, source) => {
    expect(judge(path, source)).toHaveLength(1);
  });

  it.each([
    ["dialogue on language", "worker/src/dialogue/flow.ts", 'import { stem } from "../language/stem.ts";'],
    ["HTTP on a domain", "worker/src/http/routes/calls/start.ts", 'import { startCall } from "../../../calls/start.ts";'],
    ["a leaf on audio", "media-node/src/vad/vad.ts", 'import { frameSamples } from "../audio/frame.ts";'],
    ["a way in on the call's port", "media-node/src/browser/way.ts", 'import type { Way } from "../call/way.ts";'],
    ["the dashboard on the type of the API", "dashboard/src/lib/api.ts", 'import type { Api } from "../../../worker/src/http/app.ts";'],
    ["a test on whatever it proves", "media-node/src/vad/vad.test.ts", 'import { parse } from "../rtp/packet.ts";'],
  ])("allow %s", (_, path, source) => {
    expect(judge(path, source)).toEqual([]);
  });

  it("are not taken from comments", () => {
    expect(judge("media-node/src/vad/vad.ts", '// import { parse } from "../rtp/packet.ts";\n/* import "../call/call.ts"; */')).toEqual([]);
  });

  it("see an import that is spread over lines", () => {
    expect(judge("media-node/src/vad/vad.ts", 'import {\n  parse,\n  write,\n} from "../rtp/packet.ts";')).toHaveLength(1);
  });
});

describe("cycles", () => {
  const files = (sources: Record<string, string>) => Object.entries(sources).flatMap(([path, source]) => readImports(path, source));

  it("are found over three files", () => {
    const found = cycles(files({
      "worker/src/a.ts": 'import { b } from "./b.ts";',
      "worker/src/b.ts": 'import { c } from "./c.ts";',
      "worker/src/c.ts": 'import { a } from "./a.ts";',
    }));
    expect(found).toEqual(["a cycle: worker/src/a.ts → worker/src/b.ts → worker/src/c.ts → worker/src/a.ts"]);
  });

  it("are not made by types, which are gone at run time", () => {
    expect(cycles(files({ "worker/src/a.ts": 'import { b } from "./b.ts";', "worker/src/b.ts": 'import type { a } from "./a.ts";' }))).toEqual([]);
  });
});

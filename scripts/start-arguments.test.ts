import { describe, expect, it } from "vitest";
import { parseStartArguments } from "./start-arguments.mjs";

const parse = (...argv: string[]) => parseStartArguments(argv, { root: "/product", cwd: "/home/someone" });

describe("npm start's arguments", () => {
  it("have defaults that serve this machine alone", () => {
    expect(parse()).toEqual({ port: 8787, host: "127.0.0.1", dataDir: "/product/data", reset: false });
  });

  it("take a data folder as seen from where the command was typed", () => {
    expect(parse("--data", "zvon").dataDir).toBe("/home/someone/zvon");
    expect(parse("--data=/srv/zvon").dataDir).toBe("/srv/zvon");
  });

  it.each([["--port", "http"], ["--port", "65536"], ["--port", "-1"], ["--port"], ["--host", ""], ["--host", "http://x"], ["--data", ""], ["--colour"], ["extra"]])("refuse %s %s with exit code 2", (...argv) => {
    expect(() => parse(...argv)).toThrow(expect.objectContaining({ name: "StartFailure", exitCode: 2 }));
  });
});

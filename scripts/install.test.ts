import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { spawn } from "node:child_process";
import { ensureInstalled, isInstalling, missingPackages, removeForeignBinaries } from "./install.mjs";
import { nodePackage } from "./node-runtime.mjs";

describe("what is installed", () => {
  let root = "";
  const write = (path: string, value: unknown) => {
    mkdirSync(join(root, path, ".."), { recursive: true });
    writeFileSync(join(root, path), JSON.stringify(value));
  };
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "zvon-install-"));
    write("package.json", { workspaces: ["packages/*", "worker"], dependencies: { one: "1.2.3" }, devDependencies: { tool: "1.0.0" } });
    write("worker/package.json", { dependencies: { two: "*", three: "3.0.0" } });
    write("packages/contract/package.json", { dependencies: { one: "1.2.3" } });
    write(`node_modules/one/package.json`, { version: "1.2.3" });
    write("node_modules/two/package.json", { version: "9.9.9" });
    write("worker/node_modules/three/package.json", { version: "3.0.0" });
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it("is enough for the product without the tools of development", () => {
    expect(missingPackages(root, "product")).toEqual([]);
    expect(missingPackages(root, "development")).toEqual(["tool"]);
  });

  it("lacks a package of another version than the one asked for", () => {
    write("node_modules/one/package.json", { version: "1.2.4" });
    expect(missingPackages(root, "product")).toEqual(["one"]);
  });

  it("lacks what a workspace asks for", () => {
    rmSync(join(root, "node_modules/two"), { recursive: true });
    expect(missingPackages(root, "product")).toEqual(["two"]);
  });

  it("is not trusted after an install that was cut off, though every package is there", () => {
    write("node_modules/.zvon-install-unfinished", "");
    expect(missingPackages(root, "product")).toHaveLength(1);
  });

  it("is waited for while another program installs it, instead of being deleted under that one", async () => {
    const other = spawn(process.execPath, ["-e", "process.stdin.resume()"], { stdio: ["pipe", "ignore", "ignore"] });
    await new Promise((resolve) => other.once("spawn", resolve));
    const mark = join(root, "node_modules/.zvon-install-unfinished");
    const began = readFileSync(`/proc/${other.pid}/stat`, "utf8").replace(/^.*\) /s, "").split(" ")[19];
    writeFileSync(mark, `${other.pid} ${began}`);
    expect(isInstalling(mark)).toBe(true);
    const said: string[] = [];
    const waiting = ensureInstalled(root, "product", (line) => said.push(line));
    await new Promise((resolve) => setImmediate(resolve));
    expect(said).toEqual(["Another program is installing the dependencies; waiting for it ..."]);
    expect(existsSync(join(root, "node_modules/one"))).toBe(true);
    // It is done.
    rmSync(mark);
    expect(await waiting).toBe(false);
    // A mark of one that lives no more, or whose number another process has now, is that of an install that was cut off.
    writeFileSync(mark, `${other.pid} 1`);
    expect(isInstalling(mark)).toBe(false);
    other.stdin.end();
    await new Promise((resolve) => other.once("exit", resolve));
    writeFileSync(mark, `${other.pid} ${began}`);
    expect(isInstalling(mark)).toBe(false);
  });

  it("keeps this platform's binaries and loses the others", () => {
    const bin = (path: string) => `node_modules/onnxruntime-node/bin/napi-v6/${path}/lib`;
    write(bin(`${process.platform}/${process.arch}`), "");
    write(bin("win32/x64"), "");
    write(bin(`${process.platform}/elsewhere`), "");
    write(`node_modules/${nodePackage()}/include/node.h`, "");
    for (const file of ["index.js", "index.js.map", "src/index.ts"]) write(`node_modules/openai/${file}`, "");
    removeForeignBinaries(root);
    expect(["index.js", "index.js.map", "src"].map((file) => existsSync(join(root, "node_modules/openai", file)))).toEqual([true, false, false]);
    expect([`${process.platform}/${process.arch}`, "win32/x64", `${process.platform}/elsewhere`].map((path) => existsSync(join(root, bin(path))))).toEqual([true, false, false]);
    expect(existsSync(join(root, `node_modules/${nodePackage()}/include`))).toBe(false);
  });
});

// A bundle with the code that V8 made of it, and what is built of deadpeer itself.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import Module, { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { type TestContext, test } from "node:test";
import { loadPart } from "../../../src/sys/load-part.ts";
import { temporaryDirectory } from "../programs.ts";

const requireHere = createRequire(import.meta.url);
const TEXT = `
const { part } = require("./other.cjs");
module.exports = { ask: () => "answered by " + part, place: [__filename, __dirname] };
`;

interface Made {
  ask(): string;
  readonly place: readonly string[];
}

/** The code of a text, as another process has made it. */
function codeOf(text: string): Buffer {
  const program = `
    const script = new (require("node:vm").Script)(require("node:fs").readFileSync(0, "utf8"));
    process.stdout.write(script.createCachedData());`;
  return spawnSync(process.execPath, ["-e", program], { input: Module.wrap(text) }).stdout;
}

/** A part, beside another that it asks for, and the code that is kept of it. */
function write(t: TestContext, code?: (text: string) => Buffer): string {
  const folder = temporaryDirectory(t);
  const file = join(folder, "part.cjs");
  writeFileSync(join(folder, "other.cjs"), 'exports.part = "the other";');
  writeFileSync(file, TEXT);
  if (code) writeFileSync(`${file}.${process.version}-${process.arch}.code`, code(TEXT));
  return file;
}

const codes: Readonly<Record<string, ((text: string) => Buffer) | undefined>> = {
  "nothing is kept": undefined,
  "its code is kept": codeOf,
  "what is kept is another text's": () => codeOf("1"),
  "what is kept is empty": () => Buffer.alloc(0),
  "what is kept is no code": () => Buffer.from("no code at all"),
};

for (const [kept, code] of Object.entries(codes)) {
  test(`a part is loaded, and once, where ${kept}`, (t) => {
    const file = write(t, code);
    const part = loadPart(requireHere, file) as Made;
    assert.equal(part.ask(), "answered by the other");
    assert.deepEqual(part.place, [file, join(file, "..")]);
    assert.equal(loadPart(requireHere, file), part);
    assert.equal(requireHere(file), part);
  });
}

const SPY = `
const vm = require("node:vm");
vm.Script = class extends vm.Script {
  constructor(text, options) {
    super(text, options);
    process.stderr.write(JSON.stringify([options.filename, this.cachedDataRejected]) + "\\n");
  }
};
`;

test("what is built of deadpeer has the code of what it loads, and V8 takes it", (t) => {
  const isOwn = (name: string): boolean => name.endsWith(`${process.version}-${process.arch}.code`);
  if (!readdirSync(resolve("dist/commands")).some(isOwn)) return t.skip("it was built by another Node");
  const spy = join(temporaryDirectory(t), "spy.cjs");
  writeFileSync(spy, SPY);
  const args = ["--require", spy, resolve("dist/cli/main.js"), "--version"];
  const { stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  const loaded = stderr
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as [string, boolean]);
  assert.ok(loaded.some(([file]) => file === resolve("dist/cli/command.js")));
  assert.deepEqual(
    loaded.filter(([, isRejected]) => isRejected),
    [],
  );
  for (const file of ["dist/commands/run.js", "dist/commands/inside.js"])
    assert.ok(existsSync(resolve(`${file}.${process.version}-${process.arch}.code`)), file);
});

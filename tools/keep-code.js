// Keeps the code that V8 makes of deadpeer's bundles beside them, so that no command has to compile it again: each of the
// runs below adds what it used (keep-code-used.cjs). src/sys/load-part.ts loads it. Where no experiment can be made, less is
// kept, and deadpeer starts as fast as without.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const dist = join(import.meta.dirname, "../dist");
const cli = join(dist, "cli/main.js");
const LIMIT_MS = 30_000;

/** As src/sys/load-part.ts finds it. */
const codeFileOf = (part) => `${part}.${process.version}-${process.arch}.code`;

const PART = /^cli\/command\.js$|^commands\/.*\.js$/;
/** Code that was kept has nobody who loads a module by import() (Node 20: ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING). */
const isPart = (name) => PART.test(name) && !/\bimport\(/.test(readFileSync(join(dist, name), "utf8"));
const isCode = (name) => /\.code(\.\d+)?$/.test(name);

function filesOf(isWanted) {
  const names = ["cli", "commands"].flatMap((folder) =>
    readdirSync(join(dist, folder)).map((name) => `${folder}/${name}`),
  );
  return names.filter(isWanted).map((name) => join(dist, name));
}

/** Each as a user would, in a directory of its own. */
function useAll(cwd) {
  const own = `exec "${process.execPath}" "${cli}"`;
  const echo = ["--server", `${own} serve --port $PORT`, "--client", `${own} connect $HOST $PORT`];
  const experiment = ["run", ...echo, "--say", "a", "--fault", "kill", "--watch-ms", "50"];
  const uses = [
    ["connect", "127.0.0.1", "1"], // refused: otherwise it ends at once
    ["run", "5.12", "--out", "page"],
    [...experiment, "--out", "own"],
    ["judge", "own/run.json"],
    ["init", "--config", "deadpeer.config.mjs"],
    ["test", "--fault", "kill@idle"],
  ];
  const NODE_OPTIONS = `--require ${JSON.stringify(join(import.meta.dirname, "keep-code-used.cjs"))}`;
  const env = { ...process.env, NODE_OPTIONS };
  for (const args of uses)
    spawnSync(process.execPath, [cli, ...args], { cwd, env, stdio: "ignore", timeout: LIMIT_MS });
}

const directory = mkdtempSync(join(tmpdir(), "deadpeer-code-"));
try {
  for (const part of filesOf(isPart)) writeFileSync(codeFileOf(part), ""); // only what has such a file is kept
  useAll(directory);
} finally {
  rmSync(directory, { recursive: true, force: true });
  // Those without code, and what a process was writing when it was killed.
  for (const code of filesOf(isCode)) if (!code.endsWith(".code") || statSync(code).size === 0) rmSync(code);
}

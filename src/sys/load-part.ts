// Loads one of deadpeer's own bundles with the code that V8 made of it when deadpeer was built, which saves each command
// 20 ms, and the process inside 10. It is itself a part of each bundle that loads another (tools/bundle-programs.js).

import { readFileSync } from "node:fs";
import Module, { createRequire } from "node:module";
import { dirname } from "node:path";
import { Script } from "node:vm";

/**
 * What the bundle exports. Where there is no code for this Node, or V8 does not take it (it was started with other flags,
 * say), the bundle's text is compiled, as always.
 *
 * @param requireFrom the `require` of the bundle that loads it
 * @param file its absolute path
 */
export function loadPart(requireFrom: NodeJS.Require, file: string): unknown {
  const cachedData = requireFrom.cache[file] ? undefined : readKept(codeFileOf(file));
  if (cachedData === undefined) return requireFrom(file);
  const part = new Module(file);
  part.filename = file;
  requireFrom.cache[file] = part;
  const script = new Script(Module.wrap(readFileSync(file, "utf8")), {
    filename: file,
    cachedData,
  });
  const run = script.runInThisContext() as (...given: readonly unknown[]) => void;
  run.call(part.exports, part.exports, createRequire(file), part, file, dirname(file));
  part.loaded = true;
  return part.exports;
}

/** V8 checks its own version and flags: not what it was built with. */
function codeFileOf(file: string): string {
  return `${file}.${process.version}-${process.arch}.code`;
}

function readKept(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined; // it is compiled, then
  }
}

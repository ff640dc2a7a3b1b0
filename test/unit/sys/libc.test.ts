// The door to the C library: koffi's native part is loaded without the package around it, of exactly one version.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { KOFFI_VERSION, declare } from "../../../src/sys/libc.ts";

test("koffi's version is the one in package.json", () => {
  const { dependencies } = JSON.parse(readFileSync("package.json", "utf8")) as {
    dependencies: Record<string, string>;
  };
  assert.equal(KOFFI_VERSION, dependencies["koffi"]);
});

test("a call loads koffi's native part and not the package", () => {
  assert.equal(declare<() => number>("int getpid(void)")(), process.pid);
  const loaded = Object.keys(createRequire(import.meta.url).cache);
  assert.ok(loaded.some((path) => path.endsWith("koffi.node")));
  assert.deepEqual(
    loaded.filter((path) => path.includes("/node_modules/koffi/")),
    [],
  );
});

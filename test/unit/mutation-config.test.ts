// `npm run mutate` (stryker.config.json, docs/mutation.md) is too slow to run each time: this holds that it still can.

import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

interface Config {
  readonly mutate: readonly string[];
  readonly mochaOptions: { readonly spec: readonly string[] };
  readonly testRunnerNodeArgs: readonly string[];
}

const config = JSON.parse(readFileSync("stryker.config.json", "utf8")) as Config;
const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as {
  scripts: Readonly<Record<string, string>>;
};

/** The tests' sources that a pattern such as `build/test/unit/verdict/*.test.js` means. */
function sourcesOf(pattern: string): string[] {
  const [, folder, found] = /^build\/(test\/unit\/\w+)\/([\w*-]+)\.test\.js$/.exec(pattern) ?? [];
  assert.ok(folder !== undefined && found !== undefined, pattern);
  const name = new RegExp(`^${found.replaceAll("*", "[\\w-]*")}\\.test\\.ts$`);
  return readdirSync(folder)
    .filter((file) => name.test(file))
    .map((file) => `${folder}/${file}`);
}

test("what is mutated, and what is loaded for it, is there; its versions are fixed", () => {
  assert.deepEqual(config.mutate, ["src/verdict/**/*.ts"]);
  assert.ok(existsSync("src/verdict/verdict.ts"));
  const modules = config.testRunnerNodeArgs.filter((argument) => argument.startsWith("./"));
  assert.ok(modules.length > 0 && modules.every((path) => existsSync(path)), modules.join(", "));
  const packages = [...(scripts["mutate"] ?? "").matchAll(/--package=(\S+)/g)].map(([, name = ""]) => name);
  assert.ok(
    packages.length > 0 && packages.every((name) => /@\d+\.\d+\.\d+$/.test(name)),
    packages.join(", "),
  );
  const [, least] = /^const LEAST = (\d+);$/m.exec(readFileSync("tools/mutate.js", "utf8")) ?? [];
  assert.ok(Number(least) >= 85);
});

test("its tests are a title and a function without a context: the stand-in for node:test hands none over", () => {
  for (const pattern of config.mochaOptions.spec) {
    const files = sourcesOf(pattern);
    assert.ok(files.length > 0, pattern);
    for (const file of files) {
      const text = readFileSync(file, "utf8");
      assert.match(text, /^import \{ test \} from "node:test";$/m, file);
      assert.doesNotMatch(text, /\btest\((?:"[^"]*"|`[^`]*`|\w+),\s*(?:async )?\(\w/, file);
    }
  }
});

// What the package exports is whole: every type that a public declaration mentions, and a use of every name.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";

/** The text of a declaration file, its imports as name to file. */
function readDeclarations(file: string): {
  text: string;
  imports: Map<string, string>;
  reexports: Map<string, string>;
} {
  const text = readFileSync(file, "utf8");
  const [imports, reexports] = [new Map<string, string>(), new Map<string, string>()];
  for (const [, word, names = "", from = ""] of text.matchAll(
    /^(import|export)(?: type)? \{([^}]*)\} from "(\.[^"]*)"/gm,
  ))
    for (const each of names.split(",")) {
      const [name = "", local = name] = each
        .trim()
        .replace(/^type /, "")
        .split(" as ");
      const target = join(dirname(file), from.replace(/\.[jt]s$/, ".d.ts"));
      if (name !== "") (word === "import" ? imports : reexports).set(local, target);
    }
  return { text, imports, reexports };
}

/** The declaration of a name: to the next one, without its comments. */
function declarationOf(text: string, name: string): string {
  const plain = text.replaceAll(/\/\*[^]*?\*\/|\/\/.*$/gm, "");
  const start = plain.search(
    new RegExp(`^(export )?(declare )?(interface|type|const|function) ${name}\\b`, "m"),
  );
  if (start < 0) return "";
  const rest = plain.slice(start + 1);
  const end = rest.search(/^(export|declare|interface|type|import) /m);
  return end < 0 ? rest : rest.slice(0, end);
}

/** Each uses a part of the package. */
const USERS = ["types", "choices-types", "config-types", "measures-types", "story-types"].map(
  (name) => `test/unit/library/${name}.test.ts`,
);

/** Each of a union's members is `Observed<KIND>`. */
const IN_ANOTHER_WAY = new Set(["Fact"]);

test("the tests of types use every name, and the package exports every type that a public declaration mentions", () => {
  const uses = USERS.map((file) =>
    readFileSync(file, "utf8").replace(/^import \{[^]*?\} from "deadpeer";$/m, ""),
  ).join("");
  const { reexports } = readDeclarations("dist/index.d.ts");
  assert.ok(reexports.size > 60);
  const missing = new Set<string>();
  for (const [name, file] of reexports) {
    assert.match(uses, new RegExp(`\\b${name}\\b`), `${name} is used in none of them`);
    if (IN_ANOTHER_WAY.has(name)) continue;
    const { text, imports, reexports: passedOn } = readDeclarations(file);
    const mentioned = new Set(declarationOf(text, name).match(/\b[A-Z]\w+\b/g) ?? []);
    const declared = [...text.matchAll(/^(?:export )?(?:interface|type) (\w+)/gm)].map(
      ([, each]) => each ?? "",
    );
    for (const type of [...imports.keys(), ...passedOn.keys(), ...declared])
      if (type !== name && mentioned.has(type) && !reexports.has(type)) missing.add(`${type} (in ${name})`);
  }
  assert.deepEqual([...missing], []);
});

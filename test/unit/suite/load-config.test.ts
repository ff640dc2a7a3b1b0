// Finding and loading the configuration: in each language, and whatever is wrong with the file.

import assert from "node:assert/strict";
import { chmodSync, chownSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { loadConfig } from "../../../src/suite/load-config.ts";
import { inFolder, loadText, refusal } from "../suite-config.ts";

const CLIENTS = { clients: { mine: "exec ./client" } };

const languages: readonly (readonly [file: string, text: string])[] = [
  [
    "deadpeer.config.ts",
    'import { type SuiteConfig, defineConfig } from "deadpeer";\nconst c: SuiteConfig = { clients: { mine: "exec ./client" } };\nexport default defineConfig(c);',
  ],
  [
    "deadpeer.config.mts",
    'import { defineConfig } from "deadpeer";\nexport default defineConfig({ clients: { mine: await Promise.resolve("exec ./client") } });',
  ],
  [
    "deadpeer.config.js",
    'import { defineConfig } from "deadpeer";\nexport default defineConfig({ clients: { mine: "exec ./client" } });',
  ],
  ["deadpeer.config.js", 'module.exports = { clients: { mine: "exec ./client" } };'],
  [
    "deadpeer.config.mjs",
    'import { defineConfig } from "deadpeer";\nexport default defineConfig({ clients: { mine: "exec ./client" } });',
  ],
  ["deadpeer.config.ts", 'export default async () => ({ clients: { mine: "exec ./client" as const } });'],
  ["deadpeer.config.ts", 'export default Promise.resolve({ clients: { mine: "exec ./client" } });'],
  ["deadpeer.config.json", JSON.stringify(CLIENTS, undefined, "\t")],
  ["deadpeer.config.yaml", "clients:\n  mine: exec ./client\n"],
  ["deadpeer.config.yml", "{ clients: { mine: exec ./client } }"],
];

for (const [file, text] of languages)
  test(`${file}: ${text.split("\n").at(-1)?.slice(0, 60)}`, async () => {
    const { config } = await loadText(file, text);
    assert.deepEqual({ ...config }, CLIENTS);
  });

test("deadpeer.config.js in a package of modules", async () => {
  const files = {
    "package.json": '{ "type": "module" }',
    "deadpeer.config.js":
      'import { defineConfig } from "deadpeer";\nexport default defineConfig({ clients: { a: "x" } });',
  };
  const { config } = await inFolder(files, (folder) => loadConfig(undefined, folder));
  assert.deepEqual({ ...config }, { clients: { a: "x" } });
});

test("a configuration sees all of the library, also from a file that it imports", async () => {
  const files = {
    "deadpeer.config.ts":
      'import { faults } from "./faults";\nexport default { clients: { a: "b" }, faults };',
    "faults.ts": 'import { faultNames } from "deadpeer";\nexport const faults = faultNames.slice(0, 2);',
  };
  const { config } = await inFolder(files, (folder) => loadConfig(undefined, folder));
  assert.equal(config.faults?.length, 2);
});

test("a file is read as it is now, and nothing is left behind", async () => {
  const load = (folder: string): Promise<string[]> =>
    loadConfig(undefined, folder).then(({ config }) => Object.keys(config.clients));
  await inFolder({ "deadpeer.config.ts": 'export default { clients: { a: "x" } };' }, async (folder) => {
    assert.deepEqual(await load(folder), ["a"]);
    writeFileSync(join(folder, "deadpeer.config.ts"), 'export default { clients: { b: "x" } };');
    assert.deepEqual(await load(folder), ["b"]);
    assert.deepEqual(readdirSync(folder), ["deadpeer.config.ts"]);
  });
});

/** What is wrong with the file itself, and what is said. */
const broken: readonly (readonly [file: string, text: string, says: RegExp])[] = [
  [
    "deadpeer.config.ts",
    "export default {\n  clients: {\n  b c\n};",
    /^deadpeer\.config\.ts:3: Unexpected token, expected ","\. /,
  ],
  ["deadpeer.config.mjs", "export default {\n", /^deadpeer\.config\.mjs:2: Unexpected token/],
  ["deadpeer.config.ts", "\nthrow new Error('no luck\\ntoday')", /^deadpeer\.config\.ts:2: no luck\. /],
  [
    "deadpeer.config.ts",
    "const a: any = undefined;\n\nexport default a.b.c;",
    /config\.ts:3: Cannot read properties/,
  ],
  [
    "deadpeer.config.ts",
    "export default () => {\n  throw new Error('no luck');\n};",
    /config\.ts:2: no luck\./,
  ],
  ["deadpeer.config.ts", "export default Promise.reject(new Error('no luck'));", /no luck\./],
  ["deadpeer.config.ts", "throw 'text'", /^deadpeer\.config\.ts: it throws something that is not an error\./],
  ["deadpeer.config.ts", "throw new Error('')", /it throws an error without a message/],
  [
    "deadpeer.config.ts",
    'import x from "missing-one";\nexport default x;',
    /^deadpeer\.config\.ts:1: Cannot find module 'missing-one'\./,
  ],
  ["deadpeer.config.ts", "export const clients = {};", /^deadpeer\.config\.ts: it has no default export\./],
  ["deadpeer.config.ts", "", /no default export/],
  ["deadpeer.config.json", '{\n  "clients": {\n    "a": "x",,\n  }\n}', /^deadpeer\.config\.json:3: /],
  [
    "deadpeer.config.yaml",
    "clients:\n  a: x\n  a: y\n",
    /^deadpeer\.config\.yaml:3: Map keys must be unique/,
  ],
  [
    "deadpeer.config.json",
    '{ "clients": {\n "a": { "command": "x",\n "command": "y" } } }',
    /^deadpeer\.config\.json:3: Map keys must be unique/,
  ],
  ["deadpeer.config.yaml", "a: 1\n---\nb: 2\n", /^deadpeer\.config\.yaml:2: /],
  ["deadpeer.config.yaml", "clients: *none\n", /Unresolved alias/],
  ["deadpeer.config.yaml", "a: &a [x]\nb: &b [*a, *a, *a]\nclients: *b", /the configuration has no option a/],
  ["deadpeer.config.yaml", "", /^deadpeer\.config\.yaml: the configuration is an object, not null\./],
  ["deadpeer.config.json", "[]", /the configuration is an object, not an array/],
];

for (const [file, text, says] of broken)
  test(`${file} with ${JSON.stringify(text.slice(0, 60))}: its line, and no stack`, async () => {
    assert.match(await refusal(() => loadText(file, text)), says);
  });

test("an alias that grows without end is refused", async () => {
  const levels = Array.from({ length: 8 }, (_, i) => `l${i + 1}: &l${i + 1} [${`*l${i}, `.repeat(9)}]`);
  const text = ["l0: &l0 x", ...levels].join("\n");
  assert.match(await refusal(() => loadText("deadpeer.config.yaml", text)), /alias/i);
});

test("a syntax error in an imported file has the name of that file", async () => {
  const files = {
    "deadpeer.config.ts": 'import { a } from "./other";\nexport default a;',
    "other.ts": "\nexport const a = ;",
  };
  const says = await inFolder(files, (folder) => refusal(() => loadConfig(undefined, folder)));
  assert.match(says, /^other\.ts:2: Unexpected token/);
});

test("it is found in a directory above, and shown as it is reached from here", async () => {
  await inFolder({ "deadpeer.config.yaml": "clients: { a: x }" }, async (folder) => {
    mkdirSync(join(folder, "deep/er"), { recursive: true });
    const { file, directory } = await loadConfig(undefined, join(folder, "deep/er"));
    assert.deepEqual([file, directory], [join(folder, "deadpeer.config.yaml"), folder]);
    writeFileSync(join(folder, "deadpeer.config.yaml"), "clint: 5");
    const says = await refusal(() => loadConfig(undefined, join(folder, "deep/er")));
    assert.match(says, /^\.\.\/\.\.\/deadpeer\.config\.yaml:1: the configuration has no option clint\./);
  });
});

test("the nearest counts, and --config before all", async () => {
  await inFolder({ "deadpeer.config.yaml": "clients: { far: x }" }, async (folder) => {
    const deep = join(folder, "deep");
    mkdirSync(deep);
    writeFileSync(join(deep, "deadpeer.config.yaml"), "clients: { near: x }");
    writeFileSync(join(deep, "other.json"), '{"clients": {"other": "x"}}');
    const client = async (named?: string): Promise<string[]> =>
      Object.keys((await loadConfig(named, deep)).config.clients);
    assert.deepEqual(await client(), ["near"]);
    assert.deepEqual(await client("other.json"), ["other"]);
    assert.deepEqual(await client(join(folder, "deadpeer.config.yaml")), ["far"]);
  });
});

test("two in one directory, none, and files that cannot be read", async () => {
  const two = { "deadpeer.config.ts": "", "deadpeer.config.yml": "" };
  await inFolder(two, async (folder) => {
    assert.match(
      await refusal(() => loadConfig(undefined, folder)),
      /^There are two configurations, deadpeer\.config\.ts and deadpeer\.config\.yml\./,
    );
    mkdirSync(join(folder, "folder.json"));
    const named: readonly (readonly [string, RegExp])[] = [
      ["none.ts", /^Cannot read none\.ts: it is not there\./],
      ["folder.json", /^Cannot read folder\.json: it is a directory\./],
      ["deadpeer.config.toml", /is not a configuration by its name\. It ends in \.ts, \.mts/],
      ["", /^--config has no file name\./],
    ];
    for (const [file, says] of named) assert.match(await refusal(() => loadConfig(file, folder)), says);
  });
  assert.match(await refusal(() => loadConfig(undefined, "/proc")), /deadpeer init/);
});

test("a program that another user put where everybody can write is not run", async (t) => {
  if (process.getuid?.() !== 0) return t.skip("only root can make a file of another user");
  await inFolder({ "deadpeer.config.yaml": "clients: { a: x }" }, async (folder) => {
    const deep = join(folder, "deep");
    mkdirSync(deep);
    chownSync(join(folder, "deadpeer.config.yaml"), 65_534, 65_534);
    assert.ok(await loadConfig(undefined, deep));
    chmodSync(folder, 0o777);
    assert.match(await refusal(() => loadConfig(undefined, deep)), /belongs to another user/);
    assert.ok(await loadConfig("../deadpeer.config.yaml", deep));
    assert.match(await refusal(() => loadConfig(undefined, folder)), /belongs to another user/);
    assert.ok(await loadConfig("deadpeer.config.yaml", folder));
  });
});

test("what is expected of no case is refused, with its line", async () => {
  const load = (last: string): Promise<string[]> =>
    inFolder(
      {
        "deadpeer.config.yaml": `clients:\n  a: { command: a, faults: "kill@mid-reply:2" }\n  b: b\nfaults: [kill, reset]\nexclude:\n- { fault: reset }\nexpect:\n- { client: b, verdict: lost=0 }\n- ${last}\n`,
      },
      async (folder) => Object.keys((await loadConfig(undefined, folder)).config.clients),
    );
  const idle = [
    '{ fault: "kill@mid-reply", verdict: lost=0 }',
    "{ client: a, fault: reset, verdict: lost=0 }",
    "{ on: pipes, verdict: lost=0 }",
    "{ network: loopback, verdict: lost=0 }",
  ];
  for (const each of idle)
    assert.match(
      await refusal(() => load(each)),
      /^deadpeer\.config\.yaml:9: expect\[1\] fits no case\./,
      each,
    );
  const fitting = [
    '{ fault: "kill@mid-reply*", verdict: lost=0 }',
    '{ fault: ["kill@mid-reply", "kill@mid-reply:2"], verdict: lost=0 }',
    "{ client: b, fault: reset, verdict: lost=0 }", // it fits one that is excluded
  ];
  for (const each of fitting) assert.deepEqual(await load(each), ["a", "b"], each);
});

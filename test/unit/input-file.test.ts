// Files of configurations and stories that are wrong in ways that nobody thought of: exit code 2, one sentence that names
// the file, and never a stack, a crash or a wait.

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import * as fc from "fast-check";
import { isFailure } from "../../src/failure.ts";
import { readScript } from "../../src/input-file/read-script.ts";
import { loadStory } from "../../src/story/load-story.ts";
import { planCases } from "../../src/suite/cases.ts";
import { loadConfig } from "../../src/suite/load-config.ts";
import { assertSentence, inFolder, refusal } from "./suite-config.ts";

const [CONFIG, STORY] = ["deadpeer.config.yaml", "story.yaml"];

/** Reads the text as a configuration and as a story: each is right, or refused in a sentence. */
async function readBoth(text: string): Promise<void> {
  await inFolder({ [CONFIG]: text, [STORY]: text }, async (folder) => {
    const reading = [
      async () => {
        const { config, stories, directory } = await loadConfig(undefined, folder);
        planCases(config, directory, stories);
      },
      async () => void (await loadStory(STORY, folder)),
    ];
    for (const read of reading) {
      try {
        await read();
      } catch (error) {
        assertSentence(error);
      }
    }
  });
}

for (const [what, text, says] of [
  ["its default is null", "export default null", /^story\.ts: the story is an object, not null\./],
  [
    "a getter throws",
    "export default {\n  get server() {\n    throw new Error('boo');\n  } }",
    /^story\.ts:3: boo\./,
  ],
  [
    "a getter of a step throws",
    "export default { steps: [{\n  get fault() { throw new Error('boo') } }] }",
    /^story\.ts:2: boo\./,
  ],
  [
    "a getter throws nothing to speak of",
    "export default { get steps() { throw undefined } }",
    /^story\.ts: it throws something that is not an error\./,
  ],
  [
    "a proxy throws",
    "export default new Proxy({}, { ownKeys() { throw new TypeError('bad') } })",
    /^story\.ts:1: bad\./,
  ],
] as const)
  test(`a script says in which file and line: ${what}`, async () => {
    const read = inFolder({ "story.ts": text, "package.json": "{}" }, (folder) =>
      loadStory("story.ts", folder),
    );
    assert.match(await refusal(() => read), says);
    const config = inFolder({ "story.ts": text, "package.json": "{}" }, (folder) =>
      loadConfig("story.ts", folder),
    );
    await refusal(() => config);
  });

test("a top-level await that never ends is ended, and said to be that", async () => {
  const text = "await new Promise(() => {});\nexport default {};\n";
  await inFolder({ "story.mjs": text }, async (folder) => {
    const options = { shown: "story.mjs", define: "defineStory", limitMs: 50 };
    const said = await refusal(() => readScript(text, join(folder, "story.mjs"), options));
    assert.match(
      said,
      /^story\.mjs: it was not ready after 0\.05 s: a promise that it waits for, or exports, is not settled\./,
    );
  });
});

const DEEP = /^deadpeer\.config\.(yaml|json):\d+: it is nested more than 64 deep\./;
for (const [what, text, says] of [
  ["brackets", "[".repeat(500_000), DEEP],
  ["braces", `clients: ${"{a: ".repeat(100_000)}`, DEEP],
  ["lists on one line", "- ".repeat(100_000), DEEP],
  ["questions", "? ".repeat(100_000), DEEP],
  ["indentation", Array.from({ length: 200 }, (_, i) => `${" ".repeat(i)}a:`).join("\n"), DEEP],
  [
    "indentation, with empty lines and comments between",
    Array.from({ length: 700 }, (_, i) => `${" ".repeat(i)}a:\n  \n\n# and so on`).join("\n"),
    DEEP,
  ],
  ["too long", "[".repeat(3_000_000), /^deadpeer\.config\.yaml: it is longer than 1048576 characters\./],
] as const)
  test(`too much of it is refused before it is parsed: ${what}`, async () => {
    const read = inFolder({ [CONFIG]: text }, (folder) => loadConfig(undefined, folder));
    assert.match(await refusal(() => read), says);
  });

test("brackets in text do not nest", async () => {
  const commands = Array.from({ length: 100 }, (_, i) => `  c${i}: "test [ {"\n  d${i}: grep a[[b {{`).join(
    "\n",
  );
  const { config } = await inFolder({ [CONFIG]: `clients:\n${commands}\n` }, (folder) =>
    loadConfig(undefined, folder),
  );
  assert.equal(Object.keys(config.clients).length, 200);
});

const words: readonly string[] =
  "clients servers faults stories proxies steps story exclude expect command exchange say fault until count heal comeBack watch press also through on networks verdict printed by thenServer __proto__ constructor toString 0".split(
    " ",
  );
const values = fc.oneof(
  fc.constantFrom<unknown>(
    "kill",
    "reset@crossing",
    "outage:100",
    "command",
    "x",
    "",
    "/a/",
    "/(/",
    "a: b",
    null,
  ),
  fc.constantFrom<unknown>(true, 0, -1, 1e21, Number.MAX_SAFE_INTEGER, "ctrl-c", "end-of-input", "connected"),
  fc.string({ maxLength: 5 }),
);
const tree = fc.letrec<{ readonly node: unknown }>((tie) => ({
  node: fc.oneof(
    { depthSize: "medium", withCrossShrink: true },
    values,
    fc.array(tie("node"), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...words), tie("node"), { maxKeys: 5 }),
  ),
})).node;

test("whatever a data file contains, it is right or refused in a sentence", async () => {
  await fc.assert(
    fc.asyncProperty(tree, async (given) => readBoth(JSON.stringify(given))),
    { numRuns: 300 },
  );
});

const RIGHT = `clients:
  nc: { command: nc, exchange: [{ say: hi }, { expect: hi }], on: [pipes, terminal] }
stories:
  twice: { steps: [{ fault: kill }, comeBack, { until: connected }, { fault: "outage:5", expectVerdict: lost=0 }] }
proxies: &p { socat: exec socat }
exclude: [{ client: nc, fault: "*" }]
`;
const RIGHT_STORY = RIGHT.replace(/[^]*steps: (.*) \}\n[^]*/, "control: none\nsteps: $1\n");
const noise = fc.constantFrom(
  "[",
  "]",
  "{",
  "}",
  ":",
  "- ",
  "&p ",
  "*p",
  "!!",
  "|",
  ">",
  "'",
  '"',
  "\t",
  "#",
  "%",
  "<<: *p",
  "\0",
  "\n",
);

test("whatever is put into a file that is right, it is right or refused in a sentence", async () => {
  assert.match(RIGHT_STORY, /^control: none\nsteps: \[\{ fault: kill/);
  const splice = fc.record({ at: fc.nat(400), cut: fc.nat(12), put: fc.array(noise, { maxLength: 4 }) });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(RIGHT, RIGHT_STORY),
      fc.array(splice, { maxLength: 3 }),
      async (text, edits) => {
        let changed = text;
        for (const { at, cut, put } of edits)
          changed = changed.slice(0, at) + put.join("") + changed.slice(at + cut);
        await readBoth(changed);
      },
    ),
    { numRuns: 300 },
  );
});

test("what is refused is a Failure, whatever the file is called", async () => {
  for (const name of ["story.yaml", "story.ts", "story.txt", "story"])
    await assert.rejects(loadStory(name, "/nowhere"), (error) => isFailure(error) && error.exitCode === 2);
});

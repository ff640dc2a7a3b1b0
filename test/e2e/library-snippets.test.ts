// The examples of README.md and docs/library.md: they compile against the package's types, and the first of each runs.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { anyUser, eventually, start, temporaryDirectory } from "./harness.ts";

/** What the examples call ./my-server: it answers PING with PONG, each connection by itself. */
const SERVER = `#!/usr/bin/env node
require("node:net").createServer((socket) => {
  socket.on("data", (line) => socket.write(String(line).replaceAll("PING", "PONG")));
  socket.on("error", () => undefined);
}).listen(process.env.PORT, process.env.HOST);
`;

/** And ./my-client: it prints what comes, and says so when its server has gone. */
const CLIENT = `#!/usr/bin/env node
const socket = require("node:net").connect(process.env.PORT, process.env.HOST);
process.stdin.pipe(socket);
socket.pipe(process.stdout);
const lost = (why) => { console.error(\`connection lost (\${why})\`); process.exit(1); };
socket.on("end", () => lost("end of file"));
socket.on("error", ({ code }) => lost(code));
`;

const SETTINGS = {
  compilerOptions: {
    module: "nodenext",
    target: "es2023",
    types: ["node"],
    strict: true,
    checkJs: true,
    noEmit: true,
    skipLibCheck: true,
  },
  include: ["*.mjs", "*.ts"],
};

function snippetsOf(file: string): string[] {
  const blocks = readFileSync(file, "utf8").matchAll(/^```js\n([^]*?)^```$/gm);
  return [...blocks].map(([, text = ""]) => text).filter((text) => text.includes('from "deadpeer"'));
}

/** A package of a user's, with deadpeer installed and both programs. */
function makeProject(t: TestContext): string {
  const project = temporaryDirectory(t);
  mkdirSync(join(project, "node_modules"));
  symlinkSync(process.cwd(), join(project, "node_modules/deadpeer"));
  symlinkSync(join(process.cwd(), "node_modules/@types"), join(project, "node_modules/@types"));
  writeFileSync(join(project, "my-server"), SERVER, { mode: 0o755 });
  writeFileSync(join(project, "my-client"), CLIENT, { mode: 0o755 });
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify(SETTINGS));
  writeFileSync(
    join(project, "globals.d.ts"),
    "declare function test(title: string, run: () => Promise<void>): void;",
  );
  return project;
}

async function compile(project: string): Promise<string> {
  const tsc = join(process.cwd(), "node_modules/typescript/bin/tsc");
  return await new Promise((resolve) => {
    execFile(process.execPath, [tsc, "-p", project], (_, stdout, stderr) => resolve(stdout + stderr));
  });
}

for (const file of ["README.md", "docs/library.md"]) {
  test(`the library examples of ${file} compile`, async (t) => {
    const project = makeProject(t);
    const snippets = snippetsOf(file);
    assert.ok(snippets.length > 0);
    for (const [i, text] of snippets.entries()) {
      // What the reader's own file has at its top.
      const imports = text.includes("node:assert") ? "" : 'import assert from "node:assert/strict";\n';
      writeFileSync(join(project, `example-${i}.mjs`), imports + text);
    }
    assert.equal(await compile(project), "");
  });

  test(anyUser(`the first library example of ${file} runs, and its assertions hold`), async (t) => {
    const project = makeProject(t);
    writeFileSync(join(project, "example.mjs"), snippetsOf(file)[0] ?? "");
    const started = start("sh", ["-c", `cd '${project}' && exec node example.mjs`]);
    const { code, stderr } = await started.outcome;
    assert.equal(stderr, "");
    assert.equal(code, 0);
    await eventually("nothing left", () => started.leftovers().length === 0);
  });
}

test("an example with a misspelt option does not compile", async (t) => {
  const project = makeProject(t);
  const text = snippetsOf("README.md")[0] ?? "";
  writeFileSync(join(project, "example.mjs"), text.replace("server:", "sever:"));
  assert.match(await compile(project), /'sever' does not exist in type 'RunOptions'/);
});

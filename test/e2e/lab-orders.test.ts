// The lab without a browser: its orders, how it ends, what it refuses, and that nothing is left of it.

import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ofKind } from "../../src/timeline/queries.ts";
import { anyUser, cli, deadpeer, eventually, quoted, temporaryDirectory } from "./harness.ts";
import { openLab, visit } from "./open-lab.ts";

const ours = (...args: readonly string[]): string =>
  `exec ${[process.execPath, cli].map(quoted).join(" ")} ${args.join(" ")}`;

test(
  anyUser("your own programs, without a page: orders are obeyed, Ctrl-C saves, and nothing is left"),
  async (t) => {
    const server = ours("serve", "--host 0.0.0.0", "--port $PORT");
    const lab = await openLab(t, ["--server", server, "--client", ours("connect", "$HOST $PORT")]);
    const { order, text, on, ended } = await visit(lab);
    await eventually("a connection", () => on().includes("cut"));
    await order({ do: "cut" });
    await order({ do: "say", text: "not lost" });
    await eventually("the line lost", () => /"flags":"P\.".*?"fate":"dropped"/.test(text()));
    await order({ do: "restore" });
    await eventually("the line back", () => /"role":"client","text":"not lost/.test(text()));
    await order({ do: "fault", fault: "reset" });
    await eventually("the RST", () => /"flags":"R\.?"/.test(text()));
    const { runs, code } = await lab.end(() => lab.child.kill("SIGINT"));
    await ended;
    assert.equal(code, 130);
    assert.match(text(), /"phase":"saved"/);
    const [run] = runs;
    assert.deepEqual(
      ofKind(run?.observations ?? [], "wire").map(({ operation }) => operation),
      ["cut", "restore"],
    );
    assert.equal(run?.fault, "reset");
  },
);

test("what was done is undone: a delay, a stop, a crash of the host; and the server is started again", async (t) => {
  const lab = await openLab(t);
  const { order, text, on } = await visit(lab);
  const can = (id: string): Promise<unknown> => eventually(id, () => on().includes(id));
  await can("delay");
  await order({ do: "delay", ms: 200 });
  await can("no-delay");
  await order({ do: "delay", ms: 0 });
  await order({ do: "fault", fault: "stop" });
  await can("continue");
  await order({ do: "undo" });
  await can("stop");
  await order({ do: "fault", fault: "half-close" });
  await eventually("the FIN", () => /"flags":"F\.?"/.test(text()));
  await order({ do: "fault", fault: "host-crash" });
  await can("host-back");
  await order({ do: "undo" });
  await can("restart-server");
  await order({ do: "restart-server" });
  await can("probe");
  await order({ do: "probe" });
  await eventually("a line back", () => text().includes("a new connection got its line back"));
  const { runs, code } = await lab.end(() => order({ do: "finish" }));
  assert.equal(code, 0);
  const observations = runs[0]?.observations ?? [];
  assert.deepEqual(
    ofKind(observations, "fault").map(({ fault }) => fault),
    ["stop", "half-close", "host-crash"],
  );
  assert.equal(ofKind(observations, "recovered").length, 2);
  const stopped = ofKind(observations, "processes").some(({ rows }) =>
    rows.some(({ state }) => state === "T"),
  );
  assert.equal(stopped, true, "the kernel said that it was stopped");
});

test("a port that is taken, a section that cannot be walked, a client that never connects: a sentence and its code", async (t) => {
  const lab = await openLab(t);
  const { port } = new URL(lab.address);
  const out = temporaryDirectory(t);
  for (const [args, exitCode, message] of [
    [["--page-port", port], 2, /EADDRINUSE[^]*--page-port/],
    [["5.14"], 2, /only 5\.12 can/],
    [["5.12", "--client", "x"], 2, /own programs/],
    [["--client", "echo no"], 2, /never connected/],
  ] as const) {
    const { code, stderr } = await deadpeer(["lab", "--out", join(out, "new"), ...args]).outcome;
    assert.equal(code, exitCode, stderr);
    assert.match(stderr, message);
  }
  await lab.end(() => lab.child.kill("SIGINT"));
});

test("--open: the address is on no command line, and the file that leads to it is the user's own and does not stay", async (t) => {
  const directory = temporaryDirectory(t);
  const [given, temporary] = [join(directory, "given"), join(directory, "tmp")];
  mkdirSync(temporary);
  writeFileSync(
    join(directory, "xdg-open"),
    `#!/bin/sh\nprintf %s "$1" > ${quoted(given)}.new && mv ${quoted(given)}.new ${quoted(given)}\n`,
    { mode: 0o755 },
  );
  const lab = await openLab(t, ["--open"], {
    PATH: `${directory}:${process.env["PATH"]}`,
    TMPDIR: temporary,
  });
  await eventually("the browser", () => existsSync(given));
  const file = new URL(readFileSync(given, "utf8"));
  assert.equal(file.protocol, "file:");
  assert.equal(statSync(file).mode & 0o077, 0);
  assert.ok(readFileSync(file, "utf8").includes(`url=${lab.address}"`));
  await lab.end(() => lab.child.kill("SIGINT"));
  assert.deepEqual(readdirSync(temporary), []);
});

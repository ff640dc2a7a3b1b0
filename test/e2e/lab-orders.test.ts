// The lab without a browser: its orders, how it ends, what it refuses, and that nothing is left of it.

import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { drawRun } from "../../src/picture/picture.ts";
import type { RunRecord } from "../../src/timeline/record.ts";
import { ofKind } from "../../src/timeline/queries.ts";
import { anyUser, cli, deadpeer, eventually, quoted, start, temporaryDirectory } from "./harness.ts";
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

test("a cable that was cut stays cut when the host reboots; and a client that joins later has its steps, and its own process", async (t) => {
  const lab = await openLab(t, ["5.12"]);
  const { order, text, on, ticked, state } = await visit(lab);
  const can = (id: string): Promise<unknown> => eventually(id, () => on().includes(id));
  await can("cut-to-client");
  await order({ do: "cut", direction: "server->client" });
  await can("restore");
  await order({ do: "fault", fault: "host-reboot" });
  await can("restart-server");
  assert.ok(on().includes("restore"), "half of it is cut");
  await order({ do: "restore" });
  await order({ do: "restart-server" });
  await can("probe");
  await order({ do: "probe" });
  await eventually("a line back", () => text().includes("a new connection got its line back"));
  await order({ do: "another", walk: "5.12/terminal" });
  await eventually("another client", () => on(2).includes("kill"));
  await order({ do: "say", text: "good evening", client: 2 });
  await eventually("its line", () => ticked(2).includes("line"));
  await order({ do: "fault", fault: "kill", client: 2 });
  await eventually("its FIN", () => ticked(2).includes("kill"));
  assert.deepEqual([ticked(1), state()?.clients[1]?.left], [[], undefined]);
  const { runs } = await lab.end(() => order({ do: "finish" }));
  const [first, second] = runs;
  assert.deepEqual([first?.fault, second?.fault], ["host-reboot", "kill"]);
  const killed = ofKind(second?.observations ?? [], "fault").at(0)?.pid;
  const { processes } = drawRun(second as RunRecord);
  assert.equal(processes.findLast(({ side }) => side === "server")?.pid, killed);
  const [, afterwards] = ofKind(first?.observations ?? [], "program-started").filter(
    ({ role }) => role === "server",
  );
  const later = ofKind(first?.observations ?? [], "processes").filter(
    ({ atNs }) => atNs > (afterwards?.atNs ?? 0),
  );
  const ended = ofKind(first?.observations ?? [], "process-ended").filter(
    ({ atNs }) => atNs < (afterwards?.atNs ?? 0),
  );
  assert.ok(later.length > 0 && ended.length > 0);
  const old = later.at(-1)?.rows.filter(({ pid }) => ended.some((end) => end.pid === pid));
  assert.deepEqual(old, [], "nothing of the server before is listed");
});

test("what lasts for a time ends when that is over, or when somebody wants it", async (t) => {
  const lab = await openLab(t, ["6.4"]);
  const { order, text, on, state } = await visit(lab);
  await eventually("a connection", () => on().includes("outage"));
  await order({ do: "fault", fault: "outage", amount: 50 });
  await eventually("its end", () => text().includes("the outage is over") && on().includes("pause"));
  await order({ do: "fault", fault: "pause", amount: 600_000 });
  await eventually("a pause", () => on().includes("heal"));
  await order({ do: "say", text: "read later" });
  await order({ do: "heal" });
  await eventually("an answer", () => /"kind":"printed","role":"client","text":"read later/.test(text()));
  await eventually("rest", () => on().includes("stall"));
  await order({ do: "fault", fault: "stall", amount: 600_000 }); // it goes on when the lab ends
  await eventually("a stall", () => on().includes("heal"));
  await order({ do: "say", text: "not yet" });
  await eventually("the answer on the wire", () => state()?.held.some((one) => one.text.includes("bytes")));
  assert.deepEqual(
    state()?.held.filter(({ isByHand }) => isByHand),
    [],
  );
  assert.equal(on().includes("release"), false, "the stall releases it");
  const { runs } = await lab.end(() => order({ do: "finish" }));
  assert.deepEqual(
    ofKind(runs[0]?.observations ?? [], "fault").map(({ fault, amount }) => [fault, amount]),
    [
      ["outage", 50],
      ["pause", 600_000],
      ["stall", 600_000],
    ],
  );
});

test("every button, pressed twenty times in a row: the lab goes on, and ends in order", async (t) => {
  const lab = await openLab(t);
  const { order, state, on } = await visit(lab);
  await eventually("a connection", () => on().includes("kill"));
  const buttons = state()?.clients[0]?.buttons ?? [];
  for (const button of buttons) await Promise.all(Array.from({ length: 20 }, () => order(button.order)));
  await order({ do: "again" });
  await eventually("another run", () => state()?.run === 2 && on().includes("kill"));
  await order({ do: "fault", fault: "kill" });
  const { runs, code } = await lab.end(() => order({ do: "finish" }));
  assert.equal(code, 0);
  assert.ok(runs.length > 1);
});

test("SIGTERM: what was done is saved, of every run and client; that nothing was done is said, and nothing is left", async (t) => {
  const lab = await openLab(t, ["6.4"]);
  const { order, text, on, ticked, state } = await visit(lab);
  await eventually("a connection", () => on().includes("kill"));
  await order({ do: "say", text: "good morning" });
  await eventually("its line", () => ticked().includes("line"));
  await order({ do: "again" });
  await eventually("the second run", () => /"run":2,.*"phase":"open"/.test(text()) && on().includes("kill"));
  await order({ do: "another" });
  await eventually("another client", () => on(2).includes("kill"));
  await order({ do: "say", text: "good evening", client: 2 });
  await eventually("its line", () => ticked(2).includes("line"));
  const { runs, code, stdout } = await lab.end(() => lab.child.kill("SIGTERM"));
  assert.equal(code, 143);
  const unsaved = "Not saved, since nothing happened: client 1 of run 2.";
  assert.ok(stdout.includes(unsaved), stdout);
  await eventually("what the page shows last", () => state()?.notes.at(-1)?.startsWith(unsaved));
  assert.deepEqual(
    runs.map(({ name, observations }) => [name, ofKind(observations, "typed").map((line) => line.text)]),
    [
      ["6.4/both", ["good morning"]],
      ["6.4/both", ["good evening"]],
    ],
  );
});

test("a port that is taken, a section that cannot be walked, a client that never connects: a sentence and its code", async (t) => {
  const lab = await openLab(t);
  const { port } = new URL(lab.address);
  const out = temporaryDirectory(t);
  for (const [args, exitCode, message] of [
    [["--page-port", port], 2, /EADDRINUSE[^]*--page-port/],
    [["5.99"], 2, /no section 5\.99[^]*5\.16/],
    [["6.4", "--wait-on", "terminal"], 2, /no client that waits on its terminal/],
    [["5.12", "--client", "x"], 2, /its own programs/],
    [["--client", "echo no"], 2, /never connected/],
  ] as const) {
    const { code, stderr } = await deadpeer(["lab", "--out", join(out, "new"), ...args]).outcome;
    assert.equal(code, exitCode, stderr);
    assert.match(stderr, message);
  }
  const { runs, stdout } = await lab.end(() => lab.child.kill("SIGINT"));
  assert.deepEqual(runs, []);
  assert.match(stdout, /nothing happened: run 1\.\nNothing was saved\.\n$/);
});

test("with a standard output that is full it ends: nobody would know its address", async (t) => {
  const given = ["lab", "--out", join(temporaryDirectory(t), "out")];
  const lab = start("sh", ["-c", 'exec "$@" > /dev/full', "sh", process.execPath, cli, ...given]);
  const { code, stderr } = await lab.outcome;
  assert.match(stderr, /^deadpeer: Cannot write to standard output: ENOSPC/);
  assert.equal(code, 2);
  assert.deepEqual(lab.leftovers(), []);
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

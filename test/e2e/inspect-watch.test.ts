// `deadpeer inspect --watch`: on a terminal, in a pipe, and how it ends.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { InspectOptions } from "../../src/inspect/inspect.ts";
import { createWatcher } from "../../src/inspect/scan/look-again.ts";
import { createLooks } from "../../src/inspect/watch/looks.ts";
import { hasEnded } from "../../src/sys/proc.ts";
import { anyUser, cli, deadpeer, eventually, hasProgram, start } from "./harness.ts";
import { program, run } from "./inspected.ts";
import { type Shown, deadpeerOnTerminal } from "./screen.ts";

const ENTER_SCREEN = "\u001b[?1049h";
const LEAVE_SCREEN = "\u001b[?25h\u001b[?1049l";
const ERASE_SCREEN = "\u001b[2J";
const of = (pid: number): string[] => ["inspect", "--watch", "--pid", String(pid), "--min-age-ms", "0"];

test(
  anyUser("a screen: the finding, its details, what is over, keys; and the terminal as it was"),
  async (t) => {
    if (!hasProgram(t, "python3")) return;
    const { pid, mend } = await run(t, "python3", [program, "unread-end"]);
    const screen = deadpeerOnTerminal(t, of(pid), [80, 24]);
    await screen.until("the finding", (text) => text.includes(`unread-end        python3 (${pid})`));
    assert.match(screen.lines().join("\n"), /waits {4}thread python3 \(\d+\) is asleep in read\(0\) on a /);
    screen.type("s");
    await screen.until("another order", (text) => text.includes("sorted by oldest"));
    screen.type("a");
    await screen.until("every connection", (text) => /STATE .*\n.*unread-end .*\n.*LISTEN/.test(text));
    screen.type("a\r");
    await screen.until(
      "only its details",
      (text) => text.includes("Esc back") && text.includes("unread-end: python3"),
    );
    await mend();
    await screen.until("that it is over", (text) => text.includes("It is over. It was:"));
    screen.type("\u001b");
    await screen.until("an empty list", (text) => text.includes("No findings in") && text.includes("SINCE"));
    screen.type("q");
    const { code, before, after } = await screen.ended();
    assert.deepEqual([code, after], [0, before], "the settings of the terminal");
    const [, drawn = ""] = screen.written().split(ENTER_SCREEN);
    const [frames = ""] = drawn.split(LEAVE_SCREEN);
    assert.equal(
      frames.split(ERASE_SCREEN).length,
      3,
      "erased as it is taken over, with the first frame, and never again",
    );
  },
);

for (const [how, code, end] of [
  ["Ctrl-C", 130, ({ type }: Shown) => type("\u0003")],
  ["SIGTERM", 143, ({ pid }: Shown) => process.kill(pid(), "SIGTERM")],
] as const)
  test(`a screen of 20 columns, resized, and ended by ${how}: the terminal is as it was`, async (t) => {
    if (!hasProgram(t, "python3")) return;
    const { pid } = await run(t, "python3", [program, "leak"]);
    const screen = deadpeerOnTerminal(t, of(pid), [20, 12]);
    const isWithin = (columns: number, rows: number): boolean =>
      screen.lines().length <= rows && screen.lines().every((line) => line.length < columns);
    await screen.until("the finding", (text) => text.includes("leak"));
    assert.ok(isWithin(20, 12), screen.lines().join("\n"));
    screen.resize(100, 30);
    await screen.until(
      "more",
      (text) => text.includes("SINCE") && text.includes("rule     Every connection"),
    );
    screen.resize(30, 5);
    await screen.until("less", (text) => text.includes("leak") && isWithin(30, 5));
    end(screen);
    const { before, after, ...ended } = await screen.ended();
    assert.deepEqual([ended.code, after], [code, before], "the settings of the terminal");
    assert.ok(screen.written().includes(LEAVE_SCREEN));
  });

test("Ctrl-Z where no shell could continue it (`ssh -t`, a container): the screen is there again at once", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const { pid } = await run(t, "python3", [program, "leak"]);
  const screen = deadpeerOnTerminal(t, of(pid), [80, 24]); // its process group is orphaned: SIGTSTP has no effect (setpgid(2))
  await screen.until("the finding", (text) => text.includes("leak"));
  screen.type("\u001a");
  await eventually("the screen, taken over again", () => screen.written().split(ENTER_SCREEN).length === 3);
  screen.type("s");
  await screen.until("another order", (text) => text.includes("leak") && text.includes("sorted by oldest"));
  screen.type("q");
  const { code, before, after } = await screen.ended();
  assert.deepEqual([code, after], [0, before], "the settings of the terminal");
});

test(
  anyUser(
    "in a pipe: a block for the first look, and for each that has other findings; ends when nobody reads",
  ),
  async (t) => {
    if (!hasProgram(t, "python3")) return;
    const { pid, mend } = await run(t, "python3", [program, "unread-end"]);
    const watching = deadpeer(of(pid));
    let printed = "";
    watching.child.stdout?.on("data", (piece) => (printed += String(piece)));
    await eventually("the first block", () => printed.includes("end it"));
    assert.match(printed, /^--- \d\d:\d\d:\d\d\n1 finding in /);
    await mend();
    await eventually("the second block", () => /\n--- \d\d:\d\d:\d\d\nNo findings in /.test(printed));
    assert.equal(printed.split("--- ").length, 3);
    watching.child.kill("SIGTERM");
    assert.equal((await watching.outcome).code, 143);
    const unread = start("bash", [
      "-c",
      `set -o pipefail; "$0" "$@" | head -n 1`,
      process.execPath,
      cli,
      ...of(pid),
    ]);
    assert.equal((await unread.outcome).code, 141);
  },
);

test("a terminal that goes away ends it", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const { pid } = await run(t, "python3", [program, "leak"]);
  const screen = deadpeerOnTerminal(t, of(pid), [80, 24]);
  await screen.until("the finding", (text) => text.includes("leak"));
  const command = screen.pid();
  assert.ok(!hasEnded(command));
  screen.hangUp();
  await eventually("its end", () => hasEnded(command));
});

test("a terminal that cannot be drawn on gets text; --json, --metrics and --fail-on are about a single look", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const { pid } = await run(t, "python3", [program, "unread-end"]);
  const dumb = deadpeerOnTerminal(t, of(pid), [80, 24], { TERM: "dumb" });
  await dumb.until("the block", (text) => text.includes("end it"));
  assert.ok(!dumb.written().includes("\u001b"));
  dumb.type("\u0003");
  assert.equal((await dumb.ended()).code, 130);
  for (const other of [["--json"], ["--metrics"], ["--fail-on", "any"]]) {
    const { code, stderr } = await deadpeer([...of(pid), ...other]).outcome;
    assert.deepEqual([code, stderr.includes(`--watch and ${other[0]} exclude each other.`)], [2, true]);
  }
});

test("looks that only follow what is known find what whole ones do, and nobody new is blamed by them alone", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const watcher = createWatcher();
  let whole = 0;
  const look = createLooks({
    ...watcher,
    lookAtAll: (options) => {
      whole += 1;
      return watcher.lookAtAll(options);
    },
  });
  const { pid, mend } = await run(t, "python3", [program, "unread-end"]);
  // What other tests do at the same time is younger.
  const options: InspectOptions = { pid, all: false, settings: true, minAgeMs: 2000 };
  const isFound = async (): Promise<boolean> =>
    (await look(options)).findings.some(({ rule }) => rule.name === "unread-end");
  assert.deepEqual((await look({ ...options, minAgeMs: 86_400_000 })).findings, []);
  assert.equal(whole, 1);
  for (const end = Date.now() + 30_000; !(await isFound());) assert.ok(Date.now() < end);
  assert.ok(whole >= 2, "what is new takes a whole look");
  const before = whole;
  for (let i = 0; i < 10; i += 1) assert.ok(await isFound());
  assert.ok(whole <= before + 5, "what is known takes none, but for one from time to time");
  await mend();
  for (const end = Date.now() + 30_000; await isFound();) assert.ok(Date.now() < end);
});

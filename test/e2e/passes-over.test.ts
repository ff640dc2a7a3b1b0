// Clients that wait for an answer for some time, and then pass it over without a word: whether they will tell is unknown.

import assert from "node:assert/strict";
import { test } from "node:test";
import { hasProgram } from "./harness.ts";
import { AT_ONCE, SILENCE, experiment, program } from "./own.ts";
import { neverSays } from "./never-says.ts";

/** Until the limit that was set for the first line, and taken back, has passed: Node's loop wakes at it all the same. */
const WATCH = ["--watch-ms", "1000"];
const STOP = ["--fault", "stop", "--expect-verdict", "lost=1", ...AT_ONCE, ...SILENCE];
const cases = [
  // strace: futex ends with ETIMEDOUT, and read(0) follows; nothing is written.
  [
    "its main thread reads its input again, whatever its other thread sleeps on",
    "passes-over.py",
    "ready",
    "got ",
  ],
  // strace: half a second after "two" the prompt is written, and nothing was read.
  ["its prompt comes again, in one event loop", "prompts-again.mjs", "> ", ""],
  // /proc/PID/syscall: epoll_pwait(…, -1), then with a limit of 500 ms, then with -1 again; nothing is read or written.
  [
    "a time limit of its event loop has passed, which answered lines have, too",
    "swallows-late.mjs",
    "ready",
    "got ",
  ],
  ["the same where an answer takes the limit back", "swallows-late.py", "ready", "got "],
] as const;

for (const [what, client, ready, answer] of cases)
  test(`with nothing come ${what}: it has given up, or will print what comes however late`, async (t) => {
    if (client.endsWith(".py") && !hasProgram(t, "python3")) return;
    const runs = ["--client", program(client), "--client-on", "pipes", "--ready", ready];
    const one = ["--say", "one", "--expect", `${answer}one`];
    const two = ["--then", "--say", "two", "--expect", `${answer}two`];
    const { verdict } = await experiment(t, runs, one, two, STOP, WATCH);
    assert.deepEqual([verdict.reaction, verdict.unreported], ["none", undefined], verdict.summary.join("\n"));
  });

/** Beside what it asks a timer runs again and again, as a heartbeat's. */
const beside = (beat: string, patience: string): readonly string[] => {
  const env = `BEAT=${beat} PATIENCE=${patience}`;
  const client = program("swallows-beside-beat.py").replace("exec ", `exec env ${env} `);
  return ["--client", client, "--client-on", "pipes", "--ready", "ready"];
};
const SAID = ["--say", "one", "--expect", "got one", "--then", "--say", "two", "--expect", "got two"];

// /proc/PID/syscall: epoll_wait(…, 20000), after "two" 400 ms, then 19 s again; beside a tick of 600 ms 600, 600, then
// 400 ms and 200 ms; nothing is read or written.
for (const beat of ["20", "0.6", "0.3"])
  test(`nor is it known of one beside whose question a timer of ${beat} s runs`, async (t) => {
    if (!hasProgram(t, "python3")) return;
    const { verdict } = await experiment(t, beside(beat, "0.4"), SAID, STOP, WATCH);
    neverSays(verdict, { unreported: 0 });
  });

// /proc/PID/syscall: epoll_wait(…, 600) all along, but for what remains of that after "one" and "two".
for (const beat of ["0.6", "0.3"])
  test(`one that waits all along, with a timer of ${beat} s that runs for ever, hangs`, async (t) => {
    if (!hasProgram(t, "python3")) return;
    const { verdict } = await experiment(t, beside(beat, "30"), SAID, STOP, WATCH);
    assert.deepEqual([verdict.reaction, verdict.unreported], ["hangs", 0], verdict.summary.join("\n"));
  });

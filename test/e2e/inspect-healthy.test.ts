// Programs without a defect, at rest and in a hurry: `deadpeer inspect` blames none of them.

import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { inspect } from "../../src/inspect/inspect.ts";
import { spawn } from "node:child_process";
import { cli, eventually, hasProgram, start } from "./harness.ts";
import { program, run } from "./inspected.ts";

const neighbours = "test/fixtures/programs/neighbours.mjs";

/** What the fixture starts, besides what comes with any system. */
const NEEDED =
  "python3 perl redis-server redis-cli psql socat ncat nc nc.openbsd telnet busybox curl ip unshare nsenter".split(
    " ",
  );
const DEFECTS = ["wedged python", "leaking node", "blind client"] as const;

test("fifty healthy programs are not blamed; of three that are not, the first screen has the thread, the reason and the remedy", async (t) => {
  if (!NEEDED.every((name) => hasProgram(t, name))) return;
  // In a network of their own: what else runs on the machine is not part of it.
  const user = process.getuid?.() === 0 ? [] : ["--user", "--map-root-user"];
  const village = spawn("unshare", [...user, "--net", process.execPath, neighbours, ...DEFECTS], {
    detached: true,
  });
  t.after(() => process.kill(-(village.pid ?? 0), "SIGKILL"));
  let printed = "";
  for (const stream of [village.stdout, village.stderr])
    stream.on("data", (piece) => (printed += String(piece)));
  const ready = await eventually("all programs", () => /^ready (.*)\n/m.exec(printed)?.[1], 120_000);
  const pids = JSON.parse(ready) as Record<string, number>;
  assert.ok(Object.keys(pids).length >= 50 + DEFECTS.length, ready);
  const wanted = DEFECTS.map((name) => pids[name]);
  const enter = [
    "-t",
    String(village.pid),
    ...(user.length > 0 ? ["--user", "--preserve-credentials"] : []),
    "--net",
  ];
  const inspectThere = async (...args: string[]): Promise<string> =>
    (
      await start("nsenter", [...enter, process.execPath, cli, "inspect", "--min-age-ms", "1000", ...args], {
        COLUMNS: "80",
      }).outcome
    ).stdout;
  // On a busy machine a healthy program may need a while to begin. What is blamed for good is never gone.
  for (const end = Date.now() + 60_000; ;) {
    const { findings } = JSON.parse(await inspectThere("--json")) as {
      findings: { pid: number; finding: string }[];
    };
    if (findings.map(({ pid }) => pid).join() === wanted.join()) break;
    if (Date.now() > end) assert.fail(`${JSON.stringify(findings)}\n${printed}`);
  }
  const [wedged, leaking, blind] = wanted;
  const screen = (await inspectThere()).split("\n").slice(0, 24).join("\n");
  for (const said of [
    `^3 findings in \\d+ connections`,
    `^not-accepted: python3? ?\\S* \\(${wedged}\\), connections are not accepted[^]*?3 connections in the accept queue[^]*?` +
      `thread \\S+ \\(${wedged}\\) is asleep in futex\n  do {7}See what the accepting thread waits for`,
    `^leak: \\S+ \\(${leaking}\\), closed by the peer, and piling up[^]*?5 connections in CLOSE_WAIT[^]*?` +
      `thread \\S+ \\(${leaking}\\) is asleep in epoll_p?wait[^]*?  do {7}Find where a connection is dropped`,
    `^unread-end: bash \\(${blind}\\), the end of file is unread[^]*?no thread waits for it\n` +
      `.*thread bash \\(${blind}\\) is asleep in read\\(0\\)[^]*?  do {7}Wait for the connection too`,
  ])
    assert.match(screen, new RegExp(said, "m"));
  assert.doesNotMatch(printed, /has ended/);
});

/** More for a longer run: `DEADPEER_LOOKS=1000`. */
const LOOKS = Number(process.env["DEADPEER_LOOKS"] ?? 100);

test(`${LOOKS} looks while connections and processes come and go: none fails, and none blames another process`, async (t) => {
  if (!hasProgram(t, "python3")) return;
  const blind = await run(t, "python3", [program, "unread-end"]);
  const server = createServer((socket) => socket.on("error", () => undefined).resume());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  await run(t, "python3", [
    "test/fixtures/programs/churn.py",
    String((server.address() as AddressInfo).port),
  ]);
  for (let i = 0; i < LOOKS; i += 1) {
    await delay(2); // the server has its turn, and with it those that come and go
    const { findings } = await inspect({ name: "*", all: i % 2 === 0, settings: true, minAgeMs: 0 });
    const ended = findings.filter(({ rule }) => ["unread-end", "kept-open", "leak"].includes(rule.name));
    const others = ended.filter(({ pid }) => pid !== blind.pid && pid !== process.pid);
    const strangers = others.filter(({ sockets }) =>
      sockets.some(({ remote }) => remote.port === (server.address() as AddressInfo).port),
    );
    assert.deepEqual(
      strangers.map(({ shows }) => shows),
      [],
    );
    assert.ok(
      ended.some(({ pid }) => pid === blind.pid),
      "the one that is to blame",
    );
  }
});

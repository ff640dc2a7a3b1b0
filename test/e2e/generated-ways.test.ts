// Ways that the generator of test/oracle has found: each was a wrong verdict once.

import assert from "node:assert/strict";
import { test } from "node:test";
import { hasProgram, quoted, run, temporaryDirectory } from "./harness.ts";
import { neverSays } from "./never-says.ts";
import { AT_ONCE } from "./own.ts";
import { summaryOf } from "./over-tls.ts";

const FOLDER = `${process.cwd()}/test/oracle/programs/generated`;

type Protocol = "lines" | "keep-alive" | "per-request";
const store = (protocol: Protocol, forks = true): object => ({ protocol, tls: "", forks });
const USUAL = { tls: "", leastMs: 100, mostMs: 100, ids: "number", connections: 1, loops: 1, count: 0 };
const HOW = { onFailure: "drops", delayMs: 100, patienceMs: 0, looks: false, prints: false };
const client = (protocol: Protocol, more: object): object => ({ protocol, ...USUAL, ...HOW, ...more });
/** Each thing has its time; then it is dropped without a word. */
const TIMED = { onFailure: "timeout", patienceMs: 400 };

interface Way {
  readonly why: string;
  readonly server: object;
  readonly client: object;
  readonly fault: readonly string[];
  /** What `lost` and `unreported` may not be, */
  readonly never: readonly (readonly [lost: number | undefined, unreported: number | undefined])[];
  /** or what `lost` is. */
  readonly lost?: number | undefined;
}

const PASS = [0, 0] as const;
const UNSEEN = [1, 0] as const;
const ways: readonly Way[] = [
  {
    why: "one process of several is stopped in the middle of a request: the others serve its client",
    server: store("per-request"),
    client: client("per-request", { ...TIMED, ids: "names" }),
    fault: ["--fault", "stop@mid-request:30", "--watch-ms", "2000"],
    never: [PASS, UNSEEN],
    lost: 1,
  },
  {
    why: "it drops one thing after the other, and connects for each",
    server: store("per-request", false),
    client: client("per-request", TIMED),
    fault: ["--fault", "stop@mid-request:30", "--watch-ms", "2000"],
    never: [PASS, UNSEEN],
  },
  {
    why: "it goes on with the next thing on the other connection of its pool",
    server: store("lines", false),
    client: client("lines", {
      leastMs: 150,
      mostMs: 250,
      connections: 2,
      onFailure: "drops-due",
      patienceMs: 700,
    }),
    fault: ["--fault", "stop@printed:/stored 11\\n/", "--watch-ms", "1500"],
    never: [PASS, UNSEEN],
  },
  {
    why: "two bytes of the answer came",
    server: store("per-request"),
    client: client("per-request", { ids: "time", delayMs: 20 }),
    fault: ["--fault", "kill@mid-reply:2", "--watch-ms", "3000"],
    never: [PASS],
  },
  {
    why: "a pool is reset, and one thing is left out",
    server: store("lines"),
    client: client("lines", { connections: 3, ids: "random", onFailure: "drops" }),
    fault: ["--fault", "reset@printed:/stored 9\\n/", "--watch-ms", "2000"],
    never: [PASS],
  },
  {
    why: "its list is not at an end, and its server goes on",
    server: store("keep-alive"),
    client: client("keep-alive", { loops: 2, count: 17, ids: "names", prints: true }),
    fault: ["--fault", "stop@printed:/stored 12\\n/", "--after", "come-back:1800", "--watch-ms", "1500"],
    never: [UNSEEN, [1, undefined]],
  },
];

for (const way of ways)
  test(way.why, async (t) => {
    if (!hasProgram(t, "python3")) return;
    const folder = temporaryDirectory(t);
    const program = (name: string, what: object): string =>
      `exec python3 ${quoted(`${FOLDER}/${name}`)} ${quoted(folder)} ${quoted(JSON.stringify(what))}`;
    const server = ["--server", program("store.py", way.server), "--server-ready", "up"];
    const own = ["--client", program("client.py", way.client), "--client-on", "pipes"];
    const seen = await run(t, [...server, ...own, ...way.fault, ...AT_ONCE]);
    const [verdict] = seen.runs.map((each) => each.verdict);
    neverSays(verdict, {}); // only what is expected may be unknown
    const { lost, unreported } = verdict ?? {};
    for (const wrong of way.never) assert.notDeepEqual([lost, unreported], wrong, summaryOf(seen));
    if ("lost" in way) assert.equal(lost, way.lost, summaryOf(seen));
  });

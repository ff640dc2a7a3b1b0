// The sentences of a verdict, each in the cases in which it is said otherwise.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Case } from "../../../src/timeline/case.ts";
import type { ByteStretch, Verdict } from "../../../src/timeline/verdict-record.ts";
import { summarise } from "../../../src/verdict/sentences/summary.ts";
import { connection } from "../made-up.ts";
import { KILL, type Timed, caseOf, connects, prints } from "../one-run.ts";

const facts: Omit<Verdict, "summary"> = {
  grade: "pass",
  ending: { by: "fin", atNs: 1002e6 },
  noticed: "at-once",
  afterNs: 1e6,
  by: "its own FIN",
  reaction: "closes",
  waiting: "running",
  told: "",
  exit: undefined,
};
const say = (other: Partial<Verdict>, seen: Case = caseOf([KILL])): string[] =>
  summarise({ ...facts, ...other }, seen);

test("how it noticed: before or after the end, by what, and on use since when", () => {
  const first = (other: Partial<Verdict>): string | undefined => say(other)[0];
  assert.equal(first({ afterNs: 0 }), "noticed at once, 0.00 ms after the FIN, by its own FIN");
  assert.equal(first({ afterNs: -15e6 }), "noticed at once, 15 ms before the FIN, by its own FIN");
  const { by: _, ...unnamed } = facts;
  assert.match(summarise(unnamed, caseOf([KILL]))[0] ?? "", /by an unknown sign$/);
  const onUse = { noticed: "on-use", afterNs: 500e6, waiting: "asleep in poll" } as const;
  assert.equal(first(onUse), "noticed only on use, 500 ms after the FIN; until then asleep in poll");
  const used = { ...onUse, afterUseNs: 20e6 };
  assert.equal(
    first(used),
    "noticed only on use, 20 ms after it was used (500 ms after the FIN); until then asleep in poll",
  );
  assert.match(
    first({ ...used, waitingOnceUsed: "asleep in recvfrom" }) ?? "",
    /; asleep in poll until it was used, then asleep in recvfrom$/,
  );
});

test("what it did, if it still runs and that is not said already", () => {
  const last = (reaction: Verdict["reaction"], ...since: readonly Timed[]): string | undefined =>
    say({ reaction }, caseOf([KILL, ...since])).at(-1);
  const said = (did: string): string => `The client printed nothing. It is still running${did}.`;
  assert.equal(last("closes"), said(" (closed its socket)"));
  assert.equal(last("holds-socket"), said(" (holds a socket whose end of file it has read)"));
  assert.equal(last("goes-silent"), said(" (does no more of what it does by itself)"));
  assert.equal(last("none"), said(" (as if nothing had happened)"));
  assert.equal(last("unknown"), said(" (what it did about it is unknown)"));
  assert.equal(last("tells-user"), said(""));
  const answer = { from: connection.server, to: { ...connection.client, port: 41_100 }, flags: "S." };
  const answered = (ms: number): Timed => [ms, { ...connects(1100)[1], ...answer } as Timed[1]];
  assert.equal(last("reconnects", connects(1100)), said(" (tried to connect again, without success)"));
  assert.equal(last("reconnects", connects(1100), answered(1101)), said(" (connected again)"));
  const tries = { attempts: 2, syns: 2, ns: 1e6, isConnected: true };
  assert.equal(
    say({ reaction: "reconnects", tries }, caseOf([KILL, connects(1100), answered(1101)])).at(-1),
    said(" (connected in the end)"),
    "it had none before",
  );
  const ended: Timed = [1102, { ...answered(1102)[1], flags: "F." } as Timed[1]];
  const again = [connects(1100), answered(1101), ended];
  assert.equal(last("reconnects", ...again), said(" (connected again)"), "it may have been done");
  assert.equal(
    say({ reaction: "reconnects", lost: 1 }, caseOf([KILL, ...again])).at(-1),
    said(" (connected again, and that connection has ended, too); 1 exchange was not answered"),
  );
  const before = say(
    { reaction: "reconnects" },
    caseOf([
      connects(900),
      [901, { ...answered(901)[1], to: { ...connection.client, port: 40_900 } } as Timed[1]],
      KILL,
    ]),
  );
  assert.equal(
    before.at(-1),
    said(" (tried to connect again, without success)"),
    "that was before the fault",
  );
});

test("what was lost, and whether anybody was told; what was done twice", () => {
  const rest = (other: Partial<Verdict>): string =>
    say(other)
      .at(-1)
      ?.replace(/^.*?\(closed its socket\)/, "") ?? "";
  assert.equal(rest({ lost: 1 }), "; 1 exchange was not answered.");
  assert.equal(
    rest({ lost: 2, unreported: 1 }),
    "; 2 exchanges were not answered, and nobody was told of 1.",
  );
  assert.equal(rest({ lost: 2, unreported: 2 }), "; 2 exchanges were not answered, and nobody was told.");
  const answered = { text: "x", atNs: 1, fate: "shown", because: [], isLost: false } as const;
  const ledger = { said: [answered], bytes: [] };
  assert.equal(rest({ lost: 1, ledger }), "; 1 exchange is missing by the server's own count.");
  assert.equal(
    rest({ lost: 2, unreported: 2, ledger }),
    "; 2 exchanges are missing by the server's own count, and nobody was told.",
  );
  assert.equal(rest({ lost: 0, duplicated: 0 }), ".");
  assert.equal(rest({ duplicated: 1 }), "; 1 was done twice.");
  assert.equal(rest({ lost: 1, duplicated: 2 }), "; 1 exchange was not answered; 2 were done twice.");
  assert.equal(rest({ lingers: true }), "; its socket stays in CLOSE_WAIT.");
});

test("what it printed: nothing, a line, something that nobody observed, or what may be chance", () => {
  const { told: _, ...untold } = facts;
  const seen = caseOf([KILL]);
  assert.equal(
    summarise(untold, seen).at(-1),
    "What the client printed was not observed. It is still running (closed its socket).",
  );
  assert.match(
    summarise({ ...untold, undecided: { told: "chance" } }, seen).at(-1) ?? "",
    /^Whether the client told its user is unknown\. It/,
  );
  assert.match(
    summarise({ ...untold, undecided: { noticed: "chance" } }, seen).at(-1) ?? "",
    /^What the client printed was not observed/,
  );
  assert.match(
    say({ told: "gone\nfor good", exit: { exitCode: 1 } }).at(-1) ?? "",
    /^The client printed `gone` and ended with exit code 1\.$/,
  );
});

test("what it printed is nothing new where all of it is usual", () => {
  const words = (...since: readonly Timed[]): string =>
    say({}, caseOf([prints(900, "tick\n"), KILL, ...since]))
      .at(-1)
      ?.split(".")[0] ?? "";
  assert.equal(words(), "The client printed nothing");
  assert.equal(words(prints(1100, " \r\n")), "The client printed nothing");
  assert.equal(words(prints(1100, "tick\n")), "The client printed nothing new");
});

test("what it stopped printing, and what of the server's it never read", () => {
  assert.deepEqual(
    say({ byItself: { expected: 5, came: 0 } }).at(-1),
    "It was expected to print 5 lines unprompted, and printed 0.",
  );
  const range = (bytes: number, other: Partial<ByteStretch> = {}): ByteStretch => ({
    clientPort: 40_000,
    direction: "server->client",
    from: 1,
    bytes,
    fate: "unread",
    ...other,
  });
  const unread = (...bytes: readonly ByteStretch[]): string | undefined =>
    say({ ledger: { said: [], bytes } })[3];
  assert.equal(
    unread(range(1)),
    "1 byte from the server reached the client's host, and the client never read them.",
  );
  assert.equal(
    unread(
      range(2),
      range(3, { from: 9 }),
      range(7, { direction: "client->server" }),
      range(9, { fate: "read" }),
    ),
    "5 bytes from the server reached the client's host, and the client never read them.",
  );
  assert.equal(unread(range(7, { direction: "client->server" })), undefined);
});

test("remarks are made on experiments alone; the end is told from the fault, if there was one", () => {
  const held = (ms: number, pid: number): Timed => [
    ms,
    {
      kind: "owners",
      end: "server",
      connection,
      inode: 5,
      owners: [{ pid, parent: 1, state: "S", name: "srv" }],
    },
  ];
  const seen = caseOf([held(100, 6), held(200, 7), KILL]);
  const remark = /went from process 6 \(srv\) to process 7/;
  assert.match(say({ attempts: 30 }, seen).join(" "), remark);
  assert.match(say({ attempts: 30 }, seen).join(" "), /tried to connect 30 times/);
  const { control: _, ...evidence } = seen.evidence;
  const section = say({ attempts: 30, lost: 1 }, { ...seen, evidence }).join(" ");
  assert.doesNotMatch(section, remark);
  assert.doesNotMatch(section, /tried to connect/);
  assert.match(section, /1 line was not answered/);
  assert.equal(say({})[1], "A FIN reached the client's host 2.0 ms after the kill.");
  assert.equal(
    say({ ending: { by: "rst", atNs: 1002e6 } })[1],
    "An RST reached the client's host 2.0 ms after the kill.",
  );
  assert.equal(say({}, caseOf([])).length, 2, "there was no fault");
});

test("with nothing done to the server, how the client ended is told all the same", () => {
  const [closed, ended] = say({ ending: { by: "none" }, exit: { exitCode: 0 } }, caseOf([]));
  assert.equal(closed, "Nothing was done to the server, and TCP showed no ending.");
  assert.match(ended ?? "", /ended with exit code 0/);
  assert.equal(say({ ending: { by: "none" } }, caseOf([])).length, 1);
});

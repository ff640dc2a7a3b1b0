// `deadpeer drain`: what the server does to idle connections, what else was said, and whether all of the server has ended.

import assert from "node:assert/strict";
import { test } from "node:test";
import { IDLE } from "../../src/drain/others.ts";
import { drainRules } from "../../src/drain/rules.ts";
import { layOut } from "../../src/timeline/case.ts";
import type { Fact } from "../../src/timeline/observation.ts";
import { connection, evidenceOf, observations, opened } from "./made-up.ts";
import {
  GONE,
  OTHER,
  type Timed,
  closes,
  connects,
  fault,
  fin,
  onOther,
  onPort,
  sends,
  serves,
  types,
} from "./one-run.ts";

const ASKED: Timed = fault("command");
const REQUEST = [types(900, "again"), sends(901)] as const;

function judged(
  id: string,
  ...facts: readonly Timed[]
): readonly [outcome: string | undefined, note: string] {
  const rule = drainRules.find((each) => each.id === id);
  const finding = rule?.judge(layOut(evidenceOf(observations(...opened, ...facts))));
  return [finding?.outcome, finding?.note ?? ""];
}

const elsewhere = { ...connection, client: { ...connection.client, port: OTHER } };
const probe: Timed = [700, { kind: "probe", connection: elsewhere, text: IDLE }];
const idle = (...facts: readonly Timed[]): readonly Timed[] => [
  probe,
  ...[...opened.filter(([, { kind }]) => kind === "segment"), ...facts].map(onOther),
  ...REQUEST,
  ASKED,
];

test("a FIN with which the server only replies to that of an idle client says nothing of the server", () => {
  const [outcome, note] = judged("idle", ...idle(closes(1400), fin(1401)));
  assert.equal(outcome, "unknown");
  assert.match(note, /^the client of one closed it first, 400 ms after it was asked/);
  assert.equal(judged("idle", ...idle(fin(1400), closes(1401)))[0], "holds");
  assert.equal(
    judged("idle", ...idle(closes(950), fin(1400)))[1],
    "one had been closed before the server was asked",
  );
  assert.equal(judged("idle", ...idle(closes(1400)))[0], "differs", "the server never closed it");
});

test("a client that closes because the server said goodbye was told by the server", () => {
  assert.equal(judged("idle", ...idle(serves(1100), closes(1101), fin(1102)))[0], "holds");
  assert.equal(
    judged("idle", ...idle(serves(800), closes(1101), fin(1102)))[0],
    "unknown",
    "an earlier answer",
  );
});

test("what another client says on its own idle connection is not the request again; on a new one it may be", () => {
  assert.equal(judged("once", ...idle(serves(1100), sends(1101)))[0], "holds");
  const anew = [connects(1100, 50_001), onPort(50_001, sends(1101))] as const;
  assert.equal(judged("once", ...idle(), ...anew)[0], "unknown");
});

test("a process that the server has begun since it was asked is the server: it has not ended", () => {
  const left = (...rows: readonly { pid: number; state: string }[]): Timed => [
    1500,
    {
      kind: "processes",
      listeners: [],
      rows: rows.map(({ pid, state }) => ({ pid, ppid: 1, name: "s", state })),
    } as unknown as Fact,
  ];
  assert.equal(judged("ends", ...REQUEST, ASKED, GONE, left())[0], "holds");
  assert.equal(judged("ends", ...REQUEST, ASKED, GONE, left({ pid: 9, state: "Z" }))[0], "holds");
  const [outcome, note] = judged("ends", ...REQUEST, ASKED, GONE, left({ pid: 9, state: "S" }));
  assert.equal(outcome, "differs");
  assert.match(note, /^process 9 of it, begun after it was asked, still ran 500 ms after it was asked$/);
});

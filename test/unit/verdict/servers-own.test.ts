// A program of --server that connects to its own server: what that makes of the client's connections, where it is not known
// whose one is.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Role } from "../../../src/timeline/observation.ts";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import { unknownCauses } from "../../../src/timeline/words.ts";
import { controlOf } from "../../../src/verdict/control.ts";
import { whyUnknown } from "../../../src/verdict/ledger/why-unknown.ts";
import { judgePatience } from "../../../src/verdict/notice/patience.ts";
import { effortOf } from "../../../src/verdict/signs/effort.ts";
import { connection, segment } from "../made-up.ts";
import {
  type Timed,
  caseOf,
  closes,
  connects,
  died,
  fault,
  habit,
  noticed,
  onPort,
  types,
  usual,
  without,
} from "../one-run.ts";

const [CHECK, PORT] = [41_000, 42_000];
const isHeld = (ms: number, port: number, by: Role): Timed => [
  ms,
  { kind: "connects", client: { ...connection.client, port }, server: connection.server, by },
];
const accepted = (ms: number, port: number): Timed => onPort(port, [ms, segment("< S. 0:0(0) ack 1")]);
/** A program of the server's has connected before. */
const checks: readonly Timed[] = [connects(500, CHECK), accepted(500, CHECK), isHeld(501, CHECK, "server")];
const tries = connects(1100, PORT);
const says = (ms: number): Timed => onPort(PORT, [ms, segment("> P. 1:6(5) ack 1", "news\n")]);
const doServers: ControlRecord = { ...usual(), serversConnect: true };
const CONNECTS = habit("connect", "a new connection", 100);

test("whether it has noticed by a new connection is not known where that may not be its own", () => {
  const unsure = "unknown: servers-own";
  const rows: readonly (readonly [
    why: string,
    word: string,
    control: ControlRecord,
    ...facts: readonly Timed[],
  ])[] = [
    ["no program of the server's connects", "at-once: a new connection", usual(), ...died, tries],
    ["one does", unsure, usual(), ...checks, ...died, tries],
    ["one did in the control", unsure, doServers, ...died, tries],
    [
      "it was seen to be the client's",
      "at-once: a new connection",
      doServers,
      ...checks,
      ...died,
      tries,
      isHeld(1101, PORT, "client"),
    ],
    [
      "it was seen to be the server's",
      "never",
      doServers,
      ...checks,
      ...died,
      tries,
      isHeld(1101, PORT, "server"),
    ],
    ["before the end", "never", doServers, ...checks, connects(900, PORT), ...died],
    [
      "it has closed its own before",
      "at-once: its own FIN",
      doServers,
      ...checks,
      ...died,
      closes(1050),
      tries,
    ],
    ["it has closed its own late", unsure, doServers, ...checks, ...died, tries, closes(2500)],
    ["something was said before it: on use", unsure, doServers, ...died, types(1050), tries],
  ];
  for (const [why, word, control, ...facts] of rows) assert.equal(noticed(facts, control), word, why);
});

test("nor where those of the control were not told apart, and are its habit", () => {
  const own = isHeld(1101, PORT, "client");
  const facts = [...checks, ...died, tries, own];
  assert.equal(noticed(facts, usual(CONNECTS)), "unknown: servers-own");
  assert.equal(noticed([...died, tries], usual(CONNECTS)), "never", "nobody else connects");
  assert.equal(noticed(facts, { ...doServers, signs: [CONNECTS] }), "never", "they were told apart");
  assert.equal(
    noticed(facts, { ...doServers, more: [usual(CONNECTS)] }),
    "unknown: servers-own",
    "in another one",
  );
  assert.equal(noticed(facts, usual(habit("sent", "", 100))), "at-once: a new connection", "there are none");
  assert.equal(noticed([...checks, ...died], usual(CONNECTS)), "never", "it makes none");
});

test("nor where a control may have connected, and nobody knows", () => {
  const perhaps: ControlRecord = { ...usual(), hasPerhaps: true };
  assert.equal(noticed([...died, tries], perhaps), "unknown: servers-own");
  assert.equal(noticed([...died, tries], { ...usual(), more: [perhaps] }), "unknown: servers-own");
  assert.equal(noticed([...died, closes(1100)], perhaps), "at-once: its own FIN", "that is no connection");
});

test("how often it tried is not known where one may not be its own", () => {
  const of = (...facts: readonly Timed[]): unknown => effortOf(caseOf(facts), 1002e6);
  const undecided = { undecided: { attempts: "servers-own" } };
  assert.deepEqual(of(...died, tries), { attempts: 1 });
  assert.deepEqual(of(...checks, ...died, tries), undecided);
  assert.deepEqual(of(...checks, connects(900, PORT), ...died), { attempts: 0 }, "before the fault");
  assert.deepEqual(of(...checks, ...died, tries, isHeld(1101, PORT, "client")), { attempts: 1 });
  assert.deepEqual(of(...checks, ...died, tries, isHeld(1101, PORT, "server")), { attempts: 0 });
});

test("a control says whether one connected, and whether whose a connection was is not known", () => {
  const of = (...facts: readonly Timed[]): unknown => {
    const { hasPerhaps, serversConnect, signs } = controlOf(
      caseOf([...facts, fault("none", 0)], { control: undefined as never }),
    );
    return [hasPerhaps, serversConnect, signs.some(({ kind }) => kind === "connect")];
  };
  assert.deepEqual(of(), [undefined, undefined, false]);
  assert.deepEqual(of(...checks), [undefined, true, false]);
  assert.deepEqual(of(...checks, connects(600, PORT)), [true, true, false]);
  assert.deepEqual(of(...checks, connects(600, PORT), isHeld(601, PORT, "client")), [undefined, true, true]);
  assert.deepEqual(of(connects(600, PORT)), [undefined, undefined, true]);
});

test("where anything went is not known where one that was used may be the client's", () => {
  const why = (facts: readonly Timed[], other = {}): unknown => whyUnknown(caseOf(facts, other));
  assert.equal(
    why([...checks, ...died, tries, accepted(1101, PORT), says(1102)]),
    unknownCauses["servers-own"],
  );
  assert.equal(why([...checks, ...died, tries]), undefined, "it was not");
  assert.equal(why([...checks, ...died, tries, accepted(1101, PORT)]), undefined, "nothing went over it");
  assert.equal(why([tries, accepted(1101, PORT), says(1102)]), undefined, "nobody else connects");
  assert.equal(
    why([...checks, connects(600, PORT), accepted(601, PORT), says(602), ...died]),
    unknownCauses["servers-own"],
    "before",
  );
  assert.equal(why([...checks, ...died], without("segments")), "segments were not observed");
});

test("nobody knows whether it bears a pause where one that was made since may be its own", () => {
  const lives = { endings: ["silence"], process: "paused", lives: true } as const;
  const facts = { missing: undefined, lost: 0, ledger: { said: [], bytes: [] } };
  const of = (...all: readonly Timed[]): unknown => {
    const { patience, undecided } = judgePatience(caseOf(all), lives, facts);
    return [patience, undecided?.["patience"]];
  };
  const paused = fault("pause");
  assert.deepEqual(of(...checks, paused), ["bears", undefined]);
  assert.deepEqual(of(...checks, paused, tries), ["unknown", "servers-own"]);
  assert.deepEqual(of(paused, tries), ["bears", undefined], "nobody else connects");
  assert.deepEqual(of(...checks, connects(900, PORT), paused), ["bears", undefined], "before the fault");
  assert.deepEqual(of(...checks, paused, tries, isHeld(1101, PORT, "server")), ["bears", undefined]);
  assert.deepEqual(of(...checks, paused, tries, closes(1200)), ["false-alarm", undefined], "whosever it is");
});

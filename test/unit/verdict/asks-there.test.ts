// What was asked once more on a new connection, and is waited for there.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { WaitedDescriptor } from "../../../src/timeline/observation.ts";
import type { SaidEntry } from "../../../src/timeline/verdict-record.ts";
import { asksThere } from "../../../src/verdict/notice/asks-there.ts";
import { segment } from "../made-up.ts";
import {
  KILL,
  OTHER,
  START,
  type Timed,
  caseOf,
  connects,
  died,
  ofServer,
  onOther,
  onPort,
  sleepTogether,
  sleeps,
  socket,
  terminal,
  types,
} from "../one-run.ts";

const another: WaitedDescriptor = { fd: 5, what: "socket", isConnection: false };
const anew: readonly Timed[] = [
  connects(1200, OTHER),
  onOther([1201, segment("> P. 1:5(4) ack 1", "two\n")]),
];
const waits = sleeps(1300, "recvfrom", another);
const entry: SaidEntry = { text: "two", atNs: 1, fate: "taken", connections: 2, isLost: true, because: [] };

function isThere(facts: readonly Timed[], ...said: readonly Partial<SaidEntry>[]): boolean {
  const entries = (said.length > 0 ? said : [{}]).map((each) => ({ ...entry, ...each }));
  const seen = caseOf([START, ...died, types(1100), ...facts]);
  return asksThere(seen, { said: entries, bytes: [] });
}

test("it has asked on a connection made since the end, and sleeps until its answer comes there", () => {
  assert.equal(isThere([...anew, waits]), true);
  assert.equal(isThere([waits]), false, "it has made none");
  assert.equal(isThere([...anew, sleeps(1300, "read", terminal)]), false, "it waits for its user");
  assert.equal(
    isThere([...anew, sleeps(1300, "poll", { ...another, reads: false })]),
    false,
    "it would write",
  );
  assert.equal(isThere(anew), false, "it was not looked at");
  const answer = onOther([1250, segment("< P. 1:5(4) ack 5", "two\n")]);
  assert.equal(isThere([...anew, answer, waits]), false, "it was answered there");
  for (const flags of ["F.", "R."])
    assert.equal(
      isThere([...anew, onOther([1250, segment(`< ${flags} 1:1(0) ack 5`)]), waits]),
      false,
      flags,
    );
});

test("whichever of its new connections that is", () => {
  const check = [
    connects(1220, 51_000),
    onPort(51_000, [1221, segment("> P. 1:6(5) ack 1", "well?")]),
    onPort(51_000, [1222, segment("< P. 1:4(3) ack 6", "yes")]),
  ];
  assert.equal(isThere([...anew, ...check, waits]), true);
  assert.equal(isThere([...check, waits]), false, "only that");
});

test("only of what is lost, was sent once more, and is under way", () => {
  const facts = [...anew, waits];
  assert.equal(isThere(facts, { isLost: false }), false);
  assert.equal(isThere(facts, { connections: 1 }), false);
  for (const fate of ["unread", "acknowledged"] as const) assert.equal(isThere(facts, { fate }), true, fate);
  for (const fate of ["refused", "swallowed"] as const) assert.equal(isThere(facts, { fate }), false, fate);
});

test("one such thing among others is enough", () => {
  assert.equal(isThere([...anew, waits], { fate: "answered", isLost: false }, {}), true);
  assert.equal(isThere([...anew, waits], { fate: "answered", isLost: false }), false);
});

test("it sleeps there in one of its threads, on one of several descriptors, as it was looked at last", () => {
  assert.equal(isThere([...anew, sleepTogether(1300, [terminal], [another])]), true);
  assert.equal(isThere([...anew, sleepTogether(1300, [another], [terminal])]), true);
  assert.equal(isThere([...anew, sleeps(1300, "poll", terminal, another)]), true);
  assert.equal(
    isThere([...anew, waits, ofServer(sleeps(1400, "read", terminal))]),
    true,
    "its server does not",
  );
  assert.equal(isThere([...anew, waits, sleeps(1400, "read", terminal)]), false, "nor does it any more");
  assert.equal(isThere([...anew, sleeps(1300, "poll", socket)]), false, "on the old connection");
});

test("it may not tell by a connection from before the end, one on which it asks nothing, or one that it has closed", () => {
  const before = [connects(900, OTHER), onOther([1101, segment("> P. 1:5(4) ack 1", "two\n")])];
  assert.equal(isThere([...before, waits]), false);
  assert.equal(isThere([connects(1200, OTHER), onOther([1201, segment("< S. 0:0(0) ack 1")]), waits]), false);
  assert.equal(isThere([...anew, onOther([1250, segment("> F. 5:5(0) ack 1")]), waits]), false);
});

test("a server that has stopped ends nothing: since then; without a fault there is nothing to tell of", () => {
  const asks = (...facts: readonly Timed[]): boolean =>
    asksThere(caseOf([START, ...facts, types(1100), ...anew, waits]), { said: [entry], bytes: [] });
  assert.equal(asks(KILL), true);
  assert.equal(asks(), false);
});

test("what was said once it had connected again, and is sent there for the first time, is waited for there as well", () => {
  const said = { atNs: 1210e6, connections: 1 };
  const first = [connects(1200, OTHER), onOther([1220, segment("> P. 1:5(4) ack 1", "two\n")])];
  assert.equal(isThere([...first, waits], said), true);
  assert.equal(isThere([...anew, waits], said), false, "it was sent before that was said");
  assert.equal(isThere([...first, waits], { ...said, atNs: 1190e6 }), false, "it had not connected yet");
});

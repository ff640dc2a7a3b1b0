// What was asked last, and was answered neither here nor in the control, on a connection on which all else was answered; and
// what a server says as it ends, where an answer was to come.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ends } from "../ledger-runs.ts";
import { type Timed, segment } from "../made-up.ts";
import { type Saying, died, known, talk, usual } from "../talks.ts";

const login: readonly Saying[] = [
  [3, "user one, please", "welcome\n"],
  [6, "set things for it", "set\n"],
];
const QUERY = "select something that takes its time\n";
const UNKNOWN = [undefined, undefined, "unknown"];
const NOTHING = [0, 0, undefined];

const asked: readonly Saying[] = [...login, [200, QUERY]];

test("a query that takes longer than the control was watched, and a client that ends as if all were well", () => {
  const control = usual(...asked);
  const verdict = died(control, asked, ends(420, 0));
  assert.deepEqual(known(verdict), UNKNOWN);
  assert.match(verdict.ledger?.said[0]?.why ?? "", /not answered in the control either/);
  assert.deepEqual(known(died(control, asked, ends(420, 1))), [undefined, 0, "unknown"], "it tells");
});

test("the same where it runs on, unless it may be an acknowledgment or a heartbeat", () => {
  const fin: Timed = [406, segment("> F. 71:71(0) ack 14")];
  const of = (all: readonly Saying[]): unknown[] => known(died(usual(...all), all, fin)).slice(2);
  assert.deepEqual(of(asked), ["unknown"]);
  assert.deepEqual(of([...login, [8, QUERY]]), [undefined], "right after what had come");
  assert.deepEqual(of([...login, [200, "ping\n"]]), [undefined]);
});

test("where a login is all that is ever answered, nothing was lost", () => {
  const all: readonly Saying[] = [
    [3, "user one, please", "welcome\n"],
    [200, QUERY],
  ];
  assert.deepEqual(known(died(usual(...all), all, ends(420, 0))), NOTHING);
});

test("what was asked last was answered", () => {
  const all: readonly Saying[] = [...login, [200, QUERY, "done\n"]];
  assert.deepEqual(known(died(usual(...all), all, ends(420, 0))), NOTHING);
});

test("what the server says as it ends is no answer, though it is as long or longer", () => {
  const control = usual(...login, [200, QUERY, "one row of it, and all is well\n"]);
  const after = (words: string): readonly Saying[] => [...asked, [404, "", words]];
  for (const words of [
    "FATAL: terminating connection\n",
    "FATAL: terminating connection, as its owner wants it to\n",
  ]) {
    const verdict = died(control, after(words), ends(420, 0));
    assert.deepEqual(known(verdict), UNKNOWN);
    assert.match(verdict.ledger?.said[0]?.why ?? "", /what the server says as it ends/);
    assert.deepEqual(known(died(control, after(words))).slice(2), ["unknown"], "it runs on");
    assert.equal(died(control, after(words), ends(420, 1)).unreported, 0);
  }
  const answer = after("one row of it, and all is fine\n");
  assert.deepEqual(known(died(control, answer, ends(420, 0))), NOTHING, "it has finished what it was at");
});

test("behind the beginning of an answer it is no answer either, unless it ends like one", () => {
  const control = usual(...login, [200, QUERY, "rows: one, two, three: ready\n."]);
  const after = (words: string): readonly Saying[] => [...asked, [404, "", words]];
  const cut = after("rows: FATAL: terminating the connection, as its owner wants it to end now\n ");
  assert.deepEqual(known(died(control, cut, ends(420, 0))), UNKNOWN);
  const more = after("rows: one, two, three and some more than usual, as is usual: ready\n.");
  assert.deepEqual(known(died(control, more, ends(420, 0))), NOTHING);
});

test("what is asked once the server has ended is lost where it is answered in the control", () => {
  const words = "FATAL: terminating connection\n";
  const late = (text: string): Timed[] => {
    const { sent } = talk(login);
    return [
      [480, segment(`> P. ${sent}:${sent + text.length}(${text.length}) ack 50`, text)],
      [481, segment("< R 50:50(0)")],
      ends(500, 0),
    ];
  };
  const idle: readonly Saying[] = [...login, [404, "", words]];
  const control = usual(...login, [480, QUERY, "one row, and all is well\n"]);
  assert.deepEqual(known(died(control, idle, ...late(QUERY))), [1, 1, "refused"]);
  const open = usual(...login, [480, QUERY]);
  assert.deepEqual(
    known(died(open, idle, ...late(QUERY))),
    UNKNOWN,
    "not answered when the control was over",
  );
  const quits = usual(...login, [480, "quit\n"]);
  assert.deepEqual(known(died(quits, idle, ...late("quit\n"))), NOTHING, "a farewell");
  const shorter = usual(...login);
  assert.deepEqual(known(died(shorter, idle, ...late(QUERY))), UNKNOWN, "it did not come as far");
});

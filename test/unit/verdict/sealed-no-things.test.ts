// What looks like a thing that was asked over TLS, and answered, and is none: one thing on each connection (curl in a loop),
// which was cut, or brought no more than a session ticket; and a login that follows at once the last that came.

import assert from "node:assert/strict";
import { test } from "node:test";
import { countSealed, hasAllSealed } from "../../../src/verdict/asks/sealed-things.ts";
import { talk } from "../http2-runs.ts";
import { judged } from "../lacking.ts";
import { OTHER, type Timed, usual } from "../one-run.ts";
import { asked, begins, record, session } from "../sealed-runs.ts";
import { run } from "../works-on.ts";

const whole = (port: number, ms: number): Timed[] => session(port, ms, [50, 200, 400]);
const since = [...whole(OTHER, 1100), ...whole(50_001, 1200)];

test("an answer that was cut on a connection for one thing alone is not counted as one", () => {
  const seen = judged(run(session(40_000, 500, [50, 200, 30]), since), []);
  assert.equal(countSealed(seen[1]), 2);
});

test("a session ticket that comes after the request is no answer", () => {
  const ticket = talk(
    40_000,
    ...begins(500).slice(0, 2),
    [502, ">", record(53) + record(200)],
    [503, "<", record(250)],
  );
  const seen = judged(run(ticket, since), [{ ...usual(), sealedThings: 3 }]);
  assert.equal(hasAllSealed(...seen), false);
});

test("a login that follows at once the end of a handshake in two pieces is no thing", () => {
  const login = (secondMs: number): number | undefined =>
    countSealed(
      judged(
        run(
          talk(
            40_000,
            [500, ">", record(200, 22)],
            [501, "<", record(90, 22)],
            [secondMs, "<", record(900)],
            [secondMs + 1, ">", record(53) + record(100)],
            [secondMs + 2, "<", record(60)],
            ...asked([600, 200]),
            ...asked([650, 200]),
          ),
          [],
        ),
        [],
      )[1],
    );
  assert.equal(login(510), 2);
  assert.equal(login(530), 2, "20 ms after the first piece, 1 ms after the last one");
});

// How long a control goes on: until a client that asked by itself has the whole answer, as far as that can be seen.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isComing } from "../../src/custom/see-answer.ts";
import { observations, opened } from "./made-up.ts";
import { type Timed, exits, prints, sends, serves, types } from "./one-run.ts";

const comes = (nowMs: number, ...facts: readonly Timed[]): boolean =>
  isComing(observations(...opened.slice(0, 1), ...facts), nowMs * 1e6);

test("an answer is coming while data comes and the client has printed nothing since", () => {
  assert.equal(comes(1500, serves(1000)), true);
  assert.equal(comes(2000, serves(1000)), true);
  assert.equal(comes(2001, serves(1000)), false, "nothing for a second");
  assert.equal(comes(1500, sends(1000)), false, "its own");
  assert.equal(comes(1500, prints(990, "a\n"), serves(1000)), true);
  assert.equal(comes(1500, serves(1000), prints(1001, "a\n")), false);
  assert.equal(comes(1500, serves(1000), exits(1001, { exitCode: 0 })), false);
  assert.equal(comes(1500, types(900), serves(1000)), false, "its answer is waited for by its text");
  assert.equal(comes(1500), false);
});

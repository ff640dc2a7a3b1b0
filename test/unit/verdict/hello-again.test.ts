// A hello of TLS that its server never answered: each session has another one, and nothing was asked with it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { openAskEntry } from "../../../src/verdict/asks/own-asks.ts";
import { talk } from "../http2-runs.ts";
import { judged } from "../lacking.ts";
import { OTHER, type Timed, connects, usual } from "../one-run.ts";
import { begins, record, session } from "../sealed-runs.ts";
import { run } from "../works-on.ts";

const [FIRST, HANDSHAKE] = [40_000, 22];
const control = { ...usual(), asksAnswered: true };
const lost = (before: readonly Timed[], since: readonly Timed[]): boolean | undefined =>
  openAskEntry(...judged(run(before, [connects(1050, OTHER), ...since]), [control]))?.isLost;
const hello = talk(FIRST, [900, ">", record(300, HANDSHAKE)]);

test("a hello that nobody answered is none that is missing where a later session was answered", () => {
  assert.equal(lost(hello, []), true, "nothing came since");
  assert.equal(lost(hello, session(OTHER, 1100, [50, 200])), undefined);
  assert.equal(lost(hello, talk(OTHER, ...begins(1100).slice(0, 1))), true, "nor was that");
  assert.equal(
    lost(hello, talk(OTHER, [1100, ">", "PING\r\n"], [1101, "<", "PONG\r\n"])),
    true,
    "in the clear",
  );
});

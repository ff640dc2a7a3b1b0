// A client that shuts its socket down at the end of file, and never closes it: its FIN is no close.

import assert from "node:assert/strict";
import { test } from "node:test";
import { remarks } from "../../../src/verdict/sentences/remarks.ts";
import {
  aborts,
  caseOf,
  closes,
  connects,
  died,
  holds,
  pipe,
  reaction,
  sleeps,
  usual,
  wasReset,
} from "../one-run.ts";

const looked = sleeps(1600, "read", pipe);
const shut = [holds(900, [3]), ...died, closes(1003), looked] as const;
const REMARK = "It has shut its socket down, and not closed it: its process still holds the descriptor.";

test("whose process has it still when it was looked at last holds its socket", () => {
  assert.equal(reaction(shut, usual()), "holds-socket");
  assert.deepEqual(remarks(caseOf(shut)), [REMARK]);
  assert.equal(reaction([holds(900, [3, 4]), ...shut.slice(1)], usual()), "holds-socket");
  const again = [...shut.slice(0, -1), connects(1200), looked];
  assert.equal(reaction(again, usual()), "reconnects", "what it does next is said first");
  assert.deepEqual(remarks(caseOf(again)), [REMARK]);
});

test("who has closed it, or may have, does not", () => {
  const [held, ...rest] = shut;
  const hidden = holds(950, [3], [4]);
  for (const [why, facts] of [
    ["nobody has it any more", [...shut.slice(0, -1), holds(1010, []), looked]],
    ["one of two let go of it", [holds(900, [3, 4]), ...rest.slice(0, -1), holds(1010, [4]), looked]],
    ["it was not looked at since", shut.slice(0, -1)],
    ["a process may not be looked at", [held, hidden, ...rest]],
    ["who has it was not seen", rest],
    ["it was reset, and aborts", [held, ...wasReset, aborts(1003), looked]],
  ] as const) {
    assert.equal(reaction(facts, usual()), "closes", why);
    assert.deepEqual(remarks(caseOf(facts)), [], why);
  }
});

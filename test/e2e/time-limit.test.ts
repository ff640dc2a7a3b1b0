// A client that ends by itself after some time, and says nothing: only a control that is watched for as long shows whether
// it has noticed.

import { test } from "node:test";

import { anyUser } from "./harness.ts";
import { assertVerdict, experiment, program } from "./own.ts";

const limited = (kind: string): readonly string[] => [
  "--client",
  `${program("time-limit.mjs")} ${kind} 1500`,
  "--client-on",
  "pipes",
  "--say",
  "one",
  "--expect",
  "one",
  "--fault",
  "stop",
];

test(
  anyUser("one that ends so long after it began has not noticed, and what it had asked is lost"),
  async (t) => {
    assertVerdict(await experiment(t, limited("whole")), { noticed: "never", lost: 1, unreported: 1 });
  },
);

test(anyUser("one that ends because no answer came for so long has noticed by that"), async (t) => {
  assertVerdict(await experiment(t, limited("answer")), { noticed: "on-use", lost: 1, unreported: 1 });
});

// What was expected was printed before the answer came, or just as it came: how far the line is said to have got then.

import { test } from "node:test";
import type { Fact } from "../../../src/timeline/observation.ts";
import { ack, check, data, elsewhere } from "../fates.ts";
import { segment } from "../made-up.ts";
import { START, type Timed, serves } from "../one-run.ts";

test("printed before an answer came: that is early where one came later", () => {
  const unclear = "it cannot be read";
  const early = { isPrinted: true, printedMs: 1150 };
  check([
    ["it came later", [data(1100), serves(1200, 14, 20)], "answered, early (9, 10)", early],
    ["none came", [data(1100), ack(1200, 20)], "acknowledged (9)", early],
    ["what came is no answer to it", [data(1100), serves(1200, 14, 19)], "unacknowledged (9)", early],
    [
      "something came to who knows what",
      [serves(1200)],
      `unknown: ${unclear}, early ()`,
      { ...early, unclear },
    ],
    ["nothing came to who knows what", [], `unknown: ${unclear} ()`, { ...early, unclear }],
  ]);
});

test("printed just as data came: that may be its answer, if it acknowledges it", () => {
  const near = { isPrinted: true, printedMs: 1199.5 };
  const why = "what was expected was printed just as the first data of the server came";
  check([
    ["it does", [data(1100), serves(1200, 14, 20)], `unknown: ${why}, early (9, 10)`, near],
    ["it does not", [data(1100), serves(1200, 14, 19)], "unacknowledged (9)", near],
  ]);
});

test("in a flood what was printed early may be an answer that was not recorded; one that was recorded is one", () => {
  const flood: readonly Timed[] = [
    START,
    elsewhere([900, segment("> S 0:0(0)")]),
    elsewhere([901, segment("< S. 0:0(0) ack 1")]),
    [950, { kind: "narrowed" } as Fact],
  ];
  const answered = [...flood, data(1100), serves(1200, 14, 20)];
  const why = "in the flood not each segment was recorded";
  check([
    ["printed before", answered, `unknown: ${why}, early (13, 14)`, { isPrinted: true, printedMs: 1150 }],
    ["printed after", answered, "shown (13, 14)", { isPrinted: true, printedMs: 1250 }],
    ["no answer", [...flood, data(1100)], `unknown: ${why} ()`, { isPrinted: true, printedMs: 1150 }],
  ]);
});

// What the client believes of each thing said: what it printed while that was the last thing said, and how it ended.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Evidence } from "../../../src/timeline/case.ts";
import type { SaidEntry } from "../../../src/timeline/verdict-record.ts";
import { believedOf } from "../../../src/verdict/belief/believed.ts";
import { KILL, TWICE, type Timed, caseOf, exits, prints, usual, without } from "../one-run.ts";

const said = (ms: number, entry: Partial<SaidEntry> = {}): SaidEntry => ({
  text: "x",
  atNs: ms * 1e6,
  fate: "acknowledged",
  because: [],
  ...entry,
});
const FIRST = said(1500);
const NEXT = said(2000);
const own = said(100, { isOwn: true });
const saved = { text: "saved" };
const refused = { text: "refused" };

/** `done`, or `unknown: says-both`; with ` told` or ` told?` where something new was printed meanwhile, or may have been. */
function believed(
  facts: readonly Timed[],
  entries: readonly SaidEntry[] = [FIRST],
  other: Partial<Evidence> = {},
): string {
  return believedOf(caseOf([KILL, ...facts], { control: TWICE, ...other }), entries, 1000e6)
    .map((each) => {
      const told = each.hasTold === undefined ? " told?" : each.hasTold ? " told" : "";
      return `${each.believed}${each.believed === "unknown" ? `: ${each.why}` : ""}${told}`;
    })
    .join(", ");
}

test("what it prints is about the last thing that was said before, from then on", () => {
  const both = [FIRST, NEXT];
  assert.equal(believed([prints(1400, "oh dear\n")], both), "said-nothing, said-nothing");
  assert.equal(believed([prints(1500, "oh dear\n")], both), "failed told, said-nothing");
  assert.equal(believed([prints(1999, "oh dear\n")], both), "failed told, said-nothing");
  assert.equal(believed([prints(2000, "oh dear\n")], both), "said-nothing, failed told");
});

test("a pattern is looked for in what it printed from then on, until the next thing", () => {
  const both = [FIRST, NEXT];
  const run = (ms: number): string => believed([prints(ms, "saved\n")], both, { meaning: { done: saved } });
  assert.equal(run(1400), "said-nothing, said-nothing");
  assert.equal(run(1500), "done told, said-nothing");
  assert.equal(run(1999), "done told, said-nothing");
  assert.equal(run(2000), "said-nothing, done told");
});

test("what a client does by itself is what it was started for: all that it prints is about it", () => {
  const meaning = { done: saved, failed: refused };
  assert.equal(believed([prints(50, "saved\n")], [own], { meaning }), "done");
  assert.equal(believed([prints(50, "refused\n")], [own], { meaning }), "failed");
  assert.equal(
    believed([prints(50, "saved\n"), prints(1600, "refused\n")], [own], { meaning }),
    "unknown: says-both told",
  );
});

test("what was found is believed, unless it was started for this alone, and failed", () => {
  const found = { found: true } as const;
  assert.equal(believed([], [said(1500, found)]), "done");
  assert.equal(believed([exits(1600, { exitCode: 1 })], [said(1500, found)]), "done");
  assert.equal(believed([], [said(100, { ...found, isOwn: true })]), "done");
  assert.equal(believed([exits(1600, { exitCode: 0 })], [said(100, { ...found, isOwn: true })]), "done");
  assert.equal(believed([exits(1600, { exitCode: 1 })], [said(100, { ...found, isOwn: true })]), "failed");
  assert.equal(believed([], [said(1500, { found: false })]), "said-nothing");
  // Where a pattern says what it means that a thing is done, nothing else does.
  assert.equal(believed([], [said(1500, found)], { meaning: { done: saved } }), "said-nothing");
});

test("how it ended is about the last thing: done with 0, failed with anything else, unknown without a status", () => {
  const both = [FIRST, NEXT];
  const end = (how: Parameters<typeof exits>[1], entries = both, other: Partial<Evidence> = {}): string =>
    believed([exits(2600, how)], entries, other);
  assert.equal(end({ exitCode: 0 }), "said-nothing, done");
  assert.equal(end({ exitCode: 3 }), "said-nothing, failed");
  assert.equal(end({ signal: "SIGPIPE" }), "said-nothing, failed");
  assert.equal(end({}), "said-nothing, unknown: no-status");
  assert.equal(end({ exitCode: 0 }, both, { meaning: { done: saved } }), "said-nothing, said-nothing");
  assert.equal(end({ exitCode: 3 }, both, { meaning: { done: saved } }), "said-nothing, failed");
});

test("what is new tells of a failure; where it ended well all the same, that is both, of a client started for this", () => {
  const oh = prints(1600, "oh dear\n");
  const well = exits(1700, { exitCode: 0 });
  assert.equal(believed([oh]), "failed told");
  assert.equal(believed([oh, well]), "failed told");
  assert.equal(believed([oh, well], [own]), "unknown: says-both told");
  assert.equal(believed([oh], [own]), "failed told");
  // Only what the pattern says is a failure.
  assert.equal(believed([oh], [FIRST], { meaning: { failed: refused } }), "said-nothing told");
  assert.equal(believed([oh, well], [FIRST], { meaning: { failed: refused } }), "done told");
  assert.equal(believed([oh, well], [own], { meaning: { done: saved } }), "failed told");
});

test("what may be chance is no firm news: what it believes by that is unknown", () => {
  const shuffled = { ...usual(), lines: ["alpha beta gamma"] };
  const control = { ...shuffled, more: [shuffled] };
  const doubtful = prints(1600, "gamma alpha beta\n");
  assert.equal(believed([doubtful], [FIRST], { control }), "unknown: chance told?");
  assert.equal(believed([doubtful, prints(1700, "oh dear\n")], [FIRST], { control }), "failed told");
  assert.equal(
    believed([doubtful], [FIRST], { control, meaning: { failed: refused } }),
    "said-nothing told?",
  );
});

test("what was answered before the fault is over: what comes later is about something else", () => {
  const oh = prints(1600, "oh dear\n");
  const over = said(500, { isLost: false });
  assert.equal(believed([oh], [over]), "said-nothing told");
  const lost = said(500, { isLost: true });
  assert.equal(believed([oh], [lost]), "unknown: says-nothing-wrong told", "it may stand for an answer");
  assert.equal(believed([prints(1600, "oh dear: it failed\n")], [lost]), "failed told");
  assert.equal(believed([oh], [said(500)]), "failed told", "not known");
  assert.equal(believed([oh], [said(1000, { isLost: false })]), "failed told", "with the fault");
  assert.equal(believed([oh], [said(1500, { isLost: false })]), "failed told", "after it");
  assert.equal(believed([oh], [said(500, { isLost: false, isOwn: true })]), "failed told");
  assert.equal(believed([exits(1600, { exitCode: 1 })], [over]), "said-nothing");
});

test("where its output was not recorded nothing is known of it", () => {
  assert.equal(
    believed([prints(1600, "saved\n")], [FIRST], { ...without("output"), meaning: { done: saved } }),
    "unknown: not-observed told?",
  );
});

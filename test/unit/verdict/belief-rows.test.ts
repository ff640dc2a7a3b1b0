// What the client believes, row by row, and the word for all of them: what is no thing, what is not known, and the worst.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Evidence } from "../../../src/timeline/case.ts";
import type { SaidEntry } from "../../../src/timeline/verdict-record.ts";
import { judgeBelief } from "../../../src/verdict/belief/belief.ts";
import { OWN } from "../../../src/verdict/asks/loss.ts";
import {
  KILL,
  TWICE,
  type Timed,
  asks,
  caseOf,
  counted,
  died,
  judgeOf,
  prints,
  types,
  usual,
} from "../one-run.ts";

const COUNTED = { ...TWICE, countedMore: 0 };
const entry = (ms: number, other: Partial<SaidEntry> = {}): SaidEntry => ({
  text: "x",
  atNs: ms * 1e6,
  fate: "acknowledged",
  sent: 1,
  connections: 1,
  because: [],
  ...other,
});
const BEFORE = entry(500, { found: true, isLost: false });
const found = { found: true } as const;
const has = (count: number): Timed[] => [counted(10, "before", 0), counted(2500, "after", count)];

interface Told extends Partial<Evidence> {
  readonly facts?: readonly Timed[];
  readonly duplicated?: number;
}

/** `honest: done 1 honest, done 0 false-success`; `unknown (chance): ...` */
function belief(
  count: number | undefined,
  said: readonly SaidEntry[],
  { facts = [], duplicated = 0, ...other }: Told = {},
): string {
  const counts = count === undefined ? [] : has(count);
  const seen = caseOf([KILL, ...facts, ...counts], { control: COUNTED, ...other });
  const ledger = { said, bytes: [] } as unknown as Parameters<typeof judgeBelief>[1];
  const { belief: word, undecided, ledger: judged } = judgeBelief(seen, ledger, 1000e6, duplicated);
  const why = undecided?.["belief"];
  const rows = judged.said.map(({ belief: row }) =>
    row === undefined ? "none" : `${row.believed} ${row.done ?? "?"} ${row.why ?? row.word}`,
  );
  return `${word}${why ? ` (${why})` : ""}: ${rows.join(", ")}`;
}

test("the worst of the rows is the word, wherever it stands", () => {
  const bad = entry(1500, found);
  const failed = prints(1600, "oh dear\n");
  const lost = entry(1500, { ...found, fate: "refused" });
  assert.equal(belief(1, [lost, entry(1600, found)]), "false-success: done 0 false-success, done 1 honest");
  assert.equal(belief(1, [entry(1500, found)]), "honest: done 1 honest");
  assert.equal(belief(1, [BEFORE, bad]), "false-success: done 1 honest, done 0 false-success");
  assert.equal(
    belief(1, [bad, entry(1600, { fate: "refused" })]),
    "honest: done 1 honest, said-nothing 0 honest",
  );
  assert.equal(
    belief(2, [BEFORE, entry(1500), entry(1700, { fate: "refused", ...found })], { facts: [failed] }),
    "false-success: done 1 honest, failed 1 false-failure, done 0 false-success",
  );
});

test("who sent the first thing twice in silence is not excused by the next one", () => {
  const again = entry(1500, { ...found, connections: 2 });
  assert.equal(belief(2, [again, entry(1700, found)]), "silent-retry: done 1 silent-retry, done 1 honest");
  const both = entry(1500, { ...found, connections: 2 });
  const facts = [prints(1600, "ok, no\n")];
  const meaning = { done: { text: "ok" }, failed: { text: "no" } };
  assert.equal(belief(1, [both], { facts, meaning }), "unknown (says-both): unknown 1 says-both");
});

test("a row that is unknown leaves the word unknown, unless another is bad by itself", () => {
  const unsure = entry(1600, { ...found, connections: undefined } as unknown as Partial<SaidEntry>);
  assert.equal(
    belief(2, [entry(1500, found), unsure]),
    "unknown (may-be-again): done 1 honest, done 1 may-be-again",
  );
  assert.equal(
    belief(1, [entry(1500, { ...found, fate: "refused" }), unsure]),
    "false-success: done 0 false-success, done 1 may-be-again",
  );
  assert.equal(belief(0, [unsure]), "false-success: done 0 false-success", "again or not, it is not there");
});

test("nothing said that it could be of is unknown, and no good word", () => {
  assert.equal(belief(0, []), "unknown (not-asked): ");
  assert.equal(belief(0, [entry(1500, { fate: "not-said" })]), "unknown (not-asked): none");
  const facts = [counted(10, "before", 0), counted(2500, "after")];
  assert.equal(belief(undefined, [], { facts }), "unknown (not-counted): ", "the reason is of the count");
  const beats = entry(1500, { isOwn: true, text: "what it sends by itself" });
  assert.equal(belief(0, [beats]), "unknown (not-asked): none");
  assert.equal(belief(undefined, [entry(1500, found)]), "undefined: none", "nobody asked");
  const meaning = { done: { text: "ok" } };
  assert.equal(belief(undefined, [], { meaning }), "unknown (not-asked): ");
  assert.equal(
    belief(undefined, [entry(1500)], { meaning }),
    "unknown (not-asked): said-nothing ? not-asked",
  );
});

test("what it was started for is one thing, which the control has counted once", () => {
  const own = entry(100, { isOwn: true, text: OWN, ...found });
  const once = { ...COUNTED, countedMore: 1 };
  assert.equal(belief(1, [own], { control: once }), "honest: done 1 honest");
  assert.equal(belief(1, [own]), "unknown (not-one-each): done ? not-one-each");
  assert.equal(
    belief(1, [entry(1500, found)], { control: once }),
    "unknown (not-one-each): done ? not-one-each",
  );
});

test("what was done twice is bad, whichever it was", () => {
  assert.equal(belief(1, [entry(1500, found)], { duplicated: 1 }), "duplicate: done 1 honest");
  assert.equal(belief(2, [entry(1500, found)]), "duplicate: done 2 duplicate");
});

test("more believed than done is a false success, unless the server has forgotten; who said nothing believes nothing", () => {
  const two = [entry(1500, found), entry(1600, found)];
  assert.equal(belief(1, two), "false-success: done ? not-one-each, done ? not-one-each");
  assert.equal(
    belief(1, [entry(1500), entry(1600, found)]),
    "unknown (not-one-each): said-nothing ? not-one-each, done ? not-one-each",
  );
  assert.equal(belief(0, [BEFORE]), "unknown (server-forgot): done ? server-forgot");
  const unsaid = entry(500, { isLost: false });
  assert.equal(belief(0, [unsaid]), "honest: said-nothing 0 honest", "it never said that it was done");
});

test("what it had less of as it came back it has forgotten, however much there is in the end", () => {
  const shown = { ...BEFORE, fate: "shown" } as const;
  const backWith = (count: number | undefined, inEnd: number): string =>
    belief(inEnd, [shown, entry(1500, found)], { facts: [counted(1100, "back", count)] });
  assert.equal(backWith(0, 2), "unknown (server-forgot): done ? server-forgot, done ? server-forgot");
  assert.equal(backWith(1, 2), "honest: done 1 honest, done 1 honest");
  assert.equal(backWith(undefined, 2), "honest: done 1 honest, done 1 honest");
  const control = { ...COUNTED, countedMore: 1 };
  const other = belief(2, [shown], { facts: [counted(1100, "back", 0)], control });
  assert.equal(other, "unknown (not-one-each): done ? not-one-each", "something else is counted");
});

test("sent again is held against the same thing in the control, and chance leaves it open", () => {
  const again = entry(1500, { ...found, connections: 2 });
  assert.equal(belief(1, [again]), "silent-retry: done 1 silent-retry");
  const control = (text: string) => ({
    ...COUNTED,
    said: [{ text, fate: "shown", connections: 2 }] as const,
  });
  assert.equal(belief(1, [again], { control: control("x") }), "honest: done 1 honest");
  assert.equal(belief(1, [again], { control: control("y") }), "silent-retry: done 1 silent-retry");
  const shuffled = { ...usual(), lines: ["alpha beta gamma"], countedMore: 0 };
  const facts = [prints(1600, "gamma alpha beta\n")];
  const once = { facts, control: { ...shuffled, more: [shuffled] } };
  assert.equal(belief(1, [entry(1500, found)], once), "honest: done 1 honest", "sent once");
  assert.equal(
    belief(1, [again], { facts, control: { ...shuffled, more: [shuffled] } }),
    "unknown (chance): done 1 chance",
  );
  assert.equal(belief(1, [again], { facts: [prints(1600, "oh dear\n")] }), "honest: done 1 honest");
});

test("without a control more than was sent may be anything; with one it was done twice", () => {
  const twice = [entry(1500, found)];
  assert.equal(
    belief(2, twice, { control: { ...usual(), none: true } }),
    "unknown (not-one-each): done ? not-one-each",
  );
  const control = undefined as unknown as NonNullable<Evidence["control"]>;
  assert.equal(belief(2, twice, { name: "control", control }), "unknown (not-one-each): done ? not-one-each");
  assert.equal(belief(1, twice, { name: "control", control }), "honest: done 1 honest");
  assert.equal(
    belief(1, twice, { control }),
    "unknown (not-asked): none",
    "a section's client has said nothing",
  );
});

test("a client whose output was not recorded may believe anything", () => {
  const off = caseOf([]).evidence.observers.map((each) => ({ ...each, on: each.name !== "output" }));
  assert.equal(
    belief(1, [entry(1500, found)], { observers: off }),
    "unknown (not-observed): unknown 1 not-observed",
  );
});

test("of two things one was done twice: nobody knows which, and it is wrong all the same", () => {
  const line = (ms: number, text: string, from: number): Timed[] => [
    types(ms, text),
    asks(ms + 1, `${text}\n`, from),
  ];
  const said = [...line(1500, "one more", 14), ...line(1700, "and another", 23)];
  const { belief: word } = judgeOf(
    [...has(1).slice(0, 1), ...died, ...said, counted(2500, "after", 4)],
    COUNTED,
  );
  assert.equal(word, "duplicate");
});

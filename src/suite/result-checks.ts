// What the lines of results.jsonl must be: words that there are, and names that stay inside their directory.

import { isFault } from "../fault/index.ts";
import { parseMoment } from "../fault/moments.ts";
import {
  type Check,
  both,
  count,
  list,
  matches,
  ms,
  ns,
  number,
  oneOf,
  optional,
  shape,
  string,
} from "../timeline/checks.ts";
import {
  expectationOutcomes,
  grades,
  namesOf,
  noticedWords,
  observerNames,
  patienceWords,
  reactions,
} from "../timeline/words.ts";
import { RESULTS_FILE, caseOutcomes } from "./results.ts";

/** A path below the directory of results, which leads nowhere else: no `..`, nothing empty, nothing that is not text. */
function isInside(path: string): boolean {
  return path.length <= LONGEST_PATH && path.split("/").every(isName);
}

/** What can be the name of a file. */
function isName(part: string): boolean {
  return part !== "." && part !== ".." && TEXT.test(part) && Buffer.byteLength(part) <= LONGEST_NAME;
}

/** No control character, no half of one. */
const TEXT = /^[^\p{Cc}\p{Cs}]+$/u;
const LONGEST_NAME = 255;
const LONGEST_PATH = 1000;

const inside: Check = (value) => typeof value === "string" && isInside(value);
/** What else is in the directory, or will be. */
const taken: ReadonlySet<string> = new Set([RESULTS_FILE, "index.html"]);
const folder: Check = (value) => inside(value) && !taken.has((value as string).split("/")[0] ?? "");
const unique: Check = (value) => new Set(value as unknown[]).size === (value as unknown[]).length;
const shardIndex: Check = (value) => {
  const { index, total } = value as { index: number; total: number };
  return index <= total;
};
const whole: Check = both(count, number(1, Number.MAX_SAFE_INTEGER));

const word =
  (isOne: (text: string) => boolean): Check =>
  (value) =>
    typeof value === "string" && isOne(value);

export const planFields: Readonly<Record<string, Check>> = {
  kind: oneOf("plan"),
  tool: shape({ name: oneOf("deadpeer"), version: matches(/^[\w.+-]{1,100}$/) }),
  kernel: string,
  begunAt: optional(matches(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/)),
  build: optional(string),
  plan: both(list(inside), unique),
  shard: optional(both(shape({ index: whole, total: whole }), shardIndex)),
  chosen: both(list(inside), unique),
};

export const resultFields: Readonly<Record<string, Check>> = {
  kind: oneOf("result"),
  id: inside,
  outcome: oneOf(...namesOf(caseOutcomes)),
  times: count,
  ms,
  why: optional(string),
  unobserved: optional(string),
  expectations: list(shape({ expected: string, observed: string, outcome: oneOf(...expectationOutcomes) })),
  run: optional(
    shape({
      title: string,
      commands: shape({ server: string, client: string }),
      fault: word(isFault),
      moment: word((written) => parseMoment(written) !== undefined),
      grade: oneOf(...grades),
      noticed: oneOf(...namesOf(noticedWords)),
      patience: optional(oneOf(...namesOf(patienceWords))),
      reaction: oneOf(...namesOf(reactions)),
      afterNs: optional(ns),
      summary: list(string),
      unseen: optional(list(oneOf(...observerNames))),
    }),
  ),
  otherVerdicts: optional(list(shape({ words: string, times: count }))),
  folder: optional(folder),
  isEarlier: optional((value) => value === true),
};

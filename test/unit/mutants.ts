// Documents as somebody else may have written them: any JSON, and real ones in which one or a few places are something else.

import { readFileSync } from "node:fs";
import { type Path, pathsIn, valueAt, withValue } from "./damage.ts";
import { goldenPath } from "./golden.ts";
import * as fc from "fast-check";

/** Section 5.12 in several ways, 5.16, the orders of the race, and redis: every kind of document there is. */
const seedNames = [
  "run-5-12",
  "run-5-12-close",
  "run-5-12-reset",
  "run-5-12-none",
  "run-5-12-nc",
  "run-5-16",
  "run-redis",
  "run-race",
] as const;

interface Seed {
  readonly document: unknown;
  readonly places: readonly Path[];
  /** Those whose text may be any. */
  readonly texts: readonly Path[];
}

const FREE = new Set(
  "text step title command server client name how note what call told summary waiting by kernel missing id pattern".split(
    " ",
  ),
);

function isFree(document: unknown, path: Path): boolean {
  const field = path.findLast((key) => typeof key === "string");
  return FREE.has(String(field)) && typeof valueAt(document, path) === "string";
}

const seeds: readonly Seed[] = seedNames.map((name) => {
  const document: unknown = JSON.parse(readFileSync(goldenPath(`${name}.json`), "utf8"));
  const places = pathsIn(document).filter((path) => path.length > 0);
  return { document, places, texts: places.filter((path) => isFree(document, path)) };
});

/** What harms a terminal, a table, an element, a job's log, or a reader; each with something by which it is found. */
const HARMFUL: readonly string[] = [
  "\u001b[31mred\u001b]52;c;ZXZpbA==\u0007",
  "\u009b31m\u0085\u0000\u007f",
  "\u061c\u200b\u200d\u2060\ufeff\u202ebackwards\u2066\u2028",
  "::stop-commands::x",
  "a\ttab",
  "line\r\n::error::x\n   ##[error]y",
  "##[add-mask]x",
  "<img src=x>|@everyone [x](http://x) www.x",
  "</script><!--]]>",
  "\ud800",
  "constructor",
  "__proto__",
];

const value = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom<unknown>(...HARMFUL) },
  { weight: 3, arbitrary: fc.constantFrom<unknown>(0, -1, 0.5, 65_536, 2 ** 32, 2 ** 53, 1e300, -1e300) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<unknown>("", "kill", "5.12", "idle", "terminal", "pass", "unknown"),
  },
  { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
  { weight: 1, arbitrary: fc.constant<unknown>(undefined) },
  { weight: 1, arbitrary: fc.string({ unit: "binary" }) },
);

/** A document of the seeds, and what is changed in it. */
export type Mutant = readonly [seed: number, changes: readonly Change[]];
/** Of all places, or of the texts, the one of this number. */
type Change = readonly [of: "places" | "texts", at: number, to: unknown];

const changes: fc.Arbitrary<Change> = fc.oneof(
  { weight: 2, arbitrary: fc.tuple(fc.constant("places" as const), fc.nat(), value) },
  {
    weight: 3,
    arbitrary: fc.tuple(
      fc.constant("texts" as const),
      fc.nat(),
      fc.oneof(fc.constantFrom(...HARMFUL), fc.string({ unit: "binary" })),
    ),
  },
);

export const mutants: fc.Arbitrary<Mutant> = fc.tuple(
  fc.nat(seeds.length - 1),
  fc.array(changes, { minLength: 1, maxLength: 4 }),
);

/** As it may stand in a file. */
export function textOf([index, changed]: Mutant): string {
  const seed = seeds[index];
  const mutant = changed.reduce<unknown>((from, [of, at, to]) => {
    const path = seed?.[of][at % seed[of].length];
    return path === undefined || !isThere(from, path) ? from : withValue(from, path, to);
  }, seed?.document);
  return JSON.stringify(mutant);
}

/** An earlier change may have taken the place away. */
function isThere(root: unknown, path: Path): boolean {
  let at = root;
  for (const key of path) {
    if (typeof at !== "object" || at === null) return false;
    at = (at as Record<string | number, unknown>)[key];
  }
  return at !== undefined;
}

export const anyJson: fc.Arbitrary<string> = fc.oneof(
  fc.json(),
  fc.string(),
  fc
    .record(
      {
        version: fc.oneof(fc.jsonValue(), fc.constantFrom(1, 2)),
        tool: fc.oneof(fc.jsonValue(), fc.constant({ name: "deadpeer", version: "0.1.0" })),
        kernel: fc.oneof(fc.jsonValue(), fc.string()),
        network: fc.oneof(fc.jsonValue(), fc.constant("loopback")),
        scenario: fc.oneof(fc.jsonValue(), fc.constantFrom("5.12", "all", "toString")),
        runs: fc.oneof(fc.jsonValue(), fc.array(fc.jsonValue())),
        repeats: fc.jsonValue(),
      },
      { requiredKeys: [] },
    )
    .map((each) => JSON.stringify(each)),
);

// A client that ships without being answered: what nobody took, and what it never sent, beside how much its controls ship.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import type { ByteStretch, SaidEntry } from "../../../src/timeline/verdict-record.ts";
import type { Fate } from "../../../src/timeline/words.ts";
import { OWN } from "../../../src/verdict/asks/loss.ts";
import { settleShipsLess } from "../../../src/verdict/asks/ships-less.ts";
import { KILL, START, caseOf, exits, usual } from "../one-run.ts";

type Stretch = readonly [bytes: number, fate: Fate];

const control = (sent: number | undefined, asked = 0, fate: Fate = "acknowledged"): ControlRecord => ({
  ...usual(),
  ...(sent !== undefined && { sent }),
  said: [{ text: OWN, fate }],
  asked: Array.from({ length: asked }, () => [1, 1, 1, 1] as const),
});

interface Run {
  readonly entry?: Partial<SaidEntry>;
  readonly hasEnded?: boolean;
  readonly controls?: readonly ControlRecord[];
  readonly isWhole?: boolean;
}

/** What becomes of an entry that had lost nothing. */
function settled(stretches: readonly Stretch[], run: Run = {}): string {
  const { entry = {}, hasEnded = true, controls = [control(100)], isWhole = true } = run;
  const [first, ...more] = controls;
  const facts = [START, KILL, ...(hasEnded ? [exits(2000, { exitCode: 0 })] : [])];
  const seen = caseOf(facts, first === undefined ? {} : { control: { ...first, more } });
  const own: SaidEntry = {
    text: OWN,
    isOwn: true,
    atNs: 0,
    fate: "taken",
    isLost: false,
    because: [],
    ...entry,
  };
  const bytes = stretches.map(([length, fate], i): ByteStretch => ({
    clientPort: 40_000 + i,
    direction: "client->server",
    from: 1,
    bytes: length,
    fate,
  }));
  const back: ByteStretch = {
    clientPort: 40_000,
    direction: "server->client",
    from: 1,
    bytes: 500,
    fate: "read",
  };
  const { fate, isLost } = settleShipsLess(own, seen, isWhole ? [...bytes, back] : undefined);
  return `${fate} ${isLost}`;
}

const cases: readonly (readonly [string, string, readonly Stretch[], Run?])[] = [
  [
    "all of it was taken",
    "taken false",
    [
      [60, "taken"],
      [40, "acknowledged"],
    ],
  ],
  [
    "something was refused, and nothing came in its place",
    "refused true",
    [
      [60, "taken"],
      [20, "refused"],
      [20, "taken"],
    ],
  ],
  [
    "it was never read",
    "unread true",
    [
      [60, "taken"],
      [40, "unread"],
    ],
  ],
  [
    "it was refused, and sent again",
    "taken false",
    [
      [60, "taken"],
      [20, "refused"],
      [40, "taken"],
    ],
  ],
  [
    "less than half of it is missing, as of a shorter time",
    "taken false",
    [
      [60, "taken"],
      [20, "refused"],
      [31, "taken"],
    ],
  ],
  [
    "half of it is missing",
    "refused true",
    [
      [60, "taken"],
      [20, "refused"],
      [30, "taken"],
    ],
  ],
  ["a part was never sent", "unknown undefined", [[60, "taken"]]],
  ["sixteen bytes may be a longer number", "taken false", [[84, "taken"]]],
  ["it runs on", "taken false", [[60, "taken"]], { hasEnded: false }],
  ["it is lost already", "taken true", [[60, "taken"]], { entry: { isLost: true } }],
  ["what was expected was printed", "taken false", [[60, "taken"]], { entry: { found: true } }],
  ["it was said to it", "taken false", [[60, "taken"]], { entry: { text: "hello" } }],
  ["not every byte was kept", "taken false", [[60, "taken"]], { isWhole: false }],
  ["no control says how much", "taken false", [[60, "taken"]], { controls: [control(undefined)] }],
  ["there is no control", "taken false", [[60, "taken"]], { controls: [] }],
  ["one control ships no more", "taken false", [[60, "taken"]], { controls: [control(100), control(70)] }],
  ["it logs in", "unknown undefined", [[60, "taken"]], { controls: [control(100, 1)] }],
  ["what it sends last is answered", "taken false", [[60, "taken"]], { controls: [control(100, 1, "read")] }],
  ["it is answered", "taken false", [[60, "taken"]], { controls: [control(100, 2)] }],
];

for (const [what, becomes, stretches, run] of cases)
  test(`${what}: ${becomes}`, () => assert.equal(settled(stretches, run), becomes));

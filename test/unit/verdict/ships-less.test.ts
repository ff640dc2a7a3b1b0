// A client that ships without being answered: what nobody took, and what it never sent, beside how much its controls ship.

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../../src/timeline/case.ts";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import type { ByteStretch, SaidEntry } from "../../../src/timeline/verdict-record.ts";
import type { Fate } from "../../../src/timeline/words.ts";
import { OWN } from "../../../src/verdict/asks/loss.ts";
import { settleShipsLess } from "../../../src/verdict/asks/ships-less.ts";
import { evidenceOf, observations, opened, segment } from "../made-up.ts";
import { KILL, START, type Timed, caseOf, connects, exits, onPort, usual } from "../one-run.ts";

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
  /** What was sent, on the first connection and on a later one. */
  readonly texts?: readonly [first: string, later: string];
}

const OPENS = opened.filter(([, fact]) => fact.kind === "connection");

const sendsText = (ms: number, text: string): Timed => [
  ms,
  segment(`> P. 1:${1 + text.length}(${text.length}) ack 1`, text),
];

/** Both from their first byte on. */
function sentOn([first, later]: readonly [first: string, later: string]): readonly Timed[] {
  const anew = later === "" ? [] : [connects(1190, 40_001), onPort(40_001, sendsText(1200, later))];
  return [...OPENS, sendsText(500, first), ...anew];
}

/** One after the other; what comes behind something that was in vain is on another connection. */
function layEach(stretches: readonly Stretch[]): ByteStretch[] {
  let [clientPort, from] = [40_000, 1];
  return stretches.map(([length, fate]) => {
    const stretch = { clientPort, direction: "client->server", from, bytes: length, fate } as const;
    [clientPort, from] =
      fate === "taken" || fate === "acknowledged" ? [clientPort, from + length] : [40_001, 1];
    return stretch;
  });
}

/** What becomes of an entry that had lost nothing. */
function settled(stretches: readonly Stretch[], run: Run = {}): string {
  const { entry = {}, hasEnded = true, controls = [control(100)], isWhole = true, texts } = run;
  const [first, ...more] = controls;
  const facts = [START, KILL, ...(hasEnded ? [exits(2000, { exitCode: 0 })] : [])];
  const evidence = first === undefined ? {} : { control: { ...first, more } };
  const seen = texts
    ? layOut(evidenceOf(observations(...sentOn(texts), ...facts), evidence))
    : caseOf(facts, evidence);
  const own: SaidEntry = {
    text: OWN,
    isOwn: true,
    atNs: 0,
    fate: "taken",
    isLost: false,
    because: [],
    ...entry,
  };
  const bytes = layEach(stretches);
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

const LINE = "requests 6 of 100 a\n";
/** The first connection: sixty bytes, and twenty in vain. */
const BEFORE = `${"x".repeat(59)}\n`;
const IN_VAIN: readonly Stretch[] = [
  [60, "taken"],
  [20, "refused"],
];
const REFUSED = { entry: { fate: "refused", isLost: true } } as const;
const beginsAgain = (later: string): readonly Stretch[] => [...IN_VAIN, [later.length, "taken"]];

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
  [
    "it was refused, and sent again in less time than it works without the fault",
    "unknown undefined",
    beginsAgain(LINE),
    { texts: [BEFORE + LINE, LINE] },
  ],
  [
    "another line was sent in its place, and less in all",
    "refused true",
    beginsAgain("requests 7 of 100 a\n"),
    { texts: [BEFORE + LINE, "requests 7 of 100 a\n"] },
  ],
  [
    "what was sent again cannot be read",
    "unknown undefined",
    beginsAgain(LINE),
    { texts: ["\u0016\u0003\u0001\u0000\u0005hello", LINE] },
  ],
  ["not all that was sent is kept", "unknown undefined", beginsAgain(LINE), { texts: [LINE, LINE] }],
  ["nothing was sent since", "refused true", IN_VAIN, { texts: [BEFORE + LINE, ""] }],
  [
    "it was said to be refused, all that is usual was taken, and it was sent again",
    "taken false",
    beginsAgain(LINE + LINE),
    { ...REFUSED, texts: [BEFORE + LINE, LINE + LINE] },
  ],
  [
    "it was said to be refused, and sent again, and less was taken",
    "unknown undefined",
    beginsAgain(LINE),
    { ...REFUSED, texts: [BEFORE + LINE, LINE] },
  ],
  [
    "it was said to be refused, and another line was sent",
    "refused true",
    beginsAgain(BEFORE),
    { ...REFUSED, texts: [BEFORE + LINE, BEFORE] },
  ],
  [
    "the end of a line was refused, and all of the line was sent again",
    "taken false",
    [
      [77, "taken"],
      [3, "refused"],
      [20, "taken"],
    ],
    { texts: [BEFORE + LINE, LINE] },
  ],
  [
    "the end of a line was refused, and only that was sent again",
    "refused true",
    [
      [77, "taken"],
      [3, "refused"],
      [15, "taken"],
    ],
    { texts: [BEFORE + LINE, "something else a\n"] },
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

// Saved documents against all the words and ranges there are: by the library's own `readDocument`, with a text and no more.

import assert from "node:assert/strict";
import { test } from "node:test";
import { readUnjudged } from "../../src/run/read-document.ts";
import { formatMoment, moments, parseMoment, takesPattern } from "../../src/fault/moments.ts";
import { isAddress, parseAddress, formatAddress } from "../../src/tcp/endpoint.ts";
import type { RunDocument } from "../../src/timeline/record.ts";
import { type Path, pathsIn, valueAt, withValue } from "./damage.ts";
import { goldenDocument } from "./golden.ts";
import * as library from "../../src/index.ts";
import * as fc from "fast-check";

const { document } = ((): { document: RunDocument } => {
  const read = library.readDocument(JSON.stringify(goldenDocument("run-5-12")));
  assert.ok("document" in read);
  return read;
})();

function problemWith(path: Path, value: unknown): string | undefined {
  const read = library.readDocument(JSON.stringify(withValue(document, path, value)));
  return "problem" in read ? read.problem : undefined;
}

/** The first place of that name among the observations of a kind. */
function placeOf(kind: string, ...names: readonly string[]): Path {
  const observed = document.runs.flatMap(({ observations }, run) =>
    observations.flatMap((each, i) => (each.kind === kind ? [["runs", run, "observations", i] as Path] : [])),
  );
  const found = observed
    .flatMap((path) => pathsIn(valueAt(document, path), path))
    .find((path) => names.every((name, i) => path.at(i - names.length) === name));
  assert.ok(found, `${kind} ${names.join(".")}`);
  return found;
}

const refused: readonly (readonly [Path, readonly unknown[]])[] = [
  [["scenario"], ["toString", "5.99", "all"]],
  [
    ["runs", 0, "scenario"],
    ["nonsense", "constructor", "all"],
  ],
  [
    ["runs", 0, "fault"],
    ["kil", "constructor", ""],
  ],
  [
    ["runs", 0, "moment"],
    ["constructor:1", "idle:1", "mid-request:-1", "mid-request:1e9", "mid-reply:x", "idle@idle"],
  ],
  [["runs", 0, "network", "name"], ["lan"]],
  [["network"], ["lan", "loopback,machine"]],
  [["kernel"], [5, undefined]],
  [
    ["tool", "version"],
    [1, undefined],
  ],
  [
    ["repeats"],
    [5, [{}], { a: 1 }, [{ scenario: "", name: "", title: "", times: 1, proven: 1, answers: { x: -1 } }]],
  ],
  [
    ["runs", 0, "clock", "startedAtMs"],
    [1e300, -1, Date.UTC(3000, 0)],
  ],
  [["runs", 0, "clock", "driftNs"], [1e300]],
  [
    ["runs", 0, "drops"],
    [-1, 0.5],
  ],
  [
    ["runs", 0, "limits", "watchMs"],
    [-1, 1e300],
  ],
  [
    ["runs", 0, "expectations"],
    [
      [{ expected: "noticd=never", observed: "", outcome: "pass" }],
      [{ expected: "told=/x\u0000/", observed: "", outcome: "pass" }],
      [{ expected: "exit=0,exit=0", observed: "0", outcome: "pass" }],
    ],
  ],
  [
    ["runs", 0, "statements", 0, "outcome"],
    ["maybe", undefined],
  ],
  [
    ["runs", 0, "statements", 0, "because", 0],
    [-1, 0.5],
  ],
  [["runs", 0, "verdict", "reaction"], ["constructor"]],
  [["runs", 0, "verdict", "noticed"], ["toString"]],
  [
    ["runs", 0, "verdict", "lost"],
    [-1, 1.5],
  ],
  [placeOf("segment", "from", "port"), [70_000, -1, 80.5]],
  [placeOf("segment", "from", "address"), ["127.0.0", "::1::", "host", "", "1.2.3.256"]],
  [placeOf("segment", "seq"), [2 ** 32, -1, 0.5]],
  [placeOf("segment", "window"), [65_536, -1]],
  [placeOf("segment", "length"), [-1, 2 ** 32]],
  [placeOf("segment", "payload"), ["AAAA".repeat(1000), "AAA"]],
  [placeOf("segment", "flags"), ["constructor", "", "x", "FFFFFFFFFFFFFF"]],
  [placeOf("segment", "atNs"), [1e300]],
  [placeOf("segment", "id"), [0, -1, 1.5]],
  [placeOf("sockets", "state"), ["ESTAB", "constructor"]],
  [placeOf("sockets", "recvQ"), [-1, 2 ** 32]],
  [placeOf("processes", "state"), ["\u001b[2J", ""]],
  [placeOf("processes", "pid"), [-1, 1e9]],
  [placeOf("fault", "fault"), ["<img src=x>"]],
];

for (const [path, values] of refused) {
  test(`${path.join(".")} is refused when it is none of its words, or out of its range`, () => {
    for (const value of values)
      assert.match(problemWith(path, value) ?? "", /^is damaged: /, JSON.stringify(value));
  });
}

test("options of a header are whole words, 40 bytes at most", () => {
  const [run, , observation] = [...placeOf("segment", "seq")].slice(1);
  const path = ["runs", run ?? 0, "observations", observation ?? 0, "options"];
  assert.equal(problemWith(path, Buffer.alloc(40).toString("base64")), undefined);
  for (const bytes of [41, 44, 3])
    assert.match(problemWith(path, Buffer.alloc(bytes).toString("base64")) ?? "", /damaged/);
});

test("each run of many says which scenario it is of", () => {
  const all = { ...document, scenario: "all" };
  assert.ok("problem" in library.readDocument(JSON.stringify(all)));
  const named = { ...all, runs: document.runs.map((run) => ({ ...run, scenario: "5.12" })) };
  assert.ok("document" in library.readDocument(JSON.stringify(named)));
});

test("what judge derives again may be missing, and for everything else it must be there", () => {
  const text = JSON.stringify(withValue(document, ["runs", 0, "verdict"], undefined));
  assert.ok("document" in readUnjudged(text));
  const read = library.readDocument(text);
  assert.ok("problem" in read);
  assert.match(read.remedy, /deadpeer judge/);
});

test("a field that is not known does no harm", () => {
  assert.equal(problemWith(["more"], { toString: 1, __proto__: { x: 1 } }), undefined);
});

test("a moment is read back as it was written, and nothing else is one", () => {
  for (const at of Object.keys(moments) as (keyof typeof moments)[]) {
    const bytes = at.startsWith("mid-") ? 5 : 0;
    const pattern = takesPattern(at) ? { pattern: "/a:b@c/i" } : {};
    const moment = { at, bytes, ...pattern };
    assert.deepEqual(parseMoment(formatMoment(moment)), moment);
  }
  for (const moment of [
    { at: "mid-reply", bytes: 0 },
    { at: "answered", bytes: 0 },
  ] as const)
    assert.deepEqual(parseMoment(formatMoment(moment)), moment);
  for (const written of [
    "",
    "constructor",
    "mid-reply:05",
    "request",
    "reply:/(/",
    "printed:",
    "mid-reply:9999999999999",
    "idle ",
  ])
    assert.equal(parseMoment(written), undefined, written);
});

test("an address is read back as it was formatted", () => {
  const bytes = fc.oneof(
    fc.uint8Array({ minLength: 4, maxLength: 4 }),
    fc.uint8Array({ minLength: 16, maxLength: 16 }),
    fc
      .array(fc.constantFrom(0, 0, 0, 255, 1), { minLength: 16, maxLength: 16 })
      .map((each) => Uint8Array.from(each)),
  );
  fc.assert(fc.property(bytes, (address) => assert.deepEqual(parseAddress(formatAddress(address)), address)));
  for (const text of [
    "",
    ":",
    ":::",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "::1%eth0",
    "1.2.3.4.5",
    "1:2:3:4:5:6:7::8",
    "::1.2.3",
  ])
    assert.equal(isAddress(text), false, text);
});

// What a proxy made of an ending, from the segments on both sides of it: made-up runs, one for each word.

import assert from "node:assert/strict";
import { test } from "node:test";
import { judge } from "../../../src/run/judge.ts";
import type { Observation } from "../../../src/timeline/observation.ts";
import { passageInWords } from "../../../src/timeline/passage-words.ts";
import { PROXY_AT_REST } from "../../../src/timeline/legs.ts";
import type { Passage } from "../../../src/timeline/verdict-record.ts";
import { passageOf } from "../../../src/verdict/proxy/passage.ts";
import { evidenceOf, segment } from "../made-up.ts";
import {
  CLIENT_SAYS,
  FIN,
  FIN_AT_CLIENT,
  RST,
  RST_AT_CLIENT,
  type Timed,
  beyond,
  fault,
  legs,
  seen,
  upstream,
} from "../made-up-proxy.ts";

const passage = (...more: readonly Timed[]): Passage => passageOf(legs(seen(fault, ...more)));

/** A connection that the proxy has made once the first was over. */
const ANOTHER: typeof upstream = { ...upstream, client: { address: "10.9.0.1", port: 50_001 } };

const PROXY_ACKS: Timed = [20.1, segment("< . 14:14(0) ack 27")];

for (const [word, sent, reached, what, ...facts] of [
  ["keeps", "fin", "fin", "a FIN that comes as a FIN", [11, FIN], [12, FIN_AT_CLIENT]],
  ["keeps", "rst", "rst", "an RST that comes as an RST", [11, RST], [12, RST_AT_CLIENT]],
  ["turns", "rst", "fin", "an RST that comes as a FIN", [11, RST], [12, FIN_AT_CLIENT]],
  ["turns", "fin", "rst", "a FIN that comes as an RST", [11, FIN], [12, RST_AT_CLIENT]],
  ["eats", "fin", "silence", "a FIN, and nothing comes", [11, FIN], CLIENT_SAYS, PROXY_ACKS],
  ["makes-up", "silence", "rst", "nothing, and an RST comes", CLIENT_SAYS, [30, RST_AT_CLIENT]],
  ["covers", "silence", "silence", "nothing, and the proxy acknowledges", CLIENT_SAYS, PROXY_ACKS],
  ["keeps", "silence", "silence", "nothing, and nobody acknowledges", CLIENT_SAYS],
  [
    "keeps",
    "silence",
    "silence",
    "the server's kernel acknowledges, too",
    CLIENT_SAYS,
    PROXY_ACKS,
    [20.2, beyond("> P. 14:27(13) ack 14")],
    [20.3, beyond("< . 14:14(0) ack 27")],
  ],
  [
    "eats",
    "fin",
    "silence",
    "the client closes by itself first, and the proxy answers that",
    [11, FIN],
    [30, segment("> F. 14:14(0) ack 14")],
    [31, segment("< F. 14:14(0) ack 15")],
  ],
  [
    "answers",
    "rst",
    "fin",
    "a page of its own",
    [11, RST],
    [12, segment("< P. 14:34(20) ack 14", "HTTP/1.0 502 No way\r\n")],
    [13, segment("< F. 34:34(0) ack 14")],
  ],
  [
    "eats",
    "fin",
    "silence",
    "the server's answer over another connection of the proxy's is no answer of the proxy's",
    [11, FIN],
    CLIENT_SAYS,
    [20.1, beyond("> S 0:0(0)", ANOTHER)],
    [20.2, beyond("< S. 0:0(0) ack 1", ANOTHER)],
    [20.3, beyond("> P. 1:14(13) ack 1", ANOTHER)],
    [20.4, beyond("< P. 1:14(13) ack 14", ANOTHER)],
    [20.5, segment("< P. 14:27(13) ack 27")],
  ],
  [
    "keeps",
    "fin",
    "fin",
    "the server's last words are no answer of the proxy's",
    [11, beyond("< P. 14:17(3) ack 14")],
    [11.1, segment("< P. 14:17(3) ack 14", "bye")],
    [12, beyond("< F. 17:17(0) ack 14")],
    [13, segment("< F. 17:17(0) ack 14")],
  ],
  [
    "eats",
    "fin",
    "fin",
    "a FIN that comes only once the client has said something",
    [11, FIN],
    [20, segment("> P. 14:27(13) ack 14")],
    [21, segment("< F. 14:14(0) ack 27")],
  ],
  [
    "eats",
    "rst",
    "rst",
    "an RST that comes only once the client has said something",
    [11, RST],
    CLIENT_SAYS,
    [21, RST_AT_CLIENT],
  ],
  [
    "eats",
    "fin",
    "fin",
    "a FIN that comes only once something was typed",
    [11, FIN],
    [20, { kind: "typed", text: "one" }],
    [21, FIN_AT_CLIENT],
  ],
  [
    "keeps",
    "fin",
    "fin",
    "what the client said before the server ended is no use of what was ended",
    [10.5, segment("> P. 14:27(13) ack 14")],
    [11, FIN],
    [12, segment("< F. 14:14(0) ack 27")],
    CLIENT_SAYS,
  ],
] as const satisfies readonly (readonly [string, string, string, string, ...Timed[]])[])
  test(`${word}: ${what}`, () => {
    const found = passage(...facts);
    assert.deepEqual([found.word, found.sent, found.reached], [word, sent, reached], passageInWords(found));
  });

test("of a silence in which nothing is said through the proxy it is not known what the proxy makes of it", () => {
  const found = passage([20, { kind: "typed", text: "one" }], [21, segment("> . 14:14(0) ack 14")]);
  assert.equal(found.word, "unknown");
  assert.match(
    passageInWords(found),
    /is unknown: nothing was said through the proxy after the fault \(--say\)\./,
  );
});

test("a refusal cannot be told from an abort but by the handshake; the client's was made", () => {
  const refused = {
    client: { address: "10.9.0.1", port: 50_001 },
    server: upstream.server,
  };
  const tried: readonly Timed[] = [
    [11, beyond("> S 0:0(0)", refused)],
    [11.1, beyond("< R. 0:0(0) ack 1", refused)],
    [12, FIN_AT_CLIENT],
    [13, { kind: "upstream", ...refused }],
  ];
  const { word, sent, reached, afterNs } = passage(...tried);
  assert.deepEqual([word, sent, reached], ["turns", "refusal", "fin"]);
  assert.equal(afterNs && Math.round(afterNs / 1e5), 9);
});

test("a refusal is found out by use: what the client says until then does not make it late", () => {
  const tried: readonly Timed[] = [
    [11, beyond("> S 0:0(0)", ANOTHER)],
    [11.1, beyond("< R. 0:0(0) ack 1", ANOTHER)],
    [13, { kind: "upstream", ...ANOTHER }],
  ];
  const { word } = passage(...tried, [11.5, segment("> P. 14:27(13) ack 14")], [12, FIN_AT_CLIENT]);
  assert.equal(word, "turns");
});

test("of an ending that came late it is said that it did", () => {
  const late = passage([11, FIN], CLIENT_SAYS, [21, FIN_AT_CLIENT]);
  assert.equal(
    passageInWords(late),
    "The proxy eats the server's FIN: nothing reached the client before the connection was used again; a FIN did 10 ms later.",
  );
  const busy: Timed = [15, { kind: "gave-up", what: PROXY_AT_REST, waitedMs: 3000 }];
  assert.equal(passage([11, FIN], busy, CLIENT_SAYS, [21, FIN_AT_CLIENT]).word, "unknown");
});

test("a proxy that was still at work may yet have passed on what did not come; what came, came", () => {
  const busy: Timed = [90, { kind: "gave-up", what: PROXY_AT_REST, waitedMs: 3000 }];
  assert.equal(passage([11, FIN], busy).word, "unknown");
  assert.equal(passage([11, FIN], [12, FIN_AT_CLIENT], busy).word, "keeps");
});

test("what was not observed on either leg is unknown", () => {
  const all = seen(fault, [11, RST], [12, RST_AT_CLIENT]);
  assert.equal(passageOf(legs(all)).word, "keeps");
  const off = evidenceOf([]).observers.map((each) => ({ ...each, on: each.name !== "segments" }));
  assert.equal(passageOf(legs(all, { observers: off })).word, "unknown");
  assert.match(passageOf(legs(all, { drops: 2 })).why ?? "", /^2 segments are missing/);
  const without = (kind: string): Observation[] => all.filter((each) => each.kind !== kind);
  assert.match(passageOf(legs(without("upstream"))).why ?? "", /not seen to connect/);
  assert.match(passageOf(legs(without("segment"))).why ?? "", /between the client and the proxy/);
  assert.match(passageOf(legs(without("beyond"))).why ?? "", /between the proxy and the server/);
  assert.match(passageOf(legs(without("fault"))).why ?? "", /before the fault/);
});

test("the verdict: the fault is proven behind the proxy, and the client is judged before it", () => {
  const evidence = evidenceOf(seen(fault, [11, RST], [12, FIN_AT_CLIENT]), { fault: "reset" });
  const { verdict, expectations } = judge("experiment", evidence, "through=turns,ending=fin");
  assert.equal(verdict.missing, undefined);
  assert.equal(verdict.passage?.word, "turns");
  assert.match(verdict.summary.at(-1) ?? "", /^The proxy turns the server's RST into a FIN/);
  assert.deepEqual(
    expectations.map(({ outcome }) => outcome),
    ["pass", "pass"],
  );
  const kept = judge("experiment", evidence, "through=keeps").verdict;
  assert.equal(kept.grade, "fail");
});

test("a proxy that ends with the server is named", () => {
  const ended: Timed = [14, { kind: "proxy-exited", pid: 7, signal: "SIGSEGV" }];
  const evidence = evidenceOf(seen(fault, [11, RST], [12, FIN_AT_CLIENT], ended), { fault: "reset" });
  assert.equal(judge("experiment", evidence).verdict.summary.at(-1), "The proxy itself ended (SIGSEGV).");
});

test("without the ending behind the proxy the run is inconclusive, whatever reached the client", () => {
  const evidence = evidenceOf(seen(fault, [12, FIN_AT_CLIENT]), { fault: "reset" });
  const { verdict, expectations } = judge("experiment", evidence, "through=makes-up");
  assert.equal(verdict.grade, "inconclusive");
  assert.equal(verdict.passage, undefined);
  assert.deepEqual(
    expectations.map(({ outcome }) => outcome),
    ["unknown"],
  );
});

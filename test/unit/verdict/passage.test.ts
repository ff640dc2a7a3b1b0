// What a proxy made of an ending: what counts as what was sent, what reached the client, and what is only traffic. The words
// themselves are in passage-made.

import assert from "node:assert/strict";
import { test } from "node:test";
import { judge } from "../../../src/run/judge.ts";
import { PROXY_AT_REST } from "../../../src/timeline/legs.ts";
import type { Passage } from "../../../src/timeline/verdict-record.ts";
import { passageOf } from "../../../src/verdict/proxy/passage.ts";
import { evidenceOf, observations, opened, segment } from "../made-up.ts";
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
const busy: Timed = [90, { kind: "gave-up", what: PROXY_AT_REST, waitedMs: 3000 }];
const other: Timed = [90, { kind: "gave-up", what: "something else", waitedMs: 3000 }];
const words = ({ word, sent, reached }: Passage): string => `${word} ${sent} ${reached}`;

test("an ending of before the fault is none of the fault's, on either side of the proxy", () => {
  assert.equal(words(passage([8, FIN], [12, FIN_AT_CLIENT])), "makes-up silence fin");
  assert.equal(words(passage([8, FIN_AT_CLIENT], [11, RST])), "eats rst silence");
});

test("what the proxy ends towards the server is not the server's end", () => {
  assert.equal(words(passage([11, beyond("> F. 14:14(0) ack 14")], CLIENT_SAYS)), "keeps silence silence");
  assert.equal(words(passage([11, beyond("> R. 14:14(0) ack 14")], [12, RST])), "eats rst silence");
});

test("a FIN is no refusal, though the handshake was not seen", () => {
  const all = seen(fault, [11, FIN], [12, FIN_AT_CLIENT]);
  const late = all.filter((each) => !(each.kind === "beyond" && each.flags.includes("S")));
  assert.equal(words(passageOf(legs(late))), "keeps fin fin");
});

test("what the server still had to say, and an acknowledgment, are no use of what was ended", () => {
  const lastWords: readonly Timed[] = [
    [10.5, beyond("< P. 14:17(3) ack 14")],
    [11, beyond("< F. 17:17(0) ack 14")],
    [11.5, segment("< P. 14:17(3) ack 14", "bye")],
    [11.6, segment("> . 14:14(0) ack 17")],
    [12, segment("< F. 17:17(0) ack 14")],
  ];
  assert.equal(words(passage(...lastWords)), "keeps fin fin");
});

test("a page of the proxy's own is one, also once the client has used the connection; what the proxy sends on is not the server's", () => {
  const page: Timed = [21, segment("< P. 14:34(20) ack 27", "HTTP/1.0 502 No way\n\n")];
  const late = passage([11, FIN], CLIENT_SAYS, page, [22, segment("< F. 34:34(0) ack 27")]);
  assert.equal(words(late), "answers fin fin");
  assert.equal(late.said, "HTTP/1.0 502 No way");
  const passedOn: Timed = [20.5, beyond("> P. 14:27(13) ack 14")];
  assert.equal(words(passage(CLIENT_SAYS, passedOn, page)), "answers silence silence");
  const long = passage(CLIENT_SAYS, [21, segment("< P. 14:114(100) ack 27", "x".repeat(100))]);
  assert.equal(long.said, "x".repeat(60));
});

test("a page of the proxy's own says that nothing answers also where nothing was said", () => {
  const page: Timed = [21, segment("< P. 14:34(20) ack 14", "HTTP/1.0 504 too late")];
  assert.equal(words(passage(page)), "answers silence silence");
});

test("a refusal is kept only where the client is refused, too", () => {
  const { client, server } = upstream;
  const nobody: readonly Timed[] = [
    [11.1, beyond("> S 0:0(0)")],
    [11.2, beyond("< R. 0:0(0) ack 1")],
    [12, { kind: "upstream", client, server }],
  ];
  const run = (...near: readonly Timed[]): string => {
    const begun = opened.filter(([, fact]) => fact.kind === "connection");
    const all = [...begun, fault, [11, segment("> S 0:0(0)")] as Timed, ...nobody, ...near];
    return words(passageOf(legs(observations(...all.sort(([one], [two]) => one - two)))));
  };
  assert.equal(run([11.3, segment("< R. 0:0(0) ack 1")]), "keeps refusal rst");
  const accepted: Timed = [11.05, segment("< S. 0:0(0) ack 1")];
  assert.equal(run(accepted, [11.3, segment("< R. 1:1(0) ack 1")]), "turns refusal rst");
  assert.equal(run(accepted, [11.3, segment("< F. 1:1(0) ack 1")]), "turns refusal fin");
  assert.equal(run([11.3, segment("< F. 0:0(0) ack 1")]), "turns refusal fin");
});

test("the proxy covers a silence where it acknowledges all of what the client said, and nobody else does", () => {
  const acks = (to: number): Timed => [21, segment(`< . 14:14(0) ack ${to}`)];
  assert.equal(passage(CLIENT_SAYS, acks(27)).word, "covers");
  assert.equal(passage(CLIENT_SAYS, acks(26)).word, "keeps");
  assert.equal(passage(CLIENT_SAYS, acks(28)).word, "covers");
  // A keep-alive probe says nothing, and its answer acknowledges nothing new.
  assert.equal(passage([20, segment("> . 13:13(0) ack 14")], acks(14)).word, "unknown");
});

test("the client acknowledges what it has got, and that is no acknowledgment of what it says", () => {
  const much: readonly Timed[] = [
    [5.1, beyond("< P. 14:114(100) ack 14")],
    [5.2, segment("< P. 14:114(100) ack 14")],
    [5.3, segment("> . 14:14(0) ack 114")],
  ];
  const again = (ms: number): Timed => [ms, segment("> P. 14:27(13) ack 114")];
  assert.equal(passage(...much, again(20), again(21)).word, "keeps");
});

test("what shows it is named, and how long it took", () => {
  const kept = passage([11, FIN], [12, FIN_AT_CLIENT]);
  assert.deepEqual([kept.because.length, kept.afterNs], [2, 1e6]);
  const eaten = passage([11, FIN]);
  assert.deepEqual([eaten.because.length, eaten.afterNs], [1, undefined]);
  const madeUp = passage([30, RST_AT_CLIENT]);
  assert.deepEqual([madeUp.because.length, madeUp.afterNs], [1, 20e6], "after the fault");
});

test("only the proxy's own unrest leaves open what did not come", () => {
  assert.equal(passage([11, FIN], other).word, "eats");
  assert.equal(passage([11, FIN], busy).why, "the proxy was still at work when the run ended");
  assert.deepEqual(passage([11, FIN], busy).because, []);
});

test("what is missing is said", () => {
  const off = evidenceOf([]).observers.map((each) => ({ ...each, on: each.name !== "segments" }));
  const all = seen(fault, [11, FIN]);
  assert.equal(passageOf(legs(all, { observers: off })).why, "segments were not observed");
});

test("the verdict behind a proxy: whatever reaches the client is judged, if the ending is proven behind the proxy", () => {
  const run = (...more: readonly Timed[]) =>
    judge("experiment", evidenceOf(seen(fault, ...more), { fault: "reset" })).verdict;
  for (const [word, ...facts] of [
    ["keeps", [11, RST], [12, RST_AT_CLIENT]],
    ["turns", [11, RST], [12, FIN_AT_CLIENT]],
    ["eats", [11, RST]],
  ] as const satisfies readonly (readonly [string, ...Timed[]])[]) {
    const verdict = run(...facts);
    assert.deepEqual([verdict.missing, verdict.passage?.word], [undefined, word]);
  }
  const ended = (ms: number): Timed => [ms, { kind: "proxy-exited", pid: 7, signal: "SIGSEGV" }];
  const { summary } = run([11, RST], [12, RST_AT_CLIENT], ended(14), ended(15));
  assert.equal(summary.filter((each) => each.startsWith("The proxy itself ended")).length, 1);
});

test("without the proxy's own connection, or without a fault, nothing is said of the proxy", () => {
  const missing = (...kinds: readonly string[]): string | undefined => {
    const all = seen(fault, [11, RST], [12, RST_AT_CLIENT]).filter(({ kind }) => !kinds.includes(kind));
    const { verdict } = judge("experiment", evidenceOf(all, { fault: "reset" }));
    assert.equal(verdict.passage, undefined);
    return verdict.missing;
  };
  assert.equal(missing("upstream"), "the proxy was not seen to connect to the server");
  assert.equal(missing("fault"), "the run ended before the fault");
  assert.equal(missing("fault", "upstream"), "the run ended before the fault");
  const none: Timed = [10, { kind: "fault", fault: "none", pid: 0, text: "" }];
  const { verdict } = judge("experiment", evidenceOf(seen(none), { fault: "none" }));
  assert.equal(verdict.passage, undefined);
  assert.equal(verdict.missing, undefined);
});

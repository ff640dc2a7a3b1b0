// What a client was refused, and may have done in another way since: by something of the same kind, on the same path, or
// with a word in it that is in nothing else.

import assert from "node:assert/strict";
import { test } from "node:test";
import { asksOtherwise } from "../../../src/verdict/asks/otherwise.ts";
import { flowsOf } from "../../../src/verdict/bytes/flows.ts";
import { type Exchange, controlOf, runOf, seenIn } from "../exchanges.ts";
import { usual } from "../one-run.ts";

const answered = (...all: readonly string[]): Exchange[] => all.map((text): Exchange => [text, "+OK\r\n"]);

interface Run {
  readonly before?: readonly string[];
  readonly refused: string;
  readonly since: readonly string[];
  /** What a control asks; with nothing else what was refused here, and what came before. */
  readonly control?: readonly string[];
}

function isOtherwise({ before = [], refused, since, control = [...before, refused] }: Run): boolean {
  const run = seenIn(runOf([...answered(...before), [refused, ""]], answered(...since)));
  const seen = { ...run, evidence: { ...run.evidence, control: controlOf(...answered(...control)) } };
  const flows = flowsOf(seen);
  const sent = flows[0]?.toServer.segments.at(-1);
  assert.ok(sent);
  return asksOtherwise(seen, flows, refused, sent.atNs);
}

test("with something of the same kind that no control asks, and that was asked since", () => {
  const [one, two, three] = ["STORE alpha\r\n", "STORE bravo\r\n", "STORE charly\r\n"] as const;
  const known = { before: [one], refused: two, control: [one, two, three] };
  assert.equal(isOtherwise({ ...known, since: ["STORE try again\r\n"] }), true);
  assert.equal(isOtherwise({ ...known, since: [three] }), false, "a control asks it as well");
  assert.equal(isOtherwise({ ...known, since: ["PING\r\n"] }), false, "of another kind");
  assert.equal(isOtherwise({ ...known, since: [two] }), false, "the same again is no other way");
  assert.equal(isOtherwise({ ...known, since: [] }), false);
  const earlier = ["STORE the first\r\n", one];
  assert.equal(isOtherwise({ ...known, before: earlier, since: [three] }), false, "it was asked before");
});

const request = (line: string, body = ""): string => `${line} HTTP/1.1\r\nHost: x\r\n\r\n${body}`;

test("on its path, or on one below it, or above it", () => {
  const rows: readonly (readonly [why: string, refused: string, since: string, is: boolean])[] = [
    ["the same", "PUT /files/a", "HEAD /files/a", true],
    ["whatever the query", "PUT /files/a", "HEAD /files/a?try=2", true],
    ["and its own", "PUT /files/a?part=1", "HEAD /files/a", true],
    ["below it", "POST /rows", "PUT /rows/bulk", true],
    ["above it", "POST /rows/bulk", "PUT /rows", true],
    ["beside it", "POST /rows/one", "PUT /rows/two", false],
    ["it only begins alike", "POST /row", "PUT /rows", false],
    ["it only ends alike", "POST /rows", "PUT /all/rows", false],
    ["one of another name", "PUT /files/a", "GET /health", false],
    ["all is below the first one", "POST /", "GET /health", false],
    ["which is that of everything", "POST /", "PUT /", false],
  ];
  for (const [why, refused, since, is] of rows)
    assert.equal(isOtherwise({ refused: request(refused), since: [request(since)] }), is, why);
});

test("what is not of HTTP is on no path", () => {
  const [one, two] = ["STORE alpha\r\n", "FETCH bravo\r\n"] as const;
  assert.equal(isOtherwise({ refused: one, since: [two] }), false);
  assert.equal(isOtherwise({ refused: one, since: [request("GET /health")] }), false);
  assert.equal(isOtherwise({ refused: request("GET /health"), since: [one] }), false);
  const log = "LOG of POST /rows HTTP/1.1\r\n";
  assert.equal(isOtherwise({ refused: log, since: [request("PUT /rows")] }), false, "it only names it");
});

test("with a word in it that is in nothing else that it asks, and has a number in it or four letters", () => {
  const rows: readonly (readonly [word: string, is: boolean])[] = [
    ["bravo", true],
    ["four", true],
    ["two", false],
    ["k2", true],
    ["2k", true],
    ["k2k", true],
    ["17", true],
    ["170", true],
    ["7", false],
    ["k.2", true],
    ["a-b:c", true],
    ["ab", false],
  ];
  for (const [word, is] of rows)
    assert.equal(isOtherwise({ refused: `SET ${word} x\r\n`, since: [`GET ${word} y\r\n`] }), is, word);
  assert.equal(isOtherwise({ refused: "SET k2 x\r\n", since: ["GET k22 y\r\n"] }), false, "a part of one");
});

test("what is in something else as well tells nothing: asked before, or by a control", () => {
  const [refused, since] = ["SET k2 value\r\n", ["LIST value\r\n"]] as const;
  assert.equal(isOtherwise({ refused, since }), true);
  assert.equal(isOtherwise({ before: ["ADD value\r\n"], refused, since, control: [refused] }), false);
  const more = [...since, "ADD value\r\n"];
  assert.equal(isOtherwise({ refused, since: more, control: [refused, "ADD value\r\n"] }), false);
});

test("of HTTP those of the body count, with or without one", () => {
  const row = (path: string, ...names: readonly string[]): string =>
    request(`POST ${path}`, JSON.stringify(names));
  const [refused, together] = [row("/rows", "bravo"), row("/bulk", "bravo", "charly")];
  assert.equal(isOtherwise({ refused, since: [together] }), true);
  assert.equal(isOtherwise({ refused, since: [row("/bulk", "charly", "delta")] }), false);
  assert.equal(isOtherwise({ refused: request("POST /rows"), since: [row("/bulk", "Host")] }), false);
});

test("where no control says what it asks, all that was asked since may be another way", () => {
  const run = seenIn(runOf([["STORE alpha\r\n", ""]], answered("STORE bravo\r\n")));
  const seen = { ...run, evidence: { ...run.evidence, control: usual() } };
  assert.equal(asksOtherwise(seen, flowsOf(seen), "STORE alpha\r\n", 500e6), true);
});

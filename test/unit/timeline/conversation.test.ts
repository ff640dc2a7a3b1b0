// One connection's segments: which way they went, and numbers that start where each side's do.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  createNumbering,
  directionOf,
  connectionUnderTest,
  hasFlag,
  payloadText,
  segmentsOf,
} from "../../../src/timeline/conversation.ts";
import type { SegmentFact } from "../../../src/timeline/observation.ts";
import { goldenRun } from "../golden.ts";
import { connection, observations, opened, segment } from "../made-up.ts";
import * as fc from "fast-check";

const { client, server } = connection;
const texts = (...facts: SegmentFact[]): string[] =>
  segmentsOf(observations(...facts.map((fact) => [0, fact] as const)), connection).map(({ text }) => text);

test("the connection is the first one that was observed", () => {
  assert.equal(connectionUnderTest([]), undefined);
  const found = connectionUnderTest(observations(...opened));
  assert.deepEqual({ client: found?.client, server: found?.server }, connection);
});

test("a segment goes from one end to the other, or belongs to somebody else", () => {
  const [there, back] = observations([0, segment("> S 0:0(0)")], [0, segment("< S. 0:0(0) ack 1")]);
  assert.ok(there?.kind === "segment" && back?.kind === "segment");
  assert.equal(directionOf(there, connection), "client->server");
  assert.equal(directionOf(back, connection), "server->client");
  const elsewhere = { ...there, from: { ...client, port: 40_001 } };
  assert.equal(directionOf(elsewhere, connection), undefined);
  assert.equal(createNumbering().number(elsewhere, connection), undefined);
});

test("numbers are relative to each side's SYN, also across 2^32", () => {
  const [syn] = segmentsOf(observations(...opened), connection);
  assert.ok(syn && syn.seq > 0xffff_ff00, "the client's numbers begin shortly before 2^32");
  assert.deepEqual(
    segmentsOf(observations(...opened), connection).map(({ text }) => text),
    ["S 0:0(0)", "S. 0:0(0) ack 1", ". 1:1(0) ack 1", "P. 1:14(13) ack 1", "P. 1:14(13) ack 14"],
  );
});

test("any initial numbers give the same relative ones", () => {
  const absolute = (initial: number, relative: number): number => (initial + relative) % 2 ** 32;
  const number = fc.nat(0xffff_ffff);
  fc.assert(
    fc.property(number, number, (own, other) => {
      const script = [
        { ...segment("> S 0:0(0)"), seq: own },
        { ...segment("< S. 0:0(0) ack 1"), seq: other, ack: absolute(own, 1) },
        { ...segment("> F. 0:0(0) ack 1"), seq: absolute(own, 70_000), ack: absolute(other, 50_001) },
        { ...segment("< R 0:0(0)"), seq: absolute(other, 50_001), ack: 0 },
      ];
      assert.deepEqual(texts(...script), [
        "S 0:0(0)",
        "S. 0:0(0) ack 1",
        "F. 70000:70000(0) ack 50001",
        "R 50001:50001(0)",
      ]);
    }),
  );
});

test("where no SYN was seen, each side counts from its first number, which is 1", () => {
  const first = { ...segment("< P. 0:13(13) ack 1"), seq: 0, ack: 4_000_000_000 };
  const answer = { ...segment("> . 0:0(0) ack 1"), seq: 4_000_000_000, ack: 13 };
  const next = { ...segment("> P. 0:5(5) ack 1"), seq: 4_000_000_000, ack: 13 };
  const last = { ...segment("> F. 0:0(0) ack 1"), seq: 4_000_000_005, ack: 13 };
  assert.deepEqual(texts(first, answer, next, last), [
    "P. 1:14(13) ack 1",
    ". 1:1(0) ack 14",
    "P. 1:6(5) ack 14",
    "F. 6:6(0) ack 14",
  ]);
});

test("another connection of the same two programs has numbers of its own", () => {
  const other = { client: { ...client, port: 40_001 }, server };
  const numbering = createNumbering();
  const [one, two] = observations(
    [0, segment("> S 0:0(0)")],
    [0, { ...segment("> S 0:0(0)"), from: other.client, seq: 77 }],
  );
  assert.ok(one?.kind === "segment" && two?.kind === "segment");
  assert.equal(numbering.number(one, connection)?.text, "S 0:0(0)");
  assert.equal(numbering.number(two, other)?.text, "S 0:0(0)");
});

test("a port that is used again begins with its new SYN", () => {
  const again = { ...segment("> S 0:0(0)"), seq: 12_345 };
  assert.deepEqual(texts(segment("> S 0:0(0)"), segment("> . 9:9(0) ack 1"), again), [
    "S 0:0(0)",
    ". 9:9(0) ack 1",
    "S 0:0(0)",
  ]);
});

test("of a real run only the connection under test is numbered", () => {
  const { observations: seen } = goldenRun("run-5-12");
  const made = connectionUnderTest(seen);
  assert.ok(made);
  const flags = segmentsOf(seen, made).map((each) => `${each.direction[0]} ${each.text}`);
  assert.deepEqual(flags.slice(-4), [
    "s F. 14:14(0) ack 14",
    "c . 14:14(0) ack 15",
    "c P. 14:27(13) ack 15",
    "s R 15:15(0)",
  ]);
});

test("flags are asked for by their letter, and the payload is text as far as it was kept", () => {
  assert.ok(hasFlag({ flags: "F." }, "F") && hasFlag({ flags: "F." }, ".") && !hasFlag({ flags: "F." }, "R"));
  assert.equal(payloadText({ payload: Buffer.from("grüße\n").toString("base64") }), "grüße\n");
  assert.equal(payloadText({ payload: "" }), "");
});

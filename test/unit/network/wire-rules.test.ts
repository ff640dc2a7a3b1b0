// The wire's rules: what becomes of a frame.

import assert from "node:assert/strict";
import { test } from "node:test";
import { describeMatch } from "../../../src/wire/describe-match.ts";
import type { SegmentMatch } from "../../../src/wire/match.ts";
import { createWireRules } from "../../../src/wire/rules.ts";
import { arpFrame, tcpFrame } from "../wire-frames.ts";
import * as fc from "fast-check";

const TO_SERVER = "client->server";
const TO_CLIENT = "server->client";
const CLIENT_PORT = 40_000;

const fin = tcpFrame({ from: 9877, to: CLIENT_PORT, flags: "F.", seq: 14, payload: "" });
const line = tcpFrame({ from: CLIENT_PORT, to: 9877, flags: "P.", seq: 14, payload: "another line\n" });
const other = tcpFrame({ from: 9877, to: 50_000, flags: "F.", seq: 14, payload: "" });

function holds(match: SegmentMatch) {
  const rules = createWireRules();
  rules.apply({ do: "hold", rule: 1, match });
  return rules;
}

test("without orders everything passes", () => {
  const rules = createWireRules();
  for (const frame of [fin, line, arpFrame()])
    assert.deepEqual(rules.decide(TO_SERVER, frame), { is: "passed" });
});

test("a cut loses everything, ARP too, in both directions or one", () => {
  const rules = createWireRules();
  rules.apply({ do: "cut" });
  for (const direction of [TO_SERVER, TO_CLIENT] as const)
    for (const frame of [fin, line, arpFrame()])
      assert.deepEqual(rules.decide(direction, frame), { is: "dropped", rule: 0 });
  rules.apply({ do: "restore", direction: TO_SERVER });
  assert.deepEqual(rules.decide(TO_SERVER, line), { is: "passed" });
  assert.deepEqual(rules.decide(TO_CLIENT, fin), { is: "dropped", rule: 0 });
});

test("a hold keeps back what matches, until it is forgotten", () => {
  const rules = holds({ direction: TO_CLIENT, flags: "F", clientPort: CLIENT_PORT });
  assert.deepEqual(rules.decide(TO_CLIENT, fin), { is: "held", rule: 1 });
  assert.deepEqual(rules.decide(TO_CLIENT, other), { is: "passed" }, "another connection's FIN");
  assert.deepEqual(rules.decide(TO_SERVER, line), { is: "passed" });
  assert.deepEqual(rules.decide(TO_CLIENT, arpFrame()), { is: "passed" });
  rules.apply({ do: "forget", rule: 1 });
  assert.deepEqual(rules.decide(TO_CLIENT, fin), { is: "passed" });
});

test("an empty match means every frame, a match by segment only segments", () => {
  assert.equal(holds({}).decide(TO_CLIENT, arpFrame()).is, "held");
  assert.equal(holds({ direction: TO_CLIENT }).decide(TO_CLIENT, arpFrame()).is, "held");
  assert.equal(holds({ maxLength: 100 }).decide(TO_CLIENT, arpFrame()).is, "passed");
});

test("by length, by number, by flags that are not there", () => {
  assert.equal(holds({ minLength: 1 }).decide(TO_SERVER, line).is, "held");
  assert.equal(holds({ minLength: 14 }).decide(TO_SERVER, line).is, "passed");
  assert.equal(holds({ maxLength: 0 }).decide(TO_SERVER, line).is, "passed");
  assert.equal(holds({ maxLength: 0 }).decide(TO_CLIENT, fin).is, "held");
  assert.equal(holds({ seq: 14 }).decide(TO_SERVER, line).is, "held");
  assert.equal(holds({ seq: 15 }).decide(TO_SERVER, line).is, "passed");
  assert.equal(holds({ without: "FR" }).decide(TO_CLIENT, fin).is, "passed");
  assert.equal(holds({ without: "R" }).decide(TO_CLIENT, fin).is, "held");
});

test("a drop ends after so many times, and the n-th is one only", () => {
  const twice = createWireRules();
  twice.apply({ do: "drop", rule: 1, match: { minLength: 1 }, times: 2 });
  const fates = [1, 2, 3].map(() => twice.decide(TO_SERVER, line).is);
  assert.deepEqual(fates, ["dropped", "dropped", "passed"]);
  const second = createWireRules();
  second.apply({ do: "drop", rule: 1, match: { minLength: 1, nth: 2 } });
  assert.deepEqual(
    [1, 2, 3].map(() => second.decide(TO_SERVER, line).is),
    ["passed", "dropped", "passed"],
  );
});

test("the n-th stays the n-th where frames are kept before they go on: each is counted once", () => {
  const rules = createWireRules();
  rules.apply({ do: "delay", ms: 20 });
  rules.apply({ do: "drop", rule: 1, match: { minLength: 1, nth: 3 } });
  const fates = [1, 2, 3].map(() => [
    rules.decide(TO_SERVER, line).is,
    rules.dropsLate(TO_SERVER, line)?.is ?? "goes on",
  ]);
  assert.deepEqual(fates.slice(0, 2), [
    ["delayed", "goes on"],
    ["delayed", "goes on"],
  ]);
  assert.equal(fates[2]?.[0], "dropped");
});

test("the first rule that matches decides; a delay is for what no rule takes", () => {
  const rules = holds({ flags: "F" });
  rules.apply({ do: "drop", rule: 2, match: {} });
  rules.apply({ do: "delay", ms: 20 });
  assert.deepEqual(rules.decide(TO_CLIENT, fin), { is: "held", rule: 1 });
  assert.deepEqual(rules.decide(TO_SERVER, line), { is: "dropped", rule: 2 });
  rules.apply({ do: "forget", rule: 2 });
  assert.deepEqual(rules.decide(TO_SERVER, line), { is: "delayed", ms: 20 });
  rules.apply({ do: "delay", ms: 0, direction: TO_SERVER });
  assert.deepEqual(rules.decide(TO_SERVER, line), { is: "passed" });
});

test("what comes after so many bytes is held, in the middle of a segment too", () => {
  const rules = createWireRules();
  rules.apply({ do: "hold-after", rule: 1, match: { direction: TO_SERVER, minLength: 1 }, bytes: 18 });
  assert.deepEqual(rules.decide(TO_SERVER, line), { is: "passed" }, "13 bytes");
  assert.deepEqual(rules.decide(TO_CLIENT, fin), { is: "passed" }, "the other direction");
  assert.deepEqual(rules.decide(TO_SERVER, line), { is: "divided", rule: 1, at: 5 }, "5 more");
  assert.deepEqual(rules.decide(TO_SERVER, line), { is: "held", rule: 1 }, "and no more");
});

test("a length that is not all in the captured bytes counts as it was on the wire", () => {
  const rules = holds({ minLength: 13 });
  const head = line.subarray(0, 54);
  assert.equal(rules.decide(TO_SERVER, head, line.length).is, "held");
});

test("any bytes have a fate, and nothing makes it throw", () => {
  const rules = holds({ flags: "F", minLength: 3 });
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => {
      assert.ok(["passed", "held"].includes(rules.decide(TO_CLIENT, bytes).is));
    }),
  );
});

test("a match in words", () => {
  assert.equal(describeMatch({}), "everything");
  assert.equal(describeMatch({ direction: TO_CLIENT }), "everything of server->client");
  assert.equal(describeMatch({ direction: TO_CLIENT, flags: "F" }), "FIN of server->client");
  assert.equal(describeMatch({ flags: "S.", nth: 2 }), "number 2 of SYN+ACK");
  assert.equal(describeMatch({ minLength: 1, without: "R" }), "segments without RST with at least 1 byte");
  assert.equal(describeMatch({ maxLength: 0, seq: 7 }), "segments without payload numbered 7");
});

test("a connection that is forgotten: all of it is lost, and each segment answered, until a SYN begins it anew", () => {
  const rules = createWireRules();
  const match = { clientPort: CLIENT_PORT };
  rules.apply({ do: "drop", rule: 1, match, isAnswered: true, untilSyn: true });
  const lost = { is: "dropped", rule: 1, isAnswered: true };
  assert.deepEqual(rules.decide(TO_SERVER, line), lost);
  assert.deepEqual(rules.decide(TO_CLIENT, fin), lost);
  assert.deepEqual(rules.decide(TO_CLIENT, other), { is: "passed" });
  const syn = tcpFrame({ from: CLIENT_PORT, to: 9877, flags: "S", seq: 1, payload: "" });
  assert.deepEqual(rules.decide(TO_SERVER, syn), { is: "passed" });
  assert.deepEqual(rules.decide(TO_SERVER, line), { is: "passed" });
});

test("what was held and goes on is lost as well: to a cut, and to a drop that came meanwhile", () => {
  const rules = holds({ direction: TO_SERVER, minLength: 1 });
  assert.equal(rules.dropsLate(TO_SERVER, line), undefined);
  rules.apply({ do: "drop", rule: 2, match: { clientPort: CLIENT_PORT } });
  assert.deepEqual(rules.dropsLate(TO_SERVER, line), { is: "dropped", rule: 2 });
  assert.equal(rules.dropsLate(TO_CLIENT, other), undefined);
  rules.apply({ do: "cut", direction: TO_CLIENT });
  assert.deepEqual(rules.dropsLate(TO_CLIENT, other), { is: "dropped", rule: 0 });
});

const fromClient = (seq: number, payload: string) =>
  tcpFrame({ from: CLIENT_PORT, to: 9877, flags: "P.", seq, payload });
const fromServer = (seq: number, payload: string, to = CLIENT_PORT) =>
  tcpFrame({ from: 9877, to, flags: "P.", seq, payload });

/** What was found, as it was reported. */
function once(match: SegmentMatch, pattern: string | undefined) {
  const found: unknown[] = [];
  const rules = createWireRules((each) => found.push(each));
  const sought = {
    direction: TO_SERVER,
    ...(pattern !== undefined && { pattern: { text: pattern } }),
  } as const;
  rules.apply({ do: "hold-once", rule: 1, match, sought });
  return { rules, found };
}

test("hold-once in the pattern's own direction: what comes after it, also where it is divided over two segments", () => {
  const { rules, found } = once({ direction: TO_SERVER, minLength: 1 }, "INSERT");
  assert.ok(rules.looksInside());
  assert.deepEqual(rules.decide(TO_SERVER, fromClient(100, "begin; INS")), { is: "passed" });
  assert.deepEqual(rules.decide(TO_SERVER, fromClient(100, "begin; INS")), { is: "passed" }, "sent again");
  assert.deepEqual(rules.decide(TO_CLIENT, fromServer(1, "ERT")), { is: "passed" }, "the other direction");
  const rest = rules.decide(TO_SERVER, fromClient(110, "ERT into t"));
  assert.deepEqual(rest, { is: "divided", rule: 1, at: 3 });
  assert.deepEqual(found, [{ rule: 1, clientPort: CLIENT_PORT, seq: 113 }]);
  assert.ok(!rules.looksInside());
  assert.deepEqual(rules.decide(TO_SERVER, fromClient(120, "more")), { is: "held", rule: 1 });
});

test("hold-once where the match ends with the segment: it passes, and what comes next is held", () => {
  const { rules } = once({ direction: TO_SERVER, minLength: 1 }, "INSERT");
  assert.deepEqual(rules.decide(TO_SERVER, fromClient(100, "INSERT")), { is: "passed" });
  assert.deepEqual(rules.decide(TO_SERVER, fromClient(106, ";")), { is: "held", rule: 1 });
});

test("hold-once in the other direction: answers are held from then on, of that connection alone", () => {
  for (const pattern of ["INSERT", undefined]) {
    const { rules, found } = once({ direction: TO_CLIENT, minLength: 1 }, pattern);
    assert.deepEqual(rules.decide(TO_CLIENT, fromServer(1, "hello")), { is: "passed" }, "before the request");
    assert.deepEqual(rules.decide(TO_SERVER, fromClient(2 ** 32 - 3, "INSERT")), { is: "passed" });
    assert.deepEqual(found, [{ rule: 1, clientPort: CLIENT_PORT, seq: 3 }], "numbers begin again at 2^32");
    assert.deepEqual(rules.decide(TO_CLIENT, fromServer(6, "OK")), { is: "held", rule: 1 });
    assert.deepEqual(rules.decide(TO_CLIENT, fromServer(6, "OK", 50_000)), { is: "passed" });
  }
});

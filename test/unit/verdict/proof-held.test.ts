// A fault in the middle of a reply is not proven where the rest of it came after all; nor is the server's end the cause
// where the client had ended the connection before.

import assert from "node:assert/strict";
import { test } from "node:test";
import { endedFirst, findMissing } from "../../../src/verdict/proof/proof.ts";
import { segment } from "../made-up.ts";
import {
  type Timed,
  KILL,
  aborts,
  acks,
  caseOf,
  closes,
  fault,
  fin,
  lostOnTheWay,
  madeOnTheWire,
} from "../one-run.ts";

test("what was held of a reply must not arrive after the RST that is to cut it short", () => {
  const onWire = (fate: "held" | "delayed", came?: number, what = "< P. 14:20(6) ack 14"): Timed => {
    const wire = { frame: 9, fate, rule: 1, ...(came && { deliveredNs: came * 1e6 }) } as const;
    return [995, { ...segment(what), wire }];
  };
  const end = (flags: string): Timed => [1001, segment(`< ${flags} 20:20(0) ack 14`)];
  const lacks = (...facts: readonly Timed[]): string | undefined =>
    findMissing(caseOf([fault("reset"), ...facts]), { endings: ["rst", "fin", "silence"] });
  const held = onWire("held", 1003);
  assert.equal(lacks(held, end("R.")), "what was held of the reply arrived after the RST");
  assert.equal(lacks(onWire("held"), end("R.")), undefined, "it never arrived");
  assert.equal(lacks(onWire("held", 998), end("R.")), undefined, "released before it");
  assert.equal(lacks(onWire("delayed", 1003), end("R.")), undefined, "not held");
  assert.equal(lacks(onWire("held", 1003, "> P. 14:20(6) ack 14"), end("R.")), undefined, "of the request");
  assert.equal(lacks(onWire("held", 1003, "< . 14:14(0) ack 14"), end("R.")), undefined, "no data");
  assert.equal(lacks(held, end("F.")), undefined, "a FIN waits for what is before it");
  assert.equal(lacks(held), undefined, "nothing cuts it short");
  const comes = (ms: number, what: string): Timed => [ms, segment(what)];
  const reset = comes(1005, "< R. 20:20(0) ack 14");
  const late = "what was held of the reply arrived after the RST";
  assert.equal(
    lacks(held, end("R."), reset),
    late,
    "the client's host believes only the second, and all has come",
  );
  for (const other of ["> R 14:14(0)", "> . 14:14(0) ack 14", "< . 14:14(0) ack 14"])
    assert.equal(lacks(held, comes(1002, other), reset), undefined, `${other}: it came before the RST`);
  assert.equal(lacks(comes(990, "< R. 30:30(0) ack 14"), held), undefined, "an RST of before the fault");
  const behind = comes(1002, "< R. 20:20(0) ack 14");
  assert.equal(
    lacks(held, end("F."), behind),
    undefined,
    "the FIN took effect, and not the RST behind the gap",
  );
});

test("it has ended first where its own FIN or RST left since the fault, and before the server's", () => {
  const cases: readonly (readonly [why: string, facts: readonly Timed[], isFirst: boolean])[] = [
    ["its FIN", [KILL, closes(1001), fin(1002)], true],
    ["its RST", [KILL, aborts(1001), fin(1002)], true],
    ["an acknowledgment", [KILL, acks(1001), fin(1002)], false],
    ["before the fault", [closes(990), KILL, fin(1002)], false],
    ["after the server's", [KILL, fin(1002), closes(1003)], false],
    ["the server's, lost on its way", [KILL, lostOnTheWay(fin(1001)), fin(1002)], false],
    ["made on the wire", [KILL, madeOnTheWire(aborts(1001)), fin(1002)], false],
    ["nothing of the server's", [KILL, closes(1001)], false],
    ["nothing was done", [fault("none", 0), closes(1001), fin(1002)], false],
  ];
  for (const [why, facts, isFirst] of cases) assert.equal(endedFirst(caseOf(facts)), isFirst, why);
});

// What is kept of a run that has more segments than the record can have.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createKeeper } from "../../../src/inside/keeper.ts";
import type { Fact } from "../../../src/timeline/observation.ts";

const client = { address: "127.0.0.1", port: 40_000 };
const server = { address: "127.0.0.1", port: 9877 };

const segment = (seq: number, flags = ".", from = client): Fact => {
  const rest = { kind: "segment", to: server, ack: 1, window: 512, length: 0, payload: "" } as const;
  return { ...rest, from, seq, flags };
};

function keep(most: number, facts: readonly Fact[]): { readonly kept: string[]; readonly leftOut: number } {
  const kept: string[] = [];
  const record = (fact: Fact): void =>
    void kept.push(fact.kind === "segment" ? `${fact.seq}${fact.flags}` : fact.kind);
  const keeper = createKeeper(server.port, { record, now: () => 0 }, most);
  facts.forEach((fact, i) => keeper.keep(fact, i));
  return { kept, leftOut: keeper.leftOut() };
}

test("after so many segments only those that change a state are kept, and the others are counted", () => {
  const facts = [segment(1), segment(2), segment(3), segment(4), segment(5, "F."), segment(6, "R")];
  assert.deepEqual(keep(2, facts), { kept: ["1.", "2.", "5F.", "6R"], leftOut: 2 });
});

test("those of a storm that are only counted are not among them", () => {
  const fault: Fact = { kind: "fault", fault: "kill", pid: 1, text: "killed" };
  const tries = Array.from({ length: 1000 }, (_, i) => segment(i, "S", { ...client, port: 10_000 + i }));
  const { kept, leftOut } = keep(500, [fault, ...tries, segment(1), segment(2)]);
  assert.deepEqual([kept.length, leftOut], [1 + 200 + 2, 0]);
});

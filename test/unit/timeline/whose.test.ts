// Whose connections are: by who was seen to hold them, and else by what they begin with.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import type { Role } from "../../../src/timeline/observation.ts";
import { doServersConnect, notClients, othersIn, perhapsClients } from "../../../src/timeline/whose.ts";
import { type Timed, connection, observations, segment } from "../made-up.ts";

const at = (ms: number, port: number, text: string, payload = ""): Timed => {
  const fact = segment(text, payload);
  const end = { address: "127.0.0.1", port };
  return [ms, text.startsWith(">") ? { ...fact, from: end } : { ...fact, to: end }];
};

/** It is answered, and says something where there is something to say. */
const connects = (ms: number, port: number, words = ""): Timed[] => [
  at(ms, port, "> S 0:0(0)"),
  at(ms, port, "< S. 0:0(0) ack 1"),
  ...(words === "" ? [] : [at(ms, port, `> P. 1:1(${words.length}) ack 1`, words)]),
];

const refused = (ms: number, port: number): Timed[] => [
  at(ms, port, "> S 0:0(0)"),
  at(ms, port, "< R. 0:0(0) ack 1"),
];

const holds = (ms: number, port: number, by: Role): Timed => [
  ms,
  { kind: "connects", client: { address: "127.0.0.1", port }, server: connection.server, by },
];

const CLIENTS: readonly Timed[] = [
  [0, { kind: "connection", ...connection }],
  ...connects(0, 40_000, "HELLO 3\n"),
  holds(0, 40_000, "client"),
];

function sorted(facts: readonly Timed[], control?: ControlRecord): { known: number[]; perhaps: number[] } {
  const { known, perhaps } = othersIn({
    observations: observations(...CLIENTS, ...facts),
    ...(control && { evidence: { control } }),
  });
  return { known: [...known].sort(), perhaps: [...perhaps].sort() };
}

test("where no program of the server's was seen to connect every connection is the client's, but for probes", () => {
  const probe: Timed = [
    3,
    {
      kind: "probe",
      text: "",
      connection: { client: { address: "127.0.0.1", port: 40_001 }, server: connection.server },
    },
  ];
  const facts = [...connects(1, 40_001, "GET /\n"), ...connects(2, 40_002, "PING\n"), probe];
  assert.deepEqual(sorted(facts), { known: [40_001], perhaps: [] });
});

test("what nobody was seen to hold is the server programs' where it begins as theirs do, but for numbers", () => {
  const facts = [
    ...connects(1, 40_001, "PUBLISH 7\n"),
    holds(1, 40_001, "server"),
    ...connects(2, 40_002, "PUBLISH 12\n"),
    ...connects(3, 40_003, "SUBSCRIBE\n"),
    ...connects(4, 40_004, "HELLO 3\n"),
    ...connects(5, 40_005),
    ...refused(6, 40_006),
  ];
  // 40004 begins as the client does: it is the client's.
  assert.deepEqual(sorted(facts), { known: [40_001, 40_002], perhaps: [40_003, 40_005, 40_006] });
});

test("where both begin alike it is not known whose it is", () => {
  const facts = [
    ...connects(1, 40_001, "HELLO 3\n"),
    holds(1, 40_001, "server"),
    ...connects(2, 40_002, "HELLO 3\n"),
    ...connects(3, 40_003, "HELLO 3\n"),
    holds(3, 40_003, "client"),
  ];
  assert.deepEqual(sorted(facts), { known: [40_001], perhaps: [40_002] });
});

test("to say nothing is no word that tells whose it is", () => {
  const facts = [...connects(1, 40_001), holds(1, 40_001, "server"), ...connects(2, 40_002)];
  assert.deepEqual(sorted(facts), { known: [40_001], perhaps: [40_002] });
});

test("a control in which one was seen to connect makes the same of the run", () => {
  const facts = [...connects(1, 40_001, "PING\n"), ...refused(2, 40_002)];
  const control = { lines: [], signs: [], answered: [], serversConnect: true } as unknown as ControlRecord;
  assert.deepEqual(sorted(facts), { known: [], perhaps: [] });
  assert.deepEqual(sorted(facts, control), { known: [], perhaps: [40_001, 40_002] });
});

test("a growing list is looked at again, and what may be the client's is told by when it began", () => {
  const seen = { observations: observations(...CLIENTS, ...refused(5, 40_001)) };
  assert.equal(doServersConnect(seen), false);
  assert.deepEqual([...notClients(seen)], []);
  const more = observations(
    ...connects(6, 40_002, "PING\n"),
    holds(6, 40_002, "server"),
    ...refused(7, 40_003),
  );
  seen.observations.push(...more);
  assert.equal(doServersConnect(seen), true);
  assert.deepEqual([...notClients(seen)].sort(), [40_001, 40_002, 40_003]);
  const ports = (sinceNs: number): number[] => perhapsClients(seen, sinceNs).map(({ from }) => from.port);
  assert.deepEqual(ports(0), [40_001, 40_003]);
  assert.deepEqual(ports(5e6), [40_003]);
});

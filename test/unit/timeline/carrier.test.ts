// Which of a proxy's connections to the server is the client's: made-up runs in which it has several.

import assert from "node:assert/strict";
import { test } from "node:test";
import { SEVERAL } from "../../../src/timeline/carrier.ts";
import { findAttempt, findUpstream } from "../../../src/timeline/legs.ts";
import type { Observation } from "../../../src/timeline/observation.ts";
import { segment } from "../made-up.ts";
import { type Timed, beyond, seen, upstream } from "../made-up-proxy.ts";

/** What the proxy has open besides: by the port, and what it says there. */
function besides(port: number, ...said: readonly (readonly [number, string])[]): readonly Timed[] {
  const at = { ...upstream, client: { address: "10.9.0.1", port } };
  return [
    [0.5, beyond("> S 0:0(0)", at)],
    ...said.map(([ms, text]): Timed => [ms, beyond("> P. 1:3(2) ack 1", at, text)]),
  ];
}

const PINGS = besides(50_002, [0.6, "?\n"], [3.15, "?\n"], [6, "?\n"]);
const portIn = (all: Observation[]): number | typeof SEVERAL | undefined => {
  const found = findUpstream(all);
  return found === SEVERAL ? found : found?.client.port;
};

test("of several open connections, the one that carried what the client said last is the client's", () => {
  const request: Timed = [3.1, beyond("> P. 1:14(13) ack 1", upstream, "hello, world\n")];
  assert.equal(portIn(seen(request, ...PINGS)), 50_000, "another was used later");
  assert.equal(portIn(seen(request, ...besides(50_003), ...besides(50_004))), 50_000, "idle spares");
  const next: readonly Timed[] = [
    [7, segment("> P. 14:17(3) ack 14", "ab\n")],
    ...besides(50_003, [7.1, "a"], [7.2, "b\n"]),
  ];
  assert.equal(
    portIn(seen(request, ...PINGS, ...next)),
    50_003,
    "one that the proxy had ready, in two pieces",
  );
});

test("where nothing shows which is the client's, none is taken", () => {
  const says = (...at: readonly number[]): Observation[] =>
    seen(...at.flatMap((each) => besides(each, [3.3, "hello, world\n"])));
  assert.equal(portIn(says(50_002)), 50_002);
  assert.equal(portIn(says(50_002, 50_003)), SEVERAL, "both say the same");
  assert.equal(portIn(seen(...PINGS)), SEVERAL, "what the client said was changed on the way");
  const silent = (...more: readonly Timed[]): Observation[] =>
    seen(...more).filter(({ kind, atNs }) => kind !== "segment" || atNs < 3e6);
  assert.equal(portIn(silent()), 50_000, "there is no other");
  assert.equal(portIn(silent(...besides(50_003))), SEVERAL, "the client has said nothing");
  const greeted = [
    [8, beyond("< P. 14:16(2) ack 14", upstream, "hi")],
    [8.1, segment("< P. 1:3(2) ack 1", "hi")],
  ] as const;
  const told = seen(...greeted, ...besides(50_003)).filter(
    ({ kind, atNs }) => kind !== "segment" || atNs < 3e6 || atNs > 8e6,
  );
  assert.equal(portIn(told), 50_000, "the server speaks first");
});

test("of several connections of the proxy's, one that is open and was used stands for the client's", () => {
  const at = (port: number): typeof upstream => ({ ...upstream, client: { address: "10.9.0.1", port } });
  const check: readonly Timed[] = [
    [6, beyond("> S 0:0(0)", at(50_002))],
    [6.1, beyond("> F. 1:1(0) ack 1", at(50_002))],
  ];
  const spare: Timed = [0.5, beyond("> S 0:0(0)", at(50_003))];
  const all = seen(...check, spare);
  assert.equal(portIn(all), 50_000);
  assert.deepEqual(findAttempt(all, 5e6)?.client.port, 50_002);
  assert.equal(findAttempt(all, 7e6), undefined);
  const refused: readonly Timed[] = [
    [7, beyond("> S 0:0(0)", at(50_004))],
    [7.1, beyond("< R. 0:0(0) ack 1", at(50_004))],
  ];
  assert.deepEqual(findAttempt(seen(...check, ...refused), 5e6)?.client.port, 50_004);
  const ended = all.filter((each) => each.kind !== "beyond" || each.from.port === 50_002);
  assert.equal(findUpstream(ended), undefined);
});

// What a proxy made of half a close: which FIN is the one, what is the ends' own doing, and what is only traffic. The words
// themselves are in through-half-close.

import assert from "node:assert/strict";
import { test } from "node:test";
import { PROXY_AT_REST } from "../../../src/timeline/legs.ts";
import type { Passage } from "../../../src/timeline/verdict-record.ts";
import { halfClosePassage } from "../../../src/verdict/proxy/half-close-passage.ts";
import { evidenceOf, segment } from "../made-up.ts";
import { FIN, FIN_AT_CLIENT, type Timed, beyond, legs, seen } from "../made-up-proxy.ts";

const half = (...more: readonly Timed[]): Passage => halfClosePassage(legs(seen(...more)));
const words = ({ word, sent, reached }: Passage): string => `${word} ${sent} ${reached}`;
const busy: Timed = [90, { kind: "gave-up", what: PROXY_AT_REST, waitedMs: 3000 }];
const other: Timed = [90, { kind: "gave-up", what: "something else", waitedMs: 3000 }];
const by = (who: "client" | "server", ms = 10): Timed => [ms, { kind: "half-closed", by: who, text: "" }];
const CLIENTS_FIN: Timed = [11, segment("> F. 14:14(0) ack 14")];
const AT_SERVER: Timed = [12, beyond("> F. 14:14(0) ack 14")];

test("half a close: the FIN is that of the end that closed its half, after it did", () => {
  const why = "the client's FIN was not seen";
  assert.equal(half(by("client"), [9, segment("> F. 14:14(0) ack 14")]).why, why);
  assert.equal(half(by("client"), [11, segment("< F. 14:14(0) ack 14")]).why, why);
  assert.equal(half(by("client"), [11, segment("> P. 14:27(13) ack 14")]).why, why);
  assert.equal(half(by("server"), CLIENTS_FIN).why, "the server's FIN was not seen");
  const { word, because } = half(
    by("client"),
    [10.5, segment("> . 14:14(0) ack 14")],
    CLIENTS_FIN,
    AT_SERVER,
  );
  assert.deepEqual([word, because.length], ["keeps", 2]);
});

test("half a close: what reached the other end before, or comes back from it, is not that FIN", () => {
  const eats = (...more: readonly Timed[]): string => words(half(by("client"), CLIENTS_FIN, ...more));
  assert.equal(eats([9, beyond("> F. 14:14(0) ack 14")]), "eats client-half-close silence");
  assert.equal(eats([20, beyond("< F. 14:14(0) ack 14")]), "eats client-half-close silence");
  assert.equal(eats([20, beyond("> . 14:14(0) ack 14")]), "eats client-half-close silence");
  assert.equal(eats(AT_SERVER), "keeps client-half-close fin");
});

test("half a close: what was sent, when it came, and when the proxy closed the rest", () => {
  const clients = half(by("client"), CLIENTS_FIN, AT_SERVER, [14, FIN_AT_CLIENT]);
  assert.deepEqual(
    [clients.word, clients.sent, clients.reached, clients.afterNs, clients.closedNs, clients.because.length],
    ["closes", "client-half-close", "fin", 1e6, 3e6, 3],
  );
  const servers = half(by("server"), [11, FIN], [12, FIN_AT_CLIENT]);
  assert.deepEqual(
    [servers.word, servers.sent, servers.reached, servers.afterNs, servers.closedNs],
    ["keeps", "server-half-close", "fin", 1e6, undefined],
  );
  const eaten = half(by("server"), [11, FIN]);
  assert.deepEqual([eaten.reached, eaten.afterNs, eaten.because.length], ["silence", undefined, 1]);
});

test("half a close: a proxy that was still at work may yet have passed it on; one that has closed, has", () => {
  assert.equal(half(by("client"), CLIENTS_FIN, busy).word, "unknown");
  assert.equal(half(by("client"), CLIENTS_FIN, AT_SERVER, busy).word, "unknown");
  assert.equal(half(by("client"), CLIENTS_FIN, AT_SERVER, [14, FIN_AT_CLIENT], busy).word, "closes");
  assert.equal(half(by("client"), CLIENTS_FIN, other).word, "eats");
});

test("half a close: what the ends do themselves is not the proxy's close", () => {
  const closed = (...more: readonly Timed[]): string => half(by("client"), CLIENTS_FIN, ...more).word;
  // The server has closed by itself before the proxy says so to the client.
  assert.equal(closed(AT_SERVER, [50, beyond("< F. 14:14(0) ack 15")], [51, FIN_AT_CLIENT]), "keeps");
  // The client aborts, and the proxy passes that on.
  const aborted: readonly Timed[] = [
    [50, segment("> R. 15:15(0) ack 14")],
    [51, beyond("> R. 15:15(0) ack 14")],
  ];
  assert.equal(closed(AT_SERVER, ...aborted), "keeps");
  // Before the half-close, nothing was closed by it.
  assert.equal(closed([9, FIN_AT_CLIENT], AT_SERVER), "keeps");
  // Once the server has closed, an RST is all that it gets of the client's half.
  const reset: readonly Timed[] = [
    [20, beyond("< F. 14:14(0) ack 14")],
    [21, beyond("> R. 14:14(0) ack 15")],
  ];
  assert.equal(closed(...reset), "turns");
});

test("half a close: what goes the way of the closed half, an acknowledgment, or what came before, is no use of the open half", () => {
  const late = (...more: readonly Timed[]): string =>
    half(by("client"), CLIENTS_FIN, ...more, [52, beyond("> F. 14:14(0) ack 20")]).word;
  const answered: Timed = [51, segment("< P. 14:20(6) ack 15")];
  assert.equal(late([50, beyond("< P. 14:20(6) ack 14")], answered), "eats");
  assert.equal(late([50, beyond("< . 14:14(0) ack 14")]), "keeps");
  assert.equal(late([50, beyond("> P. 14:20(6) ack 14")]), "keeps");
  assert.equal(
    late([10.5, beyond("< P. 14:20(6) ack 14")], [10.6, segment("< P. 14:20(6) ack 14")]),
    "keeps",
  );
});

test("half a close: what the other end says is swallowed where nothing of it comes", () => {
  const word = (...more: readonly Timed[]): string =>
    half(by("client"), CLIENTS_FIN, AT_SERVER, ...more).word;
  assert.equal(word([50, beyond("< P. 14:20(6) ack 15")]), "closes");
  assert.equal(word([50, beyond("< . 14:14(0) ack 15")]), "keeps", "an acknowledgment");
  assert.equal(word([50, beyond("< P. 14:20(6) ack 15")], [51, segment("< . 14:14(0) ack 15")]), "closes");
  assert.equal(word([50, beyond("< P. 14:20(6) ack 15")], [51, segment("> P. 15:20(5) ack 14")]), "closes");
  assert.equal(word([50, beyond("> P. 14:20(6) ack 14")]), "keeps", "the client's own, still on its way");
});

test("half a close: what is missing is said", () => {
  const off = evidenceOf([]).observers.map((each) => ({ ...each, on: each.name !== "segments" }));
  assert.equal(halfClosePassage(legs(seen(), { observers: off })).why, "segments were not observed");
  assert.equal(half().why, "the run ended before the half-close");
});

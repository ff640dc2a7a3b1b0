// What a proxy made of half a close: made-up runs, one for each word.

import assert from "node:assert/strict";
import { test } from "node:test";
import { passageInWords } from "../../../src/timeline/passage-words.ts";
import type { Passage } from "../../../src/timeline/verdict-record.ts";
import { halfClosePassage } from "../../../src/verdict/proxy/half-close-passage.ts";
import { segment } from "../made-up.ts";
import { FIN, FIN_AT_CLIENT, RST_AT_CLIENT, type Timed, beyond, legs, seen } from "../made-up-proxy.ts";

const by = (who: "client" | "server"): Timed => [10, { kind: "half-closed", by: who, text: "" }];
const half = (...more: readonly Timed[]): Passage => halfClosePassage(legs(seen(...more)));
const CLIENTS_FIN: Timed = [11, segment("> F. 14:14(0) ack 14")];
const SERVERS_FIN: Timed = [11, FIN];

for (const [word, what, ...facts] of [
  [
    "keeps",
    "the client's half: the server answers afterwards",
    by("client"),
    CLIENTS_FIN,
    [12, beyond("> F. 14:14(0) ack 14")],
    [50, beyond("< P. 14:20(6) ack 15")],
    [51, segment("< P. 14:20(6) ack 15")],
    [52, beyond("< F. 20:20(0) ack 15")],
    [53, segment("< F. 20:20(0) ack 15")],
  ],
  [
    "closes",
    "the client's half: the proxy sends its FIN before the server's",
    by("client"),
    CLIENTS_FIN,
    [12, beyond("> F. 14:14(0) ack 14")],
    [13, FIN_AT_CLIENT],
    [52, beyond("< F. 14:14(0) ack 15")],
  ],
  [
    "closes",
    "the client's half: what the server then says is answered with an RST",
    by("client"),
    CLIENTS_FIN,
    [12, beyond("> F. 14:14(0) ack 14")],
    [50, beyond("< P. 14:20(6) ack 15")],
    [51, beyond("> R. 15:15(0) ack 20")],
  ],
  [
    "closes",
    "the client's half: what the server then says never comes",
    by("client"),
    CLIENTS_FIN,
    [12, beyond("> F. 14:14(0) ack 14")],
    [50, beyond("< P. 14:20(6) ack 15")],
  ],
  [
    "closes",
    "the client's half: of what the server then says a part comes",
    by("client"),
    CLIENTS_FIN,
    [12, beyond("> F. 14:14(0) ack 14")],
    [50, beyond("< P. 14:20(6) ack 15")],
    [51, segment("< P. 14:17(3) ack 15")],
    [52, beyond("< F. 20:20(0) ack 15")],
    [53, segment("< F. 17:17(0) ack 15")],
  ],
  [
    "keeps",
    "the client's half: less comes of a proxy that had passed on less before, too",
    by("client"),
    [5, beyond("< P. 14:24(10) ack 14")],
    [5.1, segment("< P. 14:19(5) ack 14")],
    CLIENTS_FIN,
    [12, beyond("> F. 14:14(0) ack 19")],
    [50, beyond("< P. 24:30(6) ack 15")],
    [51, segment("< P. 19:22(3) ack 15")],
  ],
  [
    "keeps",
    "the client's half: it aborts before all has come",
    by("client"),
    CLIENTS_FIN,
    [12, beyond("> F. 14:14(0) ack 14")],
    [50, beyond("< P. 14:20(6) ack 15")],
    [51, segment("< P. 14:17(3) ack 15")],
    [52, segment("> R. 15:15(0) ack 17")],
    [53, beyond("> R. 15:15(0) ack 20")],
  ],
  ["eats", "the client's half: no FIN reaches the server", by("client"), CLIENTS_FIN],
  ["keeps", "the server's half", by("server"), SERVERS_FIN, [12, FIN_AT_CLIENT]],
  [
    "keeps",
    "the server's half: the client closes, too, and then the proxy may",
    by("server"),
    SERVERS_FIN,
    [12, FIN_AT_CLIENT],
    [50, segment("> F. 14:14(0) ack 15")],
    [51, beyond("> F. 14:14(0) ack 15")],
  ],
  [
    "closes",
    "the server's half: the proxy closes the other one",
    by("server"),
    SERVERS_FIN,
    [12, FIN_AT_CLIENT],
    [13, beyond("> F. 14:14(0) ack 15")],
  ],
  ["eats", "the server's half: nothing reaches the client", by("server"), SERVERS_FIN],
  [
    "eats",
    "the client's half: the FIN reaches the server only once that has answered",
    by("client"),
    CLIENTS_FIN,
    [50, beyond("< P. 14:20(6) ack 14")],
    [51, segment("< P. 14:20(6) ack 15")],
    [52, beyond("> F. 14:14(0) ack 20")],
  ],
  [
    "eats",
    "the server's half: the FIN reaches the client only once that has said something",
    by("server"),
    SERVERS_FIN,
    [50, segment("> P. 14:20(6) ack 14")],
    [51, beyond("> P. 14:20(6) ack 15")],
    [52, segment("< F. 14:14(0) ack 20")],
  ],
  ["closes", "the server's half as an RST", by("server"), SERVERS_FIN, [12, RST_AT_CLIENT]],
  ["unknown", "no FIN was seen", by("client")],
  ["unknown", "nothing was done"],
] as const satisfies readonly (readonly [string, string, ...Timed[]])[])
  test(`half a close, ${word}: ${what}`, () => {
    const found = half(...facts);
    assert.equal(found.word, word, passageInWords(found));
  });

test("of half a close that is kept it is said whether the half that was still open was used", () => {
  const unused = half(by("server"), SERVERS_FIN, [12, FIN_AT_CLIENT]);
  assert.equal(
    passageInWords(unused),
    "The proxy keeps the server's half-close, 1.0 ms later; nothing was said then over the half that was still open.",
  );
  const used = half(
    by("server"),
    SERVERS_FIN,
    [12, FIN_AT_CLIENT],
    [50, segment("> P. 14:20(6) ack 15")],
    [51, beyond("> P. 14:20(6) ack 15")],
  );
  assert.equal(passageInWords(used), "The proxy keeps the server's half-close, 1.0 ms later.");
});

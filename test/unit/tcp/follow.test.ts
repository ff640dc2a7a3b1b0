// The states of both ends, followed segment by segment: the figures of RFC 9293, and section 5.12.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type ConnectionStates,
  type End,
  type FollowedSegment,
  beforeTheFirst,
  follow,
} from "../../../src/tcp/follow.ts";
import { nameState } from "../../../src/tcp/states.ts";
import * as fc from "fast-check";

/** `> F. 14:14(0) ack 14`: `>` is from the client to the server. */
function parse(text: string): FollowedSegment {
  const match = /^([<>]) (\S+) (\d+):(\d+)\((\d+)\)(?: ack (\d+))?$/.exec(text);
  assert.ok(match, text);
  const [, from, flags = "", seq, next, length, ack = 0] = match;
  assert.equal(Number(next) - Number(seq), Number(length), text);
  return {
    from: from === ">" ? "client" : "server",
    flags,
    seq: Number(seq),
    ack: Number(ack),
    length: Number(length),
  };
}

/** Follows lines of `segment | client's state server's state`. */
function follows(script: string, from: ConnectionStates = beforeTheFirst): ConnectionStates {
  let states = from;
  for (const line of script.trim().split("\n")) {
    const [segment = "", expected = ""] = line.split("|").map((part) => part.trim());
    states = follow(states, parse(segment));
    assert.equal(`${states.client} ${states.server}`, expected.replace(/ +/, " "), line);
  }
  return states;
}

const OPENED = `
  > S 0:0(0)            | SYN_SENT SYN_RECV
  < S. 0:0(0) ack 1     | ESTABLISHED SYN_RECV
  > . 1:1(0) ack 1      | ESTABLISHED ESTABLISHED`;
const ECHOED = `${OPENED}
  > P. 1:14(13) ack 1   | ESTABLISHED ESTABLISHED
  < . 1:1(0) ack 14     | ESTABLISHED ESTABLISHED
  < P. 1:14(13) ack 14  | ESTABLISHED ESTABLISHED
  > . 14:14(0) ack 14   | ESTABLISHED ESTABLISHED`;

test("before the first segment the server listens and the client has no connection", () => {
  assert.equal(beforeTheFirst.client, "CLOSE");
  assert.equal(beforeTheFirst.server, "LISTEN");
});

test("section 5.12: the FIN of the server makes the client CLOSE_WAIT, and its RST closes both", () => {
  follows(`${ECHOED}
    < F. 14:14(0) ack 14  | CLOSE_WAIT FIN_WAIT1
    > . 14:14(0) ack 15   | CLOSE_WAIT FIN_WAIT2
    > P. 14:27(13) ack 15 | CLOSE_WAIT FIN_WAIT2
    < R 15:15(0)          | CLOSE CLOSE`);
});

test("section 5.12, select() client: the client's FIN acknowledges the server's, which ends in TIME_WAIT", () => {
  follows(`${ECHOED}
    < F. 14:14(0) ack 14  | CLOSE_WAIT FIN_WAIT1
    > F. 14:14(0) ack 15  | LAST_ACK TIME_WAIT
    < . 15:15(0) ack 15   | CLOSE TIME_WAIT`);
});

test("a close by the client: figure 5 of RFC 9293", () => {
  follows(`${ECHOED}
    > F. 14:14(0) ack 14  | FIN_WAIT1 CLOSE_WAIT
    < . 14:14(0) ack 15   | FIN_WAIT2 CLOSE_WAIT
    < F. 14:14(0) ack 15  | TIME_WAIT LAST_ACK
    > . 15:15(0) ack 15   | TIME_WAIT CLOSE`);
});

test("data after a half-close leave the states as they are", () => {
  follows(`${ECHOED}
    > F. 14:14(0) ack 14   | FIN_WAIT1 CLOSE_WAIT
    < P. 14:27(13) ack 15  | FIN_WAIT2 CLOSE_WAIT
    > . 15:15(0) ack 27    | FIN_WAIT2 CLOSE_WAIT
    < F. 27:27(0) ack 15   | TIME_WAIT LAST_ACK
    > . 15:15(0) ack 28    | TIME_WAIT CLOSE`);
});

test("a FIN that comes with data is acknowledged by the number after both", () => {
  follows(`${ECHOED}
    < FP. 14:27(13) ack 14 | CLOSE_WAIT FIN_WAIT1
    > . 14:14(0) ack 27    | CLOSE_WAIT FIN_WAIT1
    > . 14:14(0) ack 28    | CLOSE_WAIT FIN_WAIT2`);
});

test("an acknowledgment of older data says nothing of the FIN", () => {
  follows(`${ECHOED}
    < F. 14:14(0) ack 14 | CLOSE_WAIT FIN_WAIT1
    > . 14:14(0) ack 14  | CLOSE_WAIT FIN_WAIT1
    < F. 14:14(0) ack 14 | CLOSE_WAIT FIN_WAIT1
    > . 14:14(0) ack 15  | CLOSE_WAIT FIN_WAIT2`);
});

test("a simultaneous close makes both ends CLOSING, then TIME_WAIT: figure 13 of RFC 793", () => {
  follows(`${ECHOED}
      > F. 14:14(0) ack 14 | FIN_WAIT1 CLOSE_WAIT
      < F. 14:14(0) ack 14 | CLOSING CLOSING
      > . 15:15(0) ack 15  | CLOSING TIME_WAIT
      < . 15:15(0) ack 15  | TIME_WAIT TIME_WAIT`);
});

test("an RST closes both ends, whoever sends it and whenever", () => {
  for (const from of [">", "<"]) {
    follows(`${OPENED}\n ${from} R. 1:1(0) ack 1 | CLOSE CLOSE`);
    follows(`${ECHOED}\n < F. 14:14(0) ack 14 | CLOSE_WAIT FIN_WAIT1\n ${from} R 14:14(0) | CLOSE CLOSE`);
  }
});

test("a connection that is refused is closed again", () => {
  const { client } = follows("> S 0:0(0) | SYN_SENT SYN_RECV\n < R. 0:0(0) ack 1 | CLOSE CLOSE");
  assert.equal(client, "CLOSE");
});

test("after an end the next SYN begins anew", () => {
  const ended = follows(`${ECHOED}
    < F. 14:14(0) ack 14  | CLOSE_WAIT FIN_WAIT1
    > . 14:14(0) ack 15   | CLOSE_WAIT FIN_WAIT2
    < R 15:15(0)          | CLOSE CLOSE`);
  const again = follows(OPENED, ended);
  assert.deepEqual(again.finAck, { client: undefined, server: undefined });
});

test("an orderly close by either end, after any data, ends in TIME_WAIT there and in nothing at the other", () => {
  const data = fc.array(
    fc.tuple(fc.constantFrom<End>("client", "server"), fc.integer({ min: 1, max: 9999 })),
  );
  fc.assert(
    fc.property(data, fc.constantFrom<End>("client", "server"), fc.boolean(), (sent, first, piggyback) => {
      const other: End = first === "client" ? "server" : "client";
      const next = { client: 1, server: 1 };
      let states = follows(OPENED);
      const send = (from: End, flags: string, length = 0): void => {
        const ack = next[from === "client" ? "server" : "client"];
        states = follow(states, { from, flags, seq: next[from], ack, length });
        next[from] += length + (flags.includes("F") ? 1 : 0);
      };
      for (const [from, length] of sent) send(from, "P.", length);
      assert.equal(`${states.client} ${states.server}`, "ESTABLISHED ESTABLISHED");
      send(first, "F.");
      assert.equal(`${states[first]} ${states[other]}`, "FIN_WAIT1 CLOSE_WAIT");
      if (!piggyback) send(other, ".");
      assert.equal(states[first], piggyback ? "FIN_WAIT1" : "FIN_WAIT2");
      send(other, "F.");
      assert.equal(`${states[first]} ${states[other]}`, "TIME_WAIT LAST_ACK");
      send(first, ".");
      assert.equal(`${states[first]} ${states[other]}`, "TIME_WAIT CLOSE");
    }),
  );
});

test("any sequence of segments leaves states that there are, and never throws", () => {
  const known = new Set(Array.from({ length: 13 }, (_, i) => nameState(i + 1)));
  const segment = fc.record({
    from: fc.constantFrom<End>("client", "server"),
    flags: fc.subarray(["S", "F", "R", "P", "."]).map((letters) => letters.join("")),
    seq: fc.oneof(fc.nat(4), fc.nat(0xffffffff)),
    ack: fc.oneof(fc.nat(4), fc.nat(0xffffffff)),
    length: fc.nat(3),
  });
  fc.assert(
    fc.property(fc.array(segment, { maxLength: 30 }), (segments) => {
      const { client, server } = segments.reduce(follow, beforeTheFirst);
      assert.ok(known.has(client) && known.has(server), `${client} ${server}`);
      assert.ok(client !== "LISTEN");
    }),
    { numRuns: 1000 },
  );
});

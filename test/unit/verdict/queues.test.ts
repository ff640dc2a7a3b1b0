// How much of what had arrived was read: by samples of the receive queue, and by how an end closed.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Fact } from "../../../src/timeline/observation.ts";
import { type Flow, flowsOf } from "../../../src/verdict/bytes/flows.ts";
import { connection, segment, sockets } from "../made-up.ts";
import {
  KILL,
  type Timed,
  aborts,
  answersRst,
  caseOf,
  closes,
  died,
  exits,
  fin,
  holds,
  lostOnTheWay,
  sends,
  serves,
} from "../one-run.ts";

const first = (...facts: readonly Timed[]): Flow => {
  const [flow] = flowsOf(caseOf(facts));
  assert.ok(flow);
  return flow;
};

test("what the server has read, by its receive queue, or since it died with a FIN; what lies there unread", () => {
  const queue = (...facts: readonly Timed[]): (number | undefined)[] => {
    const { readTo, unreadFrom } = first(...facts).toServer.queue;
    return [readTo, unreadFrom];
  };
  const looks = (ms: number, recvQ: number, state = "ESTABLISHED", inode = 1): Timed => [
    ms,
    {
      kind: "sockets",
      rows: [{ local: connection.server, remote: connection.client, state, recvQ, sendQ: 0, inode } as never],
    },
  ];
  const sent = sends(1100);
  assert.deepEqual(queue(sent), [1, undefined]);
  assert.deepEqual(queue(sent, looks(1200, 0)), [20, undefined]);
  assert.deepEqual(queue(sent, looks(1200, 6)), [14, 14]);
  assert.deepEqual(queue(sent, looks(1200, 6), looks(1300, 0)), [20, undefined]);
  assert.deepEqual(queue(sent, looks(1200, 0), sends(1300, 20), looks(1400, 6)), [20, 20]);
  // sftp on a busy machine: the table was read before the segment came, and looked at 1.7 ms after.
  assert.deepEqual(queue(sent, looks(1102, 0), looks(1103, 6)), [14, 14], "the first look was an old one");
  assert.deepEqual(queue(sent, looks(1102, 0), looks(1103, 2)), [18, 18]);
  assert.deepEqual(queue(sent, looks(1100.5, 0)), [14, undefined], "it came just now");
  assert.deepEqual(queue(sent, looks(1101, 0)), [20, undefined]);
  assert.deepEqual(queue(sent, looks(1100, 6)), [8, 14], "and is counted among what lies there");
  assert.deepEqual(
    queue(sent, looks(1200, 0, "ESTABLISHED", 0)),
    [1, undefined],
    "an orphan is read by nobody",
  );
  assert.deepEqual(queue(sent, looks(1200, 7, "CLOSE_WAIT")), [14, 14], "the end of file is no byte");
  assert.deepEqual(queue(sent, looks(1200, 0, "CLOSE_WAIT")), [20, undefined]);
  assert.deepEqual(queue(lostOnTheWay(sent), looks(1200, 0)), [14, undefined], "it never arrived");
  assert.deepEqual(queue(lostOnTheWay(sent), sends(1101), looks(1200, 0)), [20, undefined], "sent again");
  const ack: Timed = [1150, segment("> . 20:20(0) ack 14")];
  assert.deepEqual(queue(lostOnTheWay(sent), ack, looks(1200, 0)), [14, undefined], "no data arrived");
  assert.deepEqual(
    queue(serves(1100, 14), serves(1101, 20), looks(1200, 0)),
    [14, undefined],
    "the server's own",
  );
  const late = [
    1100,
    { ...sends(1100)[1], wire: { frame: 1, fate: "delayed", deliveredNs: 1300e6 } },
  ] as unknown as Timed;
  const behind = [late, sends(1101, 20)];
  assert.deepEqual(
    queue(...behind, looks(1200, 0)),
    [14, undefined],
    "behind a hole it is in no receive queue",
  );
  assert.deepEqual(queue(...behind, looks(1400, 6)), [20, 20]);
  assert.deepEqual(
    queue(late, sends(1110), looks(1200, 0)),
    [20, undefined],
    "sent again, and it came first",
  );

  const early = sends(900);
  assert.deepEqual(queue(early, ...died), [20, undefined], "with something unread it would have sent an RST");
  assert.deepEqual(queue(early, looks(950, 6), ...died), [20, undefined]);
  assert.deepEqual(queue(early, KILL, fin(1002)), [1, undefined], "its process goes on");
  assert.deepEqual(
    queue(early, KILL, [1001, { kind: "process-ended", pid: 8 }], fin(1002)),
    [1, undefined],
    "another's end",
  );
  assert.deepEqual(queue(early, ...died, [1003, { kind: "process-ended", pid: 8 }]), [20, undefined]);
  const [, sentBefore] = fin(950);
  const delayed = { ...sentBefore, wire: { frame: 1, fate: "delayed", deliveredNs: 1100e6 } } as Timed[1];
  const dies: Timed = [1001, { kind: "process-ended", pid: 7 }];
  assert.deepEqual(queue(early, [950, delayed], KILL, dies), [1, undefined], "its FIN was under way before");
  assert.deepEqual(queue(early, fin(950), ...died), [1, undefined], "it had shut down before");
  assert.deepEqual(queue(early, KILL, [1001, { kind: "process-ended", pid: 7 }], lostOnTheWay(fin(1002))), [
    1,
    undefined,
  ]);
});

test("what the client has read: by its queue, or since it ended with a FIN and no RST", () => {
  const read = (...facts: readonly Timed[]): number => first(...facts).toClient.queue.readTo;
  const ends = exits(1300, { exitCode: 0 });
  assert.equal(read(serves(900), closes(1200), ends), 20);
  assert.equal(read(serves(900), closes(1200)), 1, "half a close says nothing");
  assert.equal(read(serves(900), ends), 1);
  assert.equal(read(serves(900), closes(1200), aborts(1201), ends), 1);
  assert.equal(read(serves(900), closes(1200), answersRst(1201), ends), 20, "the server's RST says nothing");
  assert.equal(read(serves(900), fin(1100), ends), 1);
  assert.equal(read(closes(1200), serves(1250), ends), 14, "what came after it had closed");
});

test("a process behind a shell, that has ended: what it left unread would have been answered with an RST", () => {
  const read = (...facts: readonly Timed[]): (number | undefined)[] => {
    const { readTo, unreadFrom } = first(...facts).toClient.queue;
    return [readTo, unreadFrom];
  };
  const ends = (pid: number): Timed => [1300, { kind: "process-ended", pid }];
  const looks = (ms: number, recvQ: number, state: "ESTABLISHED" | "FIN_WAIT2" = "ESTABLISHED"): Timed => [
    ms,
    sockets(state, "ESTABLISHED", recvQ),
  ];
  const came = [serves(900), looks(950, 6), holds(960, [5])] as const;
  assert.deepEqual(read(...came, closes(1200), ends(5)), [20, undefined]);
  assert.deepEqual(read(...came, closes(1200)), [14, undefined], "it may have been read since");
  assert.deepEqual(read(...came, ends(5)), [14, 14], "it was last seen unread, and no FIN came");
  assert.deepEqual(read(...came, closes(1200), aborts(1201), ends(5)), [14, 14]);
  assert.deepEqual(read(...came, closes(1200), looks(1250, 6, "FIN_WAIT2")), [14, 14], "half a close");
  assert.deepEqual(read(...came, closes(1200), ends(6)), [14, undefined], "another's end");
  assert.deepEqual(
    read(...came, closes(1200), looks(1250, 6, "FIN_WAIT2"), ends(5)),
    [20, undefined],
    "after half a close it has read it before it ended",
  );
  const [, held] = holds(970, [7]);
  const other = { ...connection, client: { ...connection.client, port: 41_000 } };
  for (const elses of [{ end: "server" }, { connection: other }])
    assert.deepEqual(
      read(...came, [970, { ...held, ...elses } as Fact], closes(1200), ends(5)),
      [20, undefined],
      `who goes on holds something else: ${Object.keys(elses)}`,
    );
  assert.deepEqual(read(...came, holds(970, [5, 6]), closes(1200), ends(5)), [14, undefined]);
  assert.deepEqual(read(...came, holds(970, [5], [6]), closes(1200), ends(5)), [14, undefined]);
});

test("what lay unread when an RST came may have been read since: no table shows the socket any more", () => {
  const looks: Timed = [
    950,
    {
      kind: "sockets",
      rows: [
        {
          local: connection.client,
          remote: connection.server,
          state: "ESTABLISHED",
          recvQ: 6,
          sendQ: 0,
          inode: 1,
        },
      ],
    },
  ];
  const unreadFrom = (...facts: readonly Timed[]): number | undefined =>
    first(serves(900), looks, ...facts).toClient.queue.unreadFrom;
  assert.equal(unreadFrom(), 14);
  assert.equal(unreadFrom(answersRst(1101)), undefined);
  assert.equal(unreadFrom(lostOnTheWay(answersRst(1101))), 14);
  assert.equal(unreadFrom(aborts(1101)), 14, "its own RST is of one that has left it unread");
});

test("a look that shows an end open after its own FIN was recorded late, and is of before it", () => {
  const looks = (ms: number, state: "ESTABLISHED" | "CLOSE_WAIT" | "FIN_WAIT2"): Timed => [
    ms,
    sockets(state, "ESTABLISHED", state === "CLOSE_WAIT" ? 7 : 6),
  ];
  const unreadFrom = (...facts: readonly Timed[]): number | undefined =>
    first(serves(900), ...facts).toClient.queue.unreadFrom;
  assert.equal(unreadFrom(looks(1190, "ESTABLISHED")), 14);
  assert.equal(unreadFrom(closes(1200), looks(1250, "ESTABLISHED")), undefined);
  assert.equal(unreadFrom(closes(1200), looks(1250, "CLOSE_WAIT")), undefined);
  assert.equal(unreadFrom(closes(1200), looks(1250, "FIN_WAIT2")), 14, "half a close");
  assert.equal(unreadFrom(closes(1200), looks(1250, "FIN_WAIT2"), looks(1260, "ESTABLISHED")), 14);
  assert.equal(unreadFrom(looks(1250, "ESTABLISHED"), fin(1260)), 14, "the other end's FIN says nothing");
});

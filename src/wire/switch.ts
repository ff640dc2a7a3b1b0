// Passes frames on itself: takes them from one host's end of the wire and sends them out to the other's, as the rules say.

import { allOrNothing } from "../sys/all-or-nothing.ts";
import { type FrameSocket, openFrameSocket } from "../sys/frame-socket.ts";
import { VNET_HEADER, type WaitingFrame } from "../sys/frame-ring.ts";
import { addressOf, copyMemory } from "../sys/libc.ts";
import { HEADERS_LENGTH } from "../sys/packet-socket.ts";
import { divideFrame } from "./divide.ts";
import type { Passing, WireEnds, WireContext } from "./passing.ts";
import { type Fate, PASSED } from "./rules.ts";
import { type Lane, createStore } from "./store.ts";

/** One direction does not starve the other. */
const TURN = 16;

/** What comes to the ends from now on waits until it is moved. */
export function openSwitch(ends: WireEnds, context: WireContext): Passing {
  const { client, server } = allOrNothing((orElse) => {
    const first = openFrameSocket(ends.client);
    orElse(() => first.close());
    return { client: first, server: openFrameSocket(ends.server) };
  });
  const { send, unsent } = createSender(context);
  const lanes: readonly Lane[] = [
    { direction: "client->server", from: client, to: server },
    { direction: "server->client", from: server, to: client },
  ];
  return {
    by: "thread",
    fds: [...client.fds, ...server.fds],
    keep: () => undefined,
    ...createMover(lanes, send, context),
    close() {
      const lost = client.readDrops() + server.readDrops() + unsent();
      client.close();
      server.close();
      return lost;
    },
  };
}

/** Returns the time just before it sends. */
type Send = (to: FrameSocket, address: number, length: number) => number;
type Mover = Pick<Passing, "move" | "sendDue" | "release">;

function createMover(
  lanes: readonly Lane[],
  send: Send,
  { rules, clock, journal, tell }: WireContext,
): Mover {
  const store = createStore(({ frame, lane, bytes }) => {
    if (rules.isCut(lane.direction)) return; // it is lost with the cable
    journal.flush(); // that a frame came is told before that it went on
    tell({ type: "delivered", frame, atNs: send(lane.to, addressOf(bytes), bytes.length) });
  });

  function note(lane: Lane, waiting: Came, fate: Fate, deliveredNs: number): number {
    const frame = journal.nextFrame();
    journal.add({
      frame,
      direction: lane.direction,
      fate: fate.is === "divided" ? "held" : fate.is,
      rule: "rule" in fate ? fate.rule : 0,
      atNs: clock.ofStamp(waiting.seconds, waiting.nanoseconds),
      deliveredNs,
      wireLength: waiting.wireLength,
      bytes: waiting.head(journal.kept),
    });
    return frame;
  }

  /** Its first bytes are a frame of their own, and so is the rest, which is held. */
  function divide(lane: Lane, waiting: WaitingFrame, fate: Fate & { is: "divided" }): void {
    const [first, rest] = divideFrame(copyMemory(waiting.address, waiting.length), fate.at);
    note(lane, pieceOf(waiting, first), PASSED, send(lane.to, addressOf(first), first.length));
    const frame = note(lane, pieceOf(waiting, rest), fate, 0);
    store.keepBack({ frame, lane, bytes: rest }, { is: "held", rule: fate.rule });
  }

  function moveOne(lane: Lane): boolean {
    const waiting = lane.from.peek();
    if (waiting === undefined) return false;
    const { address, length, wireLength } = waiting;
    const fate = rules.isIdle()
      ? PASSED
      : rules.decide(lane.direction, waiting.head(HEADERS_LENGTH), wireLength);
    if (fate.is === "divided") divide(lane, waiting, fate);
    else {
      const passes = fate.is === "passed";
      const frame = note(lane, waiting, fate, passes ? send(lane.to, address, length) : 0);
      if (!passes && fate.is !== "dropped")
        store.keepBack({ frame, lane, bytes: copyMemory(address, length) }, fate);
    }
    waiting.done();
    return true;
  }

  const { sendDue, release } = store;
  return { move: () => takeTurns(lanes, moveOne), sendDue, release };
}

type Came = Pick<WaitingFrame, "seconds" | "nanoseconds" | "wireLength" | "head">;

function pieceOf({ seconds, nanoseconds }: WaitingFrame, bytes: Uint8Array): Came {
  const head = (length: number): Uint8Array => bytes.subarray(VNET_HEADER, VNET_HEADER + length);
  return { seconds, nanoseconds, wireLength: bytes.length - VNET_HEADER, head };
}

function takeTurns(lanes: readonly Lane[], moveOne: (lane: Lane) => boolean): number {
  let moved = 0;
  for (const lane of lanes) {
    for (let turn = 0; turn < TURN && moveOne(lane); turn += 1) moved += 1;
  }
  return moved;
}

/**
 * The time is that before: sending runs the receiving host's TCP, and its program may have read the segment, and acted,
 * before this thread comes to look at a clock again.
 */
function createSender({ clock }: WireContext): { send: Send; unsent(): number } {
  let unsent = 0;
  return {
    unsent: () => unsent,
    send(to, address, length) {
      const now = clock.now();
      try {
        to.send(address, length);
      } catch {
        unsent += 1; // counted as lost: the run is inconclusive
      }
      return now;
    },
  };
}

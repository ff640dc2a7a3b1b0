// Passes frames on itself: takes them from one host's end of the wire and sends them out of the other's, as the rules
// require.

import { allOrNone } from "../sys/all-or-nothing.ts";
import { type FrameSocket, prepareFrameSocket } from "../sys/frame-socket.ts";
import { VNET_HEADER, type WaitingFrame } from "../sys/frame-ring.ts";
import { addressOf, copyMemory } from "../sys/libc.ts";
import { type Detached, attachAll } from "../sys/open-ring.ts";
import { HEADERS_LENGTH } from "../sys/packet-socket.ts";
import type { Direction } from "../tcp/endpoint.ts";
import { divideFrame } from "./divide.ts";
import type { PassingPhase, WireEnds, WireContext } from "./passing.ts";
import { type Fate, PASSED, type UndividedFate } from "./rules.ts";
import { makeReset } from "./make-reset.ts";
import { type Channel, type FrameStore, createFrameStore } from "./store.ts";

/** One direction does not starve the other. */
const TURN = 16;

export type DetachedSwitch = Detached<PassingPhase, [context: WireContext]>;

/** Once it is attached, frames that come to the ends wait until they are moved. */
export async function prepareSwitch(ends: WireEnds): Promise<DetachedSwitch> {
  const sockets = await allOrNone([prepareFrameSocket(ends.client), prepareFrameSocket(ends.server)]);
  return {
    close: () => sockets.forEach((socket) => socket.close()),
    attach(context) {
      const [client, server] = attachAll(sockets);
      return createSwitch(client, server, context);
    },
  };
}

function createSwitch(client: FrameSocket, server: FrameSocket, context: WireContext): PassingPhase {
  const { send, unsent } = createSender(context);
  const channels: readonly Channel[] = [
    { direction: "client->server", from: client, to: server },
    { direction: "server->client", from: server, to: client },
  ];
  return {
    by: "thread",
    fds: [...client.fds, ...server.fds],
    keep: () => undefined,
    narrow: () => undefined, // each frame goes through its hands in any case
    ...createMover(channels, send, context),
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
type Mover = Pick<PassingPhase, "move" | "sendDue" | "release" | "releaseOne">;

function createMover(channels: readonly Channel[], send: Send, context: WireContext): Mover {
  const { rules, clock, journal } = context;
  const answer = createAnswers(send, journal);
  const store = createStore(send, answer, context);

  /** Returns the frame's number. */
  function log(channel: Channel, frame: ArrivedFrame, fate: UndividedFate, deliveredNs: number): number {
    const number = journal.nextFrame();
    journal.add({
      frame: number,
      direction: channel.direction,
      fate: fate.is,
      rule: "rule" in fate ? fate.rule : 0,
      atNs: clock.ofStamp(frame.seconds, frame.nanoseconds),
      deliveredNs,
      wireLength: frame.wireLength,
      bytes: frame.head(journal.kept),
    });
    return number;
  }

  function treat(channel: Channel, arrived: ArrivedFrame, decided: UndividedFate): void {
    const fate = store.inTurn(channel.direction, decided);
    const { address, length } = arrived;
    const frame = log(channel, arrived, fate, fate.is === "passed" ? send(channel.to, address, length) : 0);
    if (fate.is === "dropped" && fate.isAnswered) answer(channel, copyMemory(address, length));
    if (fate.is === "passed" || fate.is === "dropped") return;
    const stored = { frame, channel, bytes: copyMemory(address, length) };
    if (fate.is === "held") store.hold(stored, fate.rule);
    else store.delay(stored, fate.ms);
  }

  /** Its first bytes become a frame of their own, and so does the rest, which is held. */
  function divide(channel: Channel, arrived: ArrivedFrame, { rule, at }: Fate & { is: "divided" }): void {
    const [first, rest] = divideFrame(copyMemory(arrived.address, arrived.length), at);
    treat(channel, pieceOf(arrived, first), rules.passOrDelay(channel.direction));
    treat(channel, pieceOf(arrived, rest), { is: "held", rule });
  }

  function moveOne(channel: Channel): boolean {
    const arrived = channel.from.peek();
    if (arrived === undefined) return false;
    const fate = decide(rules, channel, arrived);
    if (fate.is === "divided") divide(channel, arrived, fate);
    else treat(channel, arrived, fate);
    arrived.done();
    return true;
  }

  const { sendDue, release, releaseOne } = store;
  return { move: () => takeTurns(channels, moveOne), sendDue, release, releaseOne };
}

const OTHER: Readonly<Record<Direction, Direction>> = {
  "client->server": "server->client",
  "server->client": "client->server",
};

function createStore(send: Send, answer: Answer, { rules, journal, report }: WireContext): FrameStore {
  return createFrameStore(({ frame, channel, bytes }) => {
    const drop = rules.dropsLate(channel.direction, bytes.subarray(VNET_HEADER));
    if (drop?.isAnswered) answer(channel, bytes);
    if (drop !== undefined) return;
    journal.flush(); // that a frame came is reported before it is reported to have gone on
    report({ type: "delivered", frame, atNs: send(channel.to, addressOf(bytes), bytes.length) });
  });
}

type Answer = (channel: Channel, bytes: Uint8Array) => void;

/** An RST to who sent the frame, in the other host's name. */
function createAnswers(send: Send, journal: WireContext["journal"]): Answer {
  return ({ direction, from }, bytes) => {
    const reset = makeReset(bytes);
    if (reset === undefined) return;
    const atNs = send(from, addressOf(reset), reset.length);
    journal.add({
      frame: journal.nextFrame(),
      direction: OTHER[direction],
      fate: "made",
      rule: 0,
      atNs,
      deliveredNs: atNs,
      wireLength: reset.length - VNET_HEADER,
      bytes: reset.subarray(VNET_HEADER),
    });
  };
}

/** What is in it is read only where something is looked for there. */
function decide(
  rules: WireContext["rules"],
  { direction }: Channel,
  { head, wireLength }: ArrivedFrame,
): Fate {
  if (rules.isIdle()) return PASSED;
  return rules.decide(direction, head(rules.looksInside() ? wireLength : HEADERS_LENGTH), wireLength);
}

/** A frame that has come to the wire, or a piece of one. */
type ArrivedFrame = Omit<WaitingFrame, "at" | "captured" | "done">;

function pieceOf({ seconds, nanoseconds }: ArrivedFrame, bytes: Uint8Array): ArrivedFrame {
  const head = (length: number): Uint8Array => bytes.subarray(VNET_HEADER, VNET_HEADER + length);
  const [address, { length }] = [addressOf(bytes), bytes];
  return { seconds, nanoseconds, wireLength: length - VNET_HEADER, head, address, length };
}

function takeTurns(channels: readonly Channel[], moveOne: (channel: Channel) => boolean): number {
  let moved = 0;
  for (const channel of channels) {
    for (let turn = 0; turn < TURN && moveOne(channel); turn += 1) moved += 1;
  }
  return moved;
}

/**
 * The time is that before: sending runs the receiving host's TCP, and its program may have read the segment, and acted,
 * before this thread reads the clock again.
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

// The wire's own thread: takes frames from one host's end of it and sends them out to the other's, as the rules say.
//
// It blocks in poll(2) and runs no event loop: orders come through a port that it reads when an eventfd tells it to.

import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { VNET_HEADER, type WaitingFrame, openFrameSocket } from "../sys/frame-socket.ts";
import { addressOf, copyMemory } from "../sys/libc.ts";
import { POLLERR, POLLIN, poll, read } from "../sys/io.ts";
import { createTimer } from "../sys/timer.ts";
import { divideFrame } from "./divide.ts";
import type { HostName } from "./addresses.ts";
import { type Journal, createJournal } from "./wire-journal.ts";
import { type WireClock, type WireZero, createWireClock } from "./wire-clock.ts";
import { type Lane, type Store, createStore } from "./wire-store.ts";
import { type Fate, type Order, type WireRules, createWireRules } from "./wire-rules.ts";

/** What the thread is told, and what it tells. */
export interface WireThreadData {
  /** The interfaces at which the two hosts' cables end. */
  readonly interfaces: Readonly<Record<HostName, string>>;
  /** An eventfd that is signalled once an order has been sent. */
  readonly wakeFd: number;
  /** Bytes of each frame that are logged. */
  readonly keep: number;
  readonly zero: WireZero;
}

export type WireOrder = { readonly id: number } & (
  | Order
  /** Sends what the rule has held, in the order held or in that of `order` (places, from 0), and ends the rule. */
  | { readonly do: "release"; readonly rule: number; readonly order?: readonly number[] }
  /** Only the first so many bytes of each frame are logged from now on. */
  | { readonly do: "keep"; readonly bytes: number }
  | { readonly do: "drain" }
  | { readonly do: "close" }
);

export type WireNews =
  | { readonly type: "ready" }
  | { readonly type: "log"; readonly frames: ArrayBuffer }
  /** A frame that was held or delayed has reached its host. */
  | { readonly type: "delivered"; readonly frame: number; readonly atNs: number }
  | { readonly type: "done"; readonly id: number; readonly atNs: number; readonly drops?: number };

type Tell = (news: WireNews) => void;

/** An answer often comes so soon: to go to sleep and be woken for it would take longer than to look for it. */
const LINGER_NS = 20_000;
/** More than the rings hold. */
const DRAIN_TURNS = 600;
/** However many frames there are, orders and the timer are looked for this often. */
const POLL_EVERY_NS = 1_000_000;
/** One direction does not starve the other. */
const TURN = 16;

interface Switch extends Omit<Store, "keepBack"> {
  /** Moves what waits at both ends, at most a turn of each; answers how many frames that were. */
  move(): number;
  /** Frames that could not be sent. */
  unsent(): number;
}

const PASSED: Fate = { is: "passed" };

interface Workings {
  readonly rules: WireRules;
  readonly clock: WireClock;
  readonly journal: Journal;
  readonly tell: Tell;
}

function createSwitch(lanes: readonly Lane[], { rules, clock, journal, tell }: Workings): Switch {
  const { send, unsent } = createSender(clock);
  let frame = 0;

  const store = createStore(({ frame: number, lane, bytes }) => {
    if (rules.isCut(lane.direction)) return; // it is lost with the cable
    journal.flush(); // that a frame came is told before that it went on
    tell({ type: "delivered", frame: number, atNs: send(lane, addressOf(bytes), bytes.length) });
  });

  function note(lane: Lane, waiting: WaitingFrame, fate: Fate, length: number, deliveredNs: number): void {
    journal.add({
      frame,
      direction: lane.direction,
      fate: fate.is === "divided" ? "held" : fate.is,
      rule: "rule" in fate ? fate.rule : 0,
      atNs: clock.ofStamp(waiting.seconds, waiting.nanoseconds),
      deliveredNs,
      wireLength: length - VNET_HEADER,
      bytes: waiting.head(journal.kept),
    });
  }

  /** Its first bytes are a frame of their own, and so is the rest, which is held. */
  function divide(lane: Lane, waiting: WaitingFrame, fate: Fate & { is: "divided" }): void {
    const [first, rest] = divideFrame(copyMemory(waiting.address, waiting.length), fate.at);
    const deliveredNs = send(lane, addressOf(first), first.length);
    note(lane, { ...waiting, head: headOf(first) }, PASSED, first.length, deliveredNs);
    frame += 1;
    store.keepBack({ frame, lane, bytes: rest }, { is: "held", rule: fate.rule });
    note(lane, { ...waiting, head: headOf(rest) }, fate, rest.length, 0);
  }

  function moveOne(lane: Lane): boolean {
    const waiting = lane.from.peek();
    if (waiting === undefined) return false;
    const { address, length } = waiting;
    const fate = rules.isIdle()
      ? PASSED
      : rules.decide(lane.direction, waiting.head(HEADERS), length - VNET_HEADER);
    frame += 1;
    if (fate.is === "divided") divide(lane, waiting, fate);
    else {
      const passes = fate.is === "passed";
      const deliveredNs = passes ? send(lane, address, length) : 0;
      if (!passes && fate.is !== "dropped")
        store.keepBack({ frame, lane, bytes: copyMemory(address, length) }, fate);
      note(lane, waiting, fate, length, deliveredNs);
    }
    waiting.done();
    return true;
  }

  return { ...store, move: () => takeTurns(lanes, moveOne), unsent };
}

interface Sender {
  /**
   * Answers the time just before: sending runs the receiving host's TCP, and its program may have read the segment, and
   * acted, before this thread comes to look at a clock again.
   */
  send(lane: Lane, address: number, length: number): number;
  unsent(): number;
}

function createSender(clock: WireClock): Sender {
  let unsent = 0;
  return {
    unsent: () => unsent,
    send(lane, address, length) {
      const now = clock.now();
      try {
        lane.to.send(address, length);
      } catch {
        unsent += 1; // counted as lost: the run is inconclusive
      }
      return now;
    },
  };
}

const headOf =
  (bytes: Uint8Array): WaitingFrame["head"] =>
  (length) =>
    bytes.subarray(VNET_HEADER, VNET_HEADER + length);

/** Enough for all headers of Ethernet, IPv6 and TCP. */
const HEADERS = 134;

function takeTurns(lanes: readonly Lane[], moveOne: (lane: Lane) => boolean): number {
  let moved = 0;
  for (const lane of lanes) {
    for (let turn = 0; turn < TURN && moveOne(lane); turn += 1) moved += 1;
  }
  return moved;
}

function runWire({ interfaces, wakeFd, keep, zero }: WireThreadData, tell: Tell): void {
  const client = openFrameSocket(interfaces.client);
  const server = openFrameSocket(interfaces.server);
  const rules = createWireRules();
  const clock = createWireClock(zero);
  const timer = createTimer();
  const journal = createJournal((log) => tell({ type: "log", frames: log }), keep, timer);
  const lanes: readonly Lane[] = [
    { direction: "client->server", from: client, to: server },
    { direction: "server->client", from: server, to: client },
  ];
  const frames = createSwitch(lanes, { rules, clock, journal, tell });
  let closing = false;

  function obey(order: WireOrder): void {
    // What waits has passed by the time the answer comes; in a stream without an end, what waited when it was asked.
    for (let turns = 0; order.do === "drain" && turns < DRAIN_TURNS && frames.move() > 0; turns += 1);
    journal.flush(); // what came before the order is told before it
    if (order.do === "release") {
      rules.apply({ do: "forget", rule: order.rule });
      frames.release(order.rule, order.order);
    } else if (order.do === "keep") journal.keep(order.bytes);
    else if (order.do === "close") closing = true;
    else if (order.do !== "drain") rules.apply(order);
    const drops = closing ? { drops: client.readDrops() + server.readDrops() + frames.unsent() } : {};
    tell({ type: "done", id: order.id, atNs: clock.now(), ...drops });
  }

  tell({ type: "ready" });
  const sources = [wakeFd, timer.fd, ...client.fds, ...server.fds].map((fd) => ({ fd, events: POLLIN }));
  let movedNs = 0;
  let polledNs = 0;
  while (!closing) {
    const moved = frames.move();
    const sleepMs = frames.sendDue();
    journal.flushInTime();
    const now = clock.now();
    if (moved > 0) movedNs = now;
    const isBusy = now - movedNs < LINGER_NS;
    if (isBusy && now - polledNs < POLL_EVERY_NS) continue;
    polledNs = now;
    const [isOrdered, timeIsOver, ...ends] = poll(sources, isBusy ? 0 : sleepMs);
    if (ends.some((revents) => (revents & POLLERR) !== 0)) throw new Error("an end of a cable is gone");
    if (timeIsOver) journal.timeIsOver();
    if (!isOrdered) continue;
    read(wakeFd, new Uint8Array(8));
    for (const order of orders()) obey(order);
  }
  timer.close();
  client.close();
  server.close();
}

function* orders(): Generator<WireOrder> {
  for (;;) {
    const received = parentPort === null ? undefined : receiveMessageOnPort(parentPort);
    if (received === undefined) return;
    yield received.message as WireOrder;
  }
}

runWire(workerData as WireThreadData, (news) =>
  parentPort?.postMessage(news, news.type === "log" ? [news.frames] : []),
);

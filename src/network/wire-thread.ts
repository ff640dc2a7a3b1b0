// The wire's own thread: takes frames from one host's end of it and sends them out to the other's, as the rules say.
//
// It blocks in poll(2) and runs no event loop: orders come through a port that it reads when an eventfd tells it to.

import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { VNET_HEADER, openFrameSocket } from "../sys/frame-socket.ts";
import { addressOf, copyMemory } from "../sys/libc.ts";
import { POLLIN, poll, read } from "../sys/io.ts";
import { type Timer, createTimer } from "../sys/timer.ts";
import type { HostName } from "./addresses.ts";
import { type LogEntry, createWireLog } from "./wire-log.ts";
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
  | { readonly type: "delivered"; readonly frame: number; readonly atNs: bigint }
  | { readonly type: "done"; readonly id: number; readonly atNs: bigint; readonly drops?: number };

type Tell = (news: WireNews) => void;

const LOG_CAPACITY = 512 * 1024;
/** An answer often comes so soon: to go to sleep and be woken for it would take longer than to look for it. */
const LINGER_NS = 20_000n;
/** One direction does not starve the other. */
const TURN = 16;

interface Journal {
  /** Bytes of each frame that are kept. */
  readonly kept: number;
  add(entry: LogEntry): void;
  /** Tells what was added until now. */
  flush(): void;
  /** As `flush`, but not too often: then when the timer goes off. */
  flushInTime(): void;
  timeIsOver(): void;
  keep(bytes: number): void;
}

/** Each time frames are told the main thread wakes up, on a processor that the hosts may need: no oftener than this. */
const FLUSH_EVERY_MS = 5;

function createJournal(tell: Tell, keepAtFirst: number, timer: Timer): Journal {
  const log = createWireLog(LOG_CAPACITY);
  let lastMs = 0;
  let isArmed = false;
  const journal = {
    kept: keepAtFirst,
    flush(): void {
      const frames = log.take();
      if (frames === undefined) return;
      lastMs = performance.now();
      tell({ type: "log", frames });
    },
    flushInTime(): void {
      if (log.isEmpty() || isArmed) return;
      const putOffMs = lastMs + FLUSH_EVERY_MS - performance.now();
      if (putOffMs <= 0) return journal.flush();
      // Not the time-out of a poll: to set a timer for each poll costs more than to pass a frame on.
      timer.arm(putOffMs);
      isArmed = true;
    },
    timeIsOver(): void {
      timer.clear();
      isArmed = false;
      journal.flush();
    },
    keep(bytes: number): void {
      journal.kept = bytes;
    },
    add(entry: LogEntry): void {
      if (log.add(entry)) return;
      journal.flush();
      log.add(entry);
    },
  };
  return journal;
}

interface Switch extends Omit<Store, "keepBack"> {
  /** Moves what waits at both ends, at most a turn of each; answers how many frames that were. */
  move(): number;
  /** Frames that could not be sent. */
  unsent(): number;
}

const PASSED: Fate = { is: "passed" };

function createSwitch(lanes: readonly Lane[], rules: WireRules, journal: Journal, tell: Tell): Switch {
  let frame = 0;
  let unsent = 0;

  /**
   * Answers the time just before: sending runs the receiving host's TCP, and its program may have read the segment, and
   * acted, before this thread comes to look at a clock again.
   */
  function send(lane: Lane, address: number, length: number): bigint {
    const now = process.hrtime.bigint();
    try {
      lane.to.send(address, length);
    } catch {
      unsent += 1; // counted as lost: the run is inconclusive
    }
    return now;
  }

  const store = createStore(({ frame: number, lane, bytes }) => {
    journal.flush(); // that a frame came is told before that it went on
    tell({ type: "delivered", frame: number, atNs: send(lane, addressOf(bytes), bytes.length) });
  });

  function moveOne(lane: Lane): boolean {
    const waiting = lane.from.peek();
    if (waiting === undefined) return false;
    const { seconds, nanoseconds, address, length } = waiting;
    const { direction } = lane;
    const fate = rules.isIdle() ? PASSED : rules.decide(direction, waiting.head(HEADERS));
    frame += 1;
    const deliveredNs = fate.is === "passed" ? send(lane, address, length) : 0n;
    if (fate.is === "held" || fate.is === "delayed")
      store.keepBack({ frame, lane, bytes: copyMemory(address, length) }, fate);
    const rule = "rule" in fate ? fate.rule : 0;
    const wireLength = length - VNET_HEADER;
    const bytes = waiting.head(journal.kept);
    journal.add({
      frame,
      direction,
      fate: fate.is,
      rule,
      seconds,
      nanoseconds,
      deliveredNs,
      wireLength,
      bytes,
    });
    waiting.done();
    return true;
  }

  return {
    ...store,
    move: () => takeTurns(lanes, moveOne),
    unsent: () => unsent,
  };
}

/** Enough for all headers of Ethernet, IPv6 and TCP. */
const HEADERS = 134;

function takeTurns(lanes: readonly Lane[], moveOne: (lane: Lane) => boolean): number {
  let moved = 0;
  for (const lane of lanes) {
    for (let turn = 0; turn < TURN && moveOne(lane); turn += 1) moved += 1;
  }
  return moved;
}

function runWire({ interfaces, wakeFd, keep }: WireThreadData, tell: Tell): void {
  const client = openFrameSocket(interfaces.client);
  const server = openFrameSocket(interfaces.server);
  const rules = createWireRules();
  const timer = createTimer();
  const journal = createJournal(tell, keep, timer);
  const lanes: readonly Lane[] = [
    { direction: "client->server", from: client, to: server },
    { direction: "server->client", from: server, to: client },
  ];
  const frames = createSwitch(lanes, rules, journal, tell);
  let closing = false;

  function obey(order: WireOrder): void {
    while (order.do === "drain" && frames.move() > 0); // what waits has passed by the time the answer comes
    journal.flush(); // what came before the order is told before it
    if (order.do === "release") {
      rules.apply({ do: "forget", rule: order.rule });
      frames.release(order.rule, order.order);
    } else if (order.do === "keep") journal.keep(order.bytes);
    else if (order.do === "close") closing = true;
    else if (order.do !== "drain") rules.apply(order);
    const drops = closing ? { drops: client.readDrops() + server.readDrops() + frames.unsent() } : {};
    tell({ type: "done", id: order.id, atNs: process.hrtime.bigint(), ...drops });
  }

  tell({ type: "ready" });
  const sources = [wakeFd, timer.fd, ...client.fds, ...server.fds].map((fd) => ({ fd, events: POLLIN }));
  let lastNs = 0n;
  while (!closing) {
    const moved = frames.move();
    const sleepMs = frames.sendDue();
    journal.flushInTime();
    const now = process.hrtime.bigint();
    if (moved > 0) lastNs = now;
    if (now - lastNs < LINGER_NS) continue;
    const [isOrdered, timeIsOver] = poll(sources, sleepMs);
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

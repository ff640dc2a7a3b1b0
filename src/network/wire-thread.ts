// The wire's own thread: takes frames from one host's end of it and sends them out to the other's, as the rules say.
//
// It blocks in poll(2) and runs no event loop: orders come through a port that it reads when an eventfd tells it to.

import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { VNET_HEADER, openFrameSocket } from "../sys/frame-socket.ts";
import { POLLIN, poll, read } from "../sys/io.ts";
import type { HostName } from "./addresses.ts";
import { type LoggedFrame, createWireLog } from "./wire-log.ts";
import { type Lane, type Store, createStore } from "./wire-store.ts";
import { type Order, type WireRules, createWireRules } from "./wire-rules.ts";

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
/** One direction does not starve the other. */
const TURN = 16;

interface Journal {
  add(entry: LoggedFrame): void;
  /** Tells what was added until now. */
  flush(): void;
  keep(bytes: number): void;
}

function createJournal(tell: Tell, keepAtFirst: number): Journal {
  const log = createWireLog(LOG_CAPACITY);
  let kept = keepAtFirst;
  const flush = (): void => {
    const frames = log.take();
    if (frames) tell({ type: "log", frames });
  };
  return {
    flush,
    keep(bytes) {
      kept = bytes;
    },
    add(entry) {
      const short = entry.bytes.length > kept ? { ...entry, bytes: entry.bytes.subarray(0, kept) } : entry;
      if (log.add(short)) return;
      flush();
      log.add(short);
    },
  };
}

interface Switch extends Omit<Store, "keepBack"> {
  /** Moves what waits at both ends, at most a turn of each; answers how many frames that were. */
  move(): number;
  /** Frames that could not be sent. */
  unsent(): number;
}

function createSwitch(lanes: readonly Lane[], rules: WireRules, journal: Journal, tell: Tell): Switch {
  let frame = 0;
  let unsent = 0;

  /**
   * Answers the time just before: sending runs the receiving host's TCP, and its program may have read the segment, and
   * acted, before this thread comes to look at a clock again.
   */
  function send(lane: Lane, bytes: Uint8Array): bigint {
    const now = process.hrtime.bigint();
    try {
      lane.to.send(bytes);
    } catch {
      unsent += 1; // counted as lost: the run is inconclusive
    }
    return now;
  }

  const store = createStore((waiting) => {
    journal.flush(); // that a frame came is told before that it went on
    tell({ type: "delivered", frame: waiting.frame, atNs: send(waiting.lane, waiting.bytes) });
  });

  function moveOne(lane: Lane): boolean {
    const waiting = lane.from.peek();
    if (waiting === undefined) return false;
    const { bytes, realtimeNs } = waiting;
    const ethernet = bytes.subarray(VNET_HEADER);
    const { direction } = lane;
    const fate = rules.decide(direction, ethernet);
    frame += 1;
    const deliveredNs = fate.is === "passed" ? send(lane, bytes) : 0n;
    if (fate.is !== "passed" && fate.is !== "dropped")
      store.keepBack({ frame, lane, bytes: copyOf(bytes) }, fate);
    const rule = "rule" in fate ? fate.rule : 0;
    const wireLength = ethernet.length;
    journal.add({
      frame,
      direction,
      fate: fate.is,
      rule,
      realtimeNs,
      deliveredNs,
      wireLength,
      bytes: ethernet,
    });
    lane.from.done();
    return true;
  }

  return {
    ...store,
    move: () => takeTurns(lanes, moveOne),
    unsent: () => unsent,
  };
}

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
  const journal = createJournal(tell, keep);
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
  const sources = [wakeFd, client.fd, server.fd].map((fd) => ({ fd, events: POLLIN }));
  while (!closing) {
    const moved = frames.move();
    const sleepMs = frames.sendDue();
    if (moved > 0) continue;
    journal.flush();
    if (!poll(sources, sleepMs)[0]) continue;
    read(wakeFd, new Uint8Array(8));
    for (const order of orders()) obey(order);
  }
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

/** In memory that stays where it is while the system call reads it: V8 may move a small typed array. */
function copyOf(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(new ArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}

runWire(workerData as WireThreadData, (news) =>
  parentPort?.postMessage(news, news.type === "log" ? [news.frames] : []),
);

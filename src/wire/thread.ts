// The wire's own thread: sees every frame between the two hosts. As long as no rule applies the kernel passes them on; from
// the first rule on it does that itself.
//
// It blocks in poll(2) and runs no event loop: orders come through a port, which it reads when an eventfd is signalled.

import { parentPort, receiveMessageOnPort } from "node:worker_threads";
import { allOrNone, allOrNothing } from "../sys/all-or-nothing.ts";
import { readInterfaceDrops } from "../sys/interface.ts";
import type { Zero } from "../sys/frame-stamps.ts";
import { enterNetwork } from "../sys/namespace.ts";
import { POLLERR, POLLIN, poll, read } from "../sys/io.ts";
import { type Timer, createTimer } from "../sys/timer.ts";
import { createJournal } from "./journal.ts";
import { createWireClock } from "./clock.ts";
import type { DeliveredReport, PassedBy, PassingPhase, WireEnds, WireContext } from "./passing.ts";
import { type RuleOrder, createWireRules } from "./rules.ts";
import { type DetachedSwitch, prepareSwitch } from "./switch.ts";
import type { Found } from "./trigger.ts";
import { type DetachedWatch, prepareWatch } from "./watch.ts";

/** The thread's first message. */
export interface WirePlace {
  readonly interfaces: WireEnds;
  /** A descriptor of the network namespace in which they are; the thread may have been started before it was there. */
  readonly network: number;
}

/** The second one. */
export interface WireThreadData {
  /** An eventfd that is signalled once an order has been sent. */
  readonly wakeFd: number;
  /** Bytes of each frame that are logged. */
  readonly keep: number;
  /** Who passes frames on while no rule applies: the kernel, where it can. */
  readonly passedBy: PassedBy;
  readonly zero: Zero;
}

export type WireOrder = { readonly id: number } & (
  | RuleOrder
  /** Sends what the rule has held, in the order held or in that of `order` (places, from 0), and ends the rule. */
  | { readonly do: "release"; readonly rule: number; readonly order?: readonly number[] }
  /** Sends one of those that the rule has held, by its place from 0; the rule goes on. */
  | { readonly do: "release-one"; readonly rule: number; readonly place: number }
  /** From now on only the first `bytes` bytes of each frame are logged. */
  | { readonly do: "keep"; readonly bytes: number }
  /** From now on, of connections to `port` other than that one, only SYN, FIN and RST need to be logged; with 0 all is. */
  | { readonly do: "narrow"; readonly port: number; readonly clientPort: number }
  | { readonly do: "drain" }
  | { readonly do: "close" }
);

export type WireReport =
  | { readonly type: "ready"; readonly passedBy: PassedBy }
  | { readonly type: "log"; readonly frames: ArrayBuffer }
  | DeliveredReport
  /** Others than the one connection are no longer logged whole. */
  | { readonly type: "narrowed"; readonly atNs: number }
  /** What a rule waits for has come. */
  | ({ readonly type: "found"; readonly atNs: number } & Found)
  | { readonly type: "done"; readonly id: number; readonly atNs: number; readonly drops?: number };

type Report = (report: WireReport) => void;

/** A reply often comes this soon: sleeping and being woken for it would take longer than polling. */
const LINGER_NS = 20_000;
/** More than the rings hold. */
const DRAIN_TURNS = 600;
/** However many frames there are, orders and the timer are polled this often. */
const POLL_EVERY_NS = 1_000_000;

type Rings = readonly [kernel: DetachedWatch, itself: DetachedSwitch];

/**
 * The switch is there before it is needed, since the kernel takes a while to make its rings. It gets no frames while the
 * kernel passes them on, so it is attached once the kernel does.
 */
async function makeRings({ interfaces: ends, network }: WirePlace): Promise<Rings> {
  enterNetwork(network);
  return await allOrNone([prepareWatch(ends), prepareSwitch(ends)]);
}

async function runWire(
  ends: WireEnds,
  making: Promise<Rings>,
  { wakeFd, keep, passedBy, zero }: WireThreadData,
  report: Report,
): Promise<void> {
  const rings = await making;
  const timer = createTimer();
  try {
    const journal = createJournal((log) => report({ type: "log", frames: log }), keep, timer);
    const clock = createWireClock(zero);
    const rules = createWireRules((found) => report({ type: "found", atNs: clock.now(), ...found }));
    const context = { rules, clock, journal, report };
    const phases = openPhases(ends, rings, passedBy, context);
    try {
      report({ type: "ready", passedBy: phases.current().by });
      serve(phases, { ...context, timer, wakeFd, report });
    } finally {
      phases.close();
    }
  } finally {
    timer.close();
  }
}

interface PassingPhases {
  current(): PassingPhase;
  /** From now on this thread passes the frames on. All that the kernel has are logged. */
  takeOver(): void;
  /** Returns the frames that were lost. */
  close(): number;
}

function openPhases(
  ends: WireEnds,
  [kernel, itself]: Rings,
  by: PassedBy,
  context: WireContext,
): PassingPhases {
  const countDrops = (): number => readInterfaceDrops(ends.client) + readInterfaceDrops(ends.server);
  const dropsBefore = countDrops();
  let isAttached = false;
  const { started, thread } = allOrNothing((orElse) => {
    orElse(() => {
      if (!isAttached) itself.close();
    });
    const first = by === "kernel" ? kernel.attach(context) : void kernel.close();
    orElse(() => first?.close());
    isAttached = true; // or it closes itself
    return { started: first, thread: itself.attach(context) };
  });
  let watch = started;
  let lost = 0;
  let isClosed = false;
  return {
    current: () => watch ?? thread,
    takeOver() {
      lost += watch?.close() ?? 0;
      watch = undefined;
    },
    close() {
      if (!isClosed) lost += (watch?.close() ?? 0) + thread.close() + countDrops() - dropsBefore;
      isClosed = true;
      return lost;
    },
  };
}

interface Service extends WireContext {
  readonly timer: Timer;
  readonly wakeFd: number;
  readonly report: Report;
}

/** Until the order to close. */
function serve(phases: PassingPhases, { rules, clock, journal, timer, wakeFd, report }: Service): void {
  let closing = false;

  /** Moves what waits; in an endless stream, what waited when this was called. */
  function catchUp(): void {
    for (let turns = 0; turns < DRAIN_TURNS && phases.current().move() > 0; turns += 1);
  }

  function narrow({ port, clientPort }: WireOrder & { readonly do: "narrow" }): void {
    const phase = phases.current();
    // Just before: nothing is left out before that time.
    if (phase.by === "kernel" && clientPort !== 0) report({ type: "narrowed", atNs: clock.now() });
    phase.narrow(port, clientPort);
  }

  function obey(order: WireOrder): void {
    // When this thread takes over, frames have little room to wait: nothing else may be left to do by then.
    if (order.do === "drain" || phases.current().by === "kernel") catchUp();
    const releasedNs = order.do === "release" ? clock.now() : undefined; // what is released arrives after that
    if (order.do === "release") {
      journal.flush(); // what came before the order is told before it
      rules.apply({ do: "forget", rule: order.rule });
      phases.current().release(order.rule, order.order);
    } else if (order.do === "release-one") phases.current().releaseOne(order.rule, order.place);
    else if (order.do === "keep") {
      journal.keep(order.bytes);
      phases.current().keep(order.bytes);
    } else if (order.do === "narrow") narrow(order);
    else if (order.do === "close") closing = true;
    else if (order.do !== "drain") rules.apply(order);
    if (!rules.isIdle()) phases.takeOver();
    const drops = closing ? { drops: phases.close() } : {};
    journal.flush();
    report({ type: "done", id: order.id, atNs: releasedNs ?? clock.now(), ...drops });
  }

  let [movedNs, polledNs] = [0, 0];
  while (!closing) {
    const phase = phases.current();
    const moved = phase.move();
    const sleepMs = phase.sendDue();
    journal.flushInTime();
    const now = clock.now();
    if (moved > 0) movedNs = now;
    const isBusy = moved > 0 || (phase.by === "thread" && now - movedNs < LINGER_NS);
    if (isBusy && now - polledNs < POLL_EVERY_NS) continue;
    polledNs = now;
    // Frames that the kernel has passed on can wait while nothing is reported: nothing depends on them.
    const fds = phase.by === "kernel" && journal.isResting() ? [] : phase.fds;
    const sources = [wakeFd, timer.fd, ...fds].map((fd) => ({ fd, events: POLLIN }));
    const [isOrdered, timeIsOver, ...ends] = poll(sources, isBusy ? 0 : sleepMs);
    if (ends.some((revents) => (revents & POLLERR) !== 0)) throw new Error("an end of a cable is gone");
    if (timeIsOver) journal.timeIsOver();
    if (!isOrdered) continue;
    read(wakeFd, new Uint8Array(8));
    for (const order of orders()) obey(order);
  }
}

function* orders(): Generator<WireOrder> {
  for (;;) {
    const received = parentPort === null ? undefined : receiveMessageOnPort(parentPort);
    if (received === undefined) return;
    yield received.message as WireOrder;
  }
}

parentPort?.once("message", (place: WirePlace) => {
  const making = makeRings(place);
  making.catch(() => undefined); // whoever needs them is told
  parentPort?.once("message", (data: WireThreadData) => {
    runWire(place.interfaces, making, data, (report) =>
      parentPort?.postMessage(report, report.type === "log" ? [report.frames] : []),
    ).catch((error: unknown) => {
      // Whatever NODE_OPTIONS says of rejections, the thread ends with it.
      process.nextTick(() => {
        throw error;
      });
    });
  });
});

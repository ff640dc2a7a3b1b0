// The wire between the two hosts, as an object: cut it and join it again, hold segments and release them, lose some,
// delay all. It sees every frame exactly once, in order, and reports what became of it.

import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { close as closeDescriptor, openEventfd, signalEventfd } from "../sys/io.ts";
import type { Zero } from "../sys/frame-stamps.ts";
import { openNetwork } from "../sys/namespace.ts";
import { programFile } from "../sys/program-file.ts";
import type { Direction } from "../tcp/endpoint.ts";
import type { WireFact } from "../timeline/wire-facts.ts";
import { createWireClock } from "./clock.ts";
import { type LoggedFrame, readWireLog } from "./log.ts";
import type { PassedBy, WireEnds } from "./passing.ts";
import { type DistributiveOmit, segmentRules, wholeCable } from "./operations.ts";
import type { SegmentMatch } from "./match.ts";
import type { Found, Sought } from "./trigger.ts";
import type { WireReport, WireOrder, WirePlace, WireThreadData } from "./thread.ts";

export interface WireEvents {
  /** A frame came to the wire; `frame.bytes` is its beginning. */
  readonly frame: (frame: LoggedFrame) => void;
  /** A frame that was held or delayed has reached its host. */
  readonly delivered: (frame: number, atNs: number) => void;
  /** What a hold waits for has come. */
  readonly found?: (found: Found, atNs: number) => void;
  /** Frames have been reported; how many. */
  readonly reported?: (frames: number) => void;
  /** From now on only SYN, FIN and RST of other connections are sure to be reported. */
  readonly narrowed?: (atNs: number) => void;
  /** The thread has died: nothing passes any more. */
  readonly failed: (error: Error) => void;
  /** An operation has taken effect. */
  readonly operated: (operation: WireOperation, atNs: number) => void;
}

export interface WireOperation {
  readonly operation: Exclude<WireFact["operation"], "found">;
  /** Number of the rule that a `hold` or `drop` makes; frames to which it applied have it. */
  readonly rule?: number;
  readonly text: string;
}

/** Each resolves once the wire's thread has done it. */
export interface Wire {
  /** Who passes frames on until the first rule. */
  readonly passedBy: PassedBy;
  /** The cable is unplugged: nothing passes any more, not even ARP. */
  cut(direction?: Direction): Promise<void>;
  restore(direction?: Direction): Promise<void>;
  /** Keeps back what matches from now on. */
  hold(match: SegmentMatch): Promise<Hold>;
  /** Lets the first `bytes` of payload that match pass, to the byte, and holds what comes after them. */
  holdAfter(match: SegmentMatch, bytes: number): Promise<Hold>;
  /**
   * Once the pattern has come on a connection, holds what matches of it: in the same direction what comes after the pattern.
   */
  holdOnce(match: SegmentMatch, sought: Sought): Promise<Hold>;
  /** Loses what matches from now on, at most `times` frames. */
  drop(match: SegmentMatch, times?: number): Promise<{ readonly rule: number; forget(): Promise<void> }>;
  /**
   * From now on all of the connection with that port of the client's is lost, until a SYN begins it anew; who sends
   * something gets an RST where `isAnswered`.
   */
  forgetConnection(clientPort: number, isAnswered: boolean): Promise<void>;
  /** From now on frames take `ms`; 0 ends it. Frames of one direction stay in order, also when it is lowered. */
  delay(ms: number, direction?: Direction): Promise<void>;
  /** From now on only the first `bytes` bytes of frames are logged. */
  keep(bytes: number): Promise<void>;
  /**
   * From now on, of connections to `port` other than that of `clientPort`, only SYN, FIN and RST need to be reported: while
   * the kernel passes frames on, the others need not be copied. With 0 all are reported again.
   */
  narrow(port: number, clientPort: number): Promise<void>;
  /** Resolves once all that has passed until now has been reported. */
  drain(): Promise<void>;
  /** Ends the thread. Returns the frames that were lost without a rule: by the kernel, or because sending failed. */
  close(): Promise<number>;
}

export interface Hold {
  readonly rule: number;
  /** Sends what was held, in the order held or in that of `order` (places from 0), and ends the holding. */
  release(order?: readonly number[]): Promise<void>;
  /** Sends the one at that place, from 0, and goes on holding. */
  releaseOne(place: number): Promise<void>;
  /** Ends the holding, and what was held is lost. */
  lose(): Promise<void>;
}

type Done = WireReport & { readonly type: "done" };

interface Thread {
  readonly passedBy: PassedBy;
  /** Rejects once the wire is being closed: the number of the eventfd may be another file's by then. */
  order(what: DistributiveOmit<WireOrder, "id">): Promise<Done>;
  /** Resolves when the thread has ended. Returns the frames that were lost. */
  close(): Promise<number>;
}

/**
 * Joins the two interfaces.
 *
 * @param keep bytes of each frame that are reported
 * @param zero from when all times are counted
 * @param passedBy who passes frames on while no rule applies: the kernel, where it can, or the thread in any case
 */
export async function openWire(
  prepared: PreparedWire,
  keep: number,
  zero: Zero,
  events: WireEvents,
  passedBy: PassedBy = "kernel",
): Promise<Wire> {
  const wakeFd = openEventfd();
  const thread = await startThread(prepared, { wakeFd, keep, passedBy, zero }, events).catch(
    (error: unknown) => {
      closeDescriptor(wakeFd);
      throw error;
    },
  );
  const operate = async (
    what: DistributiveOmit<WireOrder, "id">,
    operation?: WireOperation,
  ): Promise<void> => {
    const { atNs } = await thread.order(what);
    if (operation) events.operated(operation, atNs);
  };
  return {
    passedBy: thread.passedBy,
    ...wholeCable(operate),
    ...segmentRules(operate),
    async keep(bytes) {
      await thread.order({ do: "keep", bytes });
    },
    async narrow(port, clientPort) {
      await thread.order({ do: "narrow", port, clientPort });
    },
    async drain() {
      await thread.order({ do: "drain" });
    },
    async close() {
      const drops = await thread.close();
      closeDescriptor(wakeFd);
      return drops;
    },
  };
}

function readLog(log: ArrayBuffer, events: WireEvents): void {
  let frames = 0;
  for (const frame of readWireLog(log)) {
    events.frame(frame);
    frames += 1;
  }
  events.reported?.(frames);
}

/** A thread that makes its rings, which takes a while, and waits for what else it needs. */
export interface PreparedWire {
  readonly thread: Worker;
}

/** To start takes a thread a while, too, in which neither interfaces nor their network need be there. */
export function startWireThread(): Worker {
  return new Worker(programFile("./thread", import.meta.url));
}

/** To join two interfaces of the calling thread's network namespace. */
export function prepareWire(interfaces: WireEnds, thread: Worker = startWireThread()): PreparedWire {
  const place: WirePlace = { interfaces, network: openNetwork() };
  thread.postMessage(place);
  return { thread };
}

async function startThread(
  { thread }: PreparedWire,
  data: WireThreadData,
  events: WireEvents,
): Promise<Thread> {
  thread.postMessage(data);
  const pending = new Map<number, (done: Done) => void>();
  thread.on("message", (report: WireReport) => {
    if (report.type === "log") readLog(report.frames, events);
    else if (report.type === "narrowed") events.narrowed?.(report.atNs);
    else if (report.type === "delivered") events.delivered(report.frame, report.atNs);
    else if (report.type === "found") events.found?.(report, report.atNs);
    else if (report.type === "done") {
      pending.get(report.id)?.(report);
      pending.delete(report.id);
    }
  });
  const ended = new Promise((resolve) => thread.once("exit", resolve));
  const [ready] = (await once(thread, "message")) as [WireReport & { type: "ready" }]; // an error before that rejects
  const clock = createWireClock(data.zero);
  let isDead = false;
  const settleAll = (): void => {
    for (const [id, settle] of pending) settle({ type: "done", id, atNs: clock.now() });
  };
  thread.on("error", (error: Error) => {
    isDead = true;
    events.failed(error);
    settleAll();
  });
  let orders = 0;
  let isClosed = false;

  function order(what: DistributiveOmit<WireOrder, "id">): Promise<Done> {
    if (isClosed) return Promise.reject(new Error(`the wire is closed: it cannot ${what.do}`));
    orders += 1;
    const id = orders;
    const done = new Promise<Done>((resolve) => pending.set(id, resolve));
    if (isDead) settleAll(); // `failed` reports it
    thread.postMessage({ id, ...what });
    signalEventfd(data.wakeFd);
    return done;
  }

  async function close(): Promise<number> {
    const last = order({ do: "close" });
    isClosed = true;
    const { drops = 0 } = await Promise.race([last, ended.then(() => ({ drops: 0 }))]);
    await ended;
    return drops;
  }

  return { passedBy: ready.passedBy, order, close };
}

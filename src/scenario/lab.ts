// The laboratory of one experiment, inside its network: the observers, the timeline they write to, and the two programs.

import { type DescriptorWatch, watchDescriptors } from "../observe/descriptor-watch.ts";
import { type ProcessObserver, observeProcesses } from "../observe/processes.ts";
import { type SegmentObserver, observeSegments } from "../observe/segments.ts";
import { type SocketObserver, observeSockets } from "../observe/sockets.ts";
import { measureClockOffset } from "../sys/clock.ts";
import type { Fact, Observation } from "../timeline/observation.ts";
import { type ClockRecord, type Observer, type ObserverName, observerNames } from "../timeline/record.ts";
import { type Find, type Timeline, createTimeline } from "../timeline/timeline.ts";
import type { ExperimentSpec } from "./spec.ts";

export interface Lab {
  readonly spec: ExperimentSpec;
  readonly timeline: Timeline;
  readonly observers: readonly Observer[];
  readonly sockets: SocketObserver;
  readonly processes: ProcessObserver;
  /** @param atNs now, unless it is known better */
  record(fact: Fact, atNs?: number): void;
  /**
   * Waits for what `find` finds, within the limit. Does not wait at all when none of the observers that could see it
   * is on.
   */
  until<T>(
    what: string,
    seenBy: readonly ObserverName[],
    find: Find<T>,
    sample?: () => void,
  ): Promise<T | undefined>;
  /** Ends observing: nothing is recorded after this. */
  finish(): Promise<{ readonly clock: ClockRecord; readonly drops: number }>;
}

type Recorder = Lab["record"];

/** The kinds of facts that an observer writes; all others are what deadpeer itself did. */
const writtenBy: Readonly<Partial<Record<Fact["kind"], ObserverName>>> = {
  segment: "segments",
  sockets: "sockets",
  owners: "processes",
  processes: "processes",
  "process-ended": "processes",
  "process-reaped": "processes",
  waiting: "waiting",
  printed: "output",
};

/** Sockets are sampled at each segment, and about this often besides, for changes that no segment announces. */
const SAMPLE_SOCKETS_MS = 10;
/** Where a sample takes long (a large socket table), sampling may take this part of the time. */
const SAMPLING_SHARE = 0.1;

export function openLab(spec: ExperimentSpec, publish: (observation: Observation) => void): Lab {
  const startedAtMs = Date.now();
  const startNs = process.hrtime.bigint();
  const offset = measureClockOffset();
  const timeline = createTimeline(startNs, publish);
  const off = new Set(spec.without);
  let open = true;

  const record: Recorder = (fact, atNs) => {
    const observer = writtenBy[fact.kind];
    if (open && !(observer && off.has(observer))) timeline.record(fact, atNs);
  };

  const sockets = observeSockets(spec.port, record);
  const toRunTime = (realtimeNs: bigint): number => Number(realtimeNs - offset.offsetNs - startNs);
  const { segments, reason } = tryToCapture(spec, toRunTime, record);
  const watch = watchDescriptors(() => segments?.isBusy() ?? false);
  if (segments) startCapture(watch, segments, sockets);
  const processes = observeProcesses(watch, record);
  const stopSampling = sampleRegularly(() => sockets.sample());
  const observers = describeObservers(spec, reason);

  return {
    spec,
    timeline,
    observers,
    sockets,
    processes,
    record,
    async until(what, seenBy, find, sample) {
      if (!seenBy.some((name) => observers.some((observer) => observer.name === name && observer.on))) {
        return find(timeline.observations);
      }
      return await timeline.until(what, find, { limitMs: spec.limitMs, ...(sample && { sample }) });
    },
    async finish() {
      segments?.drain();
      open = false;
      stopSampling();
      processes.close();
      await watch.stop();
      const drops = segments?.drops() ?? 0;
      segments?.close();
      sockets.close();
      const driftNs = Number(measureClockOffset().offsetNs - offset.offsetNs);
      return { clock: { startedAtMs, offsetErrorNs: offset.errorNs, driftNs }, drops };
    },
  };
}

interface Capture {
  readonly segments?: SegmentObserver;
  /** Why there is none. */
  readonly reason?: string;
}

function tryToCapture(
  spec: ExperimentSpec,
  toRunTime: (realtimeNs: bigint) => number,
  record: Recorder,
): Capture {
  if (spec.without.includes("segments")) return {};
  try {
    return { segments: observeSegments(spec.port, toRunTime, record) };
  } catch (error) {
    return { reason: `capture is not possible here: ${(error as Error).message}` };
  }
}

function sampleRegularly(sample: () => void): () => void {
  let timer: NodeJS.Timeout;
  const next = (): void => {
    const before = performance.now();
    sample();
    const tookMs = performance.now() - before;
    timer = setTimeout(next, Math.max(SAMPLE_SOCKETS_MS, tookMs / SAMPLING_SHARE));
  };
  next();
  return () => clearTimeout(timer);
}

function startCapture(watch: DescriptorWatch, segments: SegmentObserver, sockets: SocketObserver): void {
  watch.add(segments.fd, () => {
    segments.drain();
    // A segment is when states change: look now, and not when the timer comes.
    if (!segments.isBusy()) sockets.sample();
  });
}

const mechanisms: Readonly<Record<ObserverName, string>> = {
  segments: "AF_PACKET ring, times by the kernel",
  sockets: "sock_diag, sampled",
  processes: "/proc and pidfd",
  waiting: "/proc/PID/syscall, sampled",
  output: "the client's terminal, the server's pipes",
};

function describeObservers(spec: ExperimentSpec, noCapture: string | undefined): Observer[] {
  return observerNames.map((name) => {
    if (spec.without.includes(name)) return { name, on: false, how: "left out (--without)" };
    if (name === "segments" && noCapture !== undefined) return { name, on: false, how: noCapture };
    return { name, on: true, how: mechanisms[name] };
  });
}

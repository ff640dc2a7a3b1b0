// One experiment, inside its network: the observers, the timeline they write to, and the two programs.

import { type Site, createSite } from "../network/site.ts";
import type { Wire } from "../wire/wire.ts";
import { watchDescriptors } from "../observe/descriptor-watch.ts";
import { type ProcessObserver, observeProcesses } from "../observe/processes.ts";
import { type SocketObserver, type TableOfHost, observeSockets } from "../observe/sockets.ts";
import { measureClockOffset } from "../sys/clock.ts";
import { stampsSince } from "../sys/frame-stamps.ts";
import { openSockDiag } from "../sys/sock-diag.ts";
import type { Fact, Observation, SocketSample } from "../timeline/observation.ts";
import type { ClockRecord, Observer } from "../timeline/record.ts";
import { type ObserverName, observerNames } from "../timeline/words.ts";
import { type Find, type Sample, type Timeline, createTimeline } from "./timeline.ts";
import { type Capture, type CaptureClocks, openCapture } from "./capture.ts";
import type { ExperimentSpec } from "./spec.ts";
import { type Trees, createTrees } from "./process-trees.ts";
import type { Prepared } from "./prepared.ts";
import { everyMsIn, sampleRegularly, unlessExpensive } from "./sampling.ts";
import { starvedMs } from "./starved.ts";
import { type Keeper, createKeeper } from "./keeper.ts";
import { keepOtherPorts, lookForHolder } from "./other-ports.ts";
import { serverPort } from "./programs.ts";
import { keepWhose, lookForOwners } from "./whose-connection.ts";

export interface Experiment {
  readonly spec: ExperimentSpec;
  readonly site: Site;
  /** The wire between the two hosts, if there are two. */
  readonly wire?: Wire;
  /** Rejects when the wire breaks down; never resolves. */
  readonly broken: Promise<never>;
  readonly timeline: Timeline;
  readonly trees: Trees;
  readonly observers: readonly Observer[];
  readonly sockets: SocketObserver;
  /** Of the connection under test, by its client's port, more is recorded than of others; 0 for no difference. */
  readonly focus: (clientPort: number) => void;
  readonly processes: ProcessObserver;
  /** Whether there is a flood of segments: the programs are at work. */
  isBusy(): boolean;
  /** Milliseconds by which deadpeer itself was late so far. */
  lateMs(): number;
  /** @param atNs default: now */
  record(fact: Fact, atNs?: number): void;
  /** Waits until `find` returns something, within the limit. Does not wait if no observer that could see it is on. */
  until<T>(
    what: string,
    seenBy: readonly ObserverName[],
    find: Find<T>,
    sample?: Sample,
  ): Promise<T | undefined>;
  /** Records the segments that have passed so far. */
  drain(): Promise<void>;
  /** Stops observing: nothing is recorded afterwards. */
  finish(): Promise<{ readonly clock: ClockRecord; readonly drops: number }>;
}

type Recorder = Experiment["record"];

/** Which observer writes which kind of fact. All other kinds are deadpeer's own actions. */
const writtenBy: Readonly<Partial<Record<Fact["kind"], ObserverName>>> = {
  segment: "segments",
  beyond: "segments",
  narrowed: "segments",
  "other-port": "segments",
  delivered: "segments",
  connects: "processes",
  neighbour: "segments",
  sockets: "sockets",
  owners: "processes",
  "socket-options": "processes",
  processes: "processes",
  spent: "processes",
  attempts: "segments",
  "process-ended": "processes",
  "process-reaped": "processes",
  waiting: "waiting",
  printed: "output",
};

/**
 * Call on the main thread of the process inside, before it opens a socket or starts a program.
 *
 * @param prepared where `preparePrivateNetwork` has been called
 */
export async function openExperiment(
  spec: ExperimentSpec,
  publish: (observation: Observation) => void,
  prepared?: Prepared,
): Promise<Experiment> {
  const site = createSite(spec.network, spec.firstPid, prepared && { ...prepared.hosts });
  const [clocks, trees] = [startClocks(), createTrees()];
  const timeline = createTimeline(clocks.startNs, publish);
  let open = true;
  const keeper = keeperOf(spec, timeline, () => sockets.everything(), trees);
  const record: Recorder = (fact, atNs) => {
    const observer = writtenBy[fact.kind];
    if (open && !(observer && spec.without.includes(observer))) keeper.keep(fact, atNs);
    if (fact.kind === "connection") focus(fact.client.port);
  };
  const focus = (clientPort: number): void => [sockets, capture].forEach((each) => each.focus(clientPort));
  const sockets = observeSockets(spec.port, tablesOf(site), record);
  const sampleSockets = unlessExpensive(() => sockets.sample());
  const capture = await openCapture({ spec, site, clocks, record, sampleSockets, prepared });
  const watch = watchDescriptors();
  capture.start(watch);
  const processes = observeProcesses(watch, record);
  const everyMs = everyMsIn(spec, timeline, capture.isBusy);
  const sampling = sampleRegularly(() => sockets.sample(), everyMs, spec.mayRest);
  const observers = countBytesUnlessSeen(describeObservers(spec, capture), sockets);
  return {
    spec,
    site,
    ...(capture.wire && { wire: capture.wire }),
    broken: capture.broken,
    timeline,
    trees,
    observers,
    sockets,
    focus,
    processes,
    isBusy: () => capture.isBusy(),
    lateMs: sampling.lateMs,
    record,
    until: createUntil(spec, timeline, observers),
    drain: () => capture.drain(),
    async finish() {
      await capture.drain();
      keeper.finish();
      open = false;
      const lost = await closeAll({ sampling, processes, watch, capture, sockets });
      return { clock: clocks.read(), drops: lost + keeper.leftOut() };
    },
  };
}

/** Connections to other ports are told apart by who holds them; where the server listens behind a relay, it is ours. */
function keeperOf(
  spec: ExperimentSpec,
  timeline: Timeline,
  rows: () => readonly SocketSample[],
  trees: Trees,
): Keeper {
  const behind = serverPort(spec);
  const all = createKeeper(spec.port, timeline);
  // Between two hosts the server's own connections are not on the wire.
  const isOneHost = spec.network !== "two-hosts";
  const recorded = isOneHost ? keepWhose(all, spec.port, lookForOwners(rows, trees)) : all;
  const keeper = keepOtherPorts(
    recorded,
    lookForHolder(rows, trees),
    timeline.now,
    spec.network === "machine",
  );
  return {
    ...keeper,
    keep(fact, atNs) {
      if (fact.kind !== "other-port" || fact.server.port !== behind) keeper.keep(fact, atNs);
    },
  };
}

interface Observing {
  readonly sampling: { stop(): void };
  readonly processes: ProcessObserver;
  readonly watch: { stop(): Promise<void> };
  readonly capture: Capture;
  readonly sockets: SocketObserver;
}

/** Returns how many segments were lost. */
async function closeAll({ sampling, processes, watch, capture, sockets }: Observing): Promise<number> {
  sampling.stop();
  processes.close();
  await watch.stop();
  const drops = await capture.close();
  sockets.close();
  return drops;
}

function createUntil(
  spec: ExperimentSpec,
  timeline: Timeline,
  observers: readonly Observer[],
): Experiment["until"] {
  return async (what, seenBy, find, sample) => {
    if (!seenBy.some((name) => isObserved(observers, name))) {
      return find(timeline.observations);
    }
    return await timeline.until(what, find, {
      limitMs: spec.limitMs,
      extraMs: (sinceNs) => starvedMs(timeline.observations, sinceNs, spec.limitMs),
      ...(sample && { sample }),
    });
  };
}

/** Whether that observer is on. */
export function isObserved(observers: readonly Observer[], name: ObserverName): boolean {
  return observers.some((observer) => observer.name === name && observer.on);
}

interface RunClocks extends CaptureClocks {
  readonly startNs: bigint;
  read(): ClockRecord;
}

/** The run's zero is now. */
function startClocks(): RunClocks {
  const [startedAtMs, startNs] = [Date.now(), process.hrtime.bigint()];
  const offset = measureClockOffset();
  const zero = { monotonicNs: startNs, realtimeNs: startNs + offset.offsetNs };
  return {
    startNs,
    zero,
    ofStamp: stampsSince(zero),
    read() {
      const driftNs = Number(measureClockOffset().offsetNs - offset.offsetNs);
      return { startedAtMs, offsetErrorNs: offset.errorNs, driftNs };
    },
  };
}

/** One table for each host; with two hosts, rows carry their host's name. */
function tablesOf(site: Site): TableOfHost[] {
  if (site.twoHosts === undefined) return [{ open: openSockDiag }];
  return (["client", "server"] as const).map((host) => ({ host, open: () => site.on(host, openSockDiag) }));
}

const mechanisms: Readonly<Record<Exclude<ObserverName, "segments">, string>> = {
  sockets: "sock_diag, sampled",
  processes: "/proc and pidfd",
  waiting: "/proc/PID/syscall, sampled",
  output: "the client's terminal, the server's pipes",
};

function countBytesUnlessSeen(observers: Observer[], sockets: SocketObserver): Observer[] {
  if (!isObserved(observers, "segments")) sockets.countBytes();
  return observers;
}

function describeObservers(spec: ExperimentSpec, { mechanism, missing }: Capture): Observer[] {
  return observerNames.map((name) => {
    if (spec.without.includes(name)) return { name, on: false, how: "left out (--without)" };
    if (name === "segments" && missing !== undefined) return { name, on: false, how: missing };
    return { name, on: true, how: name === "segments" ? mechanism : mechanisms[name] };
  });
}

// How the segments of an experiment are captured: on a loopback with a packet ring, between two hosts by the wire itself.

import type { Site } from "../network/site.ts";
import { type Wire, prepareWire } from "../wire/wire.ts";
import type { DescriptorWatch } from "../observe/descriptor-watch.ts";
import { observeSegments } from "../observe/segments.ts";
import type { Zero } from "../sys/frame-stamps.ts";
import { observeWire } from "../observe/wire.ts";
import type { AtNs, Fact } from "../timeline/observation.ts";
import { type Failure, failure, isFailure } from "../failure.ts";
import { preparePacketSocket } from "../sys/packet-socket.ts";
import { LOOPBACK, type Prepared } from "./prepared.ts";
import { hasProxy, serverPort } from "./programs.ts";
import type { ExperimentSpec } from "./spec.ts";

export interface Capture {
  readonly mechanism: string;
  /** Why there is none. */
  readonly missing?: string;
  readonly wire?: Wire;
  /** Rejects when the wire breaks down; never resolves. */
  readonly broken: Promise<never>;
  start(watch: DescriptorWatch): void;
  /** Whether there is a flood of segments. */
  isBusy(): boolean;
  /** The connection under test, by its client's port. */
  focus(clientPort: number): void;
  /** Records everything that has passed so far. */
  drain(): Promise<void>;
  /** Returns how many frames were lost. */
  close(): Promise<number>;
}

/** The run's zero, and the conversion of a frame's time-stamp. */
export interface CaptureClocks {
  readonly zero: Zero;
  readonly ofStamp: (seconds: number, nanoseconds: number) => AtNs;
}

export interface CaptureOptions {
  readonly spec: ExperimentSpec;
  readonly site: Site;
  readonly clocks: CaptureClocks;
  readonly record: (fact: Fact, atNs?: AtNs) => void;
  /** States change with segments, so sockets are sampled then, not only by the timer. */
  readonly sampleSockets: () => void;
  readonly prepared: Prepared | undefined;
}

/** For a capture without a descriptor to watch and with nothing to drain. */
const idle: Pick<Capture, "start" | "isBusy" | "focus" | "drain"> = {
  start: () => undefined,
  isBusy: () => false,
  focus: () => undefined,
  drain: () => Promise.resolve(),
};

const never = new Promise<never>(() => undefined);

export async function openCapture(options: CaptureOptions): Promise<Capture> {
  const { twoHosts } = options.site;
  const isOnLoopback = twoHosts === undefined && !options.spec.without.includes("segments");
  if (!isOnLoopback)
    void options.prepared?.loopback?.then(
      (socket) => socket.close(),
      () => undefined,
    );
  if (twoHosts && hasProxy(options.spec)) return await captureBothLegs(options, twoHosts);
  if (twoHosts) return await captureOnWire(options, twoHosts);
  const none: Capture = { ...idle, mechanism: "", broken: never, close: () => Promise.resolve(0) };
  if (!isOnLoopback) return none;
  try {
    return await captureOnLoopback(options, options.prepared?.loopback);
  } catch (error) {
    return { ...none, missing: `capture is not possible here: ${(error as Error).message}` };
  }
}

/** The wire is between proxy and server; the client's own leg is on its host's loopback. */
async function captureBothLegs(
  options: CaptureOptions,
  twoHosts: NonNullable<Site["twoHosts"]>,
): Promise<Capture> {
  const { spec, site, record } = options;
  const port = serverPort(spec);
  const beyond: typeof record = (fact, atNs) =>
    record(
      fact.kind === "segment"
        ? { ...fact, kind: "beyond", sentBy: fact.from.port === port ? "server" : "proxy" }
        : fact,
      atNs,
    );
  const far = await captureOnWire({ ...options, spec: { ...spec, port }, record: beyond }, twoHosts);
  if (spec.without.includes("segments")) return far;
  const near = await site.on("client", () => captureOnLoopback(options));
  return {
    ...far,
    mechanism: `before the proxy: ${near.mechanism}; behind it: ${far.mechanism}`,
    start: (watch) => near.start(watch),
    isBusy: () => near.isBusy(),
    focus: (clientPort) => near.focus(clientPort),
    async drain() {
      await near.drain();
      await far.drain();
    },
    close: async () => (await near.close()) + (await far.close()),
  };
}

/** The socket is made in the network namespace in which this is called, unless there is one. */
async function captureOnLoopback(
  { spec, clocks, record, sampleSockets }: CaptureOptions,
  loopback?: Prepared["loopback"],
): Promise<Capture> {
  const interfaceName = interfaceFor(spec);
  const socket = await (loopback ?? preparePacketSocket(interfaceName));
  const segments = observeSegments(socket, interfaceName, spec.port, clocks.ofStamp, record, () =>
    record({ kind: "narrowed" }),
  );
  return {
    mechanism: "AF_PACKET ring, times by the kernel",
    broken: never,
    start: (watch) =>
      watch.addStream(segments.fd, () => {
        const turned = segments.drain();
        if (turned || !segments.isBusy()) sampleSockets();
      }),
    isBusy: () => segments.isBusy(),
    focus: (clientPort) => segments.focus(clientPort),
    drain() {
      segments.drain();
      segments.catchUp();
      return Promise.resolve();
    },
    close() {
      const drops = segments.drops();
      segments.close();
      return Promise.resolve(drops);
    },
  };
}

function interfaceFor({ found }: ExperimentSpec): string {
  if (found === undefined) return LOOPBACK;
  if (found.interfaceName !== undefined) return found.interfaceName;
  throw new Error(`no interface has the address ${found.connection.server.address}`);
}

function brokeDown({ message }: Error): Failure {
  return failure(3, `The wire broke down: ${message}.`, "Please report it if it happens again.");
}

async function captureOnWire(
  { spec, clocks, record, sampleSockets, prepared }: CaptureOptions,
  twoHosts: NonNullable<Site["twoHosts"]>,
): Promise<Capture> {
  let fail: (error: Error) => void = () => undefined;
  const broken = new Promise<never>((_, reject) => {
    fail = (error) => reject(isFailure(error) ? error : brokeDown(error)); // a pattern may take too long to be matched
  });
  broken.catch(() => undefined); // awaiting it is optional
  const recordAndLook: typeof record = (fact, atNs) => {
    record(fact, atNs);
    if (fact.kind === "segment" || fact.kind === "delivered") sampleSockets();
  };
  const cable = prepared?.hosts?.wire ?? prepareWire(twoHosts.cableEnds);
  const wire = await observeWire(cable, spec.port, clocks.zero, recordAndLook, fail);
  return {
    ...idle,
    mechanism: "the wire between the hosts (AF_PACKET), times by the kernel",
    wire,
    broken,
    focus: (clientPort) => wire.focus(clientPort),
    drain: () => wire.drain(),
    close: () => wire.close(),
  };
}

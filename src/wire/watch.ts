// While no rule applies the kernel passes the frames on, from one host's end of the wire to the other's, and this thread
// only sees what it sends: only the beginnings of frames are copied, and no frame waits for a thread to be woken.
//
// No frame is lost or seen twice when that ends, since for the kernel it is one or the other: it sends a frame on, which
// the tap at the other end has seen before anything else can happen, or hands it to the switch's sockets, which are there
// by then (sys/traffic-control.ts).

import { allOrNone, allOrNothing } from "../sys/all-or-nothing.ts";
import { type FrameTap, prepareFrameTap } from "../sys/frame-tap.ts";
import { oldestOf } from "../sys/frame-ring.ts";
import { isSystemError } from "../sys/libc.ts";
import { type Detached, attachAll } from "../sys/open-ring.ts";
import {
  admitFilter,
  endRedirection,
  redirectFrames,
  waitForFramesOnTheirWay,
} from "../sys/traffic-control.ts";
import type { Direction } from "../tcp/endpoint.ts";
import type { PassingPhase, WireEnds, WireContext } from "./passing.ts";
import { LONGEST_MS } from "./store.ts";

/** Frames that are logged before the thread looks whether there is an order. */
const TURN = 64;

interface Tap extends FrameTap {
  readonly direction: Direction;
}

/**
 * Attached, it is undefined where the kernel cannot pass frames on: a module is missing, or an older one does not know the
 * request.
 */
export type DetachedWatch = Detached<PassingPhase | undefined, [context: WireContext]>;

export async function prepareWatch(ends: WireEnds): Promise<DetachedWatch> {
  const taps = await allOrNone([
    prepareTap(ends.server, "client->server"),
    prepareTap(ends.client, "server->client"),
  ]);
  return {
    close: () => taps.forEach((tap) => tap.close()),
    attach: (context) => startWatch(ends, taps, context),
  };
}

type DetachedTap = Detached<Tap, [keep: number]>;

async function prepareTap(interfaceName: string, direction: Direction): Promise<DetachedTap> {
  const tap = await prepareFrameTap(interfaceName);
  return { ...tap, attach: (keep) => ({ ...tap.attach(keep), direction }) };
}

function startWatch(
  { client, server }: WireEnds,
  detached: readonly DetachedTap[],
  context: WireContext,
): PassingPhase | undefined {
  const { kept } = context.journal;
  const taps = attachAll(detached.map((tap) => ({ ...tap, attach: () => tap.attach(kept) })));
  return allOrNothing((orElse) => {
    const closeTaps = (): void => taps.forEach((tap) => tap.close());
    orElse(closeTaps);
    if (redirectBothWays(client, server)) return watch({ client, server }, taps, context);
    closeTaps();
    return undefined;
  });
}

function redirectBothWays(client: string, server: string): boolean {
  try {
    admitFilter(client);
    admitFilter(server);
    redirectFrames(client, server);
  } catch (error) {
    if (isSystemError(error)) return false;
    throw error;
  }
  redirectFrames(server, client);
  return true;
}

function watch(
  { client, server }: WireEnds,
  taps: readonly Tap[],
  { clock, journal }: WireContext,
): PassingPhase {
  let lastNs = Number.NEGATIVE_INFINITY;

  function move(): number {
    let moved = 0;
    for (; moved < TURN; moved += 1) {
      const tap = oldestOf(taps);
      const frame = tap?.peek();
      if (tap === undefined || frame === undefined) break;
      const atNs = clock.ofStamp(frame.seconds, frame.nanoseconds);
      journal.add({
        frame: journal.nextFrame(),
        direction: tap.direction,
        fate: "passed",
        rule: 0,
        atNs,
        deliveredNs: atNs,
        wireLength: frame.wireLength,
        bytes: frame.head(journal.kept),
      });
      frame.done();
      lastNs = atNs;
    }
    return moved;
  }

  return {
    by: "kernel",
    fds: taps.map(({ fd }) => fd),
    move,
    keep: (bytes) => taps.forEach((tap) => tap.keep(bytes)),
    narrow: (port, clientPort) => taps.forEach((tap) => tap.narrow(port, clientPort)),
    sendDue: () => LONGEST_MS,
    release: () => undefined,
    releaseOne: () => undefined,
    close() {
      endRedirection(client);
      endRedirection(server);
      waitForFramesOnTheirWay(client);
      while (move() > 0);
      // The kernel stamps a received frame when it comes to the interface, and a forwarded one when it is sent.
      journal.setEarliest(lastNs);
      const unseen = taps.reduce((sum, tap) => sum + tap.readDrops(), 0);
      for (const tap of taps) tap.close();
      return unseen;
    },
  };
}

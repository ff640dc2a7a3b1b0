// Holds segments of the connection under test around a fault, on the wire between the hosts or in the relay, and waits
// for them.

import { failure } from "../failure.ts";
import { holdInRelay } from "./relay-holds.ts";
import type { Hold, Wire } from "../wire/wire.ts";
import type { SegmentMatch } from "../wire/rules.ts";
import { arrivals, segmentsOf, type SeenSegment } from "../timeline/conversation.ts";
import type { Direction } from "../tcp/endpoint.ts";
import type { Session } from "./session.ts";
import type { Experiment } from "./experiment.ts";

/**
 * Has something typed, and waits until its first `bytes` (or those of the reply) have arrived, and no more. Returns a
 * function that releases the rest.
 */
export async function holdAfterBytes(
  session: Session,
  direction: Direction,
  bytes: number,
  speak: () => Promise<unknown> | void,
): Promise<() => Promise<void>> {
  const { experiment } = session;
  if (experiment.spec.custom?.upstream !== undefined)
    return await holdInRelay(session, direction, bytes, speak);
  const hold = await wireOf(experiment).holdAfter(
    { ...matchConnection(session), direction, minLength: 1 },
    bytes,
  );
  const sinceNs = experiment.timeline.now();
  await speak();
  await waitForBytes(session, hold, direction, bytes, sinceNs);
  return () => hold.release();
}

/** Waits until that many bytes have arrived since, and what follows them is held. */
export async function waitForBytes(
  session: Session,
  hold: Hold,
  direction: Direction,
  bytes: number,
  sinceNs: number,
): Promise<void> {
  await waitForHeld(session, hold, ({ length }) => length > 0);
  await session.experiment.until(`${bytes} bytes`, ["segments"], (seen) => {
    const come = arrivals(segmentsOf(seen, session.connection)).filter(
      (each) => each.direction === direction && each.arrivedAtNs > sinceNs,
    );
    return come.reduce((sum, { length }) => sum + length, 0) >= bytes ? come.at(-1) : undefined;
  });
}

export function wireOf({ wire }: Experiment): Wire {
  if (wire !== undefined) return wire;
  throw failure(2, "This moment needs a wire between two hosts.", "Leave out --network.");
}

export function matchConnection({ connection }: Session): SegmentMatch {
  return { clientPort: connection.client.port };
}

export async function waitForHeld(
  { experiment, connection, sampleWaiting }: Session,
  { rule }: Hold,
  isIt: (segment: SeenSegment) => boolean,
): Promise<void> {
  await experiment.until(
    "a segment held on the wire",
    ["segments"],
    (seen) => segmentsOf(seen, connection).find((segment) => segment.wire?.rule === rule && isIt(segment)),
    sampleWaiting,
  );
}

// What a scenario does to the wire between the hosts, or to the relay, around a fault: segments of the connection under test
// are held, waited for, and released.

import { failure } from "../failure.ts";
import { holdInRelay } from "./relay-holds.ts";
import type { Hold, Wire } from "../wire/wire.ts";
import type { Match } from "../wire/rules.ts";
import { faults, faultNames } from "../fault/index.ts";
import { arrivals, segmentsOf, type SeenSegment } from "../timeline/conversation.ts";
import type { Direction } from "../tcp/endpoint.ts";
import type { Session } from "./session.ts";
import type { Experiment } from "./experiment.ts";

/**
 * Has something said, and sees that its first `bytes` (or those of the answer) arrive, and no more. Returns what lets the
 * rest go.
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

/** So many bytes have arrived since, and what comes behind them is held. */
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

/** What a process has written is its kernel's to send, whatever becomes of the process. */
export function refuseUnsent({ spec }: Experiment): void {
  if (faults[spec.fault].cutsReply) return;
  const able = faultNames.filter((name) => faults[name].cutsReply && !faults[name].isControl);
  throw failure(
    2,
    `The fault \`${spec.fault}\` cannot come in the middle of a reply: the rest is in the kernel's hands, and is sent.`,
    `Use ${formatList(able)}; or put a relay in its place, which can: --upstream HOST:PORT.`,
  );
}

/** `stop, host-crash or host-reboot` */
function formatList(names: readonly string[]): string {
  return [names.slice(0, -1).join(", "), names.at(-1)].filter(Boolean).join(" or ");
}

export function wireOf({ wire }: Experiment): Wire {
  if (wire !== undefined) return wire;
  throw failure(2, "This moment needs a wire between two hosts.", "Leave out --network.");
}

export function matchConnection({ connection }: Session): Match {
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

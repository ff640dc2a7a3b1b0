// Holds segments of the connection under test around a fault, on the wire between the hosts or in the relay, and waits
// for them.

import { failure } from "../failure.ts";
import { holdInRelay } from "./relay-holds.ts";
import type { Hold, Wire } from "../wire/wire.ts";
import type { SegmentMatch } from "../wire/match.ts";
import type { Sought } from "../wire/trigger.ts";
import { arrivals, segmentsOf, type SeenSegment } from "../timeline/conversation.ts";
import type { Observed } from "../timeline/observation.ts";
import { findExit, ofKind } from "../timeline/queries.ts";
import type { Direction } from "../tcp/endpoint.ts";
import { relativeTo } from "../tcp/notation.ts";
import type { Session } from "./session.ts";
import type { Experiment } from "./experiment.ts";
import type { Held } from "./held.ts";
import { adoptConnection, isTaken } from "./moment-connection.ts";
import { neverAnswered, neverCame } from "./never-came.ts";
import { type Stop, hasRelay } from "./stop.ts";
import { countDistinctBytes } from "../timeline/distinct-bytes.ts";

/** Has something typed, and waits until it, or its reply, is stopped there. */
export async function holdAt(
  session: Session,
  stop: Stop,
  speak: () => Promise<unknown> | void,
): Promise<Held> {
  const { experiment } = session;
  if (hasRelay(experiment.spec)) return await holdInRelay(session, stop, speak);
  const hold = await openHold(experiment, stop, matchConnection(session));
  const sinceNs = experiment.timeline.now();
  await speak();
  await waitForStop(session, hold, stop, sinceNs);
  return hold;
}

/** From now on. @param match if left out, of any connection */
export async function openHold(
  experiment: Experiment,
  { direction, bytes, sought }: Stop,
  match: SegmentMatch = {},
): Promise<Hold> {
  const held = { ...match, direction, minLength: 1 };
  const wire = wireOf(experiment);
  return sought ? await wire.holdOnce(held, sought) : await wire.holdAfter(held, bytes);
}

/** Waits until all that may pass has arrived since, and what follows it is held. Throws a Failure if it does not come. */
export async function waitForStop(session: Session, hold: Hold, stop: Stop, sinceNs: number): Promise<void> {
  if (stop.sought !== undefined) await waitForFound(session, hold, stop.sought, stop.direction);
  if (stop.isAnswered) return await waitForAnswer(session, hold);
  if (stop.sought === undefined) await waitForBytes(session, hold, stop, sinceNs);
}

/** What is sought has come, on this connection, and has arrived. */
async function waitForFound(
  session: Session,
  { rule }: Hold,
  sought: Sought,
  stopped: Direction,
): Promise<void> {
  const { experiment } = session;
  const fact = await experiment.timeline.until(
    "what is looked for on the wire",
    (seen) => findFound(seen, rule) ?? findExit(seen, "client"),
    { limitMs: experiment.spec.limitMs, sample: session.sampleWaiting },
  );
  await experiment.drain();
  const found = findFound(experiment.timeline.observations, rule)?.found;
  if (fact === undefined || found === undefined) throw neverCame(experiment, sought, stopped);
  adoptConnection(session, found.clientPort);
  await experiment.until("its arrival", ["segments"], (seen) =>
    arrivals(segmentsOf(seen, session.connection)).find(
      (each) => each.direction === sought.direction && relativeTo(each.seq + each.length, found.seq) < HALF,
    ),
  );
}

const HALF = 2 ** 31;

function findFound(seen: Experiment["timeline"]["observations"], rule: number): Observed<"wire"> | undefined {
  return ofKind(seen, "wire").find((fact) => fact.operation === "found" && fact.rule === rule);
}

/** Something of the answer is held, and nothing of the request is left unread. */
async function waitForAnswer(session: Session, hold: Hold): Promise<void> {
  const { experiment, sampleWaiting } = session;
  const isHeld = ({ wire, length }: SeenSegment): boolean => wire?.rule === hold.rule && length > 0;
  const held = await experiment.until(
    "an answer held on the wire",
    ["segments"],
    (seen) => segmentsOf(seen, session.connection).find(isHeld) ?? findExit(seen, "client"),
    sampleWaiting,
  );
  if (held === undefined || "role" in held) throw neverAnswered(experiment);
  await experiment.until("a request that was read", ["sockets"], () => isTaken(session) || undefined);
}

async function waitForBytes(
  session: Session,
  hold: Hold,
  { direction, bytes }: Stop,
  sinceNs: number,
): Promise<void> {
  await waitForHeld(session, hold, ({ length }) => length > 0);
  await session.experiment.until(`${bytes} bytes`, ["segments"], (seen) => {
    const come = arrivals(segmentsOf(seen, session.connection)).filter(
      (each) => each.direction === direction && each.arrivedAtNs > sinceNs,
    );
    return countDistinctBytes(come) >= bytes || undefined;
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

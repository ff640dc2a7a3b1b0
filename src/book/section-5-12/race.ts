// UNP 5.12, step 7: what the client's read returns depends on what comes first. Each order is made to happen: with segments
// held on the wire, or with a client that waits for Return between its write and its read.

import type { Hold, Wire } from "../../wire/wire.ts";
import { type SeenSegment, hasFlag, payloadText, segmentsOf } from "../../timeline/conversation.ts";
import type { Observation } from "../../timeline/observation.ts";
import { after, ofKind, printedBy } from "../../timeline/queries.ts";
import {
  type Begin,
  createSteps,
  findServer,
  waitForClientExit,
  waitForProcessEnd,
  waitForEnding,
  waitForPrinted,
} from "../../inside/steps.ts";
import { failure } from "../../failure.ts";
import { inflictFault } from "../../inside/inflict-fault.ts";
import type { Experiment } from "../../inside/experiment.ts";
import { FIRST_LINE, SECOND_LINE } from "../../inside/lines.ts";
import type { Serving } from "../../inside/serving-process.ts";
import { type Session, openSession, typeLine } from "../../inside/session.ts";
import type { Scenario } from "../../inside/scenario.ts";
import { raceCards } from "./race-cards.ts";
import { raceRules } from "./race-rules.ts";
import { matchConnection, waitForHeld } from "../../inside/wire-holds.ts";

interface Race {
  readonly session: Session;
  readonly serving: Serving | undefined;
  readonly begin: Begin;
  readonly wire: Wire;
}

async function performRace(experiment: Experiment): Promise<void> {
  const { wire } = experiment;
  if (wire === undefined)
    throw failure(2, "The race needs two hosts with a wire between them.", "Leave out --network.");
  const begin = createSteps(experiment);
  begin("5.12.race.1", "Server and client are started, and one line is typed.");
  const session = await openSession(experiment);
  const serving = await findServer(session);
  typeLine(session, FIRST_LINE);
  if (isGated(experiment)) {
    await waitUntilAsleep(session, "terminal");
    typeLine(session, "");
  }
  await waitForPrinted(session, FIRST_LINE);
  await waitUntilAsleep(session, "terminal");
  await orders[experiment.spec.name]?.({ session, serving, begin, wire });
  await waitForClientExit(session);
}

function isGated({ spec }: Experiment): boolean {
  return spec.clientOptions.includes("on-return");
}

const orders: Readonly<Record<string, (race: Race) => Promise<void>>> = {
  a: resetBeforeRead,
  b: readBeforeReset,
  c: resetInsteadOfFin,
  d1: resetBeforeFin,
  d2: resetBeforeFinWhileReading,
};

async function resetBeforeRead({ session, serving, begin }: Race): Promise<void> {
  begin("5.12.race.2", "The process is killed: the FIN comes. A line is typed: the RST comes.");
  await waitForEnding(session, await inflictFault(session, serving));
  typeLine(session, SECOND_LINE);
  await waitForSegment(
    session,
    "the RST at the client's host",
    (s) => hasFlag(s, "R") && s.arrivedAtNs !== undefined,
  );
  await waitUntilAsleep(session, "terminal");
  begin("5.12.race.3", "Only now may the client read.");
  typeLine(session, "");
}

async function readBeforeReset({ session, serving, begin, wire }: Race): Promise<void> {
  const hold = await wire.hold({ ...matchConnection(session), direction: "server->client", flags: "R" });
  begin("5.12.race.2", "The process is killed: the FIN comes. A line is typed: the RST is held on the wire.");
  await waitForEnding(session, await inflictFault(session, serving));
  const typedAtNs = session.experiment.timeline.now();
  typeLine(session, SECOND_LINE);
  await waitForHeld(session, hold, isReset);
  await session.experiment.until("something printed by the client", ["output"], (seen) =>
    printedBy(after(seen, typedAtNs), "client").at(0),
  );
  begin("5.12.race.3", "The client has read. Now the RST may come.");
  await hold.release();
}

async function resetInsteadOfFin({ session, serving, begin }: Race): Promise<void> {
  begin("5.12.race.2", "The server has stopped reading. A line is typed, and the process is killed.");
  await waitForEnding(session, await inflictFault(session, serving));
}

async function resetBeforeFin({ session, serving, begin, wire }: Race): Promise<void> {
  const hold = await wire.hold({ ...matchConnection(session), direction: "server->client", flags: "F" });
  begin("5.12.race.2", "The process is killed: its FIN is held on the wire. A line is typed: the RST comes.");
  const pid = await inflictFault(session, serving);
  await waitForHeld(session, hold, isFin);
  await waitForProcessEnd(session.experiment, pid);
  typeLine(session, SECOND_LINE);
  await waitForSegment(
    session,
    "the RST at the client's host",
    (s) => hasFlag(s, "R") && s.arrivedAtNs !== undefined,
  );
  await waitUntilAsleep(session, "terminal");
  begin("5.12.race.3", "Only now may the client read, and the FIN come.");
  typeLine(session, "");
  await waitForClientExit(session);
  await hold.release();
}

async function resetBeforeFinWhileReading({ session, serving, begin, wire }: Race): Promise<void> {
  const hold = await wire.hold({ ...matchConnection(session), direction: "server->client" });
  begin("5.12.race.2", "The process is killed, a line is typed: the FIN and the RST are held on the wire.");
  const pid = await inflictFault(session, serving);
  await waitForHeld(session, hold, isFin);
  await waitForProcessEnd(session.experiment, pid);
  typeLine(session, SECOND_LINE);
  await waitForHeld(session, hold, isReset);
  await waitUntilAsleep(session, "socket");
  begin("5.12.race.3", "The client is blocked in its read. The RST is released first, then the FIN.");
  const held = heldBy(session, hold);
  await hold.release([held.findIndex(isReset)]);
}

function isFin(segment: SeenSegment): boolean {
  return hasFlag(segment, "F");
}

function isReset(segment: SeenSegment): boolean {
  return hasFlag(segment, "R");
}

function heldBy({ experiment, connection }: Session, { rule }: Hold): SeenSegment[] {
  return segmentsOf(experiment.timeline.observations, connection).filter(({ wire }) => wire?.rule === rule);
}

async function waitForSegment(
  { experiment, connection, sampleWaiting }: Session,
  what: string,
  isIt: (segment: SeenSegment) => boolean,
): Promise<void> {
  await experiment.until(
    what,
    ["segments"],
    (seen) => segmentsOf(seen, connection).find(isIt),
    sampleWaiting,
  );
}

/** The client's main thread asleep so, once the last line that was typed has left it: it is beyond its write. */
async function waitUntilAsleep(
  { experiment, connection, sampleWaiting }: Session,
  on: "terminal" | "socket",
): Promise<void> {
  const typed = ofKind(experiment.timeline.observations, "typed").at(-1);
  const calledNs = experiment.timeline.now();
  const sentNs = (seen: readonly Observation[]): number | undefined => {
    if (typed === undefined || typed.text === "") return calledNs;
    const line = segmentsOf(seen, connection).find(
      (segment) => segment.direction === "client->server" && payloadText(segment).includes(typed.text),
    );
    return line && Math.max(line.atNs, calledNs);
  };
  await experiment.until(
    `the client asleep, waiting for its ${on}`,
    ["waiting"],
    (seen) => {
      const sinceNs = sentNs(seen);
      if (sinceNs === undefined) return undefined;
      const last = ofKind(after(seen, sinceNs), "waiting").at(-1)?.threads[0];
      return last?.on.find(({ what, isConnection }) =>
        on === "socket" ? isConnection : what === "terminal",
      );
    },
    () => sampleWaiting(true),
  );
}

const race = { waitOn: "terminal" } as const;
/** The client waits for another line between its write and its read. */
const gated = { clientOptions: ["--read", "on-return"] } as const;

export const section512Race: Scenario = {
  title: "Termination of Server Process: which comes first",
  summary: "the FIN, the RST and the read, in each of their orders, made to happen on purpose",
  introduction:
    "The section says that what the client's read returns depends on whether the FIN, the RST or the read comes " +
    "first. Here each order is made to happen.",
  network: "two-hosts",
  needsWire: true,
  makesOwnFault: true,
  runs: [
    { ...race, name: "a", title: "(a) FIN, RST, then the read", fault: "kill", ...gated },
    { ...race, name: "b", title: "(b) FIN, the read, then the RST", fault: "kill" },
    { ...race, name: "c", title: "(c) the line unread: RST instead of FIN", fault: "kill-unread" },
    { ...race, name: "d1", title: "(d) the RST before the FIN, then the read", fault: "kill", ...gated },
    { ...race, name: "d2", title: "(d) the RST before the FIN, blocked in the read", fault: "kill" },
  ],
  perform: performRace,
  rules: raceRules,
  cards: raceCards,
};

// UNP 5.12, step 7: what the client's read gives depends on what comes first. Each order is made to happen: with segments
// held on the wire, or with a client that waits for Return between its write and its read.

import type { Hold, Wire } from "../../wire/wire.ts";
import { type SeenSegment, hasFlag, payloadText, segmentsOf } from "../../timeline/conversation.ts";
import type { Observation } from "../../timeline/observation.ts";
import { after, ofKind, printedBy } from "../../timeline/queries.ts";
import {
  type Begin,
  createSteps,
  findServer,
  seeClientEnd,
  seeProcessEnd,
  seeItsEnding,
  seePrinted,
} from "../../inside/steps.ts";
import { failure } from "../../failure.ts";
import { inflictFault } from "../../inside/inflict-fault.ts";
import type { Lab } from "../../inside/experiment.ts";
import { FIRST_LINE, SECOND_LINE } from "../../inside/lines.ts";
import type { Serving } from "../../inside/serving-process.ts";
import { type Stage, setStage, typeLine } from "../../inside/session.ts";

interface Race {
  readonly stage: Stage;
  readonly serving: Serving | undefined;
  readonly begin: Begin;
  readonly wire: Wire;
}

export async function performRace(lab: Lab): Promise<void> {
  const { wire } = lab;
  if (wire === undefined)
    throw failure(2, "The race needs two hosts with a wire between them.", "Leave out --network.");
  const begin = createSteps(lab);
  begin("5.12.race.1", "Server and client are started, and one line is typed.");
  const stage = await setStage(lab);
  const serving = await findServer(stage);
  typeLine(stage, FIRST_LINE);
  if (isGated(lab)) {
    await seeAsleep(stage, "terminal");
    typeLine(stage, "");
  }
  await seePrinted(stage, FIRST_LINE);
  await seeAsleep(stage, "terminal");
  await orders[lab.spec.name]?.({ stage, serving, begin, wire });
  await seeClientEnd(stage);
}

function isGated({ spec }: Lab): boolean {
  return spec.clientOptions.includes("on-return");
}

const orders: Readonly<Record<string, (race: Race) => Promise<void>>> = {
  a: resetBeforeRead,
  b: readBeforeReset,
  c: resetInsteadOfFin,
  d1: resetBeforeFin,
  d2: resetBeforeFinWhileReading,
};

async function resetBeforeRead({ stage, serving, begin }: Race): Promise<void> {
  begin("5.12.race.2", "The process is killed: the FIN comes. A line is typed: the RST comes.");
  await seeItsEnding(stage, await inflictFault(stage, serving));
  typeLine(stage, SECOND_LINE);
  await seeSegment(
    stage,
    "the RST at the client's host",
    (s) => hasFlag(s, "R") && s.arrivedAtNs !== undefined,
  );
  await seeAsleep(stage, "terminal");
  begin("5.12.race.3", "Only now may the client read.");
  typeLine(stage, "");
}

async function readBeforeReset({ stage, serving, begin, wire }: Race): Promise<void> {
  const hold = await wire.hold({ ...ours(stage), direction: "server->client", flags: "R" });
  begin("5.12.race.2", "The process is killed: the FIN comes. A line is typed: the RST is held on the wire.");
  await seeItsEnding(stage, await inflictFault(stage, serving));
  const typedAtNs = stage.lab.timeline.now();
  typeLine(stage, SECOND_LINE);
  await seeHeld(stage, hold, "R");
  await stage.lab.until("something printed by the client", ["output"], (seen) =>
    printedBy(after(seen, typedAtNs), "client").at(0),
  );
  begin("5.12.race.3", "The client has read. Now the RST may come.");
  await hold.release();
}

async function resetInsteadOfFin({ stage, serving, begin }: Race): Promise<void> {
  begin("5.12.race.2", "The server has stopped reading. A line is typed, and the process is killed.");
  await seeItsEnding(stage, await inflictFault(stage, serving));
}

async function resetBeforeFin({ stage, serving, begin, wire }: Race): Promise<void> {
  const hold = await wire.hold({ ...ours(stage), direction: "server->client", flags: "F" });
  begin("5.12.race.2", "The process is killed: its FIN is held on the wire. A line is typed: the RST comes.");
  const pid = await inflictFault(stage, serving);
  await seeHeld(stage, hold, "F");
  await seeProcessEnd(stage.lab, pid);
  typeLine(stage, SECOND_LINE);
  await seeSegment(
    stage,
    "the RST at the client's host",
    (s) => hasFlag(s, "R") && s.arrivedAtNs !== undefined,
  );
  await seeAsleep(stage, "terminal");
  begin("5.12.race.3", "Only now may the client read, and the FIN come.");
  typeLine(stage, "");
  await seeClientEnd(stage);
  await hold.release();
}

async function resetBeforeFinWhileReading({ stage, serving, begin, wire }: Race): Promise<void> {
  const hold = await wire.hold({ ...ours(stage), direction: "server->client" });
  begin("5.12.race.2", "The process is killed, a line is typed: the FIN and the RST are held on the wire.");
  const pid = await inflictFault(stage, serving);
  await seeHeld(stage, hold, "F");
  await seeProcessEnd(stage.lab, pid);
  typeLine(stage, SECOND_LINE);
  await seeHeld(stage, hold, "R");
  await seeAsleep(stage, "socket");
  begin("5.12.race.3", "The client is blocked in its read. The RST is let go first, then the FIN.");
  const held = heldBy(stage, hold);
  await hold.release([held.findIndex((segment) => hasFlag(segment, "R"))]);
}

/** The connection under test, and no other. */
function ours({ connection }: Stage): { readonly clientPort: number } {
  return { clientPort: connection.client.port };
}

function heldBy({ lab, connection }: Stage, { rule }: Hold): SeenSegment[] {
  return segmentsOf(lab.timeline.observations, connection).filter(({ wire }) => wire?.rule === rule);
}

async function seeHeld(stage: Stage, hold: Hold, flag: "F" | "R"): Promise<void> {
  const what = `the ${flag === "F" ? "FIN" : "RST"} held on the wire`;
  await seeSegment(stage, what, (segment) => segment.wire?.rule === hold.rule && hasFlag(segment, flag));
}

async function seeSegment(
  { lab, connection, sampleWaiting }: Stage,
  what: string,
  isIt: (segment: SeenSegment) => boolean,
): Promise<void> {
  await lab.until(what, ["segments"], (seen) => segmentsOf(seen, connection).find(isIt), sampleWaiting);
}

/** The client's main thread asleep so, once the last line that was typed has left it: it is beyond its write. */
async function seeAsleep(
  { lab, connection, sampleWaiting }: Stage,
  on: "terminal" | "socket",
): Promise<void> {
  const typed = ofKind(lab.timeline.observations, "typed").at(-1);
  const calledNs = lab.timeline.now();
  const sentNs = (seen: readonly Observation[]): number | undefined => {
    if (typed === undefined || typed.text === "") return calledNs;
    const line = segmentsOf(seen, connection).find(
      (segment) => segment.direction === "client->server" && payloadText(segment).includes(typed.text),
    );
    return line && Math.max(line.atNs, calledNs);
  };
  await lab.until(
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

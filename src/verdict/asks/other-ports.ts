// A client that fails over to another server, on another port: what it does there is not seen, so that what was not answered
// here may have been done there.

import type { Case, Evidence } from "../../timeline/case.ts";
import { controlsOf } from "../../timeline/controls.ts";
import type { Observed } from "../../timeline/observation.ts";
import { ofKind } from "../../timeline/queries.ts";
import type { ControlRecord } from "../../timeline/record.ts";
import type { SaidEntry, Verdict } from "../../timeline/verdict-record.ts";
import { type UnknownCause, unknownCauses } from "../../timeline/words.ts";
import { endIn } from "./ends.ts";
import { ANSWERED } from "./fates.ts";

/** From here on ports may be made up for each connection, as FTP's are (ip_local_port_range). */
const MADE_UP = 32_768;

/** As much of a run as this needs. */
type Seen = Pick<Case, "observations"> & { readonly evidence: Partial<Pick<Evidence, "control">> };

/** The connections to other ports that may be the client's. */
function mayBeClients({ observations }: Pick<Case, "observations">): Others {
  return ofKind(observations, "other-port").filter(({ by }) => by === undefined || by === "client");
}

/** For a control: to which ports, how often, and whether it still did once the time of the fault had come. */
export function otherPortsOf(seen: Case): NonNullable<ControlRecord["otherPorts"]> {
  const faultNs = seen.fault?.atNs ?? Number.POSITIVE_INFINITY;
  return [...byPort(mayBeClients(seen))].map(([port, all]) => {
    const isSince = all.some(({ atNs }) => atNs > faultNs);
    return { port, times: timesIn(all), ...(isSince && { isSince }) };
  });
}

type Others = readonly Observed<"other-port">[];

function byPort(connections: Others): ReadonlyMap<number, Others> {
  const ports = [...new Set(connections.map(({ server }) => server.port))].sort((one, other) => one - other);
  return new Map(ports.map((port) => [port, connections.filter(({ server }) => server.port === port)]));
}

const timesIn = (connections: Others): number => connections.reduce((sum, { count }) => sum + count, 0);

/**
 * The connections that may be the client's, and that it makes in no control: to a port to which it connects in none; or, to
 * one to which it connects at first only (a member of a cluster), one more since the fault. Without a control nothing is
 * usual.
 */
export function newToOthers(seen: Seen): Others {
  const { control } = seen.evidence;
  if (control === undefined) return []; // of a section, or a control itself
  const usual = controlsOf(control).flatMap(({ otherPorts = [] }) => otherPorts);
  const areMadeUp = usual.some(({ port }) => port >= MADE_UP);
  const faultNs = ofKind(seen.observations, "fault").at(0)?.atNs ?? 0;
  return [...byPort(mayBeClients(seen))]
    .flatMap(([port, all]) => {
      const same = usual.filter((each) => each.port === port);
      if (same.length === 0) return areMadeUp && port >= MADE_UP ? [] : all;
      const isMore = same.every(({ times, isSince }) => isSince !== true && times < timesIn(all));
      return isMore ? all.filter(({ atNs }) => atNs > faultNs) : [];
    })
    .sort((one, other) => one.atNs - other.atNs);
}

/** Why nobody knows, with the ports: undefined where there were none. */
export function whyElsewhere(seen: Seen): string | undefined {
  const others = newToOthers(seen);
  const ports = [...byPort(others).keys()];
  if (ports.length === 0) return undefined;
  const named = ports.slice(0, NAMED).join(", ");
  const which = ports.length > NAMED ? `${named} and others` : named;
  const faultNs = ofKind(seen.observations, "fault").at(0)?.atNs ?? 0;
  const since = others.every(({ atNs }) => atNs > faultNs) ? " since" : "";
  // Who holds it the table does not show of a connection that is over soon.
  const talked = others.some(({ by }) => by === "client") ? "it has talked" : "it may have talked";
  return ports.length === 1
    ? `${talked} to another port${since} (${which}), which is not watched`
    : `${talked} to other ports${since} (${which}), which are not watched`;
}

/** Why nobody knows of what was not answered: also where the client has kept a connection to another port. */
function whyThere(seen: Seen): string | undefined {
  const kept = mayBeClients(seen).filter(({ isKept }) => isKept === true);
  const [port] = byPort(kept).keys();
  const why = whyElsewhere(seen);
  if (why !== undefined || port === undefined || seen.evidence.control === undefined) return why;
  return `it keeps a connection to another port (${port}), which is not watched`;
}

/** Why a word is unknown: of this cause with the ports. */
export function causeInWords(cause: UnknownCause, seen: Seen): string {
  return (cause === "other-port" ? whyThere(seen) : undefined) ?? unknownCauses[cause];
}

const NAMED = 3;

/**
 * What did not get as far as in the control may have been done there; but for an answer that was expected, and that only the
 * control printed: that is missing wherever it was to come from.
 */
export function settleOtherPorts(entry: SaidEntry, seen: Case, i: number): SaidEntry {
  const mayBeThere =
    entry.isLost === undefined ? entry.fate !== "unknown" && !ANSWERED.has(entry.fate) : entry.isLost;
  if (!mayBeThere) return entry;
  const usual = seen.evidence.control?.said?.[i];
  if (entry.found === false && usual?.text === entry.text && usual.fate === "shown") return entry;
  const why = whyThere(seen);
  return why === undefined ? entry : endIn(entry, { fate: "unknown", why });
}

/** Of what is not known because of them, the cause: what was lost, of which nobody was told, and what was done twice. */
export function doubtElsewhere(
  { lost, unreported, duplicated }: Pick<Verdict, "lost" | "unreported" | "duplicated">,
  said: readonly SaidEntry[],
  seen: Case,
): Verdict["undecided"] {
  const why = whyThere(seen);
  if (why === undefined || !isLossElsewhere(said, why)) return {};
  const cause = "other-port";
  return {
    ...(lost === undefined && { lost: cause }),
    ...(unreported === undefined && { unreported: cause }),
    ...(duplicated === undefined && ofKind(seen.observations, "counted").length > 0 && { duplicated: cause }),
  };
}

/** Of each thing said it is known, and not by the server's count; or of one it is not known for this. */
function isLossElsewhere(said: readonly SaidEntry[], why: string): boolean {
  const unknown = said.filter(({ isLost }) => isLost === undefined);
  // What was expected was printed, with nothing come from the server: it may have come from there.
  return unknown.length === 0 || unknown.some((entry) => entry.why === why || entry.isEarly);
}

/**
 * What the server has, by its own count, may not be all that was done: there is another one, which nobody has asked. (The
 * command of `--count` was seen to ask each of them, or what all of them print is seen, for `--done-when`.)
 */
export function mayBeDoneThere(seen: Case): boolean {
  const others = newToOthers(seen);
  if (others.length === 0) return false;
  const known = seen.evidence.meaning?.doneWhen === undefined ? askedToCount(seen) : printing(seen);
  const ports = new Set(known.map(({ server }) => server.port));
  return !others.every(({ server }) => ports.has(server.port));
}

/** What the command that counts has connected to. */
function askedToCount({ observations }: Case): Others {
  const ends = observations.filter(({ kind }) => kind === "counted" || kind === "also-done");
  return ofKind(observations, "other-port").filter(
    ({ by, atNs }) => by === "own" && ends.find((end) => end.atNs > atNs)?.kind === "counted",
  );
}

const printing = ({ observations }: Case): Others =>
  ofKind(observations, "other-port").filter(({ isServers }) => isServers);

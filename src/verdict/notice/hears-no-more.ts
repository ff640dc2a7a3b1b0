// A subscriber that connects again, and does not ask there for what it had asked for: it hears nothing any more.

import type { Case } from "../../timeline/case.ts";
import { outputOf } from "../../timeline/output.ts";
import { after, printedBy } from "../../timeline/queries.ts";
import type { ByItself } from "../../timeline/record.ts";
import { type Flow, flowsOf, newIn } from "../bytes/flows.ts";
import { acceptedSince } from "../signs/signs.ts";

type Amount = Pick<ByItself, "lines" | "bytes" | "ns">;

/** So many may be late, or have been said while nobody was connected. */
const SEVERAL = 5;

/**
 * It has sent less on its new connection than on its first one in the same time. (Who asks for as much has a server that
 * says no more.) `yes`: several of what it prints by itself in the control, or is sent where it prints nothing, would have
 * come since that was accepted; `perhaps`: one would.
 */
export function hearsNoMore(seen: Case, sinceNs: number): "yes" | "perhaps" | "no" {
  const usual = seen.evidence.control?.byItself;
  const accepted = acceptedSince(seen, sinceNs).at(-1);
  const flows = flowsOf(seen);
  const first = flows.find(({ connection }) => connection.client.port === seen.connection?.client.port);
  const anew = flows.find(({ connection }) => connection.client.port === accepted?.to.port);
  if (usual === undefined || first === undefined || anew === undefined) return "no";
  const livedNs = (seen.observations.at(-1)?.atNs ?? 0) - anew.beganNs;
  const due = dueByItself(seen, anew.beganNs);
  if (hasHeard(seen, anew, withoutAnswer(usual))) return "no";
  const ns = Math.min(livedNs, sinceNs - first.beganNs);
  if (due <= 1 || sentWithin(anew, ns) >= sentWithin(first, ns)) return "no";
  return due > SEVERAL ? "yes" : "perhaps";
}

/** How many bytes the client has sent there so long since it connected. */
function sentWithin({ beganNs, toServer }: Flow, ns: number): number {
  return newIn(toServer.segments)
    .filter(({ atNs }) => atNs - beganNs <= ns)
    .reduce((sum, { length }) => sum + length, 0);
}

/**
 * Behind how its connection begins it has printed, or where it prints nothing was sent, as much as is due, or not so much
 * less that it may be heartbeats.
 */
function hasHeard(seen: Case, { beganNs, toClient }: Flow, { lines, bytes, ns }: Amount): boolean {
  const fromNs = beganNs + BEGINS_NS;
  const part = ((seen.observations.at(-1)?.atNs ?? 0) - fromNs) / ns;
  const printed = outputOf(after(printedBy(seen.observations, "client"), fromNs), "client");
  const came = toClient.segments.reduce((sum, { length, atNs }) => sum + (atNs > fromNs ? length : 0), 0);
  const [heard, due] = lines > 0 ? [printed.split("\n").length - 1, lines * part] : [came, bytes * part];
  return heard > 0 && heard * MUCH_LESS >= due;
}

const MUCH_LESS = 3;

/** With what comes so soon a connection begins. */
const BEGINS_NS = 100e6;

/**
 * How much of what comes by itself in the control would have come since then: lines that it prints; of one that prints
 * nothing, and asks for nothing meanwhile, pieces that its server sends.
 */
export function dueByItself(seen: Case, sinceNs: number): number {
  const { byItself, sendsByItself } = seen.evidence.control ?? {};
  if (byItself === undefined) return 0;
  const { lines, bytes, ns } = withoutAnswer(byItself);
  const part = ((seen.observations.at(-1)?.atNs ?? 0) - sinceNs) / ns;
  if (lines > 0) return lines * part;
  return sendsByItself ? 0 : (bytes / pieceOn(seen)) * part;
}

/** What came for something that was said before the silence came once, and not by itself. */
function withoutAnswer({ lines, bytes, ns, answer }: ByItself): Amount {
  return { lines: lines - (answer?.lines ?? 0), bytes: bytes - (answer?.bytes ?? 0), ns };
}

/** Bytes that its server sends at once, once it has begun; where the fault comes before that, whatever it sends. */
function pieceOn({ segments, fault }: Case): number {
  const fromNs = (segments[0]?.atNs ?? 0) + BEGINS_NS;
  const sent = segments.filter(
    ({ direction, length, atNs }) =>
      direction === "server->client" && length > 0 && atNs < (fault?.atNs ?? 0),
  );
  const begun = sent.filter(({ atNs }) => atNs > fromNs);
  const pieces = (begun.length > 0 ? begun : sent)
    .map(({ length }) => length)
    .sort((one, other) => one - other);
  return pieces[Math.floor(pieces.length / 2)] ?? Number.POSITIVE_INFINITY;
}

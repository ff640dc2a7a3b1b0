// The proof of a moment: the fault came when it was intended, to the byte.

import type { Case } from "../timeline/case.ts";
import type { Direction } from "../tcp/endpoint.ts";
import { type SeenSegment, arrivals, hasFlag } from "../timeline/conversation.ts";
import { type Finding, type Rule, holds, unknown } from "../verdict/rule.ts";
import { type FaultMoment, type MomentName, parseMoment, patternOfMoment } from "../fault/moments.ts";
import { answered } from "./answered-proof.ts";
import { endOf, findFound, relayed, saidBefore } from "./moment-evidence.ts";
import { whoPrinted } from "./printed.ts";
import { stopOf } from "./stop.ts";
import { countDistinctBytes } from "../timeline/distinct-bytes.ts";

export const momentRule: Rule = {
  id: "moment",
  text: "The fault comes at the intended moment.",
  needs: ["segments"],
  proves: true,
  judge(seen) {
    const { moment: written } = seen.evidence;
    const moment = parseMoment(written);
    return moment ? proofs[moment.at](seen, moment) : unknown(`no such moment: ${written}`);
  },
};

type Proof = (seen: Case, moment: FaultMoment) => Finding;

const proofs: Readonly<Record<MomentName, Proof>> = {
  idle: (seen) => exactly(seen, "server->client", undefined),
  accepted: (seen) => exactly(seen, "client->server", 0),
  "mid-request": inTheMiddle,
  "mid-reply": inTheMiddle,
  answered,
  request: foundOnWire,
  reply: foundOnWire,
  printed: printedBefore,
  crossing: crossed,
};

/** So many bytes, and there are more. */
function inTheMiddle(seen: Case, moment: FaultMoment): Finding {
  const stop = stopOf(moment);
  const report = relayed(seen, stop);
  const { direction, bytes } = stop;
  if (report)
    return holds(`the relay had passed on ${bytes} bytes ${direction}, and no more`, report, seen.fault);
  const isHeld = (segment: SeenSegment): boolean =>
    segment.direction === direction && segment.length > 0 && segment.wire?.fate === "held";
  if (
    bytes === 0 &&
    !seen.segments.some((segment) => isHeld(segment) && segment.atNs < (seen.fault?.atNs ?? 0))
  )
    return unknown(`no bytes ${direction} were there to be held`);
  return exactly(seen, direction, bytes);
}

/** How many bytes since the last line that was typed had reached the other end when the fault came. */
function exactly(seen: Case, direction: Direction, bytes: number | undefined): Finding {
  const { fault, segments } = seen;
  if (fault === undefined) return unknown("there was no fault");
  const sinceNs = saidBefore(seen);
  const before = arrivals(segments).filter(
    (segment) =>
      segment.direction === direction &&
      segment.arrivedAtNs > sinceNs &&
      segment.arrivedAtNs < fault.atNs &&
      segment.length > 0,
  );
  const come = countDistinctBytes(before);
  const note = `${come} bytes ${direction} had arrived`;
  const asMeant = bytes === undefined ? come > 0 : come === bytes;
  return asMeant ? holds(note, ...before, fault) : unknown(`${note}, and not ${bytes ?? "any"}`);
}

/** All that had arrived ends where the match does. */
function foundOnWire(seen: Case, moment: FaultMoment): Finding {
  const { fault, segments } = seen;
  const stop = stopOf(moment);
  const { pattern } = moment;
  const report = relayed(seen, stop);
  if (report) return holds(`the relay had passed on what ends with ${pattern}, and no more`, report, fault);
  const found = findFound(seen);
  if (found?.found === undefined || fault === undefined)
    return unknown(`${pattern} was not seen on the wire`);
  const { seq: end } = found.found;
  const come = arrivals(segments).filter(
    (each) => each.direction === stop.direction && each.length > 0 && each.arrivedAtNs < fault.atNs,
  );
  const last = come.reduce<SeenSegment | undefined>(
    (latest, each) => (latest === undefined || endOf(each) > endOf(latest) ? each : latest),
    undefined,
  );
  if (last === undefined || (last.seq + last.length) >>> 0 !== end)
    return unknown(`what had arrived ${stop.direction} does not end with ${pattern}`);
  return holds(`what had arrived ${stop.direction} ends with ${pattern} (${last.text})`, last, found, fault);
}

/** By one of the two programs, since the last line was said. */
function printedBefore(seen: Case, moment: FaultMoment): Finding {
  const { fault, observations, connection } = seen;
  const pattern = patternOfMoment(moment);
  if (fault === undefined || pattern === undefined) return unknown("there was no fault");
  const by = whoPrinted(pattern, observations, connection?.server.port ?? 0, fault.atNs);
  if (by === undefined) return unknown(`nobody had printed ${moment.pattern}`);
  return holds(`the ${by.role} had printed ${JSON.stringify(by.text)}`, by, fault);
}

/** Each was sent before the other arrived. */
function crossed({ segments, typed, fault }: Case): Finding {
  const line = typed.find(({ atNs }) => atNs > (fault?.atNs ?? Infinity));
  const ending = segments.find(
    (segment) => segment.direction === "server->client" && (hasFlag(segment, "F") || hasFlag(segment, "R")),
  );
  const data = segments.find(
    (segment) =>
      segment.direction === "client->server" && segment.length > 0 && segment.atNs > (line?.atNs ?? Infinity),
  );
  if (ending?.arrivedAtNs === undefined)
    return unknown("the server's FIN or RST was not seen to arrive at the client's host");
  if (data?.arrivedAtNs === undefined)
    return unknown("the request was not seen to arrive at the server's host");
  const theyCross = data.atNs < ending.arrivedAtNs && ending.atNs < data.arrivedAtNs;
  return theyCross
    ? holds(`${ending.text} and ${data.text} were on the wire together`, ending, data)
    : unknown(`${ending.text} and ${data.text} did not cross`);
}

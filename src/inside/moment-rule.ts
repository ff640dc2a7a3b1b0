// The proof of a moment: the fault came when it was intended, to the byte.

import type { Case } from "../timeline/case.ts";
import type { Direction } from "../tcp/endpoint.ts";
import { arrivals, hasFlag } from "../timeline/conversation.ts";
import type { Observed } from "../timeline/observation.ts";
import { printedBy } from "../timeline/queries.ts";
import { type Finding, type Rule, holds, unknown } from "../verdict/rule.ts";
import { type MomentName, parseMoment } from "../fault/moments.ts";

export const momentRule: Rule = {
  id: "moment",
  text: "The fault comes at the intended moment.",
  needs: ["segments"],
  proves: true,
  judge(seen) {
    const { moment: written } = seen.evidence;
    const moment = parseMoment(written);
    return moment ? proofs[moment.at](seen, moment.bytes) : unknown(`no such moment: ${written}`);
  },
};

const proofs: Readonly<Record<MomentName, (seen: Case, bytes: number) => Finding>> = {
  idle: (seen) => exactly(seen, "server->client", undefined),
  accepted: (seen) => exactly(seen, "client->server", 0),
  "mid-request": (seen, bytes) => exactly(seen, "client->server", bytes),
  "mid-reply": (seen, bytes) => exactly(seen, "server->client", bytes),
  crossing: crossed,
};

/** How many bytes of the last line typed, or of the reply to it, had reached the other end when the fault came. */
function exactly(seen: Case, direction: Direction, bytes: number | undefined): Finding {
  const { fault, segments } = seen;
  if (fault === undefined) return unknown("there was no fault");
  const sinceNs = seen.typed.findLast(({ atNs }) => atNs < fault.atNs)?.atNs ?? 0;
  const before = arrivals(segments).filter(
    (segment) =>
      segment.direction === direction &&
      segment.arrivedAtNs > sinceNs &&
      segment.arrivedAtNs < fault.atNs &&
      segment.length > 0,
  );
  const report = relayed(seen, direction, bytes ?? 0, fault.atNs);
  if (report) return holds(`the relay had passed on ${bytes} bytes ${direction}, and no more`, report, fault);
  const come = before.reduce((sum, { length }) => sum + length, 0);
  const note = `${come} bytes ${direction} had arrived`;
  const asMeant = bytes === undefined ? come > 0 : come === bytes;
  return asMeant ? holds(note, ...before, fault) : unknown(`${note}, and not ${bytes ?? "any"}`);
}

/** A relay receives everything, and reports how much of it it has passed on. */
function relayed(
  { observations }: Case,
  direction: Direction,
  bytes: number,
  beforeNs: number,
): Observed<"printed"> | undefined {
  const text = `holding ${direction === "client->server" ? "request" : "reply"} after ${bytes} bytes`;
  return printedBy(observations, "server").find(
    (printed) => printed.atNs < beforeNs && printed.text.includes(text),
  );
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
  if (ending?.arrivedAtNs === undefined || data?.arrivedAtNs === undefined)
    return unknown("the two were not seen to arrive");
  const theyCross = data.atNs < ending.arrivedAtNs && ending.atNs < data.arrivedAtNs;
  return theyCross
    ? holds(`${ending.text} and ${data.text} were on the wire together`, ending, data)
    : unknown("the two did not cross");
}

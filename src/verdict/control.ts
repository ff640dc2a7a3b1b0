// The control: the same run with nothing done to the server. It shows the client's habits.

import type { Case } from "../timeline/case.ts";
import { ofKind, printedBy } from "../timeline/queries.ts";
import type { ControlRecord } from "../timeline/record.ts";
import { doServersConnect, perhapsClients } from "../timeline/whose.ts";
import { otherPortsOf } from "./asks/other-ports.ts";
import { silenceOf } from "./ledger/came-by-itself.ts";
import { controlLedger } from "./ledger/control-ledger.ts";
import { createAsked, isJustAnswered, quietSince } from "./ledger/usual-times.ts";
import { answersIn } from "./lines/answers.ts";
import { linesOf } from "./lines/lines-printed.ts";
import { sourceOf } from "./lines/usual-lines.ts";
import { serverEndsFirst } from "./proof/survived-fault.ts";
import { busyShare } from "./signs/effort.ts";
import { findSigns } from "./signs/signs.ts";

export function controlOf(seen: Case): ControlRecord {
  const { observations } = seen;
  const all = linesOf(printedBy(observations, "client"));
  const { lines, unfinished } = sourceOf(endLine(all));
  const printed = [...lines.keys()];
  const answers = answersIn(observations, all);
  const otherPorts = otherPortsOf(seen);
  const busy = busyShare(seen, seen.fault?.atNs ?? 0);
  return {
    lines: printed,
    times: [...lines.values()],
    answers: printed.flatMap((text, i) => (answers.has(text) ? [i] : [])),
    unfinished,
    signs: signsOf(seen),
    answered: ofKind(observations, "expected")
      .filter(({ phase }) => phase === "after")
      .map(({ found }) => found),
    ...controlLedger(seen),
    watched: watchedFor(seen),
    ...(otherPorts.length > 0 && { otherPorts }),
    ...(perhapsClients(seen, seen.segments[0]?.atNs ?? 0).length > 0 && { hasPerhaps: true }),
    ...(doServersConnect(seen) && { serversConnect: true }),
    ...(serverEndsFirst(seen) && { serverEndsFirst: true }),
    ...(busy !== undefined && { busy }),
  };
}

function watchedFor(seen: Case): NonNullable<ControlRecord["watched"]> {
  const [fromNs, toNs] = silenceOf(seen);
  const firstNs = seen.segments[0]?.atNs ?? fromNs;
  return { sinceFirstNs: toNs - firstNs, sinceQuietNs: toNs - quietSince(seen) };
}

/** What it printed last may have no end, and be a line all the same. */
function endLine(lines: ReturnType<typeof linesOf>): ReturnType<typeof linesOf> {
  const last = lines.at(-1);
  return last === undefined || last.isWhole ? lines : [...lines, { ...last, isWhole: true, states: [] }];
}

function signsOf(seen: Case): ControlRecord["signs"] {
  const quietNs = quietSince(seen);
  const faultNs = seen.fault?.atNs ?? 0;
  const findAsked = createAsked(seen);
  return findSigns(seen, 0)
    .map(({ kind, what, atNs }) => ({ kind, what, atNs, askedNs: findAsked(atNs) }))
    .filter(({ atNs, askedNs }) => atNs > faultNs || askedNs === undefined)
    .map(({ kind, what, atNs, askedNs }) => ({
      kind,
      what,
      afterNs: atNs - quietNs,
      asked: askedNs !== undefined,
      ...(isJustAnswered(seen, atNs, askedNs) && { answered: true as const }),
    }));
}

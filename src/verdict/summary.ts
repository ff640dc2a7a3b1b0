// The verdict in sentences.

import type { Case } from "../timeline/case.ts";
import type { Verdict } from "../timeline/record.ts";
import type { Noticed } from "../timeline/words.ts";
import { closedByClient } from "./proof.ts";
import { effortRemarks, remarks } from "./remarks.ts";
import { hasConnectedAnew } from "./signs.ts";
import { unknownCauses } from "../timeline/words.ts";
import { causeIn } from "./uncaught.ts";
import { formatDuration, formatEnd } from "../timeline/units.ts";

type Facts = Omit<Verdict, "summary">;

const endings: Readonly<Record<string, string>> = { fin: "A FIN", rst: "An RST" };

export function summarise(facts: Facts, seen: Case): string[] {
  if (facts.missing !== undefined) return [`Inconclusive: ${facts.missing}.`];
  if (facts.ending.by === "none") {
    const closed = closedByClient(seen)
      ? "the client closed the connection by itself"
      : "TCP showed no ending";
    return [
      `Nothing was done to the server, and ${closed}.`,
      ...(facts.exit ? [aftermath(facts, seen)] : []),
    ];
  }
  const isCustom = seen.evidence.control !== undefined;
  return [
    headline(facts, seen),
    ...howItEnded(facts, seen),
    aftermath(facts, seen),
    ...goneSilent(facts),
    ...neverRead(facts),
    ...(isCustom ? [...effortRemarks(facts), ...remarks(seen)] : []),
  ];
}

/** `noticed at-once, 0.3 ms after the FIN, by its own FIN` */
function headline(facts: Facts, { fault }: Case): string {
  const { noticed, afterNs = 0, by, ending, waiting, undecided } = facts;
  const wait = waiting === "unknown" ? "what it waits for is unknown" : waiting;
  const cause = undecided?.["noticed"];
  if (noticed === "unknown")
    return `whether it noticed is unknown: ${cause === undefined ? wait : unknownCauses[cause]}`;
  if (noticed === "never") return `noticed never: ${wait}`;
  const what = ending.by === "silence" ? `the ${fault?.fault}` : ending.by === "rst" ? "the RST" : "the FIN";
  const [ns, side] = afterNs < 0 ? [-afterNs, "before"] : [afterNs, "after"];
  const since = `${formatDuration(ns)} ${side} ${what}`;
  if (noticed === "on-use") return `noticed on-use, ${onUse(facts, since, wait)}`;
  return `noticed ${noticed}, ${since}, by ${by ?? "a sign unknown"}`;
}

/** From its use it counts how soon it noticed, and not from when it was left alone. */
function onUse({ afterUseNs, waitingOnceUsed }: Facts, since: string, wait: string): string {
  if (afterUseNs === undefined) return `${since}, ${wait} until then`;
  const when = `${formatDuration(afterUseNs)} after it was used (${since})`;
  return waitingOnceUsed === undefined
    ? `${when}, ${wait} until then`
    : `${when}, ${wait} until it was used, then ${waitingOnceUsed}`;
}

function howItEnded({ ending: { by, atNs } }: Facts, { fault }: Case): string[] {
  if (fault === undefined || atNs === undefined) return [];
  const when = `${formatDuration(atNs - fault.atNs)} after the ${fault.fault}`;
  return [`${endings[by] ?? by} reached the client's host ${when}.`];
}

const reactions: Readonly<Partial<Record<Verdict["reaction"], string>>> = {
  reconnects: "connected again",
  closes: "closed its socket",
  "holds-socket": "holds a socket whose end of file it has read",
  hangs: "waits for an answer that will not come",
  "goes-silent": "has stopped printing",
  none: "as if nothing had happened",
};

/** Its first process has not ended, and it is another one that has. */
const NOT_KNOWN: Readonly<Partial<Record<Verdict["reaction"], string>>> = {
  crashes: "goes on, but the process that held the connection crashed",
  unknown: "goes on; what it did about it is unknown",
};

/** What it did: how it ended, or what it goes on with. */
function did({ exit, reaction }: Facts, seen: Case): string {
  if (exit) return `ended with ${formatEnd(exit)}`;
  if (seen.evidence.control === undefined) return `did not end (${reaction})`;
  const isVain = reaction === "reconnects" && !hasConnectedAnew(seen, seen.fault?.atNs ?? 0);
  return isVain
    ? "tried to connect anew, in vain"
    : (reactions[reaction] ?? NOT_KNOWN[reaction] ?? "goes on");
}

function aftermath(facts: Facts, seen: Case): string {
  const { lost, unreported, duplicated, lingers } = facts;
  const isCustom = seen.evidence.control !== undefined;
  const what = isCustom ? "exchange" : "line";
  const silently = unreported ? ", and nobody was told" : "";
  const undone = !lost ? "" : `; ${lost} ${what}${lost === 1 ? " was" : "s were"} not answered${silently}`;
  const lines = !duplicated
    ? undone
    : `${undone}; ${duplicated} ${duplicated === 1 ? "was" : "were"} done twice`;
  return `${said(facts)} ${did(facts, seen)}${lines}${lingers ? "; its socket stays in CLOSE_WAIT" : ""}.`;
}

function goneSilent({ byItself }: Facts): string[] {
  if (byItself === undefined) return [];
  return [`It was expected to print ${byItself.expected} lines unprompted, and printed ${byItself.came}.`];
}

function neverRead({ ledger }: Facts): string[] {
  const unread = ledger?.bytes.filter(
    ({ direction, fate }) => direction === "server->client" && fate === "unread",
  );
  const bytes = (unread ?? []).reduce((sum, each) => sum + each.bytes, 0);
  return bytes === 0
    ? []
    : [
        `${bytes} byte${bytes === 1 ? "" : "s"} of the server reached the client's host, and the client never read them.`,
      ];
}

function said({ told, undecided }: Facts): string {
  if (told === undefined)
    return `${undecided?.["told"] ? "Whether the client told its user is unknown" : "What the client printed was not observed"}. It`;
  return told === "" ? "The client printed nothing and" : `The client printed \`${causeIn(told)}\` and`;
}

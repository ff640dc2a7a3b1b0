// The verdict in sentences.

import type { Case } from "../timeline/case.ts";
import type { Verdict } from "../timeline/record.ts";
import { closedByClient } from "./proof.ts";
import { remarks } from "./remarks.ts";
import { hasConnectedAnew } from "./signs.ts";
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
    ...(isCustom ? remarks(seen) : []),
  ];
}

/** `noticed at-once, 0.3 ms after the FIN, by its own FIN` */
function headline({ noticed, afterNs = 0, by, ending, waiting }: Facts, { fault }: Case): string {
  const wait = waiting === "unknown" ? "what it waits for is unknown" : waiting;
  if (noticed === "unknown") return `whether it noticed is unknown: ${wait}`;
  if (noticed === "never") return `noticed never: ${wait}`;
  const what = ending.by === "silence" ? `the ${fault?.fault}` : ending.by === "rst" ? "the RST" : "the FIN";
  const [ns, side] = afterNs < 0 ? [-afterNs, "before"] : [afterNs, "after"];
  const when = `noticed ${noticed}, ${formatDuration(ns)} ${side} ${what}`;
  return noticed === "on-use" ? `${when}, ${wait} until then` : `${when}, by ${by ?? "a sign unknown"}`;
}

function howItEnded({ ending: { by, atNs } }: Facts, { fault }: Case): string[] {
  if (fault === undefined || atNs === undefined) return [];
  const when = `${formatDuration(atNs - fault.atNs)} after the ${fault.fault}`;
  return [`${endings[by] ?? by} reached the client's host ${when}.`];
}

const reactions: Readonly<Partial<Record<Verdict["reaction"], string>>> = {
  reconnects: "connected anew",
  closes: "closed its socket, and goes on",
  "tells-user": "goes on",
  "holds-socket": "keeps a socket whose end it has read",
  hangs: "waits for an answer that will not come",
  "goes-silent": "goes silent",
  none: "goes on as if nothing had happened",
};

function aftermath(facts: Facts, seen: Case): string {
  const { told, exit, lost, unreported, duplicated, lingers, reaction } = facts;
  const isCustom = seen.evidence.control !== undefined;
  const isVain = reaction === "reconnects" && !hasConnectedAnew(seen, seen.fault?.atNs ?? 0);
  const did = isVain ? "tried to connect anew, in vain" : reactions[reaction];
  const going = isCustom ? (did ?? `did not end (${reaction})`) : `did not end (${reaction})`;
  const end = exit ? `ended with ${formatEnd(exit)}` : going;
  const what = isCustom ? "exchange" : "line";
  const silently = unreported ? ", and nobody was told" : "";
  const undone = !lost ? "" : `; ${lost} ${what}${lost === 1 ? " was" : "s were"} not answered${silently}`;
  const lines = !duplicated
    ? undone
    : `${undone}; ${duplicated} ${duplicated === 1 ? "was" : "were"} done twice`;
  return `${said(told)} ${end}${lines}${lingers ? "; its socket stays in CLOSE_WAIT" : ""}.`;
}

function goneSilent({ byItself }: Facts): string[] {
  if (byItself === undefined) return [];
  return [`Of what it prints by itself ${byItself.expected} lines were expected, and ${byItself.came} came.`];
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

function said(told: string | undefined): string {
  if (told === undefined) return "What the client printed was not observed. It";
  return told === ""
    ? "The client printed nothing and"
    : `The client printed \`${told.split(/\r?\n/)[0]}\` and`;
}

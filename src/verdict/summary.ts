// The verdict in sentences.

import type { Case } from "../timeline/case.ts";
import type { Verdict } from "../timeline/record.ts";
import { closedByClient } from "./proof.ts";
import { formatDuration, formatEnd } from "./units.ts";

type Facts = Omit<Verdict, "summary">;

const endings: Readonly<Record<string, string>> = { fin: "A FIN", rst: "An RST" };

export function summarise(facts: Facts, seen: Case): string[] {
  if (facts.missing !== undefined) return [`Inconclusive: ${facts.missing}.`];
  if (facts.ending.by === "none") {
    const closed = closedByClient(seen)
      ? "the client closed the connection by itself"
      : "TCP showed no ending";
    return [`Nothing was done to the server, and ${closed}.`, ...(facts.exit ? [aftermath(facts)] : [])];
  }
  return [headline(facts, seen), ...howItEnded(facts, seen), aftermath(facts)];
}

/** `noticed at-once, 0.3 ms after the FIN, by its own FIN` */
function headline({ noticed, afterNs, by, ending, waiting }: Facts, { fault }: Case): string {
  const wait = waiting === "unknown" ? "what it waits for is unknown" : waiting;
  if (noticed === "unknown") return `whether it noticed is unknown: ${wait}`;
  if (noticed === "never") return `noticed never: ${wait}`;
  const what = ending.by === "silence" ? `the ${fault?.fault}` : ending.by === "rst" ? "the RST" : "the FIN";
  const when = `noticed ${noticed}, ${formatDuration(afterNs ?? 0)} after ${what}`;
  return noticed === "on-use" ? `${when}, ${wait} until then` : `${when}, by ${by ?? "a sign unknown"}`;
}

function howItEnded({ ending: { by, atNs } }: Facts, { fault }: Case): string[] {
  if (fault === undefined || atNs === undefined) return [];
  const when = `${formatDuration(atNs - fault.atNs)} after the ${fault.fault}`;
  return [`${endings[by] ?? by} reached the client's host ${when}.`];
}

function aftermath({ told, exit, lost, lingers, reaction }: Facts): string {
  const end = exit ? `ended with ${formatEnd(exit)}` : `did not end (${reaction})`;
  const lines = !lost ? "" : `; ${lost} line${lost === 1 ? " was" : "s were"} not answered`;
  return `${said(told)} ${end}${lines}${lingers ? "; its socket stays in CLOSE_WAIT" : ""}.`;
}

function said(told: string | undefined): string {
  if (told === undefined) return "What the client printed was not observed. It";
  return told === ""
    ? "The client printed nothing and"
    : `The client printed \`${told.split(/\r?\n/)[0]}\` and`;
}

// The verdict in sentences.

import type { Case } from "../timeline/case.ts";
import type { Verdict } from "../timeline/record.ts";
import { formatDuration, formatEnd } from "./units.ts";

const endings: Readonly<Record<string, string>> = { fin: "a FIN", rst: "an RST" };

export function summarise(facts: Omit<Verdict, "summary">, seen: Case): string[] {
  if (facts.missing !== undefined) return [`Inconclusive: ${facts.missing}.`];
  if (facts.ending.by === "none") return ["Nothing was done to the server, and TCP showed no ending."];
  return [headline(facts), ...ending(facts, seen), aftermath(facts)];
}

/** `noticed at-once, 0.3 ms after the FIN, by its own FIN` */
export function headline({
  noticed,
  afterNs,
  by,
  ending: { by: how },
  waiting,
}: Omit<Verdict, "summary">): string {
  const what = how === "rst" ? "the RST" : "the FIN";
  if (noticed === "never") return `noticed never: ${waiting}`;
  const when = `noticed ${noticed}, ${formatDuration(afterNs ?? 0)} after ${what}`;
  return noticed === "on-use" ? `${when}, ${waiting} until then` : `${when}, by ${by ?? "a sign unknown"}`;
}

function ending({ ending: { by, atNs } }: Omit<Verdict, "summary">, { fault }: Case): string[] {
  if (fault === undefined || atNs === undefined) return [];
  return [
    `${capital(endings[by] ?? by)} reached the client's host ${formatDuration(atNs - fault.atNs)} after the ${fault.fault}.`,
  ];
}

function aftermath({ told, exit, lost, lingers, reaction }: Omit<Verdict, "summary">): string {
  const said =
    told === "" ? "The client printed nothing" : `The client printed \`${told.split(/\r?\n/)[0]}\``;
  const end = exit ? `ended with ${formatEnd(exit)}` : `did not end (${reaction})`;
  const lines = lost === 0 ? "" : `; ${lost} line${lost === 1 ? " was" : "s were"} not answered`;
  return `${said} and ${end}${lines}${lingers ? "; its socket stays in CLOSE_WAIT" : ""}.`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

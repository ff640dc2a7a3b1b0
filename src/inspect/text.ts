// An inspection as text for a terminal.

import { sanitize } from "../report/sanitize.ts";
import { type Terminal, paint, wrap } from "../report/terminal.ts";
import { formatLong } from "../timeline/socket-options.ts";
import { endCommands } from "./commands.ts";
import { type Finding, countOf } from "./findings/finding.ts";
import type { Inspection } from "./inspect.ts";
import { describeConnection, describeEnds, describeSocket } from "./line.ts";
import type { InspectedSocket, NotVisible, Scan } from "./scan/scan.ts";
import { describeThreads } from "./scan/threads.ts";

export function formatInspection(inspection: Inspection, all: boolean, terminal: Terminal): string[] {
  const { findings, scan, shown } = inspection;
  const connections = all ? shown.map((socket) => describeConnection(socket, scan)) : [];
  return [
    ...wrap(summarize(inspection), terminal.width),
    ...(findings.length > 1 ? formatOverview(findings, scan, terminal) : []),
    ...wrapAll(notVisibleLines(scan.notVisible), terminal),
    ...findings.flatMap((finding) => ["", ...formatFinding(finding, scan, terminal)]),
    ...(connections.length === 0
      ? []
      : ["", ...connections.flatMap((line) => wrap(sanitize(line, LONGEST), terminal.width, 2))]),
  ];
}

/** So many at most are in the overview: it is to be seen at once. */
const OVERVIEW = 5;

/**
 * The worst, each in a few lines: who, why, what its thread does instead, and what to do. All there is to say comes below.
 */
function formatOverview(findings: readonly Finding[], scan: Scan, terminal: Terminal): string[] {
  const left = findings.length - OVERVIEW;
  return [
    "",
    ...findings.slice(0, OVERVIEW).flatMap((finding) => {
      const { rule, sockets, shows } = finding;
      const heading = sanitize(`${rule.name}: ${whoOf(finding, scan)}, ${rule.title}${since(finding)}`);
      const part = (label: string, text: string, most: number): string[] =>
        shorten(formatPart(label, text, terminal), most, terminal);
      return [
        ...wrap(heading, terminal.width, 2).map((line) => paint(terminal, ["bold", "red"], line)),
        ...part("shown by", shows, 1),
        ...threadsOf(sockets, scan)
          .slice(0, 1)
          .flatMap((line) => part("waits", line, 1)),
        ...part("do", rule.remedy, 2),
      ];
    }),
    ...(left > 0 ? [`and ${left} more`] : []),
    "",
  ];
}

/** What is left out is in the details. */
function shorten(lines: readonly string[], most: number, { width }: Terminal): string[] {
  if (lines.length <= most || width < NARROW) return [...lines];
  return lines.slice(0, most).map((line, i) => (i < most - 1 ? line : `${line.slice(0, width - 3)}...`));
}

function since({ sinceMs }: Finding): string {
  return sinceMs === undefined ? "" : `, for at least ${formatLong(sinceMs)}`;
}

/** Of one line about a connection, in characters. */
const LONGEST = 2000;

/** `3 findings; 214 connections of 37 processes` */
export function summarize({ findings, counts, scope }: Inspection): string {
  if (counts.connections + counts.listening === 0) return `No TCP socket ${describeScope(scope)}.`;
  const found = findings.length === 0 ? "No findings" : countOf(findings.length, "finding");
  const sockets = `${countOf(counts.connections, "connection")} and ${countOf(counts.listening, "listening socket")}`;
  // Those of others are not visible, and one in TIME_WAIT has no holder.
  if (counts.processes === 0) return `${found} in ${sockets}; no process was seen to hold any of them.`;
  return `${found} in ${sockets} of ${counts.processes === 1 ? "1 process" : `${counts.processes} processes`}.`;
}

function describeScope({ pid, port, name }: Inspection["scope"]): string {
  const parts = [
    ...(pid === undefined ? [] : [`of process ${pid}`]),
    ...(name === undefined ? [] : [`of a process named ${name}`]),
    ...(port === undefined ? [] : [`with port ${port}`]),
  ];
  return parts.length === 0 ? "on this machine" : parts.join(" ");
}

/** What could not be looked at, counted. */
export function notVisibleLines({ processes, connections, closeWait }: NotVisible): string[] {
  return [
    ...(processes === 0
      ? []
      : [
          `Not visible: what ${processes === 1 ? "1 process holds" : `${processes} processes hold`} (of other users, which root may look at; or protected).`,
        ]),
    ...(connections === 0
      ? []
      : [
          `Not visible: who holds ${countOf(connections, "socket")}${closeWait === 0 ? "" : `, ${closeWait} of them in CLOSE_WAIT`} (other users, another PID namespace, or hidepid).`,
        ]),
  ];
}

function wrapAll(lines: readonly string[], { width }: Terminal): string[] {
  return lines.flatMap((line) => wrap(line, width));
}

/** Of several connections these are listed. */
const LISTED = 3;

/** All there is to say about one, with its heading. */
export function formatFinding(finding: Finding, scan: Scan, terminal: Terminal): string[] {
  const { rule, shows, sockets } = finding;
  const [first] = sockets;
  const who = sockets.length === 1 && first !== undefined ? describeEnds(first, scan) : whoOf(finding, scan);
  const heading = wrap(sanitize(`${rule.name}: ${who}`), terminal.width, 2);
  const part = (label: string, text: string): string[] => formatPart(label, text, terminal);
  return [
    ...heading.map((line) => paint(terminal, ["bold", "red"], line)),
    ...part("what", `${rule.title}${since(finding)}`),
    ...part("shown by", shows),
    ...sockets
      .slice(0, LISTED)
      .flatMap((socket) => part("socket", describeOne(socket, sockets.length, scan))),
    ...(sockets.length > LISTED ? part("", `and ${sockets.length - LISTED} more`) : []),
    ...threadsOf(sockets, scan).flatMap((line) => part("waits", line)),
    ...part("rule", rule.rule),
    ...part("do", rule.remedy),
    ...endCommands(sockets).flatMap((command) => part("end it", `${command}   (as root)`)),
  ];
}

const MARGIN = 11;
/** Below it there is no room for a margin. */
const NARROW = 40;

function formatPart(label: string, text: string, { width }: Terminal): string[] {
  const shown = sanitize(text, LONGEST);
  if (width < NARROW)
    return wrap(`${label === "" ? "" : `${label}: `}${shown}`, width - 1).map((line) => ` ${line}`);
  const lines = wrap(shown, width - MARGIN);
  return lines.map((line, i) => `  ${(i === 0 ? label : "").padEnd(MARGIN - 2)}${line}`);
}

function describeOne(socket: InspectedSocket, of: number, scan: Scan): string {
  const parts = describeSocket(socket, scan);
  return (of === 1 ? parts : [describeEnds(socket, scan), ...parts]).join("; ");
}

function threadsOf([first]: readonly InspectedSocket[], scan: Scan): string[] {
  return first === undefined ? [] : describeThreads(first, scan);
}

/** `python3 (4711)` */
export function whoOf({ pid, sockets }: Pick<Finding, "pid" | "sockets">, { processes }: Scan): string {
  if (pid !== 0) return `${processes.get(pid)?.name ?? "?"} (${pid})`;
  return sockets.length === 0 ? "this machine" : "no process";
}

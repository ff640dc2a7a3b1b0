// The rows of the screen: the findings, or every connection.

import { describeConnection, describeEnds, describeSocket } from "../line.ts";
import type { Finding } from "../findings/finding.ts";
import type { Inspection } from "../inspect.ts";
import { ageMs, nameHolders } from "../scan/facts.ts";
import type { InspectedSocket, Scan } from "../scan/scan.ts";
import { formatFinding, whoOf } from "../text.ts";
import { sanitize } from "../../report/sanitize.ts";
import type { Terminal } from "../../report/terminal.ts";
import { keyOf } from "./looks.ts";

export interface Row {
  /** The same at every look. */
  readonly key: string;
  readonly sinceMs: number;
  readonly what: string;
  readonly who: string;
  /** Made only for what is on the screen. */
  readonly rest: () => string;
  readonly details: (terminal: Terminal) => string[];
}

export const orders = ["worst", "oldest", "process"] as const;
export type Order = (typeof orders)[number];

export function rowsOf({ findings, scan, shown }: Inspection, all: boolean): readonly Row[] {
  if (!all) return findings.map((finding) => findingRow(finding, scan));
  const blamed = new Map(findings.flatMap((finding) => finding.sockets.map((socket) => [socket, finding])));
  const rows = shown.map((socket) => connectionRow(socket, blamed.get(socket), scan));
  return rows.toSorted((one, other) => Number(other.isBlamed) - Number(one.isBlamed));
}

/** Rows come with the worst first. */
export function sortRows(rows: readonly Row[], order: Order): readonly Row[] {
  if (order === "worst") return rows;
  if (order === "oldest") return rows.toSorted((one, other) => other.sinceMs - one.sinceMs);
  return rows.toSorted((one, other) => (one.who < other.who ? -1 : one.who > other.who ? 1 : 0));
}

function findingRow(finding: Finding, scan: Scan): Row {
  const { rule, sinceMs = 0, sockets, shows } = finding;
  return {
    key: keyOf(finding),
    sinceMs,
    what: rule.name,
    who: whoOf(finding, scan),
    rest: () => (sockets.length === 1 ? `${endsOf(sockets[0] as InspectedSocket, scan)}; ${shows}` : shows),
    details: (terminal) => formatFinding(finding, scan, terminal),
  };
}

function connectionRow(
  socket: InspectedSocket,
  finding: Finding | undefined,
  scan: Scan,
): Row & { readonly isBlamed: boolean } {
  return {
    key: socket.cookie,
    sinceMs: socket.state === "LISTEN" ? 0 : ageMs(socket),
    what: finding?.rule.name ?? socket.state,
    who: socket.holders.length === 0 ? "" : nameHolders(socket, scan),
    rest: () => `${endsOf(socket, scan)}; ${describeSocket(socket, scan).join("; ")}`,
    details: (terminal) => [
      ...(finding === undefined ? [] : [...formatFinding(finding, scan, terminal), ""]),
      ...sanitize(describeConnection(socket, scan), LONGEST).split("; "),
    ],
    isBlamed: finding !== undefined,
  };
}

/** Of the details of one connection, in characters. */
const LONGEST = 2000;

/** Without the process, which has a column of its own. */
function endsOf(socket: InspectedSocket, scan: Scan): string {
  const ends = describeEnds(socket, scan);
  const who = nameHolders(socket, scan);
  return ends.startsWith(`${who} `) ? ends.slice(who.length + 1) : ends;
}

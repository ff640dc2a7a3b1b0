// The statements of UNP 5.12, step 7: which of the FIN, the RST and the read comes first, and what the read then returns.
// Each order is proven from the timeline before its answer counts.

import type { Case } from "../../timeline/case.ts";
import { type Arrival, arrivals, hasFlag } from "../../timeline/conversation.ts";
import type { Observed } from "../../timeline/observation.ts";
import { findExit, ofKind, rowsOf } from "../../timeline/queries.ts";
import { type Finding, type Rule, differs, holds, unknown } from "../../verdict/rule.ts";
import { formatDuration, formatEnd } from "../../timeline/units.ts";
import { mainThread, waitsOnConnection, waitsOnTerminal } from "../../timeline/waits.ts";
import { UNREAD_LINE } from "../../inside/lines.ts";
import { printedAfter, secondLine, textOf } from "../shared/evidence.ts";

/** The moments between which the orders differ; each undefined when it was not seen. */
interface Moments {
  readonly fin: Arrival | undefined;
  readonly rst: Arrival | undefined;
  /** The line whose answer the client reads. */
  readonly line: Observed<"typed"> | undefined;
  /** The client may read: Return is typed. */
  readonly gate: Observed<"typed"> | undefined;
  /** The first thing printed after the line: the client has read. */
  readonly printed: Observed<"printed"> | undefined;
}

function momentsOf(seen: Case): Moments {
  const fromServer = arrivals(seen.segments).filter(({ direction }) => direction === "server->client");
  // The line that is left unread is typed before the fault.
  const line = seen.typed.find(({ text }) => text === UNREAD_LINE) ?? secondLine(seen);
  const sinceNs = line?.atNs ?? Number.POSITIVE_INFINITY;
  return {
    fin: fromServer.find((segment) => hasFlag(segment, "F")),
    rst: fromServer.find((segment) => hasFlag(segment, "R")),
    line,
    gate: seen.typed.find(({ text, atNs }) => text === "" && atNs > sinceNs),
    printed: printedAfter(seen, sinceNs)[0],
  };
}

type Prove = (seen: Case, moments: Moments) => Finding;

function inOrder(...times: readonly (number | undefined)[]): boolean {
  return times.every((time, i) => {
    const before = i === 0 ? 0 : times[i - 1];
    return time !== undefined && before !== undefined && time > before;
  });
}

/** A sample between two moments that shows the client waiting on what is given. */
function asleepBetween(
  { observations }: Case,
  fromNs: number,
  toNs: number,
  isSo: typeof waitsOnTerminal,
): Observed<"waiting"> | undefined {
  return ofKind(observations, "waiting").find(
    (waiting) => waiting.atNs > fromNs && waiting.atNs < toNs && isSo(mainThread(waiting)),
  );
}

const finResetRead: Prove = (seen, { fin, rst, gate }) => {
  if (!inOrder(fin?.arrivedAtNs, rst?.arrivedAtNs, gate?.atNs))
    return unknown("FIN, RST, Return were not seen in this order");
  const waiting = asleepBetween(seen, rst?.arrivedAtNs ?? 0, gate?.atNs ?? 0, waitsOnTerminal);
  if (waiting === undefined) return unknown("the client was not seen before its read when the RST had come");
  return holds("FIN, RST, then Return, for which the client waited before its read", fin, rst, waiting, gate);
};

const finReadReset: Prove = (_, { fin, rst, printed }) =>
  inOrder(fin?.arrivedAtNs, printed?.atNs, rst?.arrivedAtNs)
    ? holds("FIN, what the client printed after its read, then the RST", fin, printed, rst)
    : unknown("FIN, read, RST were not seen in this order");

const resetAlone: Prove = (seen, { fin, rst, line }) => {
  if (rst === undefined || line === undefined) return unknown("no RST was seen");
  if (fin && fin.arrivedAtNs < rst.arrivedAtNs) return unknown("a FIN came first");
  const table = ofKind(seen.observations, "sockets").find(({ atNs, rows }) => {
    const server = seen.connection && rowsOf(rows, seen.connection).server;
    return atNs > line.atNs && atNs < rst.atNs && (server?.recvQ ?? 0) > 0;
  });
  if (table === undefined) return unknown("the line was not seen unread");
  return holds("the line unread at the server, then an RST, and no FIN", line, table, rst);
};

const resetFinGated: Prove = (seen, { fin, rst, gate }) => {
  if (!inOrder(rst?.arrivedAtNs, gate?.atNs, fin?.arrivedAtNs))
    return unknown("RST, Return, FIN were not seen in this order");
  const waiting = asleepBetween(seen, rst?.arrivedAtNs ?? 0, gate?.atNs ?? 0, waitsOnTerminal);
  if (waiting === undefined) return unknown("the client was not seen before its read when the RST had come");
  return holds(
    "RST, then Return, for which the client waited before its read, then the FIN",
    rst,
    waiting,
    gate,
    fin,
  );
};

const resetFinBlocked: Prove = (seen, { fin, rst, line }) => {
  if (!inOrder(line?.atNs, rst?.arrivedAtNs, fin?.arrivedAtNs))
    return unknown("RST and FIN were not seen in this order");
  const waiting = asleepBetween(seen, line?.atNs ?? 0, rst?.arrivedAtNs ?? 0, waitsOnConnection);
  if (waiting === undefined) return unknown("the client was not seen blocked in its read when the RST came");
  return holds("the client asleep in its read, the RST, then the FIN", waiting, rst, fin);
};

const proofs: ReadonlyMap<string, Prove> = new Map([
  ["a", finResetRead],
  ["b", finReadReset],
  ["c", resetAlone],
  ["d1", resetFinGated],
  ["d2", resetFinBlocked],
]);

const order: Rule = {
  id: "5.12.race",
  text: "The FIN, the RST and the read come in the order that was meant.",
  needs: ["segments", "waiting", "output", "sockets"],
  proves: true,
  judge: (seen) => proofs.get(seen.evidence.name)?.(seen, momentsOf(seen)) ?? unknown("no such order"),
};

/** The result of the client's read, or write, as its user sees it. */
function callResultOf(seen: Case): string {
  const { line } = momentsOf(seen);
  const text = textOf(printedAfter(seen, line?.atNs ?? 0)).trim();
  const exit = findExit(seen.observations, "client");
  if (text.includes("terminated prematurely")) return "end of file";
  return /\((E[A-Z]+)\)/.exec(text)?.[1] ?? (exit ? formatEnd(exit) : "nothing");
}

function resultRule(name: string, text: string, wanted: string): Rule {
  return {
    id: `5.12.race.${name}`,
    text,
    onlyFor: name,
    needs: ["segments", "output"],
    judge(seen) {
      const { rst, printed } = momentsOf(seen);
      const result = callResultOf(seen);
      const when =
        rst && printed && printed.atNs > rst.arrivedAtNs
          ? `, printed ${formatDuration(printed.atNs - rst.arrivedAtNs)} after the RST`
          : "";
      return result === wanted
        ? holds(`${result}${when}`, rst, printed)
        : differs(`${result}${when}`, rst, printed);
    },
  };
}

export const raceRules: readonly Rule[] = [
  order,
  resultRule("a", "The RST has come before the read: the read gives ECONNRESET.", "ECONNRESET"),
  resultRule("b", "The read comes before the RST: it gives end of file, because of the FIN.", "end of file"),
  resultRule(
    "c",
    "A line unread when the process is killed: an RST and no FIN. The read gives ECONNRESET.",
    "ECONNRESET",
  ),
  resultRule("d1", "The RST comes before the FIN, and before the read: ECONNRESET.", "ECONNRESET"),
  resultRule(
    "d2",
    "Blocked in its read, the client gets the RST first, and the FIN later: ECONNRESET.",
    "ECONNRESET",
  ),
];

// The statements of UNP 5.12, steps 4 to 8: what the client knows, and how it learns more.

import type { Case } from "../../timeline/case.ts";
import { hasFlag } from "../../timeline/conversation.ts";
import type { Observed, SocketSample } from "../../timeline/observation.ts";
import { findExit, ofKind, rowsOf } from "../../timeline/queries.ts";
import { judgeToldAtOnce } from "../shared/rules.ts";
import { type Finding, type Rule, differs, holds, unknown } from "../../verdict/rule.ts";
import { formatDuration, formatEnd } from "../../timeline/units.ts";
import { describeWait, mainThread, waitsOnConnection, waitsOnTerminal } from "../../timeline/waits.ts";
import {
  printedBetween,
  resetSentAfter,
  secondLine,
  secondLineSegment,
  stepStart,
  tableBefore,
  textOf,
} from "../shared/evidence.ts";

const PREMATURELY = "str_cli: server terminated prematurely";

const silence: Rule = {
  id: "5.12.4",
  text: "Nothing happens at the client: no output, no exit. Its main thread sleeps in a read of its terminal.",
  onlyFor: "terminal",
  needs: ["waiting", "output"],
  judge(seen) {
    const fromNs = seen.ending?.atNs ?? seen.fault?.atNs;
    if (fromNs === undefined) return unknown("the run did not reach this step");
    const toNs = secondLine(seen)?.atNs ?? Number.POSITIVE_INFINITY;
    const exit = findExit(seen.observations, "client");
    if (exit && exit.atNs < toNs) return differs(`it ended with ${formatEnd(exit)}`, exit);
    const [printed] = printedBetween(seen, fromNs, toNs);
    if (printed) return differs(`it printed: ${printed.text.trim()}`, printed);
    const waits = ofKind(seen.observations, "waiting").filter(({ atNs }) => atNs > fromNs && atNs < toNs);
    if (waits.length === 0) return unknown("what it waited for could not be seen");
    const other = waits.find(
      (waiting) => !waitsOnTerminal(mainThread(waiting)) || waitsOnConnection(mainThread(waiting)),
    );
    if (other) return differs(describeWait(mainThread(other)), other);
    const last = waits.at(-1) as Observed<"waiting">;
    const untilNs = Number.isFinite(toNs) ? toNs : last.atNs; // the lab goes on, and nothing more has been typed
    return holds(
      `${describeWait(mainThread(last))}, at the beginning and end of ${formatDuration(untilNs - fromNs)}`,
      waits[0],
      last,
    );
  },
};

const netstat: Rule = {
  id: "5.12.5",
  text: "netstat shows three rows: *:9877 LISTEN; the server's end FIN_WAIT2; the client's CLOSE_WAIT, Recv-Q 1.",
  onlyFor: "terminal",
  needs: ["sockets"],
  judge(seen) {
    const step = stepStart(seen, "5.12.5");
    const table = step && ofKind(seen.observations, "sockets").find(({ atNs }) => atNs > step.atNs);
    if (table === undefined || seen.connection === undefined)
      return unknown("the run did not reach this step");
    const { client, server, listening } = rowsOf(table.rows, seen.connection);
    // On the machine's own loopback other rows are other people's: those of an earlier run in TIME_WAIT, say.
    const asStated =
      listening !== undefined &&
      server?.state === "FIN_WAIT2" &&
      client?.state === "CLOSE_WAIT" &&
      client.recvQ === 1;
    const name = (row: SocketSample | undefined): string => row?.state ?? "no row";
    const note = `${name(listening)}; server's end ${name(server)}; client's end ${name(client)}${client ? `, Recv-Q ${client.recvQ}` : ""}`;
    return asStated ? holds(note, table) : differs(note, table);
  },
};

const written: Rule = {
  id: "5.12.6a",
  text: "A second line is typed. The client's write succeeds: a FIN only means that the server will send no more.",
  onlyFor: "terminal",
  needs: ["segments"],
  judge(seen) {
    const typed = secondLine(seen);
    if (typed === undefined)
      return differs(
        "the client had ended before a second line could be typed",
        findExit(seen.observations, "client"),
      );
    const segment = secondLineSegment(seen);
    if (segment === undefined) return differs("the line was not sent", typed);
    if (seen.ending === undefined || !hasFlag(seen.ending, "F"))
      return differs(`sent (${segment.text}), with no FIN before it`, typed, segment);
    return holds(`sent after the FIN: ${segment.text}`, seen.ending, typed, segment);
  },
};

const reset: Rule = {
  id: "5.12.6b",
  text: "The server's TCP receives data for a process that is gone, and sends an RST.",
  onlyFor: "terminal",
  needs: ["segments"],
  judge(seen) {
    const segment = secondLineSegment(seen);
    if (segment === undefined) return differs("no second line reached the server", secondLine(seen));
    const rst = resetSentAfter(seen, segment);
    if (rst === undefined) return differs("no RST was sent", segment);
    return holds(`${rst.text}, ${formatDuration(rst.atNs - segment.atNs)} after the line`, segment, rst);
  },
};

const endOfFile: Rule = {
  id: "5.12.7",
  text: `The client's read gives end of file, because of the FIN; it does not see the RST. It prints \`${PREMATURELY}\`.`,
  onlyFor: "terminal",
  needs: ["segments", "output"],
  judge(seen) {
    const typed = secondLine(seen);
    if (typed === undefined)
      return differs(
        "the client had ended before a second line could be typed",
        findExit(seen.observations, "client"),
      );
    const printed = printedBetween(seen, typed.atNs);
    const text = textOf(printed).trim();
    if (text !== PREMATURELY)
      return differs(text === "" ? "it printed nothing" : `it printed: ${text}`, printed[0] ?? typed);
    if (seen.ending === undefined || !hasFlag(seen.ending, "F"))
      return differs("it printed that, but no FIN was seen", printed[0]);
    const rst = resetSentAfter(seen, secondLineSegment(seen));
    const order = rst && rst.atNs < (printed[0]?.atNs ?? 0) ? "; the RST had come before that" : "";
    return holds(`end of file, and no ECONNRESET${order}`, seen.ending, rst, printed[0]);
  },
};

const ended: Rule = {
  id: "5.12.8",
  text: "The client ends with an error status. Its descriptors are closed; both ends are gone (select() client: the server's is in TIME_WAIT).",
  needs: ["sockets"],
  judge(seen) {
    const exit = findExit(seen.observations, "client");
    if (exit === undefined) return differs("the client did not end", seen.ending ?? seen.fault);
    if (exit.exitCode === 0) return differs("it ended with exit code 0", exit);
    const step = stepStart(seen, "5.12/sigchld");
    const table = tableBefore(seen, step?.atNs ?? Number.POSITIVE_INFINITY);
    if (table === undefined || seen.connection === undefined)
      return unknown("the sockets were not looked at");
    return judgeWhatIsLeft(seen, exit, table);
  },
};

function judgeWhatIsLeft(seen: Case, exit: Observed<"program-exited">, table: Observed<"sockets">): Finding {
  if (seen.connection === undefined) return unknown("no connection");
  const { client, server } = rowsOf(table.rows, seen.connection);
  const left = [client && `client's end ${client.state}`, server && `server's end ${server.state}`].filter(
    Boolean,
  );
  const note = `${formatEnd(exit)}; ${left.length === 0 ? "both ends are gone" : left.join(", ")}`;
  const expected = seen.evidence.waitOn === "terminal" ? undefined : "TIME_WAIT";
  return client === undefined && server?.state === expected
    ? holds(note, exit, table)
    : differs(note, exit, table);
}

const notified: Rule = {
  id: "5.12.select",
  text: "The select() client is notified of the FIN as soon as the child is killed, with nothing typed.",
  onlyFor: "both",
  needs: ["segments", "output"],
  judge: judgeToldAtOnce,
};

export const clientRules: readonly Rule[] = [silence, netstat, written, reset, endOfFile, notified, ended];

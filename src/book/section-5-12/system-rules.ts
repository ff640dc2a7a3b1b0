// The statements of UNP 5.12 about the two programs.

import type { Case } from "../../timeline/case.ts";
import { findExit, ofKind, printedBy } from "../../timeline/queries.ts";
import { type Finding, type Rule, differs, holds, unknown } from "../../verdict/rule.ts";
import { describeWait, mainThread, waitsOnConnection, waitsOnTerminal } from "../../timeline/waits.ts";
import {
  firstLine,
  isServerChild,
  printedBetween,
  processesBefore,
  serverOwners,
  textOf,
} from "../shared/evidence.ts";

const server: Rule = {
  id: "5.12/server",
  text: "A TCP echo server listens on *:9877. Each connection has a child process of its own. Lines come back as sent.",
  needs: ["sockets", "processes", "output"],
  judge: (seen) => firstOf(seen, [listensEverywhere, linesComeBack, childrenServe]),
};

/** The first part that does not hold, or else the last one. */
function firstOf(seen: Case, parts: readonly ((seen: Case) => Finding)[]): Finding {
  const findings = parts.map((part) => part(seen));
  const because = findings.flatMap((finding) => finding.because);
  const failed = findings.find(({ outcome }) => outcome !== "holds");
  return failed ?? { ...(findings.at(-1) as Finding), because };
}

function listensEverywhere({ observations, connection }: Case): Finding {
  const table = ofKind(observations, "sockets").find(({ rows }) =>
    rows.some(({ state }) => state === "LISTEN"),
  );
  const row = table?.rows.find(
    ({ state, local }) => state === "LISTEN" && local.port === connection?.server.port,
  );
  if (row === undefined) return differs("no listening socket was seen");
  const everywhere = ["0.0.0.0", "::"].includes(row.local.address);
  return everywhere ? holds("", table) : differs(`it listens on ${row.local.address} only`, table);
}

function linesComeBack(seen: Case): Finding {
  const typed = firstLine(seen);
  const printed = printedBetween(seen, typed?.atNs ?? 0);
  const same = typed !== undefined && textOf(printed).includes(typed.text);
  return same ? holds("", typed, printed[0]) : differs("the line did not come back", typed);
}

function childrenServe(seen: Case): Finding {
  const owners = serverOwners(seen);
  const first = owners?.owners.at(-1);
  const processes = processesBefore(seen, seen.fault?.atNs ?? Number.POSITIVE_INFINITY);
  if (!isServerChild(first, processes))
    return differs("no child of the server holds the connection", owners, processes);
  const probe = ofKind(seen.observations, "probe").at(0);
  const next = ofKind(seen.observations, "owners").find(
    ({ connection }) => connection.client.port === probe?.connection?.client.port,
  );
  const second = next?.owners.at(-1);
  if (second === undefined) return holds(`child ${first?.pid} served this one`, owners);
  return holds(`child ${first?.pid} served this one, child ${second.pid} the next`, owners, next);
}

const sigchld: Rule = {
  id: "5.12/sigchld",
  text: "When a child ends, the parent waits for it, reports it, leaves no zombie, and keeps serving.",
  needs: ["sockets", "processes", "output"],
  judge(seen) {
    const pid = seen.fault?.pid ?? 0;
    const reaped = ofKind(seen.observations, "process-reaped").find((end) => end.pid === pid);
    if (reaped === undefined) return differs("no child ended and was waited for", seen.fault);
    const report = printedBy(seen.observations, "server").find(({ text }) =>
      text.includes(`child ${pid} terminated`),
    );
    if (report === undefined) return differs(`the server did not report the end of ${pid}`, reaped);
    const last = ofKind(seen.observations, "processes").at(-1);
    if (last === undefined) return unknown("the server's processes were not looked at");
    const zombie = last.rows.find(({ state }) => state === "Z");
    if (zombie) return differs(`process ${zombie.pid} is left a zombie`, last);
    const probe = ofKind(seen.observations, "probe").at(-1);
    if (probe === undefined || !probe.echoed)
      return differs(`it no longer serves: ${probe?.text ?? "not asked"}`, probe);
    return holds(`"child ${pid} terminated"; no zombie; ${probe.text}`, reaped, report, last, probe);
  },
};

const client: Rule = {
  id: "5.12/client",
  text: "The client waits on one source at a time: first the terminal, then the socket. It prints the line that comes back.",
  onlyFor: "terminal",
  needs: ["waiting", "output"],
  judge(seen) {
    const before = ofKind(seen.observations, "waiting").filter(
      ({ atNs }) => atNs < (seen.fault?.atNs ?? Infinity),
    );
    const typed = firstLine(seen);
    const printed = printedBetween(seen, typed?.atNs ?? 0);
    const both = before.find(
      (waiting) => waitsOnTerminal(mainThread(waiting)) && waitsOnConnection(mainThread(waiting)),
    );
    if (both) return differs(`it waits on both at once: ${describeWait(mainThread(both))}`, both);
    if (typed === undefined || !textOf(printed).includes(typed.text)) {
      return differs("it did not print a line that was typed", typed);
    }
    const onTerminal = before.find((waiting) => waitsOnTerminal(mainThread(waiting)));
    const onSocket = before.find(
      (waiting) => waiting.atNs > (onTerminal?.atNs ?? 0) && waitsOnConnection(mainThread(waiting)),
    );
    if (!onTerminal) return differs("it was never seen to wait for its terminal", before.at(-1));
    if (!onSocket)
      return unknown(
        "it was seen to wait for its terminal; any wait for its socket was too short to be seen",
      );
    const note = `${describeWait(mainThread(onTerminal))}; then ${describeWait(mainThread(onSocket))}`;
    return holds(note, onTerminal, typed, onSocket, printed[0]);
  },
};

const select: Rule = {
  id: "5.12/select",
  text: "The select() client waits on its terminal and on the socket at the same time.",
  onlyFor: "both",
  needs: ["waiting"],
  judge(seen) {
    const waits = ofKind(seen.observations, "waiting").filter(
      ({ atNs }) => atNs < (seen.fault?.atNs ?? Infinity),
    );
    const both = waits.find(
      (waiting) => waitsOnTerminal(mainThread(waiting)) && waitsOnConnection(mainThread(waiting)),
    );
    if (both) return holds(describeWait(mainThread(both)), both);
    const last = waits.at(-1);
    if (last === undefined) return unknown("what it waits for could not be seen");
    return differs(describeWait(mainThread(last)), last, findExit(seen.observations, "client"));
  },
};

export const systemRules: readonly Rule[] = [server, sigchld, client, select];

// The statements of UNP 5.12, steps 1 to 3: the line is echoed, the child is killed, TCP and the parent are notified.

import { ackOf, findExit, ofKind } from "../../timeline/queries.ts";
import { hasFlag } from "../../timeline/conversation.ts";
import { formatDuration, formatEnd } from "../../timeline/units.ts";
import { type Rule, differs, holds, unknown } from "../../verdict/rule.ts";
import {
  firstLine,
  isServerChild,
  printedBetween,
  processesAfter,
  processesBefore,
  serverOwners,
  tableBefore,
} from "../shared/evidence.ts";

const echoed: Rule = {
  id: "5.12.1",
  text: "Server and client are started; one line is typed. The server's child, a process of its own, echoes it.",
  needs: ["processes", "output"],
  judge(seen) {
    const typed = firstLine(seen);
    const printed = printedBetween(seen, typed?.atNs ?? 0, seen.fault?.atNs).find(({ text }) =>
      text.includes(typed?.text ?? ""),
    );
    if (typed === undefined || printed === undefined) return differs("the line was not echoed", typed);
    const owners = serverOwners(seen);
    const owner = owners?.owners.at(-1);
    const processes = processesBefore(seen, seen.fault?.atNs ?? Number.POSITIVE_INFINITY);
    if (!isServerChild(owner, processes)) {
      const who = owner ? `process ${owner.pid} (${owner.name})` : "no process that was found";
      return differs(`echoed by ${who}, which is not a child of a listening server`, owners, processes);
    }
    return holds(
      `echoed by child ${owner?.pid} of server ${owner?.parent}`,
      typed,
      printed,
      owners,
      processes,
    );
  },
};

const killed: Rule = {
  id: "5.12.2a",
  text: "The child that serves this connection is found and killed. It is gone; nothing else was killed.",
  needs: ["processes"],
  judge(seen) {
    const { fault, observations } = seen;
    if (fault === undefined || fault.fault !== "kill")
      return differs(`no process was killed: ${fault?.text ?? "no fault"}`, fault);
    const ended = ofKind(observations, "process-ended").find(({ pid }) => pid === fault.pid);
    if (ended === undefined) return differs(`process ${fault.pid} did not end`, fault);
    const reaped = ofKind(observations, "process-reaped").find(({ pid }) => pid === fault.pid);
    if (reaped?.exitCode !== undefined)
      return differs(`process ${fault.pid} ended with ${formatEnd(reaped)}`, reaped);
    const before = processesBefore(seen, fault.atNs);
    const afterwards = processesAfter(seen, fault.atNs);
    if (before === undefined || afterwards === undefined)
      return unknown("the server's processes were not looked at");
    const lost = before.rows.filter(
      ({ pid }) => pid !== fault.pid && !afterwards.rows.some((row) => row.pid === pid),
    );
    if (lost.length > 0) return differs(`process ${lost[0]?.pid} is gone too`, before, afterwards);
    const serverRuns = findExit(observations, "server") === undefined;
    if (!serverRuns) return differs("the server as a whole ended with it", findExit(observations, "server"));
    return holds(
      `process ${fault.pid} ended (${reaped ? formatEnd(reaped) : "status unknown"})`,
      fault,
      ended,
      reaped,
      afterwards,
    );
  },
};

const fin: Rule = {
  id: "5.12.2b",
  text: "The kernel closes its descriptors: a FIN goes from the server to the client.",
  needs: ["segments"],
  judge({ ending, fault }) {
    if (ending === undefined) return differs("no FIN was seen", fault);
    if (hasFlag(ending, "R")) return differs(`an RST was sent instead: ${ending.text}`, ending);
    return holds(
      `${ending.text}, ${formatDuration(ending.atNs - (fault?.atNs ?? 0))} after the ${fault?.fault}`,
      fault,
      ending,
    );
  },
};

const acknowledged: Rule = {
  id: "5.12.2c",
  text: "The client's TCP answers with an ACK of that FIN: the first half of the termination (figure 2.4).",
  needs: ["segments"],
  judge({ ending, segments, fault }) {
    if (ending === undefined || hasFlag(ending, "R"))
      return differs("there was no FIN to acknowledge", ending ?? fault);
    const ack = ackOf(ending, segments);
    if (ack === undefined) return differs("the FIN was not acknowledged", ending);
    return holds(`${ack.text}, ${formatDuration(ack.atNs - ending.atNs)} after the FIN`, ending, ack);
  },
};

const waitedFor: Rule = {
  id: "5.12.3",
  text: "SIGCHLD reaches the server's parent: it has waited for the child (no zombie), and still listens.",
  needs: ["processes", "sockets"],
  judge(seen) {
    const { fault, observations } = seen;
    const pid = fault?.pid ?? 0;
    const ended = ofKind(observations, "process-ended").find((end) => end.pid === pid);
    if (fault === undefined || ended === undefined) return differs("no child has ended", fault);
    const reaped = ofKind(observations, "process-reaped").find((end) => end.pid === pid);
    if (reaped === undefined) return differs(`process ${pid} is left a zombie`, ended);
    const parent = serverOwners(seen)?.owners.at(-1)?.parent;
    const processes = processesAfter(seen, fault.atNs);
    const table = tableBefore(seen, processes?.atNs ?? fault.atNs);
    const listens = table?.rows.some(
      ({ state, local }) => state === "LISTEN" && local.port === seen.connection?.server.port,
    );
    if (!listens || parent === undefined || !processes?.listeners.includes(parent)) {
      return differs("its parent does not listen", reaped, processes, table);
    }
    return holds(
      `${parent} collected its exit status ${formatDuration(reaped.atNs - ended.atNs)} after its end, and listens`,
      ended,
      reaped,
      processes,
      table,
    );
  },
};

export const killRules: readonly Rule[] = [echoed, killed, fin, acknowledged, waitedFor];

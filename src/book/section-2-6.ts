// UNP 2.6: the segments of a normal close (figure 2.4), and TIME_WAIT.

import { type Direction, type SeenSegment, hasFlag } from "../timeline/conversation.ts";
import type { Case } from "../timeline/case.ts";
import { type Rule, differs, holds, unknown } from "../verdict/rule.ts";
import { formatDuration } from "../timeline/units.ts";
import { acknowledgmentOf, firstFin, sent, statesLeft } from "./shared/evidence.ts";
import type { Scenario } from "../inside/scenario.ts";
import { cards26 } from "./cards/section-2-6.ts";
import type { Experiment } from "../inside/experiment.ts";
import { openSession, endInput } from "../inside/session.ts";
import { createSteps, exchangeFirstLine, waitForEnding } from "../inside/steps.ts";
import { inflictFault } from "../inside/inflict-fault.ts";
import { finishNormally } from "./shared/finish-normally.ts";

const needs = ["segments"] as const;

/** The end that closed first, and the two FINs in the order in which they were sent. */
function closes(seen: Case): { first: "client" | "server"; fins: readonly SeenSegment[] } {
  const fins = [firstFin(seen, "client->server"), firstFin(seen, "server->client")]
    .filter((fin) => fin !== undefined)
    .sort((one, other) => one.atNs - other.atNs);
  return { first: fins[0]?.direction === "client->server" ? "client" : "server", fins };
}

const opening: Rule = {
  id: "2.6.open",
  text: "Three segments open the connection: SYN, SYN with ACK, ACK.",
  needs,
  judge(seen) {
    const [syn, synAck, ack] = seen.segments;
    const asStated = syn?.flags === "S" && synAck?.flags === "S." && ack?.flags === ".";
    const shown = [syn, synAck, ack].map((segment) => segment?.text ?? "nothing").join("; ");
    return asStated ? holds(shown, syn, synAck, ack) : differs(shown, syn, synAck, ack);
  },
};

const active: Rule = {
  id: "2.6.fin1",
  text: "The end that closes first sends a FIN: the active close.",
  needs,
  judge(seen) {
    const { first, fins } = closes(seen);
    const expected = seen.evidence.name === "server-first" ? "server" : "client";
    if (fins[0] === undefined) return differs("no FIN was seen", seen.fault);
    return first === expected
      ? holds(`the ${first}'s: ${fins[0].text}`, fins[0])
      : differs(`the ${first}'s FIN came first: ${fins[0].text}`, fins[0]);
  },
};

const acknowledged: Rule = {
  id: "2.6.ack1",
  text: "The other end's TCP acknowledges it, and its program reads an end of file.",
  needs,
  judge(seen) {
    const [fin] = closes(seen).fins;
    const ack = fin && acknowledgmentOf(seen, fin);
    if (fin === undefined || ack === undefined) return differs("it was not acknowledged", fin);
    return holds(`${ack.text}, ${formatDuration(ack.atNs - fin.atNs)} after it`, fin, ack);
  },
};

const passive: Rule = {
  id: "2.6.fin2",
  text: "The other end closes too, and sends its own FIN: the passive close.",
  needs,
  judge(seen) {
    const [first, second] = closes(seen).fins;
    return second ? holds(second.text, first, second) : differs("there was no second FIN", first);
  },
};

const last: Rule = {
  id: "2.6.ack2",
  text: "The first end acknowledges that FIN. Four segments in all, or three: the ACK and the FIN of the other end may be one.",
  needs,
  judge(seen) {
    const [first, second] = closes(seen).fins;
    const ack = second && acknowledgmentOf(seen, second);
    if (first === undefined || second === undefined || ack === undefined)
      return differs("the second FIN was not acknowledged", second);
    const count = seen.segments.filter(({ atNs }) => atNs >= first.atNs && atNs <= ack.atNs).length;
    const few = hasFlag(second, ".") && acknowledgmentOf(seen, first)?.id === second.id;
    const note = `${count} segments${few ? ": the ACK went with the FIN" : ""}; ${ack.text}`;
    return count <= 4 ? holds(note, first, second, ack) : differs(note, first, second, ack);
  },
};

const timeWait: Rule = {
  id: "2.6.time-wait",
  text: "The end that closed first is left in TIME_WAIT; nothing is left of the other.",
  needs: ["segments", "sockets"],
  judge(seen) {
    const { first } = closes(seen);
    const left = statesLeft(seen);
    if (left === undefined) return unknown("the sockets were not looked at");
    const note = `client's end ${left.client}; server's end ${left.server}`;
    const other = first === "client" ? left.server : left.client;
    const asStated = left[first] === "TIME_WAIT" && other === "gone";
    return asStated ? holds(note, left.table) : differs(note, left.table);
  },
};

const data: Rule = {
  id: "2.6.whole",
  text: "Nothing is reset: a normal close loses nothing.",
  needs,
  judge(seen) {
    const directions: readonly Direction[] = ["client->server", "server->client"];
    const rst = directions.flatMap((direction) => sent(seen, direction)).find((s) => hasFlag(s, "R"));
    return rst ? differs(`there was an RST: ${rst.text}`, rst) : holds("no RST was seen");
  },
};

const rules: readonly Rule[] = [opening, active, acknowledged, passive, last, timeWait, data];

async function performNormalClose(experiment: Experiment): Promise<void> {
  const begin = createSteps(experiment);
  begin("2.6.1", "Three segments open the connection. A line goes back and forth.");
  const session = await openSession(experiment);
  const serving = await exchangeFirstLine(session);
  if (experiment.spec.name === "client-first") {
    begin("2.6.2", "The client's input ends: it closes first, the active close.");
    await inflictFault(session, undefined);
    endInput(session);
  } else {
    begin("2.6.2", "The server closes first: now the active close is the server's.");
    await waitForEnding(session, await inflictFault(session, serving));
  }
  await finishNormally(session, begin, "2.6.3");
}

export const section26: Scenario = {
  title: "TCP Connection Establishment and Termination",
  summary: "the four segments of a normal close, and who is left in TIME_WAIT",
  introduction:
    "Nobody dies here: one end closes, then the other. Which segments does that take, and which end has to remember " +
    "the connection for a while?",
  network: "loopback",
  runs: [
    { name: "client-first", title: "The client closes first", waitOn: "both", fault: "none" },
    { name: "server-first", title: "The server closes first", waitOn: "both", fault: "close" },
  ],
  perform: performNormalClose,
  rules,
  cards: cards26,
};

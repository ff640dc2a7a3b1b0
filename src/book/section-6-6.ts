// UNP 6.6: half-close, by the server and by the client.

import { arrivals, hasFlag, payloadText } from "../timeline/conversation.ts";
import { findExit, ofKind, printedBy, rowsOf } from "../timeline/queries.ts";
import { type Rule, differs, holds } from "../verdict/rule.ts";
import { formatEnd } from "../timeline/units.ts";
import { SECOND_LINE } from "../inside/lines.ts";
import {
  acknowledgmentOf,
  firstFin,
  resetArrivedAfter,
  secondLine,
  sendings,
  textOf,
} from "./shared/evidence.ts";
import { endOfFileRule } from "./shared/rules.ts";
import type { Scenario } from "../inside/scenario.ts";
import { cards66 } from "./cards/section-6-6.ts";
import type { Experiment } from "../inside/experiment.ts";
import { openSession, typeLine, endInput } from "../inside/session.ts";
import { createSteps, exchangeFirstLine } from "../inside/steps.ts";
import { inflictFault } from "../inside/inflict-fault.ts";
import { holdWhile } from "../inside/serving-process.ts";
import { performDeath } from "./shared/death.ts";
import { finishNormally } from "./shared/finish-normally.ts";
import { oneChild } from "./shared/clients.ts";

const serverFin: Rule = {
  id: "6.6.fin",
  text: "shutdown(SHUT_WR) sends a FIN, and the process that called it keeps running.",
  onlyFor: "server",
  needs: ["segments", "processes"],
  judge(seen) {
    const { ending, fault, observations } = seen;
    if (ending === undefined || !hasFlag(ending, "F")) return differs("no FIN was seen", fault);
    const later = ofKind(observations, "processes").find(({ atNs }) => atNs > ending.atNs);
    const alive = later?.rows.some(({ pid, state }) => pid === fault?.pid && state !== "Z");
    return alive
      ? holds(`${ending.text}; process ${fault?.pid} lives`, ending, later)
      : differs(`${ending.text}; process ${fault?.pid} is gone`, ending, later);
  },
};

const lateLine: Rule = {
  id: "6.6.write",
  text: "The client may keep writing: its line is acknowledged, and no RST comes.",
  onlyFor: "server",
  needs: ["segments"],
  judge(seen) {
    const [line] = sendings(seen);
    const ack = line && acknowledgmentOf(seen, line);
    if (line === undefined || ack === undefined)
      return differs("it was not acknowledged", line ?? seen.fault);
    const rst = resetArrivedAfter(seen, line.atNs);
    return rst
      ? differs(`an RST came: ${rst.text}`, line, rst)
      : holds(`${line.text}; ${ack.text}`, line, ack);
  },
};

const nothingLost: Rule = {
  id: "6.6.read",
  text: "The server's program reads it: nothing is left unread when it closes, which would be an RST.",
  onlyFor: "server",
  needs: ["segments", "sockets"],
  judge(seen) {
    const [line] = sendings(seen);
    const ack = line && acknowledgmentOf(seen, line);
    if (ack === undefined) return differs("the line did not reach it", line ?? seen.fault);
    const table = ofKind(seen.observations, "sockets").at(-1);
    const server = table && seen.connection && rowsOf(table.rows, seen.connection).server;
    const note = server ? `its end: ${server.state}, Recv-Q ${server.recvQ}` : "its end is gone";
    const rst = resetArrivedAfter(seen, line?.atNs ?? 0);
    return rst || (server?.recvQ ?? 0) > 0 ? differs(note, rst, table) : holds(note, ack, table);
  },
};

const endOfFile = endOfFileRule("6.6.eof", "The client's next read gives end of file", "server");

const clientFin: Rule = {
  id: "6.6.half",
  text: "At the end of its input the client sends its FIN. The connection is half-closed: FIN_WAIT2, CLOSE_WAIT.",
  onlyFor: "client",
  needs: ["segments", "sockets"],
  judge(seen) {
    const fin = firstFin(seen, "client->server");
    if (fin === undefined) return differs("the client sent no FIN", seen.fault);
    const table = ofKind(seen.observations, "sockets").find(({ atNs, rows }) => {
      const ends = seen.connection && rowsOf(rows, seen.connection);
      return atNs > fin.atNs && ends?.client?.state === "FIN_WAIT2" && ends.server?.state === "CLOSE_WAIT";
    });
    return table
      ? holds(`${fin.text}; then both states`, fin, table)
      : differs(`${fin.text}; not seen so`, fin);
  },
};

const lateAnswer: Rule = {
  id: "6.6.late",
  text: "What the server sends after that arrives, and is acknowledged.",
  onlyFor: "client",
  needs: ["segments"],
  judge(seen) {
    const fin = firstFin(seen, "client->server");
    const typed = secondLine(seen);
    if (typed === undefined) return differs("no second line was typed", fin);
    const answer = arrivals(seen.segments).find(
      (segment) =>
        segment.direction === "server->client" &&
        segment.atNs > (fin?.arrivedAtNs ?? 0) &&
        segment.length > 0 &&
        payloadText(segment).includes(typed.text),
    );
    const ack = answer && acknowledgmentOf(seen, answer);
    if (fin === undefined || answer === undefined || ack === undefined)
      return differs("no answer came after it", fin, answer);
    return holds(`${answer.text}; ${ack.text}`, fin, answer, ack);
  },
};

const printed: Rule = {
  id: "6.6.whole",
  text: "The client prints it, and ends without an error.",
  onlyFor: "client",
  needs: ["output"],
  judge(seen) {
    const lines = printedBy(seen.observations, "client");
    const exit = findExit(seen.observations, "client");
    const typed = secondLine(seen);
    if (typed === undefined) return differs("no second line was typed", exit);
    const came = textOf(lines.filter(({ atNs }) => atNs > typed.atNs)).includes(typed.text);
    const note = `${came ? "printed" : "not printed"}; ${exit ? formatEnd(exit) : "it did not end"}`;
    return came && exit?.exitCode === 0 ? holds(note, ...lines, exit) : differs(note, ...lines, exit);
  },
};

const rules: readonly Rule[] = [serverFin, lateLine, nothingLost, endOfFile, clientFin, lateAnswer, printed];

/** The server's child is held, so that its answer is sent after the client's FIN has come. */
async function performClientHalfClose(experiment: Experiment): Promise<void> {
  const begin = createSteps(experiment);
  begin("6.6.1", "Server and client are started, and one line is typed.");
  const session = await openSession(experiment);
  const serving = await exchangeFirstLine(session);
  begin("6.6.2", "A second line, and the input ends: the client half-closes. The server is slow to answer.");
  await inflictFault(session, undefined);
  const half = async (): Promise<void> => {
    typeLine(session, SECOND_LINE);
    endInput(session);
    await experiment.until(
      "the client's end in FIN_WAIT2",
      ["sockets"],
      (seen) =>
        ofKind(seen, "sockets")
          .at(-1)
          ?.rows.find(({ state }) => state === "FIN_WAIT2"),
      () => experiment.sockets.sample(),
    );
  };
  const child = experiment.spec.server === undefined ? serving?.owners.at(-1) : undefined;
  await (child ? holdWhile(experiment, child.pid, half) : half());
  await finishNormally(session, begin, "6.6.3");
}

function performServerHalfClose(experiment: Experiment): Promise<void> {
  return performDeath(experiment, {
    section: "6.6",
    fault: "The server half-closes: it will send no more, and keeps reading.",
    secondLine: "A second line is typed, in the direction that is still open.",
  });
}

export const section66: Scenario = {
  title: "shutdown Function",
  summary: "half-close, from either end: the other direction stays open, and nothing is lost",
  introduction:
    "A FIN closes one direction only. One end says that it will send no more, and keeps reading. Does what the " +
    "other end sends after that still arrive?",
  network: "two-hosts",
  runs: [
    {
      name: "server",
      title: "The server half-closes",
      waitOn: "terminal",
      ...oneChild,
      fault: "half-close",
    },
    { name: "client", title: "The client half-closes", waitOn: "both", ...oneChild, fault: "none" },
  ],
  perform: (experiment) =>
    experiment.spec.name === "client"
      ? performClientHalfClose(experiment)
      : performServerHalfClose(experiment),
  rules,
  cards: cards66,
};

// The statements of UNP 6.6: half-close, by the server and by the client.

import { arrivals, hasFlag, payloadText } from "../timeline/conversation.ts";
import { findExit, ofKind, printedBy, rowsOf } from "../timeline/queries.ts";
import { type Rule, differs, holds } from "../verdict/rule.ts";
import { formatEnd } from "../timeline/units.ts";
import { SECOND_LINE } from "../inside/lines.ts";
import { acknowledgmentOf, firstFin, endOfFileRule, resetAfter, sendings, textOf } from "./evidence.ts";

const serverFin: Rule = {
  id: "6.6.fin",
  text: "shutdown(SHUT_WR) sends a FIN, and the process that called it goes on.",
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
  text: "The client may go on writing: its line is acknowledged, and no RST comes.",
  onlyFor: "server",
  needs: ["segments"],
  judge(seen) {
    const [line] = sendings(seen);
    const ack = line && acknowledgmentOf(seen, line);
    if (line === undefined || ack === undefined)
      return differs("it was not acknowledged", line ?? seen.fault);
    const rst = resetAfter(seen, line.atNs);
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
    const rst = resetAfter(seen, line?.atNs ?? 0);
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
    const answer = arrivals(seen.segments).find(
      (segment) =>
        segment.direction === "server->client" &&
        segment.atNs > (fin?.arrivedAtNs ?? 0) &&
        payloadText(segment).includes(SECOND_LINE),
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
    const came = textOf(lines).includes(SECOND_LINE);
    const note = `${came ? "printed" : "not printed"}; ${exit ? formatEnd(exit) : "it did not end"}`;
    return came && exit?.exitCode === 0 ? holds(note, ...lines, exit) : differs(note, ...lines, exit);
  },
};

export const rules66: readonly Rule[] = [
  serverFin,
  lateLine,
  nothingLost,
  endOfFile,
  clientFin,
  lateAnswer,
  printed,
];

// When the client's kernel would have ended the wait, with the options of its socket.

import type { Case } from "../../timeline/case.ts";
import { hasProxy } from "../../timeline/legs.ts";
import type { SocketOptionsFact } from "../../timeline/process-facts.ts";
import { ofKind, rowsOf } from "../../timeline/queries.ts";
import {
  type KernelPatience,
  describeOptions,
  formatLong,
  patienceOf,
} from "../../timeline/socket-options.ts";
import type { Verdict } from "../../timeline/verdict-record.ts";

/** Empty where its options were not read. */
export function kernelOf({ observations }: Case): Pick<Verdict, "kernel"> {
  const options = ofKind(observations, "socket-options").at(-1);
  return options === undefined ? {} : { kernel: patienceOf(options) };
}

/** Where nothing came from the server: what would have ended the wait, or that nothing would have. */
export function kernelInWords(facts: Omit<Verdict, "summary">, seen: Case): string[] {
  const { observations } = seen;
  const { ending, kernel, patience, tries } = facts;
  const options = ofKind(observations, "socket-options").at(-1);
  if (kernel === undefined || options === undefined || ending.by !== "silence" || tries !== undefined)
    return [];
  const told = `Its kernel was told: ${describeOptions(options)}.`;
  const other = hasProxy(observations) ? "proxy" : "server";
  const done = new Set(ofKind(observations, "wire").map(({ operation }) => operation));
  if (done.has("reject")) return [`${told} ${whenItAsks(options)}`];
  if (done.has("cut") || done.has("lose"))
    return [`${told} ${whenItGivesUp(kernel, canStillSend(seen))} (tcp(7), RFC 1122 4.2.3.6).`];
  return patience === undefined
    ? [`${told} The ${other}'s kernel acknowledges for it, so none of that ends the wait.`]
    : [];
}

/** Whatever it sends is answered with an RST. */
function whenItAsks({ keepAlive, idleS }: Pick<SocketOptionsFact, "keepAlive" | "idleS">): string {
  return keepAlive
    ? `Its first probe, after ${formatLong(idleS * 1000)}, would have been answered with an RST.`
    : "With nothing sent it would have waited for ever.";
}

/** False once its FIN has been acknowledged before the fault: it can say no more, and has nothing to send again. */
function canStillSend({ observations, connection, fault }: Case): boolean {
  const table = ofKind(observations, "sockets").findLast(({ atNs }) => atNs <= (fault?.atNs ?? 0));
  return connection === undefined || rowsOf(table?.rows ?? [], connection).client?.state !== "FIN_WAIT2";
}

function whenItGivesUp({ idleMs, unacknowledgedMs }: KernelPatience, sendsMore: boolean): string {
  const idle =
    idleMs === undefined
      ? "With nothing sent it would have waited for ever"
      : `With nothing sent it would have given up after ${formatLong(idleMs)}`;
  if (!sendsMore) return idle;
  return `${idle}; once something was sent it would have given up after ${formatLong(unacknowledgedMs)} or more`;
}

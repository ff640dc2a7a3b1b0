// From what strace, tcpdump and ss have shown to the words that are compared with a verdict.

import type { Captured } from "./capture.ts";
import { whenLearned } from "./learned.ts";
import type { Seen } from "./perform.ts";
import { type Client, type Death, type Finding, type Noticed, type Place, matches } from "./recipe.ts";
import { type Call, firstDescriptor, nameOf } from "./strace.ts";

const AT_ONCE_MS = 1000;

export function conclude(client: Client, on: Place, death: Death, seen: Seen): Finding {
  const learned = whenLearned(seen.trace.calls, seen.inode, seen.diedAt);
  const exit = exitOf(seen);
  const said = saidOf(client, seen);
  return {
    client: client.name,
    on,
    death,
    noticed: noticedOf(seen, learned?.at),
    ...(learned && { by: learned.by, afterMs: Math.round((learned.at - seen.diedAt) * 10_000) / 10 }),
    ...lostOf(client, death, said, seen),
    said,
    closeWait: seen.rows.some((row) => row.localPort === seen.clientPort && row.state === "CLOSE-WAIT"),
    ...(exit !== undefined && { exit }),
    ending: endingOf(seen),
    printed: seen.printed,
  };
}

function noticedOf({ saidAt = Number.POSITIVE_INFINITY, diedAt }: Seen, at: number | undefined): Noticed {
  if (at === undefined) return "never";
  if (at > saidAt) return "on-use";
  return (at - diedAt) * 1000 <= AT_ONCE_MS ? "at-once" : "late";
}

function exitOf({ trace: { ends, firstPid } }: Seen): string | undefined {
  const end = ends.find(({ pid }) => pid === firstPid);
  return end && (end.signal ?? String(end.exitCode));
}

/**
 * In seconds: a call that slept for long returned at its beginning and what it took, by two clocks. Nothing else is typed so
 * soon before.
 */
const CLOCKS_APART = 0.05;

/** It was said if the client took it from its terminal, or its pipe. */
function saidOf(client: Client, { saidAt, hadEnded, trace }: Seen): Finding["said"] {
  if ((client.exchange ?? []).length === 0) return "nothing to say";
  if (saidAt === undefined || hadEnded) return "ended before";
  const input = nameOf(0, trace.calls) ?? ""; // it may be read under another number
  return trace.calls.some((call) => call.at > saidAt - CLOCKS_APART && isRead(call, input))
    ? "said"
    : "not taken";
}

function isRead(call: Call, name: string): boolean {
  const of = firstDescriptor(call)?.of;
  return (
    /^(read|readv|recv|recvfrom)$/.test(call.name) && call.result > 0 && (of === name || of === "/dev/tty")
  );
}

/**
 * The answer was printed, and between the line and it a server that lives has sent something: what a terminal or a line
 * editor draws of the line is no answer.
 */
function isAnswered({ exchange = [] }: Client, { saidAt = 0, printedSinceSaid, segments }: Seen): boolean {
  const [first, { expect } = first ?? { expect: "" }] = exchange;
  const isSentBack = segments.some(({ at, fromServer, length }) => fromServer && length > 0 && at > saidAt);
  return isSentBack && matches(expect, printedSinceSaid);
}

/** Of the line that lay unread, and of the one said afterwards, those that never got to a living server. */
function lostOf(client: Client, death: Death, said: Finding["said"], seen: Seen): { readonly lost?: number } {
  if (said === "nothing to say") return isCut(death, seen) ? { lost: 1 } : {};
  const { exchange: [first, second = first] = [] } = client;
  const unread =
    death === "unread" && first ? [{ text: first.say, since: seen.diedAt, isAnswered: false }] : [];
  const { saidAt = 0 } = seen;
  const later =
    said === "said" && second
      ? [{ text: second.say, since: saidAt, isAnswered: isAnswered(client, seen) }]
      : [];
  const used = new Set<Captured>();
  const lost = [...later, ...unread].filter((line) => {
    const taken = findTaken(line.text, line.since, seen).find((segment) => !used.has(segment));
    if (taken) used.add(taken);
    return !line.isAnswered && taken === undefined;
  });
  return unread.length + later.length === 0 ? {} : { lost: lost.length };
}

/**
 * Its server promised more than came (RFC 9112 6.3), and has ended the connection, or is stopped; and nothing came on
 * another one.
 */
function isCut(death: Death, seen: Seen): boolean {
  const came = seen.segments.filter(({ fromServer, length }) => fromServer && length > 0);
  const isOver = death === "stop" || endingOf(seen) !== "nothing";
  if (!isOver || came.some(({ clientPort }) => clientPort !== seen.clientPort)) return false;
  // tcpdump -A leaves out each CR before an LF.
  const [head = "", ...rest] = came
    .map(({ payload }) => payload)
    .join("")
    .split("\n\n");
  const headBytes = head.length + head.split("\n").length - 1 + "\r\n\r\n".length;
  const promised = Number(/^content-length: (\d+)$/im.exec(head)?.[1] ?? 0);
  const bytes = came.reduce((sum, { length }) => sum + length, 0);
  return rest.length > 0 && bytes - headBytes < promised;
}

/** Where its text reached a server that then sent something on the same connection. */
function findTaken(text: string, since: number, { segments }: Seen): readonly Captured[] {
  return segments.filter(
    (sent) =>
      !sent.fromServer &&
      sent.at > since &&
      sent.payload.includes(text) &&
      segments.some(
        (back) =>
          back.fromServer && back.clientPort === sent.clientPort && back.length > 0 && back.at > sent.at,
      ),
  );
}

function endingOf({ segments, clientPort, diedAt }: Seen): string {
  const ending = segments.find(
    (each) =>
      each.fromServer &&
      each.clientPort === clientPort &&
      each.at >= diedAt - 1e-6 &&
      /[FR]/.test(each.flags),
  );
  if (ending === undefined) return "nothing";
  return ending.flags.includes("R") ? "RST" : "FIN";
}

/** The system calls on the connection since just before the death, and the segments: what a finding stands on. */
export function evidence({ trace, segments, inode, diedAt, clientPort }: Seen): string {
  const about = trace.calls
    .filter(
      ({ at, args, name }) =>
        at > diedAt - 0.001 &&
        (args.includes(`socket:[${inode}]`) || /^(epoll_p?wait|exit|connect|.*poll|.*select)/.test(name)),
    )
    .map(({ at, pid, name, args, result, errno = "", details }) => {
      const text = `${name}(${args.slice(0, 160)}) = ${result} ${errno}${errno ? "" : details}`;
      return { at, line: `  call    ${pid} ${text}` };
    });
  const wire = segments
    .filter(({ at }) => at > diedAt - 0.001)
    .map(({ at, fromServer, flags, length, clientPort: port }) => {
      const which = port === clientPort ? "" : ` (port ${port})`;
      return { at, line: `  segment ${fromServer ? "S>C" : "C>S"} [${flags}] ${length}${which}` };
    });
  const ends = trace.ends.map(({ at, pid, exitCode, signal }) => ({
    at,
    line: `  end     ${pid} ${signal ?? exitCode}`,
  }));
  return [...about, ...wire, ...ends]
    .sort((one, other) => one.at - other.at)
    .map(({ at, line }) => `${((at - diedAt) * 1000).toFixed(2).padStart(10)} ms ${line}`)
    .join("\n");
}

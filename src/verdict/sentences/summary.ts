// The verdict in sentences.

import type { Case } from "../../timeline/case.ts";
import { outputOf } from "../../timeline/output.ts";
import { after, lastRows, printedBy } from "../../timeline/queries.ts";
import { formatDuration, formatEnd } from "../../timeline/units.ts";
import type { Verdict } from "../../timeline/verdict-record.ts";
import type { Noticed } from "../../timeline/words.ts";
import { causeInWords, newToOthers } from "../asks/other-ports.ts";
import { SHIPPED } from "../bytes/shipped.ts";
import { incompleteAnswers } from "../lines/new-lines.ts";
import { causeIn } from "../lines/uncaught.ts";
import { missingInWords } from "../asks/missing.ts";
import { lingers } from "../notice/lingers.ts";
import { reactsSince } from "../notice/notice.ts";
import { hasUsedDead } from "../notice/used-dead.ts";
import { closedByClient, endedFirst } from "../proof/proof.ts";
import { kernelInWords } from "../signs/kernel.ts";
import { hasReconnected, isOverAgain } from "../signs/signs.ts";
import { triesInWords } from "../signs/tries.ts";
import { beliefInWords } from "./belief-summary.ts";
import { failoverRemarks } from "./failover.ts";
import { patienceInWords } from "./patience-summary.ts";
import { effortRemarks, remarks } from "./remarks.ts";

type Facts = Omit<Verdict, "summary">;

const endings: Readonly<Record<string, string>> = { fin: "A FIN", rst: "An RST" };

export function summarise(facts: Facts, seen: Case): string[] {
  if (facts.missing !== undefined) return [`Inconclusive: ${facts.missing}.`];
  if (facts.ending.by === "none") {
    const closed = closedByClient(seen)
      ? "the client closed the connection by itself"
      : "TCP showed no ending";
    return [
      `Nothing was done to the server, and ${closed}.`,
      ...(facts.exit ? [aftermath(facts, seen)] : []),
      ...beliefInWords(facts, seen),
    ];
  }
  const isCustom = seen.evidence.control !== undefined;
  return [
    facts.patience === undefined ? headline(facts, seen) : patienceInWords(facts, seen),
    ...(facts.tries === undefined ? howItEnded(facts, seen) : triesInWords(facts)),
    aftermath(facts, seen),
    ...mayHaveBeenTold(facts, seen),
    ...beliefInWords(facts, seen),
    ...goneSilent(facts),
    ...neverRead(facts),
    ...kernelInWords(facts, seen),
    ...(isCustom
      ? [...effortRemarks(facts), ...remarks(seen), ...failoverRemarks(seen, facts.ledger?.said)]
      : []),
  ];
}

/** The machine's word is the key. */
const howNoticed: Readonly<Record<Exclude<Noticed, "never" | "unknown">, string>> = {
  "at-once": "noticed at once",
  late: "noticed late",
  "on-use": "noticed only on use",
};

/** `noticed at once, 0.3 ms after the FIN, by its own FIN` */
function headline(facts: Facts, seen: Case): string {
  const { fault } = seen;
  const { noticed, afterNs = 0, by, ending, waiting, undecided } = facts;
  const wait = waiting === "unknown" ? "what it waits for is unknown" : waiting;
  const cause = undecided?.["noticed"];
  if (noticed === "unknown")
    return `whether it noticed is unknown: ${cause === undefined ? wait : causeInWords(cause, seen)}`;
  if (noticed === "never")
    return `never noticed${wasLeftAlone(facts, seen) ? ", with nothing said to it" : ""}: ${andThen(facts, wait)}`;
  const isFault = ending.by === "silence" || endedFirst(seen);
  const what = isFault ? `the ${fault?.fault}` : ending.by === "rst" ? "the RST" : "the FIN";
  const [ns, side] = afterNs < 0 ? [-afterNs, "before"] : [afterNs, "after"];
  const since = `${formatDuration(ns)} ${side} ${what}`;
  const how = noticed === "on-use" ? onUse(facts, since, wait) : `${since}, by ${by ?? "an unknown sign"}`;
  return `${howNoticed[noticed]}, ${how}`;
}

/** So it had no reason to use its connection. */
function wasLeftAlone({ ledger }: Facts, { typed, fault, evidence }: Case): boolean {
  const asksByItself = ledger?.said.some(({ isOwn }) => isOwn) === true;
  return (
    evidence.control !== undefined && !asksByItself && !typed.some(({ atNs }) => atNs > (fault?.atNs ?? 0))
  );
}

/** How soon it noticed counts from its use, not from when it was left alone. */
function onUse(facts: Facts, since: string, wait: string): string {
  const { afterUseNs, waitingOnceUsed } = facts;
  if (afterUseNs === undefined) return `${since}; until then ${wait}`;
  const when = `${formatDuration(afterUseNs)} after it was used (${since})`;
  return `${when}; ${waitingOnceUsed === undefined ? `until then ${wait}` : andThen(facts, wait)}`;
}

function andThen({ waitingOnceUsed }: Facts, wait: string): string {
  return waitingOnceUsed === undefined ? wait : `${wait} until it was used, then ${waitingOnceUsed}`;
}

/** Whether its read(2) or write(2) told it then, and it went on all the same, no table shows. */
function mayHaveBeenTold({ noticed, exit }: Facts, seen: Case): string[] {
  return noticed === "never" && exit === undefined && hasUsedDead(seen)
    ? [
        "Whether it was told when it was used (an end of file, an error) cannot be seen; nothing that it did shows it.",
      ]
    : [];
}

function howItEnded({ ending: { by, atNs } }: Facts, seen: Case): string[] {
  const { fault } = seen;
  if (fault === undefined || atNs === undefined) return [];
  const when = `${formatDuration(atNs - fault.atNs)} after the ${fault.fault}`;
  const why = endedFirst(seen) ? ", after the client itself had ended the connection" : "";
  return [`${endings[by] ?? by} reached the client's host ${when}${why}.`];
}

const reactions: Readonly<Partial<Record<Verdict["reaction"], string>>> = {
  reconnects: "connected again",
  closes: "closed its socket",
  switches: "goes on over another connection",
  "holds-socket": "holds a socket whose end of file it has read",
  hangs: "waits for an answer that will not come",
  "goes-silent": "has stopped printing",
  crashes: "but the process that held the connection crashed",
  none: "as if nothing had happened",
  unknown: "what it did about it is unknown",
};

/** Who has connected to another port was not refused everywhere. */
function againTo(seen: Case): string {
  return newToOthers(seen).length > 0 ? `to port ${seen.connection?.server.port} again` : "again";
}

/** It prints nothing by itself, in the control either. */
const isMute = (byItself: Facts["byItself"]): boolean => byItself === undefined || byItself.expected === 0;
const MUTE = "does no more of what it does by itself";

function wordsFor(reaction: Facts["reaction"], byItself: Facts["byItself"]): string | undefined {
  return reaction === "goes-silent" && isMute(byItself) ? MUTE : reactions[reaction];
}

/** What a client that is still running did; empty if there is nothing to add. */
function whatItDid({ reaction, lost = 0, tries, byItself }: Facts, seen: Case): string {
  const isRefused = reaction === "reconnects" && !hasReconnected(seen, seen.fault?.atNs ?? 0);
  if (isRefused) return ` (tried to connect ${againTo(seen)}, without success)`;
  // It had no connection before.
  if (reaction === "reconnects" && tries !== undefined) return " (connected in the end)";
  // One that was answered may have been closed as done.
  if (reaction === "reconnects" && lost > 0 && isOverAgain(seen, seen.fault?.atNs ?? 0))
    return " (connected again, and that connection has ended, too)";
  const did = wordsFor(reaction, byItself);
  return did === undefined ? "" : ` (${did})`;
}

/** The answer may have come, and nobody have read it; or all was answered, and the server does not have it. */
function lostHow({ ledger }: Facts, isOne: boolean): string {
  const lost = ledger?.said.filter(({ isLost }) => isLost) ?? [];
  const isAnswered =
    ledger !== undefined && ledger.said.length > 0 && ledger.said.every(({ isLost }) => isLost === false);
  if (isAnswered) return `${isOne ? "is" : "are"} missing by the server's own count`;
  const isRead = lost.length === 0 || !lost.every(({ isEarly }) => isEarly);
  return `${isOne ? "was" : "were"} ${isRead ? "not answered" : "answered and not read"}`;
}

function whatIsLost(facts: Facts, seen: Case): string {
  const { ledger, lost = 0 } = facts;
  const missing = missingInWords(seen, lost);
  if (missing !== undefined) return missing;
  if (ledger?.said.some(({ text, isLost }) => text === SHIPPED && isLost))
    return `some of ${SHIPPED} was lost`;
  const what = seen.evidence.control === undefined ? "line" : "exchange";
  return `${lost} ${what}${lost === 1 ? "" : "s"} ${lostHow(facts, lost === 1)}`;
}

/** Of what is missing it may have known of more than of what it was not answered. */
function ofWhichNobodyWasTold({ lost = 0, unreported = 0 }: Facts, seen: Case): string {
  if (unreported === 0) return "";
  if (unreported >= lost) return ", and nobody was told";
  const atLeast = missingInWords(seen, lost) === undefined ? "" : " at least";
  return `, and nobody was told of ${unreported}${atLeast}`;
}

function whoseSocket(seen: Case): string {
  const isAnother = lastRows(seen)?.client?.state !== "CLOSE_WAIT" && lingers(seen);
  return isAnother ? "another of its sockets" : "its socket";
}

function aftermath(facts: Facts, seen: Case): string {
  const { exit, told, duplicated } = facts;
  const undone = facts.lost ? `; ${whatIsLost(facts, seen)}${ofWhichNobodyWasTold(facts, seen)}` : "";
  const lines = !duplicated
    ? undone
    : `${undone}; ${duplicated} ${duplicated === 1 ? "was" : "were"} done twice`;
  const rest = `${lines}${facts.lingers ? `; ${whoseSocket(seen)} stays in CLOSE_WAIT` : ""}.`;
  const words = printed(facts, seen);
  return exit
    ? `${words}${told === undefined ? ". It" : " and"} ended with ${formatEnd(exit)}${rest}`
    : `${words}. It is still running${whatItDid(facts, seen)}${rest}`;
}

function goneSilent({ byItself }: Facts): string[] {
  if (byItself === undefined || isMute(byItself)) return [];
  return [`It was expected to print ${byItself.expected} lines unprompted, and printed ${byItself.came}.`];
}

function neverRead({ ledger }: Facts): string[] {
  const unread = ledger?.bytes.filter(
    ({ direction, fate }) => direction === "server->client" && fate === "unread",
  );
  const bytes = (unread ?? []).reduce((sum, each) => sum + each.bytes, 0);
  return bytes === 0
    ? []
    : [
        `${bytes} byte${bytes === 1 ? "" : "s"} from the server reached the client's host, and the client never read them.`,
      ];
}

function printed({ told, undecided }: Facts, seen: Case): string {
  const { observations, fault } = seen;
  if (told === undefined)
    return undecided?.["told"]
      ? "Whether the client told its user is unknown"
      : "What the client printed was not observed";
  if (told !== "") return `The client printed \`${causeIn(told)}\``;
  const [incomplete] = incompleteIn(seen);
  if (incomplete !== undefined) return `The client printed \`${incomplete.text}\`, an incomplete answer`;
  const isUsual = after(printedBy(observations, "client"), fault?.atNs ?? 0).some(({ text }) =>
    /\S/.test(text),
  );
  return isUsual ? "The client printed nothing new" : "The client printed nothing";
}

function incompleteIn(seen: Case): ReturnType<typeof incompleteAnswers> {
  const { evidence, ending, fault } = seen;
  const sinceNs = reactsSince(seen, ending?.arrivedAtNs ?? fault?.atNs ?? 0);
  const before = seen.observations.filter(({ atNs }) => atNs < sinceNs);
  const old = new Set(outputOf(before, "client").split(/\r?\n/));
  // A server that was started again may count anew.
  return incompleteAnswers(seen, sinceNs, evidence.control).filter(({ text }) => !old.has(text));
}

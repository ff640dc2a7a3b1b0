// A client that gets no input may have got on new connections what it was started for: it asks there for the same, as far as
// that can be read, and as much comes as without the fault.

import type { Case } from "../../timeline/case.ts";
import { controlsOf } from "../../timeline/controls.ts";
import { isInReply } from "../../timeline/moments.ts";
import { findExit } from "../../timeline/queries.ts";
import type { SaidEntry } from "../../timeline/verdict-record.ts";
import { endedAt } from "../bytes/death.ts";
import { isGreeted } from "../bytes/flights.ts";
import { type Flow, flowsOf } from "../bytes/flows.ts";
import { isSealed, isCompressedSocket } from "../bytes/sealed.ts";
import { isRequest, isSentAgain, lastSent, textOf, timesAsked } from "../bytes/sent-again.ts";
import { endSign } from "../signs/signs.ts";
import { asksAtOnce } from "./at-once.ts";
import { type Asked, askedSince, bytesSince } from "./asked-anew.ts";
import { isAlwaysAsked, isNeverTheSame } from "./asked-words.ts";
import { asksAsMany, hasAll, lackingIn } from "./lacks-some.ts";
import { asksOtherwise } from "./otherwise.ts";
import { refusedSince } from "./refused-since.ts";
import { answerLength } from "./regular-answers.ts";
import { bytesAgain } from "./session-again.ts";
import { hasAllSealed } from "./sealed-things.ts";
import { undoneIn } from "./undone.ts";

/** What the control has of it. */
type Usual = Pick<SaidEntry, "answerBytes" | "connections">;

/** `whole`: its answer. `unsure`: another answer, or to something else. `other`: it has asked for something else. */
type Came = "whole" | "unsure" | "other";

/**
 * What came on the connections that it has made since its server's end, of which there are more than in the control.
 * Undefined: it has made none, or nothing came.
 *
 * @param slackBytes so many may be missing of the same, or be there in addition
 * @param isAnswered something came on the connection that ended, too
 */
export function cameElsewhere(
  seen: Case,
  { answerBytes = 0, connections }: Usual,
  slackBytes: number,
  isAnswered: boolean,
): Came | undefined {
  const used = flowsOf(seen).filter(({ toServer }) => hasData(toServer));
  const since = used.filter((flow) => isSince(seen, flow));
  if (answerBytes === 0 || connections === undefined) return undefined;
  if (since.length === used.length || bytesSince(since) === 0) return undefined;
  if (hasAllSealed(seen, used)) return "whole";
  const undone = undoneIn(seen, used, since, endedAt(seen));
  if (undone === "some") return "other";
  const came = cameFor(seen, { used, since }, { answerBytes, connections }, slackBytes, isAnswered);
  // Of a compressed WebSocket only how it begins can be read: that is the same each time, and long.
  const isUnread = undone === "perhaps" || used.some(isCompressedSocket);
  return isUnread && came === "whole" ? "unsure" : came;
}

interface Flows {
  readonly used: readonly Flow[];
  readonly since: readonly Flow[];
}

/** Whatever was undone where its connection ended. */
function cameFor(
  seen: Case,
  { used, since }: Flows,
  { answerBytes, connections }: Required<Pick<Usual, "answerBytes" | "connections">>,
  slackBytes: number,
  isAnswered: boolean,
): Came | undefined {
  if (used.length <= connections) return isAnswered ? cameOnOwn(seen, used) : undefined;
  const again = bytesAgain(seen, used, used.length - connections);
  const missingBytes = Math.min(slackBytes, (answerLength(seen) ?? Number.POSITIVE_INFINITY) - 1);
  const usual = { least: answerBytes - missingBytes, bytes: answerBytes, most: answerBytes + slackBytes };
  const isNext = isAnswered && !isInReply(seen.evidence.moment); // it was answered, and has asked the next thing
  const all = isNext ? cameInAll(seen, used, bytesSince(used) - again, usual) : undefined;
  return all ?? cameAnew(seen, used, since, usual, again);
}

/** On more connections than in the control. */
function cameAnew(
  seen: Case,
  used: readonly Flow[],
  since: readonly Flow[],
  usual: Amount,
  again: number,
): Came {
  const before = used.filter((flow) => !since.includes(flow));
  const asked = askedSince(before, since, endedAt(seen), again);
  const all = bytesSince(used) - again;
  const mayLack = mayLackOne(used, all, usual);
  if (asked.asks !== "another") return cameAgain(seen, used, isEnough(asked, usual) && !mayLack);
  if (isAskedAgain(seen, before, since)) return cameAgain(seen, used, all >= usual.least && !mayLack);
  if (mayBeOtherwise(seen, before, used) || (all > usual.most && mayLogIn(since))) return "unsure";
  if (all < usual.least) return isLittleLess(seen, used, all, usual) ? "unsure" : "other";
  return isUnkept(seen, used) ? "unsure" : cameInOtherWords(seen, before, used, all > usual.most);
}

/** That one thing is asked again says nothing of another one that was under way, as of a second worker. */
function cameAgain(seen: Case, used: readonly Flow[], isEnoughFor: boolean): Came {
  return isEnoughFor && lackingIn(seen, used) === "none" ? "whole" : "unsure";
}

/**
 * Each control asks in the same words what it was refused, and none what it asked since in its place; or it has asked that
 * again with another body, which is a segment of its own.
 */
function mayBeOtherwise(seen: Case, before: readonly Flow[], used: readonly Flow[]): boolean {
  const sent = lastOn(seen, before);
  const [first, whole] = [textOf(sent.slice(0, 1)), textOf(sent)];
  if (first === "" || !isAlwaysAsked(seen, first)) return false;
  const isHeadAgain = used.some((flow) => !before.includes(flow) && timesAsked(flow, first).length > 0);
  return (
    (isHeadAgain && !isNeverTheSame(seen, first)) || asksOtherwise(seen, used, whole, sent[0]?.atNs ?? 0)
  );
}

/** What it had asked last on the last of these. */
function lastOn(seen: Case, before: readonly Flow[]): ReturnType<typeof lastSent> {
  const last = before.at(-1);
  return last === undefined ? [] : lastSent(last, endedAt(seen));
}

/**
 * What it was refused no control asks in the same words (a time or a signature in it, a new boundary for each try): as much
 * came, and for as many things of the same kind; or more, since it has begun anew.
 */
function cameInOtherWords(seen: Case, before: readonly Flow[], used: readonly Flow[], isMore: boolean): Came {
  const first = textOf(lastOn(seen, before).slice(0, 1));
  if (first === "" || !isNeverTheSame(seen, first) || lackingIn(seen, used) === "some") return "other";
  if (!isRequest(first)) return "unsure";
  if (!asksAsMany(seen, used)) return isMore ? "other" : "unsure";
  return isMore ? "unsure" : "whole";
}

/** What an RST answered after the end was sent again since. */
function isAskedAgain(seen: Case, before: readonly Flow[], since: readonly Flow[]): boolean {
  return before.some((flow) => {
    const refused = refusedSince(seen, flow, endedAt(seen));
    const text = refused === undefined ? "" : textOf(refused.last.segments);
    return isSentAgain(since, text);
  });
}

interface Amount {
  readonly least: number;
  readonly bytes: number;
  readonly most: number;
}

function isEnough({ asks, bytes }: Asked, { least, most }: Amount): boolean {
  return bytes.some((each) => each >= least && (each <= most || asks === "the rest"));
}

/**
 * As much as in the control came, and nothing is lacking there; or more, for all that and something else (a PING). Undefined
 * where that does not show it.
 */
function cameInAll(seen: Case, used: readonly Flow[], bytes: number, usual: Amount): Came | undefined {
  if (bytes < usual.least) return isLittleLess(seen, used, bytes, usual) ? "unsure" : undefined;
  if (bytes > usual.most) {
    const has = hasAll(seen, used);
    return has === "perhaps" ? "unsure" : has ? "whole" : undefined;
  }
  if (mayLackOne(used, bytes, usual) || (isUnkept(seen, used) && bytes < usual.bytes)) return "unsure";
  const lacking = lackingIn(seen, used);
  return lacking === "some" ? undefined : lacking === "none" ? "whole" : "unsure";
}

/** Of several under way at once one may have got no answer: a short one is less than the slack. */
function mayLackOne(used: readonly Flow[], bytes: number, usual: Amount): boolean {
  return bytes < usual.bytes && used.some((flow) => asksAtOnce(flow));
}

/** And nothing is lacking, as far as the words show that. */
function isLittleLess(seen: Case, used: readonly Flow[], bytes: number, { least }: Amount): boolean {
  return bytes > least * VARIED && isKept(seen) && lackingIn(seen, used) !== "some";
}

/** As a part of what comes without the fault: an answer may be as long as it likes (a list of who is connected). */
const VARIED = 0.9;

/** Each control says what it asks, or has asked more than is kept. */
function isKept({ evidence: { control } }: Case): boolean {
  return controlsOf(control).every(({ asked }) => asked !== undefined);
}

/** A control has asked more than is kept. */
function isUnkept({ evidence: { control } }: Case, used: readonly Flow[]): boolean {
  return (
    controlsOf(control).some(({ asked }) => asked?.length === 0) && used.every((flow) => !isSealed(flow))
  );
}

/** Where it makes a connection for each thing that it asks, what it did not ask is on none. */
function cameOnOwn(seen: Case, used: readonly Flow[]): Came | undefined {
  if (findExit(seen.observations, "client") === undefined) return undefined;
  const lacking = lackingIn(seen, used);
  return lacking === "none" ? undefined : lacking === "some" ? "other" : "unsure";
}

/** Some of what came may belong to a login that is never the same. */
function mayLogIn(since: readonly Flow[]): boolean {
  return since.some((flow) => isGreeted(flow));
}

/** All of it is from after its end. */
export function isSince(seen: Case, { toServer, toClient }: Flow): boolean {
  return [...toServer.segments, ...toClient.segments].every(({ atNs }) => atNs > endedAt(seen));
}

function hasData({ segments }: Flow["toServer"]): boolean {
  return segments.some(({ length }) => length > 0);
}

export function endsAsUsual({ observations, evidence: { control } }: Case): boolean {
  const exit = findExit(observations, "client");
  if (exit === undefined) return false;
  return control?.signs.some(({ what }) => what === endSign(exit)) === true;
}

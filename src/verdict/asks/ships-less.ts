// A client that ships without being answered, and ends by itself, at least without the fault: what it had on no connection
// but that which died, or never sent at all, shows only beside how much it ships without the fault.

import type { Case } from "../../timeline/case.ts";
import { controlsOf, endsInControl } from "../../timeline/controls.ts";
import { greatest, smallest } from "../../timeline/extremes.ts";
import { findExit } from "../../timeline/queries.ts";
import type { ByteStretch, SaidEntry } from "../../timeline/verdict-record.ts";
import type { Fate } from "../../timeline/words.ts";
import { type Flow, flowsOf, newIn } from "../bytes/flows.ts";
import { openingBytes } from "../bytes/openings.ts";
import { isSealed } from "../bytes/sealed.ts";
import { textOf } from "../bytes/sent-again.ts";
import { SLACK_BYTES } from "../bytes/slack.ts";
import { endIn } from "./ends.ts";
import { UNDELIVERED } from "./fates.ts";
import { OWN } from "./loss.ts";
import { SHIPS_LESS } from "./why-unsure.ts";

/** Bytes that nobody has taken. */
const NOWHERE: ReadonlySet<Fate> = new Set([...UNDELIVERED, "swallowed"]);

/**
 * Less was taken than its controls ship. What it had sent in vain is lost if it did not send the same again, and no other
 * bytes made up for it; what it never sent may be: it may work for a fixed time.
 *
 * @param bytes how far each got, if all of them were recorded and kept
 */
export function settleShipsLess(
  entry: SaidEntry,
  seen: Case,
  bytes: readonly ByteStretch[] | undefined,
): SaidEntry {
  const sent = usuallySent(seen);
  const isOwn = entry.text === OWN && entry.found !== true;
  if (bytes === undefined || sent === undefined || !isOwn || !ends(seen)) return entry;
  const own = bytes.filter(({ direction }) => direction === "client->server");
  const inVain = own.filter(({ fate }) => NOWHERE.has(fate));
  const again = new Set(inVain.map((each) => whetherAgain(each, flowsOf(seen))));
  const isSentAgain = again.size === 1 && again.has("yes");
  if (entry.isLost !== false && !(isRefused(entry) && isSentAgain)) return entry;
  const [all, vain] = [lengthOf(own), lengthOf(inVain)];
  const missing = sent - (all - vain - openingBytes(own, flowsOf(seen), usualConnections(seen)));
  const [first] = inVain;
  if (first !== undefined && again.has("no") && 2 * missing >= vain)
    return { ...entry, fate: first.fate, isLost: true };
  return missing > slackBytes(seen)
    ? endIn(entry, { fate: "unknown", why: SHIPS_LESS })
    : { ...entry, ...(isSentAgain && TAKEN) };
}

/** Or would have without the fault: it may be at it still, and it may never go on. */
function ends({ observations, evidence }: Case): boolean {
  return findExit(observations, "client") !== undefined || endsInControl(evidence.control);
}

/** A number in it may be longer; but where it has connected again the shortest thing that it sends may be missing. */
function slackBytes(seen: Case): number {
  const used = flowsOf(seen).map(({ toServer }) => newIn(toServer.segments));
  const lengths = used.flatMap((sent) => sent.map(({ length }) => length));
  const isAgain = used.filter((sent) => sent.length > 0).length > 1;
  return isAgain
    ? smallest(
        lengths.map((length) => length - 1),
        SLACK_BYTES,
      )
    : SLACK_BYTES;
}

function isRefused({ fate, isLost }: SaidEntry): boolean {
  return isLost === true && UNDELIVERED.has(fate);
}

const TAKEN = { fate: "taken", isLost: false } as const;

/** What it sends last is not answered. */
const UNANSWERED: ReadonlySet<Fate> = new Set(["taken", "acknowledged"]);

/**
 * In bytes, by each control; undefined where one is answered more than once (a login is), or does not say how much. What it
 * sends as it ends (MQTT's DISCONNECT) may come too late for its fate to be known.
 */
function usuallySent({ evidence, fault }: Case): number | undefined {
  const controls = controlsOf(evidence.control);
  if (fault?.pid === 0 || controls.length === 0) return undefined;
  const isShipping = controls.every(
    ({ sent, asked = [], sealedThings = 0, said: [own] = [], sendsByItself }) =>
      sent !== undefined &&
      Math.max(asked.length, sealedThings) <= 1 &&
      own?.text === OWN &&
      (UNANSWERED.has(own.fate) || (own.fate === "unknown" && sendsByItself === true)),
  );
  return isShipping ? smallest(controls.map(({ sent = 0 }) => sent)) : undefined;
}

function usualConnections({ evidence }: Case): number {
  return greatest(
    controlsOf(evidence.control).map(({ said: [own] = [] }) => own?.connections ?? 1),
    1,
  );
}

/** Each line of it, from its beginning on, was sent on another connection later; or something was, and cannot be read. */
function whetherAgain(
  { clientPort, from, bytes }: ByteStretch,
  flows: readonly Flow[],
): "yes" | "no" | "unread" {
  const flow = flows.find(({ connection }) => connection.client.port === clientPort);
  const others = flows.filter((other) => other !== flow && sendsSince(other, flow?.beganNs ?? 0));
  if (flow === undefined || others.length === 0) return "no";
  const text = textOf(flow.toServer.segments);
  if (isSealed(flow) || text.length < flow.toServer.sentTo - 1) return "unread";
  const begin = text.lastIndexOf("\n", from - 2) + 1;
  const lines = text.slice(begin, from - 1 + bytes).split("\n");
  const since = others.map(({ toServer }) => textOf(toServer.segments));
  return lines.every((line) => since.some((other) => other.includes(line))) ? "yes" : "no";
}

function sendsSince({ beganNs, toServer }: Flow, sinceNs: number): boolean {
  return beganNs > sinceNs && newIn(toServer.segments).length > 0;
}

function lengthOf(stretches: readonly ByteStretch[]): number {
  return stretches.reduce((sum, { bytes }) => sum + bytes, 0);
}

// What the control run shows of how far things get with nothing done to the server, for comparison.

import type { Case } from "../../timeline/case.ts";
import { NOTHING_TO_COMPARE } from "../../timeline/controls.ts";
import { findExit } from "../../timeline/queries.ts";
import type { ControlRecord } from "../../timeline/record.ts";
import type { SaidEntry } from "../../timeline/verdict-record.ts";
import { bytesSent } from "../asks/asks-alike.ts";
import { askedTimes, askedWords, firstWords } from "../asks/asked-words.ts";
import { areBegunAnswered } from "../asks/begun-asks.ts";
import { onlyBodyOf } from "../asks/mirrored.ts";
import { areOwnAsksAnswered } from "../asks/own-asks.ts";
import { lackOn } from "../asks/promised.ts";
import { sealedSteps } from "../asks/sealed-asks.ts";
import { countSealed, sealedRest } from "../asks/sealed-things.ts";
import { answeredSteps, openStep } from "../asks/short-asks.ts";
import { statusNumbers } from "../asks/refused.ts";
import { askedInStreams } from "../asks/stream-asks.ts";
import { answersBegin } from "../asks/typed-last-words.ts";
import { type Flow, bytesBetween, flowsOf } from "../bytes/flows.ts";
import { rhythmsOf } from "../bytes/next-ask.ts";
import { linesPrinted } from "../lines/lines-printed.ts";
import { cameByItself, silenceOf } from "./came-by-itself.ts";
import { ledgerOf } from "./ledger.ts";
import { countedMore } from "./losses.ts";
import { countLacking } from "../asks/missing.ts";

type Fields = Pick<
  ControlRecord,
  | "said"
  | "sent"
  | "received"
  | "printed"
  | "asksAnswered"
  | "begunAnswered"
  | "rhythms"
  | "lastWhole"
  | "streams"
  | "statuses"
  | "onlyBody"
  | "sealed"
  | "sealedThings"
  | "sealedRestNs"
  | "steps"
  | "openStep"
  | "asked"
  | "askedFirst"
  | "askedNs"
  | "sendsByItself"
  | "countedMore"
  | "lacking"
  | "byItself"
>;

export function controlLedger(seen: Case): Fields {
  const flows = flowsOf(seen);
  // In its own ledger it is nobody's control, and no section either.
  const alone = { ...seen, evidence: { ...seen.evidence, control: NOTHING_TO_COMPARE } };
  const [more, lacking] = [countedMore(seen), countLacking(seen)];
  const own = seen.typed.length > 0 ? [] : flows;
  const hasEnded = findExit(seen.observations, "client") !== undefined;
  const overNs = hasEnded ? Number.POSITIVE_INFINITY : (seen.observations.at(-1)?.atNs ?? 0);
  const steps = answeredSteps(own, overNs);
  const open = openStep(own, overNs);
  const asksAnswered = areOwnAsksAnswered(own, silenceOf(seen)[1]);
  const [rhythms, body] = [rhythmsOf(own), onlyBodyOf(own)];
  return {
    said: saidIn(ledgerOf(alone).said, flows),
    sent: bytesSent(flows),
    received: bytesBetween(flows, 0, Number.POSITIVE_INFINITY),
    printed: linesPrinted(seen),
    ...(asksAnswered !== undefined && { asksAnswered }),
    ...(areBegunAnswered(own, silenceOf(seen)[1]) && { begunAnswered: true as const }),
    ...(rhythms.length > 0 && { rhythms }),
    ...(lackOn(flows[0]) === "nothing" && { lastWhole: true }),
    ...numbersOf(flows),
    ...(body !== undefined && { onlyBody: body }),
    ...sealedIn(own, overNs),
    ...(steps !== undefined && { steps }),
    ...(open !== undefined && { openStep: open }),
    ...askedIn(own),
    sendsByItself: sendsByItself(seen, flows),
    ...(more !== undefined && { countedMore: more }),
    ...(lacking !== undefined && { lacking }),
    byItself: cameByItself(seen, flows),
  };
}

function saidIn(said: readonly SaidEntry[], flows: readonly Flow[]): NonNullable<Fields["said"]> {
  const begins = answersBegin(said, flows);
  return said.map(({ text, fate, answerBytes, connections, isLate, isOwn }, i) => ({
    text,
    fate,
    ...(answerBytes !== undefined && { answerBytes }),
    ...(connections !== undefined && { connections }),
    ...(isLate && { isLate }),
    ...(isOwn === undefined && begins[i] !== undefined && { begins: begins[i] }),
  }));
}

/** Of what it asked over HTTP/2, and of how HTTP answered. */
function numbersOf(flows: readonly Flow[]): Pick<Fields, "streams" | "statuses"> {
  const [streams, statuses] = [askedInStreams(flows), statusNumbers(flows)];
  return { ...(streams.length > 0 && { streams }), ...(statuses.length > 0 && { statuses }) };
}

function askedIn(own: readonly Flow[]): Pick<Fields, "asked" | "askedFirst" | "askedNs"> {
  const [asked, first] = [askedWords(own), firstWords(own)];
  if (asked === undefined) return {};
  return { asked, ...(first !== undefined && { askedFirst: first }), askedNs: askedTimes(own) };
}

type Sealed = Pick<Fields, "sealed" | "sealedThings" | "sealedRestNs">;

/** Of what nobody can read. */
function sealedIn(own: readonly Flow[], overNs: number): Sealed {
  const [sealed, things, rest] = [sealedSteps(own, overNs), countSealed(own), sealedRest(own)];
  return {
    ...(sealed !== undefined && { sealed }),
    ...(things !== undefined && { sealedThings: things }),
    ...(rest !== undefined && { sealedRestNs: rest }),
  };
}

function sendsByItself(seen: Case, flows: readonly Flow[]): boolean {
  const [fromNs, toNs] = silenceOf(seen);
  return flows.some(({ toServer }) =>
    toServer.segments.some(({ length, atNs }) => length > 0 && atNs > fromNs && atNs < toNs),
  );
}

// What a client that runs on asks by itself over TLS, or HTTP/2. It cannot be read, or is asked several things at the same
// time, so it is held against the control by how much the client had sent on the connection, and how much had come by then:
// the last bytes of a handshake (a session ticket), or the answer to another request, look like an answer.

import type { Case } from "../../timeline/case.ts";
import { controlsOf } from "../../timeline/controls.ts";
import { isInReply } from "../../timeline/moments.ts";
import type { SaidEntry } from "../../timeline/verdict-record.ts";
import { type Flight, flightsOn } from "../bytes/flights.ts";
import { type Flow, bytesBetween, endOf } from "../bytes/flows.ts";
import { isHeldAtRelay } from "../bytes/held-rest.ts";
import { isServedSince } from "../bytes/served-again.ts";
import { isSealed, isTls } from "../bytes/sealed.ts";
import { SLACK_BYTES } from "../bytes/slack.ts";
import { isPushedOn } from "../lines/pushed.ts";
import { type Ask, fateOfAll, putsOf } from "./ask.ts";
import { CUT } from "./ends.ts";
import { ANSWERED } from "./fates.ts";
import { ASKED } from "./loss.ts";
import { SEALED_AGAIN } from "./why-unsure.ts";

/** So many bytes the client had sent on a connection, and so many had come, before it sent more. */
type Step = readonly [sent: number, came: number];

/** Of an endless exchange the first ones. */
const MOST_STEPS = 64;

/**
 * The steps of its connections; of several with as many bytes sent the one with the fewest that came. Undefined without such
 * a connection, and where the server sends by itself for as long as it lives: of that less always comes where it dies.
 *
 * @param overNs when the run was over; Infinity if the client had ended, and waited for nothing more
 */
export function sealedSteps(flows: readonly Flow[], overNs: number): readonly Step[] | undefined {
  const sealed = flows.filter(isSealed);
  if (sealed.some((flow) => isPushedOn(flow, overNs))) return undefined;
  const all = sealed.map((flow) => {
    const sent = sentOn(flow, Number.POSITIVE_INFINITY).slice(0, MOST_STEPS + 1);
    return stepsOf(flow, sent).slice(0, MOST_STEPS);
  });
  const done = all.length > 1 ? all.slice(0, -1) : all; // on the last one more may come
  const least = new Map<number, number>();
  for (const [bytes, came] of done.flat()) least.set(bytes, Math.min(came, least.get(bytes) ?? came));
  return least.size === 0 ? undefined : [...least].sort(([one], [other]) => one - other);
}

/** What it had sent last when its server died, and less came than in each control; undefined where as much came. */
export function sealedAskEntry(seen: Case, flows: readonly Flow[]): SaidEntry | undefined {
  const usual = usualSteps(seen);
  const { ending } = seen;
  if (usual === undefined) return undefined;
  if (ending === undefined) return inSilence(seen, flows);
  const sealed = flows.filter(isSealed);
  const before = sealed.filter(({ toServer }) => (toServer.segments[0]?.atNs ?? 0) < ending.arrivedAtNs);
  const lacks = (flow: Flow, untilNs: number): boolean =>
    usual.every((steps) => isShort(flow, untilNs, steps));
  const cut = before.find((flow) => isCutOn(seen, flow));
  const short = cut ?? before.findLast((flow) => lacks(flow, ending.arrivedAtNs));
  if (short === undefined) return undefined;
  const since = sealed.filter(
    (flow) => !before.includes(flow) && flow.toClient.segments.some(({ length }) => length > 0),
  );
  const sent = sentOn(short, ending.arrivedAtNs).at(-1)?.segments ?? [];
  const entry = {
    text: ASKED,
    isOwn: true,
    atNs: sent[0]?.atNs ?? 0,
    because: sent.slice(0, 1).map(({ id }) => id),
  } as const;
  if (cut !== undefined)
    return { ...entry, ...(since.length > 0 ? { fate: "unknown", why: SEALED_AGAIN } : CUT) };
  if (since.length > 0 && !since.every((flow) => lacks(flow, Number.POSITIVE_INFINITY)))
    return { ...entry, fate: "answered", isLost: false };
  return { ...entry, fate: "unknown", why: SEALED };
}

/** The rest of an answer over TLS was held, on the connection under test, and has never come. */
function isCutOn(seen: Case, flow: Flow): boolean {
  const { evidence, connection, fault } = seen;
  const isUnderTest = flow.connection.client.port === connection?.client.port;
  const { arrivedTo, sentTo } = flow.toClient;
  const isHeld = isHeldAtRelay(seen) && !isServedSince(seen, [flow], fault?.atNs ?? 0);
  return isInReply(evidence.moment) && isUnderTest && isTls(flow) && (arrivedTo < sentTo || isHeld);
}

/** By each control; undefined where there is none, or one has none. */
function usualSteps({ evidence }: Case): readonly (readonly Step[])[] | undefined {
  const all = controlsOf(evidence.control).map(({ sealed }) => sealed);
  const usual = all.filter((steps) => steps !== undefined);
  return usual.length === 0 || usual.length < all.length ? undefined : usual;
}

/** In a silence nothing comes for it on any connection: it is lost wherever it lies. */
function inSilence(seen: Case, flows: readonly Flow[]): SaidEntry | undefined {
  const ask = sealedInVain(seen, flows);
  if (ask === undefined) return undefined;
  const fated = fateOfAll(seen, putsOf(ask, "", flows), flows);
  if (ANSWERED.has(fated.fate)) return undefined;
  const entry = { text: ASKED, isOwn: true, atNs: ask.sentNs, ...fated } as const;
  return fated.fate === "unknown" ? entry : { ...entry, isLost: true };
}

/**
 * What it had sent last on a connection when its server fell silent, where more has come in each control by then. Undefined
 * where the server has ended, or has sent anything since.
 */
export function sealedInVain(seen: Case, flows: readonly Flow[]): Ask | undefined {
  const [usual, sinceNs] = [usualSteps(seen), seen.fault?.atNs ?? Number.POSITIVE_INFINITY];
  const isOver = seen.ending !== undefined || seen.typed.length > 0;
  if (usual === undefined || isOver || bytesBetween(flows, sinceNs, Number.POSITIVE_INFINITY) > 0)
    return undefined;
  const open = flows.filter(
    (flow) => isTls(flow) && usual.every((steps) => isShort(flow, Number.POSITIVE_INFINITY, steps)),
  );
  const asks = open.flatMap((flow) =>
    sentOn(flow, Number.POSITIVE_INFINITY)
      .slice(-1)
      .map((flight) => ({ flow, ...flight })),
  );
  return asks.find(({ answeredNs }) => answeredNs === undefined);
}

const SEALED =
  "it cannot be read (TLS), or is one of several things (HTTP/2), and less came than in the control: it may not have been answered";

/**
 * Less had come than in the control, once it had sent as much; where it never has there, nothing came since it sent
 * something.
 */
function isShort(flow: Flow, endedNs: number, usual: readonly Step[]): boolean {
  const steps = stepsOf(flow, sentOn(flow, endedNs).slice(-2));
  const [last, before] = [steps.at(-1), steps.at(-2)];
  if (last === undefined) return false;
  const [sent, came] = last;
  const same = usual.filter(([bytes]) => Math.abs(bytes - sent) <= SLACK_BYTES).map(([, bytes]) => bytes);
  if (same.length > 0) return same.every((bytes) => came + SLACK_BYTES < bytes);
  return came === before?.[1] && usual.every(([, bytes], i) => bytes > (usual[i - 1]?.[1] ?? 0));
}

/** What the client sends from the ending on is left out: it may be a farewell. */
function sentOn(flow: Flow, endedNs: number): readonly Flight[] {
  return flightsOn(flow, endedNs).filter(({ sentNs }) => sentNs < endedNs);
}

function stepsOf(flow: Flow, flights: readonly Flight[]): Step[] {
  return flights.map(({ segments }, i): Step => {
    const last = segments.at(-1);
    const untilNs = flights[i + 1]?.sentNs ?? Number.POSITIVE_INFINITY;
    return [last === undefined ? 0 : endOf(last) - 1, bytesBetween([flow], 0, untilNs)];
  });
}

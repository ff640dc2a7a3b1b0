// Whether the control was over while an answer was still coming that the fault has cut: then nobody knows how much was to
// come. (It may come over a connection to another port, as FTP's do: who has ended, and runs on there, is still at work.)

import type { Case } from "../../timeline/case.ts";
import { hasSwitched, lackOf } from "../../timeline/http-answers.ts";
import { findExit } from "../../timeline/queries.ts";
import { STILL_NS } from "../../timeline/under-way.ts";
import { isHttp } from "../asks/promised.ts";
import { goneNsOf } from "../bytes/death.ts";
import { newIn } from "../bytes/flows.ts";
import { type NewLine, newLines } from "../lines/new-lines.ts";
import { hasReconnected, newSyns } from "../signs/signs.ts";
import { reactsSince } from "./notice.ts";

/**
 * Of a client that asks by itself, and that neither said that something went wrong nor asked once more, on a new connection.
 * What comes to one that has asked for nothing is no answer.
 *
 * @param isLossAsked whether something is lost matters even if the client has told of it
 */
export function isAnswerLonger(seen: Case, controls: readonly Case[], isLossAsked = false): boolean {
  const goneNs = goneNsOf(seen);
  if (goneNs === undefined || seen.typed.length > 0 || !hasAsked(seen)) return false;
  const hasEnded = findExit(seen.observations, "client") !== undefined;
  if (!isComingAt(seen, goneNs) || mayAskAgain(seen, goneNs, hasEnded)) return false;
  if (!isLossAsked && hasTold(seen, goneNs)) return false;
  return controls.some(
    (each) =>
      findExit(each.observations, "client") === undefined &&
      (hasEnded || isComingAt(each, each.observations.at(-1)?.atNs ?? 0)),
  );
}

/** Who tried to connect in vain, and has ended, has asked nothing there. */
function mayAskAgain(seen: Case, goneNs: number, hasEnded: boolean): boolean {
  return hasEnded ? hasReconnected(seen, goneNs) : newSyns(seen, goneNs).length > 0;
}

function hasAsked({ segments }: Case): boolean {
  return segments.some(({ direction, length }) => direction === "client->server" && length > 0);
}

/**
 * A server that has sent nothing for so long has sent it all, unless its answer is one of HTTP and says that more is to
 * come, or may say so in what is not kept of a segment.
 */
function isComingAt({ segments }: Case, atNs: number): boolean {
  const sent = segments.filter(({ direction, length }) => direction === "server->client" && length > 0);
  const arrived = sent.filter(({ arrivedAtNs = Number.POSITIVE_INFINITY }) => arrivedAtNs <= atNs);
  if (arrived.some(({ arrivedAtNs = 0 }) => atNs - arrivedAtNs <= STILL_NS)) return true;
  const asked = segments.filter(({ direction }) => direction === "client->server");
  const lack = lackOf(newIn(arrived), newIn(asked));
  return lack === "chunks" || (lack === undefined && isHttp(arrived) && !hasSwitched(arrived));
}

function hasTold(seen: Case, endedNs: number): boolean {
  const exit = findExit(seen.observations, "client");
  if (exit !== undefined && exit.exitCode !== 0) return true;
  return newLines(seen, reactsSince(seen, endedNs), seen.evidence.control).some(saysWhy);
}

/** It has printed that something went wrong. */
export function saysWhy({ saysNothingWrong, isDoubtful }: NewLine): boolean {
  return !saysNothingWrong && !isDoubtful;
}

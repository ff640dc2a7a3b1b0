// The lines of text that a server sent before the fault. What a client prints of them, however late, is not about the fault.

import { controlsOf } from "../../timeline/controls.ts";
import type { Observation, Observed } from "../../timeline/observation.ts";
import { ofKind } from "../../timeline/queries.ts";
import type { ControlRecord } from "../../timeline/record.ts";
import { saysTrouble } from "./trouble.ts";

/** What is between two lines, and where a binary protocol has no text. */
// oxlint-disable-next-line no-control-regex -- it is what divides them
const BETWEEN = /[\u0000-\u001f\u007f]+/;
/** Between two chunks of HTTP (RFC 9112 7.1): a line may be in both. */
const CHUNK_SIZE = /\r\n[\da-f]{1,8}(?:;[^\r\n]*)?\r\n/gi;
/** Something so short may be there by chance. */
const SHORTEST = 3;
/** How many lines are looked for within others, and in how many. */
const MOST = 1000;

/**
 * Returns whether a line that was printed is one of them, also in the usual frame (`got: ...`), or the last one, unfinished,
 * the beginning of one.
 *
 * @param sinceNs of several faults the last one before is meant
 * @param answers lines that the client prints for an answer: they have the frame
 */
export function createServed(
  observations: readonly Observation[],
  sinceNs: number,
  answers: readonly string[] = [],
): (text: string, isWhole: boolean) => boolean {
  return createAmong(() => linesServed(observations, sinceNs), answers);
}

/** All that it sent before the fault. */
export function linesServed(observations: readonly Observation[], sinceNs: number): ReadonlySet<string> {
  return linesBetween(observations, portOf(observations), 0, faultAt(observations, sinceNs) ?? 0);
}

/**
 * Returns whether a line may be one of those that a server goes on to send by itself once the fault has come, such as one
 * that was asked to end. That is so where the client prints such lines in a control as well; not where one says that
 * something goes wrong.
 *
 * @param sinceNs, answers as above
 */
export function createStreamed(
  observations: readonly Observation[],
  sinceNs: number,
  control: ControlRecord,
  answers: readonly string[] = [],
): (text: string, isWhole: boolean) => boolean {
  const isUsual = controlsOf(control).some(
    ({ byItself }) => byItself && byItself.fresh > 0 && byItself.bytes > 0,
  );
  const faultNs = faultAt(observations, sinceNs);
  if (!isUsual || faultNs === undefined) return () => false;
  const port = portOf(observations);
  const among = createAmong(() => linesBetween(observations, port, faultNs, Infinity), answers);
  return (text, isWhole) => !saysTrouble(text) && among(text, isWhole);
}

type Among = (text: string, isWhole: boolean) => boolean;

function createAmong(linesSent: () => ReadonlySet<string>, answers: readonly string[]): Among {
  let lines: ReadonlySet<string> | undefined;
  let some: readonly string[] = [];
  let asked = 0;
  return (printed, isWhole) => {
    const text = printed.trim();
    if (text.length < SHORTEST) return false;
    if (lines === undefined) {
      lines = linesSent(); // in most runs nothing is new
      some = [...lines].filter(({ length }) => length >= SHORTEST).slice(0, MOST);
    }
    if (lines.has(text)) return true;
    asked += 1;
    if (asked > MOST) return false;
    if (!isWhole && some.some((line) => line.startsWith(text))) return true;
    return some.some((line) => isFramed(text, line, answers));
  };
}

/** What stands around the line stands around another one in an answer. */
function isFramed(text: string, line: string, answers: readonly string[]): boolean {
  const at = text.indexOf(line);
  if (at < 0) return false;
  const [before, behind] = [text.slice(0, at), text.slice(at + line.length)];
  return answers.some(
    (answer) =>
      answer.length > before.length + behind.length && answer.startsWith(before) && answer.endsWith(behind),
  );
}

function faultAt(observations: readonly Observation[], sinceNs: number): number | undefined {
  return ofKind(observations, "fault").findLast(({ atNs }) => atNs <= sinceNs)?.atNs;
}

function portOf(observations: readonly Observation[]): number | undefined {
  return ofKind(observations, "connection")[0]?.server.port;
}

function linesBetween(
  observations: readonly Observation[],
  port: number | undefined,
  fromNs: number,
  untilNs: number,
): ReadonlySet<string> {
  const texts = new Map<number, Uint8Array[]>();
  for (const segment of ofKind(observations, "segment")) {
    if (segment.atNs >= untilNs) break;
    if (segment.atNs < fromNs || segment.from.port !== port || segment.length === 0) continue;
    const pieces = texts.get(segment.to.port) ?? [];
    texts.set(segment.to.port, pieces);
    pieces.push(...bytesOf(segment));
  }
  return new Set([...texts.values()].flatMap(linesIn));
}

const LINE_END = Uint8Array.of(10);

/** Only the beginning of a long one was kept. */
function bytesOf({ payload, length }: Observed<"segment">): Uint8Array[] {
  const bytes = Uint8Array.from(atob(payload), (char) => char.charCodeAt(0));
  return bytes.length < length ? [bytes, LINE_END] : [bytes];
}

function linesIn(pieces: readonly Uint8Array[]): string[] {
  const decoder = new TextDecoder();
  const text = pieces.map((piece) => decoder.decode(piece, { stream: true })).join("");
  return [text, text.replace(CHUNK_SIZE, "")]
    .flatMap((each) => each.split(BETWEEN))
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

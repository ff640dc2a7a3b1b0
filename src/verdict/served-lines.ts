// The lines of text that a server sent before the fault. What a client prints of them, however late, is not about the fault.

import type { Observation, Observed } from "../timeline/observation.ts";
import { ofKind } from "../timeline/queries.ts";

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
 * Returns whether a line that was printed is one of them, also in the usual frame (`got: ...`), or the last one, unfinished, the
 * beginning of one.
 *
 * @param sinceNs of several faults the last one before is meant
 * @param answers lines that the client prints for an answer: they have the frame
 */
export function createServed(
  observations: readonly Observation[],
  sinceNs: number,
  answers: readonly string[] = [],
): (text: string, isWhole: boolean) => boolean {
  let known: { readonly lines: ReadonlySet<string>; readonly some: readonly string[] } | undefined;
  let asked = 0;
  const find = (): NonNullable<typeof known> => {
    const lines = linesBefore(observations, sinceNs);
    return { lines, some: [...lines].slice(0, MOST) };
  };
  return (printed, isWhole) => {
    const text = printed.trim();
    if (text.length < SHORTEST) return false;
    known ??= find(); // in most runs nothing is new
    const { lines, some } = known;
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

function linesBefore(observations: readonly Observation[], sinceNs: number): ReadonlySet<string> {
  const faultNs = ofKind(observations, "fault").findLast(({ atNs }) => atNs <= sinceNs)?.atNs;
  const port = ofKind(observations, "connection")[0]?.server.port;
  const texts = new Map<number, Uint8Array[]>();
  for (const segment of ofKind(observations, "segment")) {
    if (faultNs === undefined || segment.atNs >= faultNs) break;
    if (segment.from.port !== port) continue;
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
    .filter((line) => line.length >= SHORTEST);
}

// What was asked over HTTP/2, and whether it was answered as a whole: each stream says itself where it ends (RFC 9113 4.1,
// 5.1).

import type { SeenSegment } from "./conversation.ts";
import { REQUEST_LINE, STATUS, createHeadReader } from "./hpack.ts";
import { WHOLE_PREFACE } from "./http2.ts";

const [DATA, HEADERS, RST_STREAM, CONTINUATION] = [0, 1, 3, 9];
const [END_STREAM, END_HEADERS, PADDED, PRIORITY] = [1, 4, 8, 32];
const FRAME_HEADER = 9;

interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
  readonly segment: SeenSegment;
  /** Where its content begins, and how long it is. */
  readonly from: number;
  readonly size: number;
  /** As far as it was kept. */
  content: string;
}

/** What a client has asked. */
export interface Stream {
  readonly id: number;
  readonly sentNs: number;
  /** Its method and path, and its body; undefined where they were not kept. */
  readonly asked: string | undefined;
  /** Which answer it got, by its status and by that of gRPC: as it was written. Left out if not known. */
  readonly status?: string;
  /** Nothing came for it: not the head of an answer either. */
  readonly isUnanswered?: true;
  /** When the last of its answer came, or either end broke it off. */
  readonly endedNs?: number;
  readonly brokenBy?: "client" | "server";
}

/**
 * In the order in which they were opened. Undefined where not each frame's header was kept.
 *
 * @param answers the server's segments with new bytes that arrived
 * @param requests the client's
 */
export function streamsIn(
  answers: readonly SeenSegment[],
  requests: readonly SeenSegment[],
): readonly Stream[] | undefined {
  const asked = framesIn(requests, 1 + WHOLE_PREFACE.length);
  const came = framesIn(answers, 1);
  if (asked === undefined || came === undefined) return undefined;
  const broken = [...asked.filter(isBreak), ...came.filter(isBreak)];
  const ends = new Map([...broken, ...came.filter(isEnd)].map((end) => [end.stream, end])); // the last one counts
  const statuses = new Map(opened(came, STATUS).map(({ id, heads }) => [id, heads]));
  return opened(asked, REQUEST_LINE).map(({ heads: [head], frames, id }) => {
    const bodies = frames.filter(({ type }) => type === DATA);
    const isKept = head !== undefined && bodies.every(({ content, size }) => content.length === size);
    const [end, status] = [ends.get(id), statuses.get(id)];
    return {
      id,
      sentNs: frames[0]?.segment.atNs ?? 0,
      asked: isKept ? [head, ...bodies.map(({ content }) => content)].join("\n") : undefined,
      ...(status?.every((each) => each !== undefined) && { status: status.join("\n") }),
      ...(status === undefined && { isUnanswered: true }),
      ...(end !== undefined && { endedNs: end.segment.arrivedAtNs ?? end.segment.atNs }),
      ...(end?.type === RST_STREAM && { brokenBy: asked.includes(end) ? "client" : "server" }),
    };
  });
}

interface Opened {
  readonly id: number;
  /** That of its head, and, at one end that sends them, of its trailers; undefined for what was not kept. */
  readonly heads: (string | undefined)[];
  readonly frames: Frame[];
}

/** Each with what one end sent in it; what its headers say depends on those before them. */
function opened(sent: readonly Frame[], wanted: ReadonlySet<string>): readonly Opened[] {
  const all = new Map<number, Opened>();
  const readHead = createHeadReader(wanted);
  let block: string | undefined = "";
  for (const frame of sent) {
    const { type, flags, stream: id } = frame;
    const stream = all.get(id) ?? { id, heads: [], frames: [] };
    if (type === HEADERS) all.set(id, stream);
    stream.frames.push(frame);
    if (type !== HEADERS && type !== CONTINUATION) continue;
    block = block === undefined ? undefined : joined(block, blockIn(frame));
    if ((flags & END_HEADERS) === 0) continue;
    stream.heads.push(readHead(block));
    block = "";
  }
  return [...all.values()];
}

function joined(block: string, more: string | undefined): string | undefined {
  return more === undefined ? undefined : block + more;
}

/** Without its padding, and its priority (RFC 9113 6.2). */
function blockIn({ type, flags, content, size }: Frame): string | undefined {
  if (content.length < size) return undefined;
  if (type === CONTINUATION) return content;
  const isPadded = (flags & PADDED) !== 0;
  const padding = isPadded ? content.charCodeAt(0) : 0;
  return content.slice(Number(isPadded) + (flags & PRIORITY ? 5 : 0), size - padding);
}

/**
 * It had not come to its end by then. What a client breaks off later it does because its server is gone, or because it has
 * waited for long enough; what its server breaks off since the fault, because it ends (gRPC's forced shutdown: CANCEL).
 */
export function isOpenAt({ endedNs, brokenBy }: Stream, goneNs: number, faultNs?: number): boolean {
  if (endedNs === undefined || brokenBy === undefined) return endedNs === undefined;
  const sinceNs = brokenBy === "client" ? goneNs : faultNs;
  return sinceNs !== undefined && endedNs >= sinceNs;
}

function isBreak({ type }: Frame): boolean {
  return type === RST_STREAM;
}

function isEnd({ type, flags }: Frame): boolean {
  return (type === DATA || type === HEADERS) && (flags & END_STREAM) !== 0;
}

/** Those that came as a whole. */
function framesIn(segments: readonly SeenSegment[], begin: number): readonly Frame[] | undefined {
  const frames: Frame[] = [];
  let [at, header] = [begin, ""];
  for (const segment of segments) {
    const { relativeSeq, length, payload } = segment;
    const to = relativeSeq + length;
    const kept = atob(payload);
    fill(frames.at(-1), relativeSeq, kept);
    if (at >= to) continue;
    while (at < to) {
      const from = at + header.length - relativeSeq;
      if (from < 0) return undefined; // behind a hole
      const piece = kept.slice(from, from + FRAME_HEADER - header.length);
      if (piece.length < Math.min(FRAME_HEADER - header.length, length - from)) return undefined;
      header += piece;
      if (header.length < FRAME_HEADER) break;
      const frame = frameOf(header, segment, at + FRAME_HEADER);
      fill(frame, relativeSeq, kept);
      at = frame.from + frame.size;
      frames.push(frame);
      header = "";
    }
  }
  const last = segments.at(-1);
  const isCut = last !== undefined && at > last.relativeSeq + last.length;
  return isCut ? frames.slice(0, -1) : frames;
}

function frameOf(header: string, segment: SeenSegment, from: number): Frame {
  const [one = 0, two = 0, three = 0, type = 0, flags = 0, ...stream] = [...header].map((each) =>
    each.charCodeAt(0),
  );
  return {
    type,
    flags,
    stream: stream.reduce((id, byte) => id * 256 + byte, 0),
    segment,
    from,
    size: one * 65_536 + two * 256 + three,
    content: "",
  };
}

/** With what there is of it in one segment. */
function fill(frame: Frame | undefined, relativeSeq: number, kept: string): void {
  if (frame === undefined || frame.content.length >= frame.size) return;
  const from = frame.from + frame.content.length - relativeSeq;
  if (from >= 0) frame.content += kept.slice(from, frame.from + frame.size - relativeSeq);
}

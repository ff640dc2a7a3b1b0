// Where the ladder's columns are, for a given width.

export interface Geometry {
  readonly width: number;
  /** Of the column of times. */
  readonly timeWidth: number;
  /** Texts are outside the bars if there is room, otherwise between them. */
  readonly isWide: boolean;
  readonly client: Column;
  readonly server: Column;
}

/** Left edges and widths, in CSS pixels. */
export interface Column {
  readonly noteX: number;
  readonly noteWidth: number;
  readonly processX: number;
  readonly processWidth: number;
  readonly stateX: number;
  readonly stateWidth: number;
  /** Where arrows begin and end. */
  readonly edgeX: number;
}

const GAP_PX = 3;
/** All besides the texts, with room for a segment's words between the ends. */
const REST_PX = 458;
/** Enough for "process 22597 has been waited for (SIGKILL): no zombie". */
const LEAST_NOTE_PX = 407;
const MOST_NOTE_PX = 420;
/**
 * Beside the bars a text has no less room than it needs; where the ladder is narrower, more of them fit between the bars.
 */
const WIDE_PX = REST_PX + 2 * LEAST_NOTE_PX;

/** The texts get what the segments leave. */
function noteWidthIn(width: number): number {
  return Math.min(MOST_NOTE_PX, Math.floor((width - REST_PX) / 2));
}

export function layOutColumns(width: number): Geometry {
  const isWide = width >= WIDE_PX;
  const timeWidth = width < 480 ? 52 : 82;
  const processWidth = isWide ? 14 : 7;
  const stateWidth = isWide ? 18 : 9;
  const bars = processWidth + GAP_PX + stateWidth;
  const noteWidth = isWide ? noteWidthIn(width) : 0;
  const left = timeWidth + noteWidth + (isWide ? 8 : 0);
  const right = width - noteWidth - (isWide ? 8 : 2);
  const between = right - left - 2 * bars - 12;
  return {
    width,
    timeWidth,
    isWide,
    client: {
      noteX: isWide ? timeWidth : left + bars + 6,
      noteWidth: isWide ? noteWidth : between,
      processX: left,
      processWidth,
      stateX: left + processWidth + GAP_PX,
      stateWidth,
      edgeX: left + bars + 2,
    },
    server: {
      noteX: isWide ? right + 8 : left + bars + 6,
      noteWidth: isWide ? noteWidth : between,
      processX: right - processWidth,
      processWidth,
      stateX: right - bars,
      stateWidth,
      edgeX: right - bars - 2,
    },
  };
}

// Segments of a flood that wait to be decoded: their headers as they came, packed. To decode and record one takes ten times
// as long as to keep it, on the processors that the programs under test need.

import { HEADERS_LENGTH } from "../sys/packet-socket.ts";
import type { FrameAt } from "../tcp/segment.ts";
import type { AtNs } from "../timeline/observation.ts";

export interface Backlog {
  isEmpty(): boolean;
  /** Keeps the headers of a frame that lies in `words`, in which `frame.at` counts bytes. */
  add(words: Int32Array, frame: FrameAt, atNs: AtNs): void;
  /** Visits the oldest that came before `beforeNs`, `limit` of them at most, and forgets them. Returns how many they were. */
  take(limit: number, beforeNs: AtNs, visit: Visit): number;
}

/** What it is given is valid until it returns. */
type Visit = (part: Part, frame: FrameAt, atNs: AtNs) => void;

/** Memory that frames lie in. */
export interface Part {
  readonly memory: Buffer;
  readonly view: DataView;
}

/** Entries of atNs, length on the wire, length kept, and the frame's bytes from the whole word on in which they begin. */
interface Page extends Part {
  readonly words: Int32Array;
  readonly times: Float64Array;
  /** The entries that wait are these. */
  first: number;
  end: number;
}

const WORD = 4;
const LENGTHS_AT = 8;
const BYTES_AT = 16;
const ENTRY = BYTES_AT + ((WORD + HEADERS_LENGTH + 7) & ~7);
const ENTRIES = 4096;

export function createBacklog(): Backlog {
  /** Each with an entry that waits. */
  const pages: Page[] = [];
  /** One that has been used up is used again: new memory is expensive (page faults, and the garbage collector counts it). */
  let spare: Page | undefined;

  function recycleFirst(page: Page): void {
    pages.shift();
    page.first = page.end = 0;
    spare = page;
  }

  function pageWithRoom(): Page {
    const last = pages.at(-1);
    if (last !== undefined && last.end < ENTRIES) return last;
    const page = spare ?? createPage();
    spare = undefined;
    pages.push(page);
    return page;
  }

  return {
    isEmpty: () => pages.length === 0,
    add(words, { at, captured, wireLength }, atNs) {
      const page = pageWithRoom();
      const entry = page.end * ENTRY;
      const kept = Math.min(captured, HEADERS_LENGTH);
      page.times[entry / 8] = atNs;
      page.words[(entry + LENGTHS_AT) / WORD] = wireLength;
      // Where the frame begins within its first word, and how much of it is kept.
      page.words[(entry + LENGTHS_AT) / WORD + 1] = (kept << 2) | (at & 3);
      const [from, to] = [at >> 2, (entry + BYTES_AT) >> 2];
      const count = ((at & 3) + kept + 3) >> 2;
      for (let i = 0; i < count; i += 1) page.words[to + i] = words[from + i] ?? 0;
      page.end += 1;
    },
    take(limit, beforeNs, visit) {
      let taken = 0;
      for (let page = pages[0]; page !== undefined && taken < limit; page = pages[0]) {
        const entry = page.first * ENTRY;
        const atNs = page.times[entry / 8] ?? 0;
        if (atNs >= beforeNs) break;
        page.first += 1;
        taken += 1;
        visit(page, frameOf(page, entry), atNs);
        if (page.first === page.end) recycleFirst(page);
      }
      return taken;
    },
  };
}

function createPage(): Page {
  const memory = Buffer.alloc(ENTRIES * ENTRY);
  const { buffer, byteOffset, length } = memory;
  return {
    memory,
    view: new DataView(buffer, byteOffset, length),
    words: new Int32Array(buffer, byteOffset, length / WORD),
    times: new Float64Array(buffer, byteOffset, length / 8),
    first: 0,
    end: 0,
  };
}

function frameOf({ words }: Page, entry: number): FrameAt {
  const lengths = (entry + LENGTHS_AT) / WORD;
  const kept = words[lengths + 1] ?? 0;
  return { at: entry + BYTES_AT + (kept & 3), captured: kept >> 2, wireLength: (words[lengths] ?? 0) >>> 0 };
}

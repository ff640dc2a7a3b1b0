// What is asked over HTTP/2, and how that is answered, as its headers have it (RFC 7541): method, authority and path; the
// status, and that of gRPC. An end writes the same value the same way each time, so Huffman's code needs no reading; nor
// does it matter what its table has lost, as nobody refers to that.

type Field = readonly [name: string, value: string];

const STATIC_FIELDS = 61;
/** By their places in the static table: `:authority`, `:method` twice, `:path` twice. */
export const REQUEST_LINE: ReadonlySet<string> = new Set(["1", "2", "3", "4", "5"]);
/** `:status` seven times; and `grpc-status`, with its length, as it is, and in Huffman's code. */
export const STATUS: ReadonlySet<string> = new Set([
  "8",
  "9",
  "10",
  "11",
  "12",
  "13",
  "14",
  "\u000bgrpc-status",
  "\u0088\u009a\u00ca\u00c8\u00b2\u0012\u0034\u00da\u008f",
]);

/**
 * Each block of headers of one end of a connection has to be read, in order. Undefined from the first on that cannot be.
 *
 * @param wanted which of its fields
 */
export function createHeadReader(
  wanted: ReadonlySet<string>,
): (block: string | undefined) => string | undefined {
  const table: Field[] = []; // the newest first
  let isLost = false;

  function read(block: string): Field[] | undefined {
    const fields: Field[] = [];
    const at = { block, place: 0 };
    while (at.place < block.length) {
      const first = block.charCodeAt(at.place);
      if (first >= INDEXED) {
        const field = fieldAt(numberAt(at, 7), table);
        if (field === undefined) return undefined;
        fields.push(field);
      } else if (first >= WITH_INDEXING || first < SIZE_UPDATE) {
        const isKept = first >= WITH_INDEXING;
        const index = numberAt(at, isKept ? 6 : 4);
        const name = index === 0 ? stringAt(at) : fieldAt(index, table)?.[0];
        const value = stringAt(at);
        if (name === undefined || value === undefined) return undefined;
        fields.push([name, value]);
        if (isKept) table.unshift([name, value]);
      } else numberAt(at, 5);
    }
    return at.place === block.length ? fields : undefined;
  }

  return (block) => {
    const fields = isLost || block === undefined ? undefined : read(block);
    isLost = fields === undefined;
    return fields
      ?.filter(([name]) => wanted.has(name))
      .map((field) => field.join(" "))
      .join("\n");
  };
}

/** How a field begins that stands in a table, that goes into the table, and what changes the table's size. */
const [INDEXED, WITH_INDEXING, SIZE_UPDATE] = [0x80, 0x40, 0x20];

/** One of the static table is known by its place: name and value. */
function fieldAt(index: number, table: readonly Field[]): Field | undefined {
  return index <= STATIC_FIELDS ? [String(index), ""] : table[index - STATIC_FIELDS - 1];
}

interface At {
  readonly block: string;
  place: number;
}

/** RFC 7541 5.1. */
function numberAt(at: At, bits: number): number {
  const most = 2 ** bits - 1;
  let number = at.block.charCodeAt(at.place) & most;
  at.place += 1;
  if (number < most) return number;
  for (let unit = 1; ; unit *= 128) {
    const byte = at.block.charCodeAt(at.place);
    at.place += 1;
    number += (byte & 127) * unit;
    if (!(byte & 128)) return number;
  }
}

/** As it is written, with its length. */
function stringAt(at: At): string | undefined {
  const from = at.place;
  const length = numberAt(at, 7);
  at.place += length;
  return at.place <= at.block.length ? at.block.slice(from, at.place) : undefined;
}

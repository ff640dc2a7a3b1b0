// Where the ladder's columns are: each text gets the room that the others leave.

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOutColumns } from "../../src/page/geometry.ts";

/** Of a letter of the ladder's texts, in pixels. */
const LETTER = 7.3;
/** Left of a text and right of it. */
const ROOM = 12;

test("at no width but a telephone's is a usual text cut, and neither are the words of a segment", () => {
  for (let width = 545; width < 3000; width += 1) {
    const { client, server } = layOutColumns(width);
    for (const { noteWidth } of [client, server])
      assert.ok(
        noteWidth >= "process 22597 has been waited for (SIGKILL): no zombie".length * LETTER + ROOM,
        `${width}: ${noteWidth}`,
      );
    assert.ok(server.edgeX - client.edgeX - 28 >= "P. 100000:100013(13) ack 1, held".length * LETTER);
  }
});

test("the columns fill the width, and none reaches into the next", () => {
  for (const width of [300, 360, 545, 820, 1271, 1272, 1600, 3000]) {
    const { isWide, timeWidth, client, server } = layOutColumns(width);
    const ends = isWide
      ? [timeWidth, client.noteX + client.noteWidth, client.edgeX, server.edgeX, server.noteX, width]
      : [timeWidth, client.edgeX, server.edgeX, width];
    for (const [i, end] of ends.entries()) assert.ok(end >= (ends[i - 1] ?? 0), `${width}: ${ends}`);
    assert.ok(server.edgeX - client.edgeX > 150, `${width}: ${server.edgeX - client.edgeX}`);
    if (isWide) assert.ok(server.noteX + server.noteWidth <= width);
  }
});

// WebSocket without its masks: what a client has sent is the same each time, as far as it was kept.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { SeenSegment } from "../../../src/timeline/conversation.ts";
import { asksForWebSocket, isCompressed, unmasked } from "../../../src/timeline/websocket.ts";
import { HEAD, type Sent, ZEROS, frameOf, seen, texts, whole } from "../web-sockets.ts";

const ANSWER = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n";
/** So much of one connection is read. */
const MOST = 1024 * 1024;

const said = (text: string): Buffer =>
  Buffer.concat([Buffer.of(0x81, 0x80 | text.length), Buffer.from(ZEROS), Buffer.from(text)]);
/** Masked with this. */
const KEY = [7, 1, 200, 33];
function masked(text: string): Buffer {
  const bytes = Buffer.from(said(text));
  KEY.forEach((each, i) => (bytes[2 + i] = each));
  for (let i = 6; i < bytes.length; i += 1) bytes[i] = (bytes[i] ?? 0) ^ (KEY[(i - 6) % 4] ?? 0);
  return bytes;
}

const opening = Buffer.from(HEAD);
/** One behind the other. */
function behind(...parts: readonly Buffer[]): Sent[] {
  let from = 1;
  return parts.map((bytes) => {
    const each = whole(bytes, from);
    from += bytes.length;
    return each;
  });
}

const read = (...parts: readonly Buffer[]): string[] => texts(unmasked(seen(behind(...parts)))).slice(1);

test("two clients that say the same with other keys have sent the same", () => {
  assert.deepEqual(read(opening, masked("hello"), masked("there")), [
    said("hello").toString("latin1"),
    said("there").toString("latin1"),
  ]);
});

test("a length may be given in eight bytes", () => {
  const frame = { first: 0x82, key: KEY, length: 300 };
  const long = frameOf(frame, KEY, true);
  assert.equal(long[1], 0xff);
  assert.deepEqual(read(opening, long, masked("behind")), [
    frameOf(frame, ZEROS, true).toString("latin1"),
    said("behind").toString("latin1"),
  ]);
});

test("a frame may say that it is longer than all that was sent", () => {
  const cut = masked("hello, world").subarray(0, 11);
  assert.deepEqual(read(opening, cut), [said("hello, world").subarray(0, 11).toString("latin1")]);
});

test("the request and its first frame may be in one segment, and the request in two", () => {
  const rest = opening.length - 10;
  const expected = HEAD + said("hello").toString("latin1");
  const joined = Buffer.concat([opening, masked("hello")]);
  assert.deepEqual(texts(unmasked(seen([whole(joined)]))), [expected]);
  const parts = behind(joined.subarray(0, rest), joined.subarray(rest));
  assert.equal(texts(unmasked(seen(parts))).join(""), expected);
});

test("what is behind a frame whose head was not kept is as it was", () => {
  const [one, two, three] = [masked("one"), masked("second"), masked("three")];
  const sent = behind(opening, one, two, three);
  for (const [kept, expected] of [
    [two.length, [said("one"), said("second"), said("three")]],
    [7, [said("one"), said("second").subarray(0, 7), said("three")]],
    [6, [said("one"), said("second").subarray(0, 6), said("three")]],
    [5, [said("one"), two.subarray(0, 5), three]],
    [1, [said("one"), two.subarray(0, 1), three]],
    [0, [said("one"), three]],
  ] as const) {
    const cut = sent.map((each, i) => (i === 2 ? { ...each, kept } : each));
    const wanted = expected.map((each) => each.toString("latin1"));
    assert.deepEqual(texts(unmasked(seen(cut))).slice(1), wanted, `${kept} bytes`);
  }
});

test("a frame without a mask ends it, too", () => {
  const bare = Buffer.from("\u0081\u0003one", "latin1");
  const parts = [bare, masked("two")];
  assert.deepEqual(
    read(opening, ...parts),
    parts.map((each) => each.toString("latin1")),
  );
});

test("of a request whose end was not kept no frame is found", () => {
  const sent = behind(opening, masked("hello"));
  const cut = sent.map((each, i) => (i === 0 ? { ...each, kept: HEAD.length - 1 } : each));
  assert.deepEqual(texts(unmasked(seen(cut))).slice(1), [masked("hello").toString("latin1")]);
});

test("what its server sends is as it was, though the same bytes stand there", () => {
  const answers = behind(
    Buffer.from(ANSWER),
    masked("hello"),
    masked("more and more"),
    masked("x".repeat(99)),
  );
  const segments = seen(behind(opening, masked("hello")), answers);
  const out = unmasked(segments);
  assert.equal(texts(out).at(-1), said("hello").toString("latin1"));
  assert.equal(out.length, segments.length);
  for (const [i, each] of segments.entries())
    if (each.direction === "server->client" || each.length === 0) assert.equal(out[i], each);
  assert.notDeepEqual(out, segments);
});

test("nothing but the payload changes", () => {
  const segments = seen(behind(opening, masked("hello")));
  const out = unmasked(segments);
  const without = (all: readonly SeenSegment[]): unknown => all.map((each) => ({ ...each, payload: "" }));
  assert.deepEqual(without(out), without(segments));
});

test("any other connection is as it was", () => {
  for (const [what, first] of [
    ["another protocol", HEAD.replace("websocket", "h2c")],
    ["no upgrade", HEAD.replace(/Upgrade: websocket\r\n/, "")],
    ["no HTTP", "hello\r\n\r\n"],
  ] as const) {
    const segments = seen(behind(Buffer.from(first), masked("hello")));
    assert.equal(unmasked(segments), segments, what);
  }
  const silent = seen([], [whole(Buffer.from(HEAD)), whole(masked("hello"), HEAD.length + 1)]);
  assert.equal(unmasked(silent), silent, "its server says so");
});

test("a probe of the byte before the first one is no part of it", () => {
  const probe: Sent = { from: 0, bytes: Buffer.from("x"), kept: 1 };
  const sent = [...behind(opening, masked("hello")), probe];
  assert.deepEqual(texts(unmasked(seen(sent))).slice(1), [said("hello").toString("latin1"), "x"]);
});

test("what is far behind the beginning is not read", () => {
  const far: Sent = whole(masked("far away"), MOST + 1);
  const out = texts(unmasked(seen([...behind(opening, masked("hello")), far])));
  assert.deepEqual(out.slice(1), [said("hello").toString("latin1"), masked("far away").toString("latin1")]);
});

const first = (text: string): SeenSegment | undefined =>
  seen([whole(Buffer.from(text))]).find(({ length }) => length > 0);

test("a client asks for WebSocket with GET, and a field of its own", () => {
  for (const [text, isAsked] of [
    [HEAD, true],
    [HEAD.replace("Upgrade: websocket", "upgrade:WebSocket"), true],
    [HEAD.replace("Upgrade: websocket", "UPGRADE:   websocket"), true],
    [HEAD.replace("GET", "POST"), false],
    [`x${HEAD}`, false],
    [HEAD.replace("Upgrade: websocket", "X-Upgrade: websocket"), false],
    [HEAD.replace("Upgrade: websocket", "Upgrade: websockets"), false],
    [HEAD.replace("Upgrade: websocket", "Upgrade: h2c"), false],
    ["GET /Upgrade: websocket\r\n HTTP/1.1\r\n\r\n", false],
    [HEAD.slice(0, HEAD.indexOf("websocket") + 9), false],
    ["", false],
  ] as const)
    assert.equal(asksForWebSocket(first(text)), isAsked, text);
  assert.equal(asksForWebSocket(undefined), false);
});

test("its server's answer says whether frames are compressed", () => {
  const answer = (field: string): string => ANSWER.replace("\r\n\r\n", `\r\n${field}\r\n\r\n`);
  const deflate = "Sec-WebSocket-Extensions: permessage-deflate";
  for (const [text, isSo] of [
    [answer(deflate), true],
    [answer(`${deflate}; client_no_context_takeover`), true],
    [answer("sec-websocket-extensions:PERMESSAGE-DEFLATE"), true],
    [ANSWER, false],
    [answer(`X-${deflate}`), false],
    [answer("Sec-WebSocket-Extensions: other"), false],
    [answer(deflate).replace("101", "200"), false],
    [`x${answer(deflate)}`, false],
    ["", false],
  ] as const)
    assert.equal(isCompressed(first(text)), isSo, text);
  assert.equal(isCompressed(undefined), false);
});

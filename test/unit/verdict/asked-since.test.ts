// Whether a client may have asked once more, on another connection, for what was cut. docs/verdict.md, "An HTTP answer says
// itself where it ends".

import assert from "node:assert/strict";
import { test } from "node:test";
import type { SeenSegment } from "../../../src/timeline/conversation.ts";
import { askedSince } from "../../../src/verdict/bytes/asked-since.ts";
import { hasBegunAgain } from "../../../src/verdict/bytes/begun-again.ts";
import type { Flow } from "../../../src/verdict/bytes/flows.ts";
import type { Case } from "../../../src/timeline/case.ts";

type Sent = readonly [ms: number, text: string];

/** One connection: what the client sent when, and when data of the server arrived. */
function flow(sent: readonly Sent[], cameMs: readonly number[] = []): Flow {
  let next = 1;
  const segments = sent.map(([ms, text]): Partial<SeenSegment> => {
    next += text.length;
    return { atNs: ms * 1e6, payload: btoa(text), length: text.length, relativeSeq: next - text.length };
  });
  const came = cameMs.map((ms): Partial<SeenSegment> => ({ length: 5, arrivedAtNs: ms * 1e6 }));
  return {
    toServer: { segments },
    toClient: { segments: [...came, { length: 0, arrivedAtNs: 1e15 }] },
  } as unknown as Flow;
}

const LOST_MS = 100;
const get = (target: string, version = "HTTP/1.1\r"): string => `GET ${target} ${version}\nHost: x\r\n\r\n`;
const since = (own: readonly Sent[], ...others: readonly (readonly Sent[])[]): string =>
  askedSince([flow(own), ...others.map((sent) => flow(sent, [300]))], LOST_MS * 1e6);

test("the same request line on another connection", () => {
  const own: Sent[] = [[10, get("/a/1")]];
  assert.equal(since(own, [[200, get("/a/1")]]), "the same");
  assert.equal(
    since(own, [
      [200, get("/b")],
      [210, get("/a/1")],
    ]),
    "the same",
    "the second of two",
  );
  assert.equal(since(own, [[200, get("/b")]], [[210, get("/a/1")]]), "the same", "on one of two connections");
  assert.equal(since(own, [[200, get("/a/1", "HTTP/1.0")]]), "the same", "a bare LF");
  assert.equal(since(own, [[LOST_MS, get("/a/1")]]), "no", "not since");
  assert.equal(since(own), "no");
});

test("with other numbers, or another query, it may be the same", () => {
  const own: Sent[] = [[10, get("/page/17?id=3")]];
  for (const target of ["/page/18?id=3", "/page/17", "/page/17?id=4", "/page/9"])
    assert.equal(since(own, [[200, get(target)]]), "maybe", target);
  for (const line of [get("/pages/17"), get("/other"), get("/page/17?id=3").replace("GET", "POST")])
    assert.equal(since(own, [[200, line]]), "no", line);
});

test("what cannot be read may be the same; what follows a request line is its rest", () => {
  const own: Sent[] = [[10, get("/a")]];
  assert.equal(since(own, [[200, "\u0016\u0003\u0001"]]), "the same");
  assert.equal(since(own, [[200, get("/a", "HTTP/2.0\r")]]), "the same", "no request line");
  assert.equal(
    since(own, [
      [200, get("/b")],
      [201, "its body"],
    ]),
    "no",
  );
  assert.equal(since([[10, "\u0016\u0003"]], [[200, get("/b")]]), "the same", "what was cut cannot be read");
  assert.equal(since([[10, "\u0016\u0003"]], [[20, get("/b")]]), "no");
  assert.equal(askedSince([], 0), "no");
});

test("what was cut is what was asked last before", () => {
  const own: Sent[] = [
    [10, get("/a")],
    [20, get("/b")],
    [21, "its body"],
    [LOST_MS, get("/c")],
  ];
  assert.equal(
    since(own, [
      [200, get("/b")],
      [201, "its body"],
    ]),
    "the same",
  );
  assert.equal(since(own, [[200, get("/b")]]), "maybe", "without its body");
  assert.equal(since(own, [[200, get("/a")]]), "no");
  assert.equal(since(own, [[200, get("/c")]]), "no", "asked when it was lost already");
});

test("asked in the same words, and not answered by then", () => {
  const own: Sent[] = [[10, get("/a")]];
  const again = (cameMs: readonly number[], ...sent: readonly Sent[]): string =>
    askedSince([flow(own, [50, 400]), flow(sent, cameMs)], LOST_MS * 1e6);
  assert.equal(again([], [200, get("/a")]), "waits");
  assert.equal(again([50], [20, get("/b")], [200, get("/a")]), "waits", "what came was for something else");
  assert.equal(again([300], [200, get("/a")]), "the same");
  const elsewhere = [flow(own), flow([[200, get("/a")]]), flow([[200, get("/b")]], [300])];
  assert.equal(
    askedSince(elsewhere, LOST_MS * 1e6),
    "waits",
    "what came on another one was for something else",
  );
  assert.equal(again([], [200, "\u0016\u0003\u0001"]), "waits", "it cannot be read");
  assert.equal(again([], [200, get("/b")]), "no");
  assert.equal(again([], [200, get("/a?x=1")]), "maybe");
  assert.equal(again([LOST_MS], [200, get("/a")]), "waits", "as the end came");
  assert.equal(again([LOST_MS + 1], [200, get("/a")]), "the same");
  assert.equal(again([]), "no");
  const three = [flow(own, [50]), flow([[200, get("/a")]]), flow([[201, get("/b")]], [300])];
  assert.equal(askedSince(three, LOST_MS * 1e6), "waits", "what came on another one was for something else");
  const unread = [flow([[10, "\u0016\u0003"]], [50]), flow([[200, "\u0016\u0003"]])];
  assert.equal(askedSince(unread, LOST_MS * 1e6), "waits", "what was cut cannot be read");
});

// JSON-RPC, GraphQL, and whoever posts events: each is posted to the same path, and what it is stands in its body.
test("the same request line with another body is something else, or may be", () => {
  const post = (body: string): string =>
    `POST /events HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  const own: Sent[] = [[10, post("event 2")]];
  assert.equal(since(own, [[200, post("event 2")]]), "the same");
  assert.notEqual(since(own, [[200, post("event 3")]]), "the same");
});

test("of a part of the whole the rest is the same, and the next part something else, or may be", () => {
  const part = (range: string): readonly Sent[] => [
    [200, `GET /file HTTP/1.1\r\nHost: x\r\nRange: bytes=${range}\r\n\r\n`],
  ];
  const own = part("200-299").map(([, text]): Sent => [10, text]);
  for (const range of ["200-299", "250-299", "299-"])
    assert.equal(since(own, part(range)), "the same", range);
  for (const range of ["300-399", "0-199"]) assert.equal(since(own, part(range)), "maybe", range);
  assert.equal(since([[10, get("/file")]], part("250-")), "the same");
  assert.equal(since(own, [[200, get("/file")]]), "the same", "all of it");
  const open = part("200-").map(([, text]): Sent => [10, text]);
  assert.equal(since(open, part("4000-")), "the same");
});

const SESSION: readonly Sent[] = [
  [10, "a1 LOGIN me\r\n"],
  [20, "a2 FETCH 1\r\n"],
  [30, "a3 FETCH 2\r\n"],
];
const LOGIN: Sent = [200, "b1 LOGIN me\r\n"];
const FETCH: Sent = [300, "b2 FETCH 1\r\n"];

function begins(sent: readonly Sent[], { overMs = 900, cameMs = [310] } = {}): boolean {
  const [own, other] = [flow(SESSION), flow(sent, cameMs)];
  const observations = [{ id: 1, atNs: overMs * 1e6, kind: "sockets", rows: [] }];
  return hasBegunAgain({ observations } as unknown as Case, own, [own, other], LOST_MS * 1e6);
}

test("a session that begins again as it began, and has not come as far", () => {
  assert.equal(begins([LOGIN]), true);
  assert.equal(begins([LOGIN, FETCH]), true);
  assert.equal(begins([LOGIN, FETCH], { overMs: 1310 }), true, "served a second ago");
  assert.equal(begins([LOGIN, FETCH], { overMs: 1311 }), false, "it rests");
  assert.equal(begins([LOGIN, FETCH], { cameMs: [] }), true, "not served yet, a second after the start");
  assert.equal(begins([LOGIN, FETCH], { cameMs: [], overMs: 1500 }), false);
});

test("one that has come as far, says something else, or was there before, has not", () => {
  assert.equal(begins([LOGIN, FETCH, [310, "b3 FETCH 2\r\n"]]), false);
  assert.equal(begins([LOGIN, FETCH, [310, "b3 FETCH 2\r\n"], [320, "b4 FETCH 3\r\n"]]), false);
  assert.equal(begins([LOGIN, [300, "b2 FETCH 2\r\n"]]), false);
  assert.equal(begins([[50, LOGIN[1]], FETCH]), false);
  assert.equal(begins([]), false);
});

// Answers of HTTP say where they end.

import assert from "node:assert/strict";
import { test } from "node:test";
import { PAYLOAD_LIMIT } from "../../src/timeline/observation.ts";
import { lackOf } from "../../src/timeline/http-answers.ts";
import { laidOut, observations, opened, segment } from "./made-up.ts";

const head = (...lines: readonly string[]): string => ["HTTP/1.1 200 OK", ...lines, "", ""].join("\r\n");
const CHUNKED = head("Transfer-Encoding: chunked");

/** What the last answer lacks, sent in such pieces. */
function lacks(...pieces: readonly string[]): string | undefined {
  return lacksOf([], ...pieces);
}

/** Of the answers to these, which were all sent before. */
function lacksOf(requests: readonly string[], ...pieces: readonly string[]): string | undefined {
  let from = 1;
  let to = 1;
  const asked = requests.map((text, i) => {
    const at = to;
    to += text.length;
    return [5 + i, segment(`> P. ${at}:${to}(${text.length}) ack 1`, text.slice(0, PAYLOAD_LIMIT))] as const;
  });
  const facts = pieces.map((text, i) => {
    const at = from;
    from += text.length;
    return [
      10 + i,
      segment(`< P. ${at}:${from}(${text.length}) ack ${to}`, text.slice(0, PAYLOAD_LIMIT)),
    ] as const;
  });
  const { segments } = laidOut(observations(...opened.slice(0, 4), ...asked, ...facts));
  const sent = segments.filter(({ length }) => length > 0);
  return lackOf(
    sent.filter(({ direction }) => direction === "server->client"),
    sent.filter(({ direction }) => direction === "client->server"),
  );
}

test("by a length", () => {
  assert.equal(lacks(`${head("Content-Length: 5")}hello`), "nothing");
  assert.equal(lacks(`${head("Content-Length: 5")}hell`), "length");
  assert.equal(lacks(head("Content-Length: 0")), "nothing");
  assert.equal(lacks(`${head("Content-Length: 2")}ok`, `${head("content-length: 9")}hell`), "length");
  assert.equal(lacks("HTTP/1.1 304 Not Modified\r\nContent-Length: 20\r\n\r\n"), "nothing");
});

test("by a last chunk, and the empty line behind it", () => {
  const whole = `${CHUNKED}5\r\nhello\r\n10;x=y\r\n0123456789abcdef\r\n0\r\nTrailer: 1\r\n\r\n`;
  assert.equal(lacks(whole), "nothing");
  for (let length = CHUNKED.length; length < whole.length; length += 1)
    assert.equal(lacks(whole.slice(0, length)), "chunks", String(length));
  for (let at = 1; at < whole.length; at += 1)
    assert.equal(lacks(whole.slice(0, at), whole.slice(at)), "nothing", String(at));
  assert.equal(lacks(`${whole}${head("Content-Length: 5")}hell`), "length", "the next one");
});

test("by a head that is whole, and is not of an interim answer", () => {
  for (const text of ["HT", "HTTP/1.1 2", "HTTP/1.1 200 OK\r\nContent-Le"])
    assert.equal(lacks(text), "head", text);
  const more = "HTTP/1.1 100 Continue\r\n\r\n";
  assert.equal(lacks(more), "head");
  assert.equal(lacks(more, head("Content-Length: 0")), "nothing");
});

test("by the end of the connection, where it says nothing else", () => {
  for (const more of ["", "Transfer-Encoding: gzip"])
    assert.equal(lacks(`${head(more || "Server: x")}as long as it comes`), "close");
});

test("what is none of HTTP, or was not kept, is not known", () => {
  for (const text of ["+PONG\r\n", `${CHUNKED}zz\r\n`, "HTTP/1.1 what\r\n\r\n"])
    assert.equal(lacks(text), undefined, text);
  assert.equal(lacks("HTTP/1.1 101 Switching Protocols\r\n\r\n", "anything"), undefined);
  const long = "x".repeat(600);
  assert.equal(
    lacks(`${CHUNKED}258\r\n${long}\r\n`, "0\r\n\r\n"),
    "nothing",
    "what is within a chunk need not be kept",
  );
  assert.equal(lacks(`${CHUNKED}5\r\nhello\r\n258\r\n${long}\r\n5\r\nhello\r\n0\r\n\r\n`), undefined);
});

test("a head may come in any number of pieces, and its lines may end in LF alone (RFC 9112 2.2)", () => {
  const lines = Array.from({ length: 40 }, (_, i) => `X-Line-${i}: value\r\n`);
  const half = ["HTTP/1.1 200 OK\r\n", ...lines, "Content-Length: 5\r\n", "\r\n", "hell"];
  assert.equal(lacks(...half), "length");
  assert.equal(lacks(...half, "o"), "nothing");
  assert.equal(lacks(...half.join("")), "length", "byte by byte");
  const bare = half.join("").slice(0, 200).replaceAll("\r\n", "\n");
  assert.equal(lacks(bare), "head");
  assert.equal(lacks("HTTP/1.0 200 OK\nContent-Length: 5\n\nhell"), "length");
  assert.equal(lacks("HTTP/1.0 200 OK\nContent-Length: 5\n\nhello"), "nothing");
  assert.equal(lacks("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n2\r\nok\r\n0\r\n\r\n"), "nothing");
});

test("a length that is given twice is one if both are the same (RFC 9110 8.6)", () => {
  assert.equal(lacks(`${head("Content-Length: 5, 5")}hell`), "length");
  assert.equal(lacks(`${head("Content-Length: 5", "Content-Length: 5")}hell`), "length");
  assert.equal(lacks(`${head("Content-Length: 5", "Content-Length: 5")}hello`), "nothing");
  assert.equal(lacks(`${head("Content-Length: 5", "Content-Length: 9")}hello`), undefined);
  assert.equal(lacks(`${head("Content-Length: 5, 9")}hello`), undefined);
});

test("of a head that was not kept to its end so much is known as its length says", () => {
  const long = `X-Long: ${"x".repeat(700)}`;
  const answer = `${head("Content-Length: 900", long)}hello`;
  assert.equal(lacks(answer), "length");
  assert.equal(lacks(`${head("Content-Length: 5", long)}hello`), undefined);
  assert.equal(lacks(`${head(long, "Content-Length: 900")}hello`), undefined);
  const [ask, more] = ["GET / HTTP/1.1\r\n\r\n", `${head("Content-Length: 5")}hell`];
  assert.equal(lacksOf([ask], answer, more), "length", "the next one begins with a segment");
});

test("the answer to HEAD has a length and no content, whatever else is asked (RFC 9110 9.3.2)", () => {
  const [ask, get] = ["HEAD / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\n\r\n"];
  const only = head("Content-Length: 5");
  assert.equal(lacksOf([ask], only), "nothing");
  assert.equal(lacksOf([ask, get], only, `${only}hell`), "length");
  assert.equal(lacksOf([ask, get], only, `${only}hello`), "nothing");
  assert.equal(lacksOf([`${get}${ask}`], `${only}hello${only}`), "nothing", "both at once");
  assert.equal(lacksOf([get, ask], `${only}hello`, "HTTP/1.1 103 Early Hints\r\n\r\n", only), "nothing");
  const long = `GET /${"x".repeat(600)} HTTP/1.1\r\n\r\n`;
  assert.equal(lacksOf([long, ask], `${only}hello`, only), undefined, "which of them it is was not kept");
});

test("what comes behind the answer to CONNECT is of anything (RFC 9110 9.3.6)", () => {
  const connect = "CONNECT a.example:80 HTTP/1.1\r\n\r\n";
  assert.equal(lacksOf([connect], head("Content-Length: 20")), undefined);
  assert.equal(lacksOf([connect], "HTTP/1.1 407 No\r\nContent-Length: 5\r\n\r\nhell"), "length");
});

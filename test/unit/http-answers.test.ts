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
  let from = 1;
  const facts = pieces.map((text, i) => {
    const at = from;
    from += text.length;
    return [
      10 + i,
      segment(`< P. ${at}:${from}(${text.length}) ack 19`, text.slice(0, PAYLOAD_LIMIT)),
    ] as const;
  });
  const { segments } = laidOut(observations(...opened.slice(0, 4), ...facts));
  return lackOf(segments.filter(({ direction, length }) => direction === "server->client" && length > 0));
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

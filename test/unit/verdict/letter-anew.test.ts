// A mail that is sent once more, with another date and another Message-ID.

import assert from "node:assert/strict";
import { test } from "node:test";
import { mayBeLetterAnew } from "../../../src/verdict/asks/letter-anew.ts";
import { flowsOf } from "../../../src/verdict/bytes/flows.ts";
import { exchanges, runOf, seenIn } from "../exchanges.ts";
import { onPort } from "../one-run.ts";

/** Whether what was asked on other connections may be that letter, sent once more. */
function mayBe(letter: string, ...others: readonly string[]): boolean {
  const facts = others.flatMap((text, i) =>
    exchanges(1200 + i, [text, "250 ok\r\n"]).map((each) => onPort(51_000 + i, each)),
  );
  const [, , ...flows] = flowsOf(
    seenIn([...runOf([["EHLO me\r\n", "250 ok\r\n"]], [["EHLO me\r\n", "250 ok\r\n"]]), ...facts]),
  );
  assert.equal(flows.length, others.length);
  return mayBeLetterAnew(flows, letter);
}

const letter = (...fields: readonly string[]): string =>
  [...fields, "From: a@b.c", "Subject: order 17", "", "Two of them, please.", ".", ""].join("\r\n");
const LETTER = letter("Date: Mon, 30 Nov 2026 10:00:00 +0000", "Message-ID: <17f3@b.c>");

test("it may be the same with another date, Message-ID and signature, and with none", () => {
  const others = [
    letter("Date: Mon, 30 Nov 2026 10:00:07 +0000", "Message-ID: <9a02@b.c>"),
    letter("date: now", "MESSAGE-ID:", " <9a02@b.c>"),
    `EHLO me\r\nDATA\r\n${letter("Date: now", "Message-ID: <9a02@b.c>")}QUIT\r\n`,
  ];
  for (const other of others) assert.equal(mayBe(LETTER, other), true, other);
  const traced = letter("Received: by here", "X-Request-ID: 1");
  assert.equal(mayBe(traced, letter("Received: by there;", "\tlater", "X-Request-ID: 2")), true);
  const signed = letter("DKIM-Signature: v=1;", " b=17f3");
  assert.equal(mayBe(signed, letter("DKIM-Signature: v=1;", "\tb=9a02;", "\tbh=c4")), true);
});

test("on whichever connection that was", () => {
  const other = letter("Date: now", "Message-ID: <9a02@b.c>");
  assert.equal(mayBe(LETTER, "NOOP\r\n", other), true);
  assert.equal(mayBe(LETTER, "NOOP\r\n"), false);
});

test("it is another one where anything else in it differs", () => {
  assert.equal(mayBe(LETTER, LETTER.replace("order 17", "order 18")), false);
  assert.equal(mayBe(LETTER, LETTER.replace("Two", "Three")), false);
  const invoice = (number: string): string => LETTER.replace("order 17", `Invoice INV-2026-${number}`);
  assert.equal(mayBe(invoice("00003"), invoice("00004")), false, "whatever long number it has");
  assert.equal(mayBe(letter("X-Priority: 1"), letter("X-Priority: 2")), false);
  assert.equal(mayBe(letter("Date: now", " and then"), letter("Date: now", "and then")), false, "not folded");
});

test("its parts may have another boundary", () => {
  const parts = (boundary: string, field: string): string =>
    `Date: ${boundary}\r\nContent-Type: multipart/mixed; ${field}\r\n\r\n--${boundary}\r\n\r\none\r\n--${boundary}--\r\n`;
  assert.equal(mayBe(parts("17f3", 'boundary="17f3"'), parts("9a02", 'boundary="9a02"')), true);
  assert.equal(mayBe(parts("17f3", "BOUNDARY=17f3; x=1"), parts("9a02", "BOUNDARY=9a02; x=1")), true);
  assert.equal(mayBe(parts("17f3", "limit=3"), parts("9a02", "limit=3")), false, "it says of none");
});

test("what is no letter is none anew: a command, a request of HTTP", () => {
  assert.equal(mayBe("MAIL FROM: <a@b.c>\r\n", "MAIL FROM: <a@b.c>\r\n"), false);
  const request = (date: string): string => `POST /orders HTTP/1.1\r\nDate: ${date}\r\n\r\n17`;
  assert.equal(mayBe(request("now"), request("later")), false);
});

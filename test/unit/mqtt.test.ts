// MQTT: what tells a message that is sent again from one that is sent for the first time.

import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { isMqtt, withoutDup } from "../../src/timeline/mqtt.ts";

const CONNECT = "\u0010\u000e\u0000\u0004MQTT\u0004\u0002\u0000<\u0000\u0002p1";
const publish = (text: string, first = "2"): string =>
  `${first}${String.fromCharCode(text.length + 7)}\u0000\u0003a/b\u0000\u0007${text}`;

test("a session is known by its CONNECT", () => {
  assert.equal(isMqtt(CONNECT), true);
  assert.equal(
    isMqtt("\u0010\u0085\u0001\u0000\u0006MQIsdp\u0003"),
    true,
    "a length of two bytes, and the older name",
  );
  assert.equal(isMqtt("GET /MQTT HTTP/1.1\r\n"), false);
  assert.equal(isMqtt("\u0010\u000e\u0000\u0004HTTP"), false);
  assert.equal(isMqtt(`x${CONNECT}`), false);
});

test("a message that is sent again is as if it were not, wherever it stands; nothing else changes", () => {
  assert.equal(withoutDup(publish("one", ":")), publish("one"));
  assert.equal(
    withoutDup(CONNECT + publish("one", ":") + publish("two", "<")),
    CONNECT + publish("one") + publish("two", "4"),
  );
  assert.equal(withoutDup(publish(": 8 <", "2")), publish(": 8 <"));
  assert.equal(
    withoutDup("\u0082\u0003\u0000\u0001x"),
    "\u0082\u0003\u0000\u0001x",
    "SUBSCRIBE has no such flag",
  );
  assert.equal(withoutDup(publish("cut short", ":").slice(0, 9)), publish("cut short").slice(0, 9));
  const long = `:\u0081\u0001${"x".repeat(129)}`;
  assert.equal(withoutDup(long + publish("one", ":")), `2${long.slice(1)}${publish("one")}`, "129 bytes");
});

test("whatever the bytes, there are as many, and once is enough", () => {
  const bytes = fc.array(fc.integer({ min: 0, max: 255 })).map((all) => String.fromCharCode(...all));
  fc.assert(
    fc.property(bytes, (text) => {
      const once = withoutDup(text);
      assert.equal(once.length, text.length);
      assert.equal(withoutDup(once), once);
    }),
  );
});

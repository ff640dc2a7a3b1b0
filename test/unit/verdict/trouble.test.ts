// Which lines say that something went wrong; and which are no text.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isBinary, saysTrouble } from "../../../src/verdict/lines/trouble.ts";

test("what is no text says nothing, whatever stands in it", () => {
  assert.deepEqual([isBinary("error"), isBinary("error\u0000"), isBinary("\ufffd")], [false, true, true]);
  assert.deepEqual([saysTrouble("error"), saysTrouble("error\u0000")], [true, false]);
});

test("none of what is counted is no trouble, and one of it is", () => {
  const cases: readonly (readonly [line: string, isTrouble: boolean])[] = [
    ["0 errors", false],
    ["no warnings", false],
    ["failed: 0", false],
    ['"errors":0,', false],
    ["failures: none", false],
    ["0 errors, 1 failed", true],
    ["errors: 0.5", true],
    ["10 errors", true],
    ["20 rows", false],
    ['{"error":null,"rows":20}', false],
    ['{"error":"","rows":20}', false],
    ['{"error":"reset"}', true],
    ["stored, error=<nil>", false],
    ['{"rows":20,"errors":[]}', false],
    ['{"rows":20,"errors": {}}', false],
    ['{"rows":20,"errors":["x"]}', true],
    ["not ok 2 - two", true],
    ["NOK two", true],
    ["noking", false],
    ["after 0 retries, timeouts=0", false],
    ["after 2 retries", true],
    ["stats: 1 sent, error rate 0.00%", false],
    ["error rate 0.05%", true],
    ["errors_total 0", false],
    ["errors_total 3", true],
    ["error_count=0", false],
    ["lost_packets=0, dropped 0, rejected 0, refused: 0", false],
    ["dropped 10", true],
    ["done without errors", false],
    ["stopped without an answer", true],
    ["status: 0", true],
    ["rc=0", false],
    ["exit code 10", true],
    ["connected over http2", false],
    ["HTTP2 503", true],
    ["http status 404", true],
  ];
  for (const [line, isTrouble] of cases) assert.equal(saysTrouble(line), isTrouble, line);
});

test("a word that only looks like the name of an error, or a port like a status, says nothing", () => {
  for (const line of [
    "mean of all entries: 43.67",
    "every one, exactly",
    "http://127.0.0.1:9877/ -> mean 43.67",
    "state ESTABLISHED",
    "ENQUEUED two",
    "EMPTY EVENT EXECUTED",
    "EURUSD 1.05",
  ])
    assert.equal(saysTrouble(line), false, line);
  for (const line of [
    "read ECONNRESET",
    "write: EIO",
    "getaddrinfo EAI_AGAIN db",
    "connect EHOSTDOWN",
    "HTTP/1.1 503 Service",
    "http_code=000",
    '"statusCode":503',
    "curl: (52) Empty reply from server",
    "context deadline exceeded",
    "connection ended",
    "two was not saved",
    "not yet acknowledged",
    "feed stalled for 3 s",
    "message discarded",
    "two: rejected",
  ])
    assert.equal(saysTrouble(line), true, line);
});

test("not everything that is not so is trouble", () => {
  const cases: readonly (readonly [line: string, isTrouble: boolean])[] = [
    ["Stand two: nicht bekannt", false],
    ["konnte two nicht gefunden", false],
    ["two konnte leider nicht gespeichert werden", true],
    ["two wurde nicht gesendet", true],
    ["Server nicht erreichbar", true],
  ];
  for (const [line, isTrouble] of cases) assert.equal(saysTrouble(line), isTrouble, line);
});

test("it may be said in another language, or by a sign", () => {
  for (const line of ["接続が切れました", "연결이 끊어졌습니다", "verbinding verbroken", "❌ two", "⚠️ two"])
    assert.equal(saysTrouble(line), true, line);
});

test("a warning of how the program is written tells of nothing that has happened", () => {
  const own = [
    "push.py:9: DeprecationWarning: the argument is deprecated",
    '  warnings.warn("the argument is deprecated", DeprecationWarning, stacklevel=2)',
    "(node:17) MaxListenersExceededWarning: Possible EventEmitter memory leak detected. 11 error listeners added",
    "InsecureRequestWarning: Unverified HTTPS request is being made",
    "ResourceWarning: unclosed <socket.socket fd=3>",
  ];
  for (const line of own) assert.equal(saysTrouble(line), false, line);
  for (const line of ["RuntimeWarning: connection lost", "[warn] not stored", "Warning: no answer"])
    assert.equal(saysTrouble(line), true, line);
});

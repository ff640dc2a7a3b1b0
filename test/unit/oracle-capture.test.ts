// The oracle reads segments as tcpdump prints them with -A: the payload without the headers before it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { parseCapture } from "../oracle/capture.ts";

const PRINTED = `100.500000 IP 127.0.0.1.43360 > 127.0.0.1.9877: Flags [P.], seq 1:6, ack 1, win 64, options [nop,nop,TS val 1 ecr 1], length 6
${"E".repeat(20)}${"t".repeat(32)}hello
100.600000 IP 127.0.0.1.9877 > 127.0.0.1.43360: Flags [F.], seq 1, ack 6, win 64, options [nop,nop,TS val 1 ecr 1], length 0
${"E".repeat(20)}${"t".repeat(32)}
`;

test("segments to and from the server, each with what it carries", () => {
  assert.deepEqual(parseCapture(PRINTED, 9877), [
    { at: 100.5, fromServer: false, clientPort: 43_360, flags: "P.", length: 6, payload: "hello\n" },
    { at: 100.6, fromServer: true, clientPort: 43_360, flags: "F.", length: 0, payload: "" },
  ]);
});

// Messages and descriptors over a Unix socket.

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { POLLIN, close, openEventfd, poll, read, signalEventfd } from "../../../src/sys/io.ts";
import {
  acceptNow,
  connectToPath,
  encodePath,
  listenOnPath,
  receiveMessage,
  sendMessage,
} from "../../../src/sys/unix-socket.ts";
import { temporaryDirectory } from "../programs.ts";

test("messages stay apart, a descriptor comes as another one of the same file, and then the end", (t) => {
  const path = join(temporaryDirectory(t), "socket");
  const listening = listenOnPath(path, 1);
  assert.equal(acceptNow(listening), undefined);
  const client = connectToPath(path);
  const server = acceptNow(listening) ?? -1;
  const event = openEventfd();
  sendMessage(server, { text: "grüße" });
  sendMessage(server, { text: "take this", fd: event });
  close(server);
  assert.deepEqual(receiveMessage(client), { text: "grüße" });
  const message = receiveMessage(client);
  assert.equal(message?.text, "take this");
  assert.ok(message.fd !== undefined && message.fd !== event);
  assert.deepEqual(poll([{ fd: message.fd, events: POLLIN }], 0), [0]);
  signalEventfd(event);
  assert.equal(read(message.fd, new Uint8Array(8)), 8);
  assert.equal(receiveMessage(client), undefined);
  for (const fd of [message.fd, event, client, listening]) close(fd);
});

test("a path that is too long, and one where nobody listens", () => {
  assert.throws(() => encodePath("x".repeat(108)), RangeError);
  assert.equal(encodePath("x".repeat(107)).length, 110);
  assert.throws(() => connectToPath("/nonexistent/socket"), { code: "ENOENT" });
});

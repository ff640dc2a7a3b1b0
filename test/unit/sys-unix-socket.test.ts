// Messages and descriptors over a Unix socket.

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { POLLIN, close, openEventfd, poll, read, signalEventfd } from "../../src/sys/io.ts";
import {
  acceptNow,
  connectToPath,
  encodePath,
  listenOnPath,
  receiveLetter,
  sendLetter,
} from "../../src/sys/unix-socket.ts";
import { temporaryDirectory } from "./programs.ts";

test("messages stay apart, a descriptor comes as another one of the same file, and then the end", (t) => {
  const path = join(temporaryDirectory(t), "socket");
  const listening = listenOnPath(path, 1);
  assert.equal(acceptNow(listening), undefined);
  const client = connectToPath(path);
  const server = acceptNow(listening) ?? -1;
  const event = openEventfd();
  sendLetter(server, { text: "grüße" });
  sendLetter(server, { text: "take this", fd: event });
  close(server);
  assert.deepEqual(receiveLetter(client), { text: "grüße" });
  const letter = receiveLetter(client);
  assert.equal(letter?.text, "take this");
  assert.ok(letter.fd !== undefined && letter.fd !== event);
  assert.deepEqual(poll([{ fd: letter.fd, events: POLLIN }], 0), [0]);
  signalEventfd(event);
  assert.equal(read(letter.fd, new Uint8Array(8)), 8);
  assert.equal(receiveLetter(client), undefined);
  for (const fd of [letter.fd, event, client, listening]) close(fd);
});

test("a path that is too long, and one where nobody listens", () => {
  assert.throws(() => encodePath("x".repeat(108)), RangeError);
  assert.equal(encodePath("x".repeat(107)).length, 110);
  assert.throws(() => connectToPath("/nonexistent/socket"), { code: "ENOENT" });
});

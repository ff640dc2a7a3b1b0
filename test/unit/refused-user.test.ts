// A server that could not give root up: its own words are understood, and the remedy is one that works.

import assert from "node:assert/strict";
import { test } from "node:test";
import { saysSetuidRefused, saysUserRefused, whyRefused } from "../../src/inside/refused-user.ts";

const REFUSALS = [
  "nginx: [emerg] initgroups(www-data, 33) failed (1: Operation not permitted)",
  "failed to drop supplementary groups\nfailed to assume identity of user memcache",
  "Error setting groups whilst dropping privileges: Operation not permitted.",
  "    os.setgroups([])\nPermissionError: [Errno 1] Operation not permitted",
  "    os.setuid(65534)\nOSError: [Errno 22] Invalid argument",
  "Error: EPERM: operation not permitted, setgroups",
  "setpriv: setresuid failed: Operation not permitted",
  "su: cannot set groups: Operation not permitted",
  "mariadbd: Can't change to run as user 'mysql'",
];
for (const text of REFUSALS) {
  test(`understood: ${text.split("\n")[0]}`, () => assert.ok(saysUserRefused(text)));
}

const OTHERS = [
  "nginx: [emerg] bind() to 0.0.0.0:80 failed (13: Permission denied)",
  'nginx: [warn] the "user" directive makes sense only if the master process runs with super-user privileges, ignored',
  "bind: Invalid argument",
  "mlockall: Operation not permitted",
  "runs as 65534 65534 []",
  "Groups of consumers: 3",
];
for (const text of OTHERS) {
  test(`something else: ${text}`, () => assert.ok(!saysUserRefused(text)));
}

const SETUID_REFUSALS = [
  "sudo: /etc/sudo.conf is owned by uid 65534, should be 0",
  "sudo: /usr/bin/sudo must be owned by uid 0 and have the setuid bit set",
  "sudo: effective uid is not 0, is /usr/bin/sudo on a file system with the 'nosuid' option set?",
  'sudo: The "no new privileges" flag is set, which prevents sudo from running as root.',
  "doas: not installed setuid",
];
for (const text of SETUID_REFUSALS) {
  test(`a program that may not become root: ${text}`, () => assert.ok(saysSetuidRefused(text)));
}

for (const text of [...REFUSALS, ...OTHERS, "sudo: a password is required", "sudo: foo: command not found"]) {
  test(`none of sudo's: ${text.split("\n")[0]}`, () => assert.ok(!saysSetuidRefused(text)));
}

test("an ordinary user: run as root; subordinate ids where there are none; --server-user root where there are", () => {
  const ordinary = { isPrivate: true, isRoot: false };
  assert.match(
    whyRefused("server", { ...ordinary, hasOthers: true }).remedy,
    /^Run deadpeer as root, or start it with `--server-user root`\.$/,
  );
  assert.match(
    whyRefused("server", { ...ordinary, hasOthers: false }).remedy,
    /^Run deadpeer as root, or set up subordinate ids .* and start it with `--server-user root`\.$/,
  );
  assert.equal(
    whyRefused("server", { ...ordinary, isPrivate: false, hasOthers: true }).remedy,
    "Run deadpeer as root.",
  );
});

test("root: what it lacks, or the option that takes its rights away", () => {
  const root = { isPrivate: true, isRoot: true };
  assert.match(whyRefused("server", { ...root, hasOthers: false }).remedy, /^Run deadpeer with all capab/);
  assert.match(whyRefused("server", { ...root, hasOthers: true }).remedy, /^Root may lack CAP_SETUID/);
  assert.match(
    whyRefused("server", { ...root, hasOthers: true, user: "nobody" }).remedy,
    /^Do not use `--server-user nobody`\.$/,
  );
});

// Servers that give root up, as most do that are started as root: as root they run as outside, an ordinary user needs
// subordinate ids, and whoever has neither is told why it failed.

import assert from "node:assert/strict";
import { chmodSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { findUsers } from "../../src/network/users.ts";
import { findUser } from "../../src/program/user.ts";
import { printedBy } from "../../src/timeline/queries.ts";
import { anyUser, cli, deadpeer, hasProgram, quoted, start, temporaryDirectory } from "./harness.ts";
import { ALONE, AT_ONCE, assertVerdict, experiment, program } from "./own.ts";

const PYTHON = "/usr/bin/python3"; // another may be in a folder that only root may enter
const SERVER = `exec ${PYTHON} ${quoted(join(process.cwd(), "test/fixtures/programs/drops-root.py"))}`;
const CLIENT = ["--client", program("retry.mjs"), "--say", "hi", "--expect", "answered: hi"];
const isRoot = process.getuid?.() === 0;
const users = findUsers();
const asRoot: readonly string[] = isRoot ? [] : ["--server-user", "root"];

for (const who of ["server", "worker"]) {
  test(anyUser(`a ${who} that gives root up becomes the user, and its end is seen`), async (t) => {
    if (!hasProgram(t, PYTHON)) return;
    if (users === "own") return t.skip("neither root nor subordinate ids");
    // Nobody answers who connects again where the worker is gone: whether its user is told is not asked.
    const expected = ["--expect-verdict", "ending=fin"];
    const seen = await experiment(t, ["--server", `${SERVER} ${who}`, ...asRoot], CLIENT, AT_ONCE, expected);
    assertVerdict(seen, { ending: "fin", noticed: "at-once", lingers: false });
    const [run] = seen.runs;
    const printed = printedBy(run?.observations ?? [], "server").map(({ text }) => text);
    assert.match(printed.join(""), /runs as 65534 65534 \[\]/);
  });
}

for (const who of ["server", "worker"]) {
  test(anyUser(`a ${who} that may not give root up: the error says why, and what helps`), async (t) => {
    if (!hasProgram(t, PYTHON) || !hasProgram(t, "setpriv")) return;
    const limits = ["--start-ms", "5000", "--limit-ms", "1000", "--out", temporaryDirectory(t)];
    const command = [
      process.execPath,
      cli,
      "run",
      "--server",
      `${SERVER} ${who}`,
      ...CLIENT,
      ...ALONE,
      ...limits,
    ];
    const lacking = isRoot ? ["--bounding-set", "-sys_admin"] : [];
    const started = start("setpriv", [...lacking, ...command]);
    const { code, stderr } = await started.outcome;
    assert.equal(code, who === "server" ? 2 : 3, stderr);
    assert.match(
      stderr,
      isRoot
        ? /The server tried to become another user, and root is the only user here\. The .*\n {2}Run deadpeer with all/
        : /The server tried to become another user, and only root may\. The .*\n {2}Run deadpeer as root, or .*`--server-user root`/,
    );
    assert.deepEqual(started.leftovers(), []);
  });
}

test("root without CAP_SYS_ADMIN: doctor says what is lacking, and what is possible without", async (t) => {
  if (!isRoot) return t.skip("only root can give a capability up");
  if (!hasProgram(t, "setpriv")) return;
  const doctor = [process.execPath, cli, "doctor"];
  const { stdout } = await start("setpriv", ["--bounding-set", "-sys_admin", ...doctor]).outcome;
  assert.match(
    stdout.replaceAll(/\s+/g, " "),
    /private network yes unshare\(1\): user, .* root is the only user, as root lacks CAP_SYS_ADMIN/,
  );
});

test("nginx as root, its worker another user's process: it is found, killed, and replaced", async (t) => {
  if (!isRoot) return t.skip("only root can start it so");
  if (!hasProgram(t, "nginx")) return;
  const folder = temporaryDirectory(t);
  chmodSync(folder, 0o755);
  mkdirSync(join(folder, "html"));
  writeFileSync(join(folder, "html/index.html"), "hello\n");
  const config = join(process.cwd(), "test/fixtures/nginx.conf");
  const options = "user nobody root; daemon off; pid nginx-$$.pid;";
  const server = `exec nginx -p ${quoted(folder)} -c ${quoted(config)} -g "${options}"`;
  const client = ["--client", program("http-agent.mjs"), "--say", "/", "--expect", "status: 200"];
  const seen = await experiment(t, ["--server", server], client, AT_ONCE);
  assertVerdict(seen, { ending: "fin", noticed: "at-once", reaction: "reconnects", lost: 0, grade: "pass" });
  assert.equal(statSync(join(folder, "tmp")).uid, findUser("nobody")?.uid);
});

test(anyUser("--server-user without the right to it: exit code 2, and what would give it"), async (t) => {
  if (isRoot || users === "subordinate") return t.skip("this user may");
  const { code, stderr } = await deadpeer(["run", "--server", "true", "--server-user", "root"]).outcome;
  assert.equal(code, 2);
  assert.match(stderr, /^deadpeer: Only root can use --server-user.*\n.*subordinate ids/);
});

test(
  anyUser("--server-user on the machine's own network, with subordinate ids: they are not there"),
  async (t) => {
    if (isRoot || users !== "subordinate") return t.skip("for an ordinary user with subordinate ids");
    const options = [
      "--network",
      "machine",
      "--port",
      "9891",
      "--server-user",
      "root",
      "--server",
      "sleep 9",
    ];
    const { code, stderr } = await deadpeer(["run", ...options, ...CLIENT, "--out", temporaryDirectory(t)])
      .outcome;
    assert.equal(code, 2);
    assert.match(
      stderr,
      /^deadpeer: The server could not be started as root: EPERM\.\n {2}Run deadpeer as root/,
    );
  },
);

// Programs with each defect for real: `deadpeer inspect` finds it, with the right process and reason, and not when it is
// mended.

import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { type TestContext, test } from "node:test";
import { inspect } from "../../src/inspect/inspect.ts";
import { anyUser, deadpeer, hasProgram, start } from "./harness.ts";
import { type Seen, type Seer, lookUntil, program, run } from "./inspected.ts";

/** What must be said, besides the name of the finding. */
const defects: Readonly<Record<string, RegExp>> = {
  "unread-end": /its FIN is unread, and no thread waits for it/,
  "kept-open": /the end of file was read, nothing was sent since/,
  leak: /5 connections in CLOSE_WAIT, 5 of them with the end of file unread.*descriptors are in use/,
  spinning:
    /1 connection at the end of file, 0 of them with it unread; thread python3? ?\S* \(\d+\) never slept/,
  "not-accepted": /2 connections in the accept queue \(backlog 1\).*the queue is full/,
  "never-read": /has accepted 1 connection and read nothing of what came; no thread waits/,
  "unread-data": /6 bytes unread, and no thread waits for it/,
  unacknowledged: /no reply to 7 bytes; retransmission \d of 15.*the kernel gives up in about/,
  "unreachable-peer": /keep-alive probe \d of 100 without a reply.*the kernel gives up in about/,
  shared: /accepts connections and has not closed this one/,
};

/** Their peer is deaf by a socket filter that drops all, which not every kernel lets an ordinary user attach. */
const NEEDS_ROOT: ReadonlySet<string> = new Set(["unacknowledged", "unreachable-peer"]);

for (const [name, shows] of Object.entries(defects)) {
  const title = `${name}: found, with its reason, and gone when it is mended`;
  test(NEEDS_ROOT.has(name) ? title : anyUser(title), async (t) => {
    if (!hasProgram(t, "python3")) return;
    if (NEEDS_ROOT.has(name) && process.getuid?.() !== 0) return t.skip("only root may attach the filter");
    const { pid, mend } = await run(t, "python3", [program, name]);
    const isIt = (each: Seen): boolean => each.finding === name && each.pid === pid;
    const seen = await lookUntil(name, pid, ({ findings }) => findings.some(isIt));
    assert.match(seen.findings.find(isIt)?.shows ?? "", shows);
    await mend();
    await lookUntil(`no ${name}`, pid, ({ findings }) => !findings.some((each) => each.finding === name));
  });
}

/** A server that closes each connection at once; the programs below are its clients. */
async function closingServer(t: TestContext): Promise<string> {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  return String((server.address() as AddressInfo).port);
}

const blindClients: Readonly<Record<string, readonly [string, (port: string) => readonly string[], RegExp]>> =
  {
    perl: [
      "perl",
      (port) => [
        "-MIO::Socket::INET",
        "-e",
        `$|=1; $s=IO::Socket::INET->new("127.0.0.1:${port}"); print "ready $$\\n"; <STDIN>; close $s; print "mended\\n"; sleep 60`,
      ],
      /thread perl \(\d+\) is asleep in read\(0\)/,
    ],
    bash: [
      "bash",
      (port) => [
        "-c",
        `exec 3<>/dev/tcp/127.0.0.1/${port}; echo ready $$; read -r line; exec 3<&-; echo mended; read -r line`,
      ],
      /thread bash \(\d+\) is asleep in read\(0\)/,
    ],
    node: [
      process.execPath,
      (port) => [
        "-e",
        `const s=require("net").connect({port:${port},host:"127.0.0.1"}).pause().on("error",()=>0); s.on("connect",()=>console.log("ready "+process.pid)); process.stdin.once("data",()=>{s.destroy();console.log("mended")})`,
      ],
      /is asleep in epoll/,
    ],
    java: [
      "java",
      // Of Java's own threads the first only waits for the others.
      (port) => ["-XX:TieredStopAtLevel=1", "test/fixtures/programs/Blind.java", port],
      /thread java \(\d+\) is asleep in read\(0\)/,
    ],
  };

for (const [language, [file, args, waits]] of Object.entries(blindClients)) {
  test(`a blind client in ${language}: its thread is named, with what it waits for`, async (t) => {
    if (!hasProgram(t, file)) return;
    const { pid, mend } = await run(t, file, args(await closingServer(t)));
    const isIt = (each: Seen): boolean => each.finding === "unread-end" && each.pid === pid;
    const seen = await lookUntil("unread-end", pid, ({ findings }) => findings.some(isIt));
    assert.match(seen.connections[0]?.threads?.join("; ") ?? "", waits);
    assert.match(
      seen.findings[0]?.commands[0] ?? "",
      /^ss -K src '(127\.0\.0\.1|\[::ffff:127\.0\.0\.1\]):\d+' dst '.*127\.0\.0\.1\]?:\d+'$/,
    );
    await mend();
    await lookUntil("nothing", pid, ({ findings }) => findings.length === 0);
  });
}

test("nc, once its server has closed: it has read to the end, and waits for its user", async (t) => {
  if (!hasProgram(t, "nc.openbsd")) return;
  const port = await closingServer(t);
  const script = `head -n 1 | sh -c 'echo ready $$ >&3; exec nc.openbsd 127.0.0.1 ${port}'; echo mended; sleep 60`;
  const { pid, mend } = await run(t, "sh", ["-c", `exec 3>&1; ${script}`]);
  const isIt = (each: Seen): boolean => each.finding === "kept-open" && each.pid === pid;
  const seen = await lookUntil("kept-open", pid, ({ findings }) => findings.some(isIt));
  assert.match(seen.connections[0]?.threads?.join("; ") ?? "", /thread nc\S* \(\d+\) is asleep in poll/);
  await mend();
  await assert.rejects(() => inspect({ pid, all: false, settings: true, minAgeMs: 0 }), /no process/i);
});

test("--fail-on: 1 where there is such a finding, 0 where there is not, 2 for a word that there is not", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const { pid } = await run(t, "python3", [program, "unread-end"]);
  const code = async (...args: string[]): Promise<number | null> =>
    (await deadpeer(["inspect", "--pid", String(pid), "--min-age-ms", "0", ...args]).outcome).code;
  assert.equal(await code("--fail-on", "unread-end"), 1);
  assert.equal(await code("--fail-on", "any"), 1);
  assert.equal(await code("--fail-on", "spinning"), 0);
  assert.equal(await code("--fail-on", "leak", "--fail-on", "unread-end"), 1);
  const wrong = await deadpeer(["inspect", "--fail-on", "unread-ends"]).outcome;
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /Unknown finding unread-ends.*Did you mean unread-end\?/s);
});

test("--no-settings, --metrics, a port that nobody uses, a process that there is not, a terminal of 20 columns", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const { pid } = await run(t, "python3", [program, "unread-end"]);
  const of = ["inspect", "--pid", String(pid), "--min-age-ms", "0"];
  const json = async (...args: string[]): Promise<Seer> =>
    JSON.parse((await deadpeer([...of, "--json", ...args]).outcome).stdout) as Seer;
  assert.ok((await json()).connections[0]?.settings);
  assert.equal((await json("--no-settings")).connections[0]?.settings, undefined);
  const { stdout } = await deadpeer([...of, "--metrics"]).outcome;
  assert.match(stdout, /^deadpeer_findings\{finding="unread-end"\} 1$/m);
  assert.match(stdout, /^deadpeer_findings\{finding="leak"\} 0$/m);
  const narrow = await deadpeer(of, { COLUMNS: "20" }).outcome;
  assert.deepEqual(
    narrow.stdout.split("\n").filter((line) => line.length > 20),
    [],
  );
  const nobody = await deadpeer(["inspect", "--pid", String(pid), "--port", "1"]).outcome;
  assert.deepEqual([nobody.code, nobody.stdout], [0, `No TCP socket of process ${pid} with port 1.\n`]);
  const none = await deadpeer(["inspect", "--pid", "4194300"]).outcome;
  assert.deepEqual([none.code, none.stderr.includes("There is no process 4194300.")], [2, true]);
  const unnamed = await deadpeer(["inspect", "--name", "no-such-*"]).outcome;
  assert.deepEqual([unnamed.code, unnamed.stderr.includes("No process is named no-such-*.")], [2, true]);
});

test("an ordinary user: what is not visible is counted, and another's process is refused", async (t) => {
  if (process.getuid?.() !== 0 || !hasProgram(t, "python3"))
    return t.skip("only root has another user to be");
  const { pid } = await run(t, "python3", [program, "unread-end"]);
  const asNobody = (...args: string[]): ReturnType<typeof start> =>
    start("setpriv", [
      "--reuid",
      "65534",
      "--regid",
      "65534",
      "--clear-groups",
      process.execPath,
      "dist/cli/main.js",
      "inspect",
      ...args,
    ]);
  const whole = await asNobody("--min-age-ms", "0", "--json").outcome;
  if (/EACCES|Cannot find module/.test(whole.stderr))
    return t.skip("the project lies where another user may not read");
  const { findings, notVisible } = JSON.parse(whole.stdout) as Seer & { notVisible: Record<string, number> };
  assert.deepEqual(
    findings.filter((each) => each.pid === pid),
    [],
  );
  assert.ok((notVisible["processes"] ?? 0) > 0 && (notVisible["closeWait"] ?? 0) > 0, whole.stdout);
  const refused = await asNobody("--pid", String(pid)).outcome;
  assert.deepEqual(
    [refused.code, refused.stderr.includes("may not be looked at")],
    [3, true],
    refused.stderr,
  );
});

test(
  anyUser("orphans, masses of TIME_WAIT, a leak and a reconnect storm, in a network of their own"),
  async (t) => {
    if (!hasProgram(t, "python3")) return;
    const command = [process.execPath, "dist/cli/main.js", "inspect", "--min-age-ms", "0", "--json"];
    const inOwn = ["--user", "--map-root-user", "--net", "python3", program, "machine", ...command];
    const { stdout, stderr } = await start("unshare", inOwn).outcome;
    if (/unshare/.test(stderr)) return t.skip("no user namespaces here");
    const { findings } = JSON.parse(stdout) as Seer;
    const shows = (name: string): string => findings.find(({ finding }) => finding === name)?.shows ?? "";
    assert.match(shows("leak"), /^100 connections in CLOSE_WAIT/);
    assert.match(shows("orphans"), /^100 connections without a process: 100 in FIN_WAIT2/);
    assert.match(shows("time-wait"), /^1000 connections in TIME_WAIT with port \d+$/);
    assert.match(shows("reconnect-storm"), /attempts failed in \d+ ms, about \d+ a second/);
  },
);

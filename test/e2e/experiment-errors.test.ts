// What can go wrong with programs of one's own: each a sentence, what was observed, a remedy, and nothing left running.

import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { anyUser, deadpeer, hasProgram, quoted, run, temporaryDirectory } from "./harness.ts";

const program = (name: string): string =>
  `exec node ${quoted(join(process.cwd(), "test/fixtures/programs", `${name}.mjs`))}`;
const QUIET = "exec node -e 'require(`net`).connect(process.env.PORT, process.env.HOST).resume()'";
interface Case {
  readonly what: string;
  readonly args: readonly string[];
  readonly code: number;
  readonly says: RegExp;
}

const cases: readonly Case[] = [
  {
    what: "a server that listens elsewhere",
    args: ["--server", "exec node -e 'require(`net`).createServer().listen(7777)'", "--start-ms", "3000"],
    code: 3,
    says: /The server never listened on port 9877\. It listens on \*:7777\..*\n.*`--port 7777`.*\$HOST and \$PORT/,
  },
  {
    what: "a client that connects to another port",
    args: [
      "--client",
      "exec node -e 'const n = require(`net`); n.createServer().listen(7778, () => n.connect(7778))'",
      "--start-ms",
      "3000",
    ],
    code: 3,
    says: /The client never connected to the server\. It (listens on|has a connection to) /,
  },
  {
    what: "a client that signals its whole process group",
    args: ["--client", "kill 0", "--client-on", "pipes"],
    code: 3,
    says: /own process was asked to end \(SIGTERM\).*\n {2}.*setsid/,
  },
  {
    what: "a client whose command may not be executed",
    args: ["--client", "/etc/passwd"],
    code: 2,
    says: /exit code 126.*\n {2}The client's command is not executable/,
  },
  {
    what: "a client whose command is not there",
    args: ["--client", "no-such-client"],
    code: 2,
    says: /exit code 127.*\n {2}Check that the client's command is installed/,
  },
  {
    what: "a client that goes to the background",
    args: ["--client", "trap '' HUP; sleep 60 & exit 0", "--start-ms", "3000"],
    code: 3,
    says: /The client never connected to the server: it went to the background as process \d+/,
  },
  {
    what: "a client that never gets ready",
    args: ["--client", QUIET, "--ready", "/never/", "--start-ms", "3000"],
    code: 3,
    says: /The client never printed \/never\/\. It has a connection to 127\.0\.0\.1:9877/,
  },
  {
    what: "a server that never gets ready",
    args: ["--server-ready", "accepting connections", "--start-ms", "3000", "--say", "hello"],
    code: 3,
    says: /The server never printed accepting connections\. It listens on \*:9877\. It printed: listening on/,
  },
  {
    what: "a pattern that never matches",
    args: ["--client", QUIET, "--expect", "never", "--limit-ms", "300"],
    code: 3,
    says: /The client never printed never within 300 ms, before the fault.*\n {2}Try --say and --expect/,
  },
  {
    what: "a client that ends by itself before the fault",
    args: ["--client", `${QUIET.slice(0, -1)}; process.stdin.once(\`data\`, process.exit)'`, "--say", "bye"],
    code: 3,
    says: /The client ended before the fault \(exit code \d+\).*\n.*@mid-request/,
  },
  {
    what: "an upstream that refuses",
    args: ["--upstream", "127.0.0.1:1"],
    code: 2,
    says: /upstream 127\.0\.0\.1:1 refused the connection \(ECONNREFUSED\)/,
  },
  {
    what: "an upstream whose name does not resolve",
    args: ["--upstream", "no.such.host.invalid:5432"],
    code: 2,
    says: /upstream no\.such\.host\.invalid:5432 cannot be reached: the name does not resolve/,
  },
  {
    what: "a pause in the middle of a reply, which the kernel sends all the same",
    args: ["--fault", "pause:500@mid-reply:5"],
    code: 2,
    says: /pause cannot come at the moment mid-reply: the rest is in the kernel.s hands.*\n {2}Use close, kill/,
  },
];

for (const { what, args, code, says } of cases) {
  test(`${what}: exit code ${code}`, async (t) => {
    const started = deadpeer(["run", ...args, "--control", "none", "--out", temporaryDirectory(t)]);
    const outcome = await started.outcome;
    assert.match(outcome.stderr, says);
    assert.equal(outcome.code, code);
    assert.doesNotMatch(outcome.stderr, /\n {4}at /);
    assert.deepEqual(started.leftovers(), []);
  });
}

const usage: readonly (readonly [args: readonly string[], says: RegExp])[] = [
  [["5.12", "--say", "hi"], /--say is for your own programs; section 5\.12 has its own/],
  [["--upstream", "nowhere"], /--upstream nowhere is not HOST:PORT/],
  [["--upstream", "a:1", "--server", "b"], /--upstream and --server exclude each other/],
  [["--expect", "/(/"], /--expect: Invalid regular expression/],
  [["--expect-verdict", "notced=never"], /the verdict has no notced: it has ending, noticed/],
  [["--after", "come-bak"], /Did you mean come-back\?/],
  [["--after", "stay-down:5"], /Invalid --after stay-down:5/],
  [["--kill", "children"], /one of owner, tree/],
  [["--client-env", "nothing"], /--client-env nothing is not NAME=VALUE/],
];

for (const [args, says] of usage) {
  test(`deadpeer run ${args.join(" ")}: exit code 2`, async (t) => {
    const { code, stderr } = await deadpeer(["run", ...args, "--out", temporaryDirectory(t)]).outcome;
    assert.match(stderr, says);
    assert.equal(code, 2);
  });
}

test("a server that ignores SIGTERM: named, inconclusive, and gone afterwards", async (t) => {
  const server =
    "trap '' TERM; node -e 'process.on(`SIGTERM`, () => 0); require(`net`).createServer().listen(process.env.PORT)'";
  const options = ["--server", server, "--client", QUIET, "--fault", "terminate", "--control", "none"];
  const { code, runs, leftovers } = await run(t, [...options, "--limit-ms", "500"]);
  assert.equal(code, 3);
  assert.match(runs[0]?.verdict.missing ?? "", /has not ended: it handles or ignores SIGTERM/);
  assert.deepEqual(leftovers, []);
});

test("a client that asks for nothing has no request to be in the middle of: inconclusive", async (t) => {
  const options = ["--client", QUIET, "--fault", "kill@mid-request:5", "--limit-ms", "500"];
  const { code, runs, leftovers } = await run(t, [...options, "--control", "none"]);
  assert.equal(code, 3);
  assert.match(runs[0]?.verdict.missing ?? "", /bytes client->server had arrived, and not 5/);
  assert.deepEqual(leftovers, []);
});

test("a client that prints without end is read, and not kept whole", async (t) => {
  const client =
    "exec node -e 'const n = require(`net`).connect(process.env.PORT, process.env.HOST); setInterval(() => console.log(`x`.repeat(60000)), 1)'";
  const { runs, leftovers } = await run(t, ["--client", client, "--control", "none", "--watch-ms", "500"]);
  const observations = runs[0]?.observations ?? [];
  assert.ok(observations.some(({ kind }) => kind === "output-cut"));
  const kept = observations.flatMap((each) =>
    each.kind === "printed" && each.role === "client" ? each.text.length : [],
  );
  assert.ok(kept.reduce((sum, length) => sum + length, 0) <= 1024 * 1024);
  assert.deepEqual(leftovers, []);
});

test("a server that goes to the background is watched there", async (t) => {
  const server = `node ${quoted(join(process.cwd(), "test/fixtures/programs/counter.mjs"))} & exit 0`;
  const options = ["--server", server, "--server-env", "COUNT_FILE=/dev/null", "--kill", "tree"];
  const { runs, code, leftovers } = await run(t, [...options, "--client", QUIET, "--control", "none"]);
  assert.equal(runs[0]?.verdict.ending.by, "fin");
  assert.ok(runs[0]?.observations.some(({ kind }) => kind === "went-to-background"));
  assert.equal(code, 0);
  assert.deepEqual(leftovers, []);
});

test("a port that is in use on the machine's own loopback: exit code 2", async (t) => {
  const other = createServer().listen(0, "127.0.0.1");
  t.after(() => other.close());
  await once(other, "listening");
  const { port } = other.address() as AddressInfo;
  const args = ["run", "--client", QUIET, "--network", "machine", "--port", String(port)];
  const { code, stderr } = await deadpeer([...args, "--out", temporaryDirectory(t)]).outcome;
  assert.equal(code, 2);
  assert.match(stderr, /Port \d+ is in use on this machine/);
});

/** What a client that looks at itself prints. */
async function introspect(t: TestContext, on: "terminal" | "pipes"): Promise<string> {
  const script = String.raw`exec sh -c 'grep -E "SigBlk|SigIgn|CapInh|CapAmb" /proc/self/status; ls -l /proc/self/fd; pwd; echo "$EXTRA"; exec node -e "require(\`net\`).connect(process.env.PORT, process.env.HOST)"'`;
  const options = [
    "--client",
    script,
    "--client-on",
    on,
    "--client-cwd",
    "/usr",
    "--client-env",
    "EXTRA=more of it",
  ];
  const { runs } = await run(t, [...options, "--control", "none", "--watch-ms", "50"]);
  const printed = (runs[0]?.observations ?? []).flatMap((each) =>
    each.kind === "printed" && each.role === "client" ? each.text : [],
  );
  return printed.join("");
}

test(
  anyUser("programs start as from a shell: default signals, no capabilities, none of our descriptors"),
  async (t) => {
    if (!hasProgram(t, "grep")) return;
    for (const on of ["terminal", "pipes"] as const) {
      const text = await introspect(t, on);
      for (const field of ["SigBlk", "SigIgn", "CapInh", "CapAmb"])
        assert.match(text, new RegExp(`${field}:\\s*0+\\r?\\n`), on);
      assert.match(text, /\/usr\r?\nmore of it/);
      // 0 to 2, the one that ls has of the directory, and what this test's own starter may have left open.
      const own = [...text.matchAll(/ (\d+) -> (\S+)/g)].map(([, fd, target]) => `${fd} ${target}`);
      assert.ok(
        own.every((each) => !/socket:|anon_inode|deadpeer/.test(each)),
        own.join("\n"),
      );
      assert.match(text, on === "pipes" ? /0 -> pipe:/ : /0 -> \/dev\/pts\//);
    }
  },
);

test(anyUser("another user's name: for root only, and one that there is"), async (t) => {
  const args = ["run", "--client", QUIET, "--client-user", "no-such-user", "--out", temporaryDirectory(t)];
  const { code, stderr } = await deadpeer(args).outcome;
  assert.equal(code, 2);
  // An ordinary user with subordinate ids may choose, too.
  const says = /There is no user no-such-user/;
  assert.match(stderr, process.getuid?.() === 0 ? says : /There is no user no-such-user|Only root/);
});

test("a client as another user, where that is possible", async (t) => {
  if (process.getuid?.() !== 0) return t.skip("only root may start programs as somebody else");
  const client = `id -un; ${QUIET}`;
  const options = ["--client", client, "--client-user", "nobody", "--ready", "nobody", "--control", "none"];
  const { runs } = await run(t, options);
  assert.notEqual(runs[0]?.verdict.grade, "inconclusive");
});

test("the fixture of a client that is killed leaves nothing", async (t) => {
  const args = ["--client", program("ticker"), "--control", "none", "--watch-ms", "50"];
  const { leftovers } = await run(t, args);
  assert.deepEqual(leftovers, []);
});

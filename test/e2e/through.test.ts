// A proxy between client and server: proxies of which it is known what they make of an ending. Nothing is asserted of how
// long anything takes.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { measureThrough } from "deadpeer";
import { judge } from "../../src/run/judge.ts";
import type { Passage, Verdict } from "../../src/timeline/verdict-record.ts";
import { anyUser, deadpeer, hasProgram, quoted, run, temporaryDirectory } from "./harness.ts";
import { program } from "./own.ts";

interface Measured extends Passage {
  readonly ending: string;
  readonly withoutProxy?: Verdict;
  readonly throughProxy?: Verdict;
}

async function through(
  proxy: string,
  ...args: readonly string[]
): Promise<{ code: number | null; words: Record<string, string>; endings: readonly Measured[] }> {
  const started = deadpeer(["through", "--json", "--through", proxy, "--limit-ms", "1500", ...args]);
  const { code, stdout, stderr } = await started.outcome;
  assert.equal(stderr, "");
  assert.deepEqual(started.leftovers(), []);
  const { endings } = JSON.parse(stdout) as { endings: readonly Measured[] };
  return { code, words: Object.fromEntries(endings.map(({ ending, word }) => [ending, word])), endings };
}

const HAPROXY = `defaults
  mode tcp
  timeout connect 2s
  timeout client 1m
  timeout server 1m
listen proxy
  bind "$HOST:$PORT"
  server one "$SERVER_HOST:$SERVER_PORT"
`;

/** Its module is a package of its own. */
function nginx(t: TestContext): string | undefined {
  const folder = temporaryDirectory(t);
  const stream = "server { listen 127.0.0.1:9877; proxy_pass 10.9.0.2:19877; }";
  const config = `load_module /usr/lib/nginx/modules/ngx_stream_module.so;
daemon off; pid nginx.pid; error_log stderr; events {} stream { ${stream} }`;
  writeFileSync(join(folder, "nginx.conf"), config);
  return hasProgram(t, "nginx") && hasProgram(t, "/usr/lib/nginx/modules/ngx_stream_module.so")
    ? `exec nginx -e stderr -p ${quoted(folder)} -c nginx.conf`
    : undefined;
}

test(anyUser("HAProxy turns an RST into a FIN, and keeps half a close either way"), async (t) => {
  if (!hasProgram(t, "haproxy")) return;
  const file = join(temporaryDirectory(t), "haproxy.cfg");
  writeFileSync(file, HAPROXY);
  const { code, words, endings } = await through(
    `exec haproxy -f ${quoted(file)}`,
    "--endings",
    "rst,server-half-close,client-half-close",
    "--expect-through",
    "rst=turns",
  );
  const known = { rst: "turns", "server-half-close": "keeps", "client-half-close": "keeps" };
  assert.deepEqual(words, known, JSON.stringify(endings));
  const [rst] = endings;
  assert.equal(rst?.withoutProxy?.ending.by, "rst");
  assert.equal(rst?.throughProxy?.ending.by, "fin");
  assert.equal(code, 0);
});

// docs/examples/half-close-through-a-proxy.md
test("nginx eats half a close: the answer of a server that reads to the end never comes", async (t) => {
  const proxy = nginx(t);
  if (proxy === undefined || !hasProgram(t, "tcpserver") || !hasProgram(t, "nc")) return;
  const args = ["through", "--through", proxy, "--endings", "client-half-close", "--limit-ms", "1500"];
  const sort = ["--server", "exec tcpserver -q 0 $PORT sort", "--client", "exec nc $HOST $PORT"];
  const said = ["--client-on", "pipes", "--then", "--say", "b", "--expect", "b"];
  const { code, stdout, stderr } = await deadpeer([...args, ...sort, ...said]).outcome;
  assert.equal(stderr, "");
  assert.match(stdout, /^ {2}client-half-close FIN +closes +- +-$/m, stdout);
  assert.match(stdout, /^ {2}fail +client-half-close=keeps, and it closes$/m, stdout);
  assert.ok(
    stdout.split("\n").every((line) => line.length <= 80),
    stdout,
  );
  assert.equal(code, 1);
});

for (const [habit, ending, reached] of [
  ["eats", "rst", "silence"],
  ["answers", "fin", "fin"],
  ["makes-up", "silence", "rst"],
] as const)
  test(`a proxy that ${habit}`, async () => {
    const { code, endings } = await through(`${program("proxy.mjs")} ${habit}`, "--endings", ending);
    const [made] = endings;
    assert.deepEqual([made?.word, made?.sent, made?.reached], [habit, ending, reached], JSON.stringify(made));
    if (habit === "answers") assert.equal(made?.said, "HTTP/1.0 502 Bad Gateway");
    assert.equal(code, 1);
  });

test("a proxy that passes half a close on, and then half of the answer, does not keep it", async () => {
  const proxy = `${program("proxy.mjs")} halves`;
  const { code, endings } = await through(proxy, "--endings", "client-half-close");
  assert.deepEqual([endings[0]?.word, endings[0]?.reached], ["closes", "fin"], JSON.stringify(endings));
  assert.equal(code, 1);
});

test("a proxy that ends itself: it is said, whatever reached the other end", async () => {
  const args = ["--endings", "fin,client-half-close", "--limit-ms", "1500"];
  const { stdout } = await deadpeer(["through", "--through", `${program("proxy.mjs")} ends`, ...args])
    .outcome;
  const text = stdout.replace(/\n +/g, " ");
  assert.match(
    text,
    /fin: The proxy keeps the server's FIN, [^,]* later\. The proxy itself ended \(exit code 0\)\./,
  );
  assert.match(text, /client-half-close: [^\n]* The proxy itself ended \(exit code 0\)\./);
});

test(
  anyUser(
    "run --through: judged on the client's leg, proven on the server's, and saved with the run without it",
  ),
  async (t) => {
    const { code, runs, stdout, leftovers } = await run(t, [
      "--through",
      `${program("proxy.mjs")} eats`,
      "--fault",
      "kill",
      "--control",
      "at-once",
      "--limit-ms",
      "1500",
    ]);
    assert.deepEqual(
      runs.map(({ name }) => name),
      ["experiment", "control", "direct"],
    );
    const [made, , direct] = runs;
    assert.equal(made?.verdict.passage?.word, "eats", JSON.stringify(made?.verdict));
    assert.equal(made?.verdict.ending.by, "silence");
    assert.equal(direct?.verdict.ending.by, "fin");
    assert.match(stdout, /^ {2}The proxy eats the server's FIN/m);
    assert.match(stdout, /^Without the proxy: noticed at once/m);
    assert.match(stdout, /beyond the proxy: proxy < server {2}F\./);
    const again = made && judge("experiment", made, "through=eats");
    assert.equal(again?.verdict.passage?.word, "eats", "from the saved run");
    assert.deepEqual(leftovers, []);
    assert.equal(code, 1);
  },
);

test("a proxy that never listens: exit code 2, with what it printed", async () => {
  const started = deadpeer(["through", "--through", "echo wrong; exit 4"]);
  const { code, stderr } = await started.outcome;
  assert.match(stderr, /The proxy \(--through\) never listened on port 9877 and ended \(exit code 4\)\./);
  assert.match(stderr, /It printed: wrong/);
  assert.equal(code, 2);
  const elsewhere = ["--through", "exec nc -l 9000", "--start-ms", "1000"];
  const other = await deadpeer(["through", ...elsewhere]).outcome;
  assert.match(other.stderr, /never listened on port 9877\. It listens on \S+:9000/, other.stderr);
  assert.equal(other.code, 2);
});

for (const control of ["at-once", "after"] as const)
  test(`with the control ${control}, nothing is left running when the proxy never listens`, async () => {
    const children = (): string => readFileSync(`/proc/self/task/${process.pid}/children`, "utf8");
    const before = children();
    const measured = measureThrough({
      through: "exit 4",
      endings: ["fin"],
      control,
      client: "sleep 5",
      startMs: 1000,
    });
    await assert.rejects(measured, /The proxy \(--through\) never listened/);
    assert.equal(children(), before);
  });

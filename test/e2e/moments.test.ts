// Moments in the middle of an answer, once something is seen, and once something is printed: each proven, and by what it was
// made.

import assert from "node:assert/strict";
import { test } from "node:test";
import { type SeenSegment, connectionUnderTest, segmentsOf } from "../../src/timeline/conversation.ts";
import { ofKind } from "../../src/timeline/queries.ts";
import type { RunRecord } from "../../src/timeline/record.ts";
import type { Verdict } from "../../src/timeline/verdict-record.ts";
import { anyUser, deadpeer, hasProgram, run } from "./harness.ts";
import { ALONE, AT_ONCE, SILENCE, experiment, program } from "./own.ts";

interface Moment {
  readonly fault: string;
  readonly ending: Verdict["ending"]["by"];
  readonly proof: RegExp;
  readonly network: "loopback" | "two-hosts";
}

const ANSWERED =
  /^the request was acknowledged and read, and its answer P\. .* held: none of it had arrived$/;
const relayed = { ending: "fin", network: "loopback" } as const;
const moments: readonly Moment[] = [
  {
    fault: "kill@answered",
    ...relayed,
    proof: /^the server had answered \(\d+ bytes\), and the relay held all/,
  },
  { fault: "reset@answered", ending: "rst", network: "two-hosts", proof: ANSWERED },
  { fault: "host-crash@answered", ending: "silence", network: "two-hosts", proof: ANSWERED },
  { fault: "kill@mid-reply:3", ...relayed, proof: /^the relay had passed on 3 bytes server->client/ },
  { fault: "close@mid-reply:0", ...relayed, proof: /^the relay had passed on 0 bytes server->client/ },
  { fault: "reset@mid-reply:3", ending: "rst", network: "two-hosts", proof: /^3 bytes server->client/ },
  {
    fault: "kill@reply:/ell/",
    ...relayed,
    proof: /^the relay had passed on what ends with \/ell\//,
  },
  {
    fault: "reset@reply:/ell/",
    ending: "rst",
    network: "two-hosts",
    proof: /^what had arrived server->client ends with \/ell\/ /,
  },
  {
    fault: "reset@printed:/ello/",
    ending: "rst",
    network: "loopback",
    proof: /^the client had printed "ello"/,
  },
];

/** deadpeer's own programs: the line is said twice, and echoed. */
const OWN = [
  ...ALONE,
  "--watch-ms",
  "100",
  "--say",
  "hello",
  "--expect",
  "hello",
  "--expect-verdict",
  "none",
];

for (const { fault, ending, proof, network } of moments) {
  const title = `${fault}: the moment is proven, and the client's TCP sees ${ending}`;
  test(/^(kill|reset)@answered/.test(fault) ? anyUser(title) : title, async (t) => {
    const { code, runs, leftovers, stderr } = await run(t, [...OWN, ...SILENCE, "--fault", fault]);
    assert.equal(code, 0, stderr);
    const [only] = runs;
    assert.equal(only?.verdict.missing, undefined);
    assert.equal(only?.verdict.ending.by, ending);
    assert.match(only?.statements.find(({ id }) => id === "moment")?.note ?? "", proof);
    assert.equal(only?.network.name, network);
    const steps = ofKind(only?.observations ?? [], "step").map(({ text }) => text);
    const isByRelay = ending === "fin";
    assert.equal(
      steps.some((text) => text.includes("a relay before the server holds the rest")),
      isByRelay,
    );
    if (ending === "rst" && network === "two-hosts") assertChallenged(only);
    assert.deepEqual(leftovers, []);
  });
}

/** Behind what is held an RST is only asked about (RFC 5961 3.2); the one that answers that is the ending. */
function assertChallenged(made: RunRecord | undefined): void {
  const connection = made && connectionUnderTest(made.observations);
  assert.ok(connection);
  const segments = segmentsOf(made.observations, connection);
  const isRst = ({ direction, flags }: SeenSegment): boolean =>
    direction === "server->client" && flags.includes("R");
  const [first, last] = [segments.find(isRst), segments.findLast(isRst)];
  const asked = segments.find(
    ({ atNs, direction }) => direction === "client->server" && atNs > (first?.atNs ?? 0),
  );
  assert.ok(
    first && last && asked && first.relativeSeq > asked.relativeAck,
    "the client's host expects another number",
  );
  assert.equal(last.relativeSeq, asked.relativeAck);
  assert.equal(made.verdict.ending.atNs, last.arrivedAtNs);
}

const LIMITS = ["--limit-ms", "3000", "--expect-verdict", "none"];

test("what is asked is seen also where it comes in two segments; nothing that is behind it arrives", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const client = `${program("asks.py")} 'begin;INS' 'ERT;' more`;
  const { runs } = await experiment(t, ALONE, LIMITS, [
    "--client",
    client,
    "--fault",
    "reset@request:/INSERT/",
  ]);
  const note = runs[0]?.statements.find(({ id }) => id === "moment")?.note ?? "";
  assert.match(note, /^what had arrived client->server ends with \/INSERT\/ \(P?\. 10:13\(3\)/);
});

test("the answer to what is named, and not the one to what was asked before", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const client = `${program("asks.py")} first? second`;
  for (const fault of ["kill@answered:second", "host-crash@answered:second"]) {
    const seen = await experiment(t, ALONE, LIMITS, ["--client", client, "--fault", fault]);
    const printed = ofKind(seen.runs[0]?.observations ?? [], "printed").filter(
      ({ role }) => role === "client",
    );
    const text = printed.map((each) => each.text).join("");
    assert.match(text, /answer: first/);
    assert.doesNotMatch(text, /answer: second/);
  }
});

for (const [what, sent, fault, says] of [
  [
    "what never comes",
    "hello",
    "kill@request:/NOPE/",
    /\/NOPE\/ did not come in what the client sent within 500 ms \(5 bytes\), so the fault did not either\.\n.*mid-request:N/,
  ],
  [
    "what is encrypted",
    String.raw`\x16\x03\x01\x00\x05hello`,
    "kill@reply:/hello!/",
    /did not come in what the server sent within 500 ms \(10 bytes\), .*: it is encrypted \(TLS\)\.\n.*mid-reply:N or answered/,
  ],
  [
    "a pattern that takes too long",
    "a".repeat(50),
    "reset@request:/(a+)+c/",
    /^deadpeer: Matching \/\(a\+\)\+c\/ against 50 characters takes longer than .*\n.*repetition of a repetition/,
  ],
  [
    "what is not printed",
    "hello",
    "kill@printed:/NOPE/",
    /Neither the server nor the client printed \/NOPE\/ within 500 ms/,
  ],
] as const) {
  test(`${what}: there is no fault, and what to use instead is said; exit code 3`, async (t) => {
    if (!hasProgram(t, "python3")) return;
    const client = `${program("asks.py")} '${sent}'`;
    const args = ["run", ...ALONE, "--client", client, "--fault", fault, "--limit-ms", "500"];
    const { code, stderr } = await deadpeer(args).outcome;
    assert.equal(code, 3, stderr);
    assert.match(stderr.replaceAll(/\n {2}(?! )/g, "\n  "), says);
  });
}

/**
 * A server that closes once all of its reply is written: the rest is its kernel's to send, and no process has the
 * connection.
 */
const CLOSES = [
  "--server",
  program("one-reply.py"),
  "--client",
  "exec curl -sS -m 9 -o /dev/null http://$HOST:$PORT/",
];

test("in the middle of a reply that is in its kernel's hands a host can be out of reach, and what ends well has borne it", async (t) => {
  if (!hasProgram(t, "python3") || !hasProgram(t, "curl")) return;
  const { verdict, code } = await experiment(t, CLOSES, AT_ONCE, ["--fault", "outage:300@mid-reply:20"]);
  assert.deepEqual([verdict.patience, verdict.lost, code], ["bears", 0, 0], verdict.summary.join("\n"));
});

test("but no process can be stopped for it: what to use instead is said; exit code 3", async (t) => {
  if (!hasProgram(t, "python3") || !hasProgram(t, "curl")) return;
  const { code, stderr } = await deadpeer(["run", ...CLOSES, "--fault", "stop@mid-reply:20"]).outcome;
  assert.equal(code, 3, stderr);
  assert.match(stderr, /and closed the connection\. No process holds it any more, and `stop` needs one\.$/m);
  assert.match(
    stderr,
    /`kill@mid-reply:20`, `host-crash@mid-reply:20` and `outage:MS@mid-reply:20` need none/,
  );
});

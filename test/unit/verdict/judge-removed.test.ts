// Section 5.12 with something taken out of what was observed: the statement that it showed no longer holds.

import assert from "node:assert/strict";
import { test } from "node:test";
import { judge } from "../../../src/run/judge.ts";
import { segmentsOf } from "../../../src/timeline/conversation.ts";
import { layOut } from "../../../src/timeline/case.ts";
import type { Observation, Observed } from "../../../src/timeline/observation.ts";
import type { RunRecord, Statement } from "../../../src/timeline/record.ts";
import { goldenRun } from "../golden.ts";

type Client = RunRecord["waitOn"];
type Select = (observation: Observation) => boolean;

function statementsOf(run: RunRecord, observations: readonly Observation[]): readonly Statement[] {
  return judge("5.12", { ...run, observations }).statements;
}

const failing = (statements: readonly Statement[]): string =>
  statements
    .filter(({ outcome }) => outcome !== "holds")
    .map(({ id }) => id)
    .join(" ");

/** The ids of the segments of the connection under test that are as `text` says. */
function segments(client: Client, text: RegExp): ReadonlySet<number> {
  const { observations } = goldenRun("run-5-12", client);
  const { connection } = layOut(goldenRun("run-5-12", client));
  assert.ok(connection);
  const found = segmentsOf(observations, connection).filter((segment) =>
    text.test(`${segment.direction === "client->server" ? ">" : "<"} ${segment.text}`),
  );
  assert.ok(found.length > 0, text.source);
  return new Set(found.map(({ id }) => id));
}

const isSegment =
  (client: Client, text: RegExp): Select =>
  ({ id }) =>
    segments(client, text).has(id);
const printed =
  (role: "client" | "server", text: RegExp): Select =>
  (observation) =>
    observation.kind === "printed" && observation.role === role && text.test(observation.text);
const isKind =
  (kind: Observation["kind"], nth?: number): Select =>
  (observation) => {
    if (observation.kind !== kind) return false;
    if (nth === undefined) return true;
    const all = goldenRun("run-5-12").observations.filter((each) => each.kind === kind);
    return all.at(nth)?.id === observation.id;
  };
const waitsFor =
  (what: "terminal" | "connection"): Select =>
  (observation) =>
    observation.kind === "waiting" &&
    observation.threads.some(
      ({ tid, on }) =>
        tid === observation.pid &&
        on.some((each) => (what === "terminal" ? each.what === what : each.isConnection)),
    );
const typed =
  (text: string): Select =>
  (observation) =>
    observation.kind === "typed" && observation.text === text;

const removals: readonly [what: string, client: Client, select: Select, failing: string][] = [
  ["the FIN", "terminal", isSegment("terminal", /^< F/), "5.12.2b 5.12.2c 5.12.4 5.12.6a 5.12.7"],
  [
    "everything that acknowledges the FIN",
    "terminal",
    isSegment("terminal", /^> .*ack 15$/),
    "5.12.2c 5.12.6a 5.12.6b",
  ],
  ["the RST", "terminal", isSegment("terminal", /^< R/), "5.12.6b"],
  ["the second line on its way", "terminal", isSegment("terminal", /^> P\. 14:/), "5.12.6a 5.12.6b"],
  ["the end of the child", "terminal", isKind("process-ended"), "5.12.2a 5.12.3"],
  ["that the child was waited for", "terminal", isKind("process-reaped"), "5.12/sigchld 5.12.3"],
  ["the client's message", "terminal", printed("client", /prematurely/), "5.12.7"],
  ["the line that came back", "terminal", printed("client", /hello/), "5.12/server 5.12/client 5.12.1"],
  ["the server's report", "terminal", printed("server", /terminated/), "5.12/sigchld"],
  ["the table that was asked for", "terminal", isKind("sockets", 7), "5.12.5"],
  ["that the client waits at its terminal", "terminal", waitsFor("terminal"), "5.12/client 5.12.4"],
  ["that the client waits for its socket", "terminal", waitsFor("connection"), "5.12/client"],
  ["who holds the connection", "terminal", isKind("owners", 0), "5.12/server 5.12.1 5.12.3"],
  ["the other connection", "terminal", isKind("probe"), "5.12/sigchld"],
  ["the second line typed", "terminal", typed("another line"), "5.12.4 5.12.6a 5.12.6b 5.12.7"],
  [
    "the server's processes",
    "terminal",
    isKind("processes"),
    "5.12/server 5.12/sigchld 5.12.1 5.12.2a 5.12.3",
  ],
  ["the first line typed", "terminal", typed("hello, world"), "5.12/server 5.12/client 5.12.1"],
  ["any wait at the terminal before that for the socket", "terminal", isKind("waiting", 0), "5.12/client"],
  ["the end of the client", "terminal", isKind("program-exited"), "5.12.8"],
  [
    "the fault",
    "terminal",
    isKind("fault"),
    "5.12/sigchld 5.12.2a 5.12.2b 5.12.2c 5.12.3 5.12.4 5.12.6a 5.12.7",
  ],
  ["the FIN", "both", isSegment("both", /^< F/), "5.12.2b 5.12.2c 5.12.select"],
  ["the client's FIN, which acknowledges", "both", isSegment("both", /^> F/), "5.12.2c"],
  ["that the client waits for both", "both", isKind("waiting"), "5.12/select"],
  ["the end of the client", "both", isKind("program-exited"), "5.12.8"],
];

for (const [what, client, select, expected] of removals) {
  test(`without ${what} (client ${client}) these do not hold: ${expected}`, () => {
    const run = goldenRun("run-5-12", client);
    const rest = run.observations.filter((observation) => !select(observation));
    assert.ok(rest.length < run.observations.length);
    assert.equal(failing(statementsOf(run, rest)), expected);
  });
}

test("the select() client must show that it knows: by its FIN or by what it prints", () => {
  const run = goldenRun("run-5-12", "both");
  const isMessage = printed("client", /prematurely/);
  const isFin = isSegment("both", /^> F/);
  const rest = run.observations.filter((each) => !isMessage(each) && !isFin(each));
  assert.equal(failing(statementsOf(run, rest)), "5.12.2c 5.12.select");
});

/** The run with each of its socket tables changed. */
function withTables(
  client: Client,
  change: (rows: Observed<"sockets">["rows"]) => Observed<"sockets">["rows"],
) {
  const run = goldenRun("run-5-12", client);
  return failing(
    statementsOf(
      run,
      run.observations.map((each) => (each.kind === "sockets" ? { ...each, rows: change(each.rows) } : each)),
    ),
  );
}

test("without a listening socket in the tables", () => {
  const noListener = withTables("terminal", (rows) => rows.filter(({ state }) => state !== "LISTEN"));
  assert.equal(noListener, "5.12/server 5.12.3 5.12.5");
});

test("with a server that listens on one address only", () => {
  const one = { address: "127.0.0.1", port: 9877 };
  const narrow = withTables("terminal", (rows) =>
    rows.map((row) => (row.state === "LISTEN" ? { ...row, local: one } : row)),
  );
  assert.equal(narrow, "5.12/server");
});

test("with the FIN read already, or with ends in other states", () => {
  const recvQ = withTables("terminal", (rows) =>
    rows.map((row) => (row.state === "CLOSE_WAIT" ? { ...row, recvQ: 0 } : row)),
  );
  assert.equal(recvQ, "5.12.5");
  const states = withTables("terminal", (rows) =>
    rows.map((row) => (row.state === "FIN_WAIT2" ? { ...row, state: "FIN_WAIT1" } : row)),
  );
  assert.equal(states, "5.12.5");
  const gone = withTables("both", (rows) => rows.filter(({ state }) => state !== "TIME_WAIT"));
  assert.equal(gone, "5.12.8");
});

test("rows of other connections, on a network that is not the run's own, change nothing", () => {
  const others = withTables("terminal", (rows) => [
    ...rows,
    ...rows.map((row) => ({ ...row, remote: { ...row.remote, port: 1 }, state: "TIME_WAIT" as const })),
  ]);
  assert.equal(others, "");
});

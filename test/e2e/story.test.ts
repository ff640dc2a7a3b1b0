// Stories of several deaths: each is judged for itself, in one run, against the same story without them.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { RunRecord } from "../../src/timeline/record.ts";
import { ofKind } from "../../src/timeline/queries.ts";
import { type RunResult, anyUser, deadpeer, hasProgram, run, temporaryDirectory } from "./harness.ts";
import { program } from "./own.ts";

/** Its path in a directory of the test's own. */
function storyFile(t: TestContext, text: string, name = "story.yaml"): string {
  const file = join(temporaryDirectory(t), name);
  writeFileSync(file, text);
  return file;
}

async function story(t: TestContext, text: string): Promise<RunResult & { deaths: readonly RunRecord[] }> {
  const result = await run(t, [storyFile(t, text)]);
  assert.deepEqual(result.leftovers, []);
  return { ...result, deaths: result.runs.filter((each) => each.death !== undefined) };
}

/** It tells its user, connects again, and says the line again. */
const RETRY = `
server: ${program("named.mjs")} server
client: ${program("retry.mjs")}
clientOn: pipes
control: at-once
watchMs: 100
`;

test(
  anyUser("killed, back again, and reset: both deaths are judged, and the second is of the new connection"),
  async (t) => {
    const { deaths, code, runs, stdout } = await story(
      t,
      `${RETRY}
steps:
  - say: one
  - expect: answered
  - fault: kill
  - comeBack: 50
  - say: two
  - expect: answered
  - until: connected
  - fault: reset
    expectVerdict: ending=rst,noticed!=never
  - say: three
  - expect: answered
`,
    );
    assert.deepEqual(
      deaths.map(({ fault, death, verdict }) => [fault, death?.number, verdict.ending.by, verdict.grade]),
      [
        ["kill", 1, "fin", "pass"],
        ["reset", 2, "rst", "pass"],
      ],
      stdout,
    );
    assert.deepEqual(
      deaths.map(({ verdict }) => verdict.ledger?.said.map(({ text }) => text)),
      [["one", "two"], ["three"]],
    );
    const ports = deaths.map(({ observations }) => ofKind(observations, "connection").at(-1)?.client.port);
    assert.notEqual(ports[0], ports[1]);
    assert.equal(runs.length, 3, "the control, too");
    assert.match(stdout, /Death 1 of 2, kill: .*\n[^]*Death 2 of 2, reset: /);
    assert.equal(code, 0);
  },
);

test(
  anyUser("what is waited for and never seen ends the story: what came before is judged, the rest is not"),
  async (t) => {
    const { deaths, code, stdout } = await story(
      t,
      `
control: none
steps:
  - say: one
  - expect: one
  - fault: kill
    expectVerdict: noticed!=never
  - until: connected
  - fault: reset
`,
    );
    const [first, second] = deaths;
    assert.match(
      first?.verdict.missing ?? "",
      /the story ended here: it was not seen before the client ended that the client has a connection/,
      stdout,
    );
    assert.equal(first?.verdict.ending.by, "fin");
    assert.match(second?.verdict.missing ?? "", /the story ended before the fault/);
    assert.equal(code, 3);
  },
);

test("a client that is never quiet ends a story that waits for that, and nothing passes", async (t) => {
  const { deaths, code, stdout } = await story(
    t,
    `
client: bash -c 'exec 3<>/dev/tcp/$HOST/$PORT; while printf . && sleep 0.01; do :; done'
clientOn: pipes
control: none
watchMs: 100
limitMs: 500
steps:
  - fault: reset
    expectVerdict: ending=rst
  - until: quiet
`,
  );
  const missing = deaths[0]?.verdict.missing ?? "";
  assert.match(missing, /not seen within 500 ms that nothing happens any more/, stdout);
  assert.equal(code, 3);
});

test("a story whose client never tries to connect cannot be observed: exit code 3, with the reason", async (t) => {
  const text = "client: exec sleep 100\ncontrol: none\nstartMs: 3000\nsteps:\n  - fault: refuse\n";
  const { code, stderr } = await deadpeer(["run", storyFile(t, text)]).outcome;
  assert.match(stderr, /^deadpeer: The client never tried to connect\.\n/);
  assert.equal(code, 3);
});

test("an outage that is borne, and CLIENT KILL by an administrator after it", async (t) => {
  if (!hasProgram(t, "redis-server") || !hasProgram(t, "redis-cli")) return;
  const { deaths, stdout } = await story(
    t,
    `
server: exec redis-server --port $PORT --save '' --protected-mode no
client: exec redis-cli -h $HOST -p $PORT
control: at-once
watchMs: 100
count: redis-cli -h $HOST -p $PORT GET a | grep . || echo 0
steps:
  - say: INCR a
  - expect: (integer) 1
  - fault: outage:300
  - say: INCR a
  - heal
  - expect: (integer) 2
  - count: 2
  - fault: command
    command: redis-cli -h $HOST -p $PORT CLIENT KILL ADDR $CLIENT_ADDRESS:$CLIENT_PORT
  - say: INCR a
  - say: INCR a
  - expect: /integer/
`,
  );
  const [borne, killed] = deaths;
  assert.equal(borne?.verdict.patience, "bears", stdout);
  assert.equal(borne?.verdict.lost, 0);
  assert.equal(killed?.verdict.ending.by, "fin", stdout);
  assert.match(killed?.verdict.told ?? "", /Server closed the connection/);
  assert.equal(killed?.verdict.lost, 1, "by the server's count from the second death on");
});

for (const [name, text, says] of [
  [
    "story.yaml",
    "client: x\nsteps:\n  - fault: kill\n  - heal\n",
    /story\.yaml:4: steps\[1\]: there is nothing to heal/,
  ],
  [
    "story.ts",
    'import { defineStory } from "deadpeer";\nexport default defineStory({\n  client: "x",\n  steps: [{ fault: "kil" as never }],\n});\n',
    /story\.ts:4: Unknown fault "kil"/,
  ],
  [
    "story.ts",
    "export const story = 5;\n",
    /story\.ts: it has no default export\.\n {2}Write: export default defineStory/,
  ],
  ["story.json", "{", /story\.json:1: /],
] as const) {
  test(`${name} that is wrong (${JSON.stringify(text.slice(-40))}): where, and exit code 2`, async (t) => {
    const { code, stderr } = await deadpeer(["run", storyFile(t, text, name)]).outcome;
    assert.match(stderr, says);
    assert.equal(code, 2);
  });
}

test("a story that is not there, and an option beside one: exit code 2", async (t) => {
  const missing = await deadpeer(["run", "nowhere/story.yaml"]).outcome;
  assert.match(
    missing.stderr,
    /Cannot read nowhere\/story\.yaml: it is not there\.\n {2}Name the file of a story, or a section/,
  );
  assert.equal(missing.code, 2);
  const beside = await deadpeer(["run", storyFile(t, "steps: [{ fault: kill }]"), "--fault", "kill"]).outcome;
  assert.match(beside.stderr, /--fault cannot be used with a story/);
  assert.equal(beside.code, 2);
});

test("what a story sets in the environment is its programs', and what it leaves open keeps nothing", async (t) => {
  const text = `
process.env.OF_THE_STORY = "here";
setInterval(() => undefined, 1000);
export default {
  server: ${JSON.stringify(`echo it is $OF_THE_STORY; ${program("named.mjs")} server`)},
  client: ${JSON.stringify(program("retry.mjs"))},
  clientOn: "pipes",
  control: "none",
  watchMs: 100,
  steps: [{ fault: "kill" }],
};
`;
  const file = storyFile(t, text, "story.mjs");
  const { stdout, stderr } = await deadpeer(["run", file, "--out", temporaryDirectory(t)]).outcome;
  assert.match(stdout, /server: it is here/, stderr);
});

// The options of a run: whatever is wrong with them is a Failure with exit code 2, before anything is started.

import assert from "node:assert/strict";
import { test } from "node:test";
import { runInNewContext } from "node:vm";
import { isFailure } from "../../../src/failure.ts";
import { checkManyOptions, checkRunOptions } from "../../../src/run/check-options.ts";
import { checkQuery, inflict } from "../../../src/run/inflict.ts";
import { runMany } from "../../../src/run/many.ts";
import { manyChecks, runChecks } from "../../../src/run/option-table.ts";
import type { RunOptions } from "../../../src/run/options.ts";
import { runScenario } from "../../../src/run/run.ts";
import * as fc from "fast-check";

const CLIENT = { client: "exec ./client" };

/** Wrong options, and what is said of them: a sentence and its remedy. */
const wrong: readonly (readonly [options: unknown, says: RegExp])[] = [
  [null, /^runScenario takes an object of options, not null\./],
  ["5.12", /not "5\.12"/],
  [[], /not an array/],
  [{ watchms: 5 }, /^runScenario has no option watchms\. Did you mean watchMs\? See docs\/library\.md\.$/],
  [{ constructor: 5 }, /no option constructor/],
  [{ ["__proto__"]: 5 }, /no option __proto__/],
  [{ moment: "crossing" }, /no option moment\. It is written with the fault/],
  [{ scenario: "5.99" }, /^Unknown scenario "5\.99": it is one of 2\.6, .*Did you mean 5\.1/],
  [{ scenario: "inflict" }, /Unknown scenario/],
  [{ scenario: "constructor" }, /Unknown scenario/],
  [{ fault: "kil" }, /^Unknown fault "kil": it is one of .* Did you mean kill\?/],
  [{ fault: 5 }, /Unknown fault 5/],
  [{ fault: null }, /Unknown fault null/],
  [{ fault: "constructor" }, /Unknown fault/],
  [{ fault: "kill@constructor" }, /Unknown moment/],
  [{ fault: "kill@crosing" }, /Unknown moment "crosing".*Did you mean crossing\?/],
  [{ fault: "kill@mid-request:5:6" }, /Unexpected :6 in kill@mid-request:5:6/],
  [
    { fault: "kill@mid-request:x" },
    /^The number of bytes in kill@mid-request:x is a whole number, 0 or more, not "x"/,
  ],
  [{ fault: "kill@request" }, /^The moment request needs what is to be seen.*kill@request:\/PATTERN\//],
  [{ fault: "kill@reply:/(/" }, /^kill@reply:\/\(\/: Invalid regular expression/],
  [{ fault: "kill@idle:4" }, /The moment idle takes no number of bytes\. Use kill@idle\./],
  [{ fault: "kill-unread@crossing" }, /The fault kill-unread has a fixed moment/],
  [{ port: 0 }, /^port is a whole number from 1 to 65535, not 0\. The default is 9877\.$/],
  [{ port: 65_536 }, /not 65536/],
  [{ port: "80" }, /not "80"/],
  [{ watchMs: 1.5 }, /^watchMs is a whole number from 0 to 3600000, not 1\.5\. The default is 500\.$/],
  [{ watchMs: Number.NaN }, /not NaN/],
  [{ watchMs: -1 }, /not -1/],
  [{ comeBackMs: 1e9 }, /^comeBackMs is a whole number/],
  [{ server: "" }, /^server is empty\./],
  [{ client: 5 }, /^client is text, not 5/],
  [{ client: "a\0b" }, /NUL/],
  [{ ...CLIENT, clientCwd: "/nonexistent" }, /\/nonexistent is not a directory/],
  [{ ...CLIENT, clientEnv: { A: 5 } }, /^clientEnv: A is not a variable/],
  [{ ...CLIENT, clientEnv: { PORT: "5" } }, /PORT says where the server is/],
  [{ ...CLIENT, clientEnv: [] }, /^clientEnv is an object of names and values/],
  [{ clientUser: "no-such-user" }, /There is no user no-such-user|Only root can use clientUser/],
  [{ clientOn: "tty" }, /^clientOn is one of terminal, pipes, not "tty"/],
  [{ upstream: "nowhere" }, /^upstream "nowhere" is not HOST:PORT/],
  [{ upstream: "host:0" }, /is not HOST:PORT/],
  [{ upstream: "::1:5432" }, /is not HOST:PORT/],
  [{ exchange: { say: "x" } }, /^exchange is an array, not an object/],
  [{ ready: "" }, /^ready is empty/],
  [{ ready: {} }, /^ready is text or a regular expression, not an object/],
  [{ count: [] }, /^count is text, not an array/],
  [{ ...CLIENT, meansDone: /x*/ }, /^meansDone \/x\*\/ is found in everything/],
  [{ ...CLIENT, meansFailed: new RegExp("") }, /^meansFailed .* is found in everything/],
  [{ ...CLIENT, server: "s", doneWhen: /.*/ }, /^doneWhen .* is found in everything/],
  [{ kill: "all" }, /^kill is one of owner, tree/],
  [{ without: "waiting" }, /^without is an array/],
  [{ without: ["segmets"] }, /Unknown observer "segmets".*Did you mean segments\?/],
  [{ expectVerdict: "noticd=never" }, /^expectVerdict: the verdict has no noticd.*Did you mean noticed\?/],
  [{ expectVerdict: "noticed!=nevr" }, /noticed is never nevr.*Did you mean never\?/],
  [{ expectVerdict: "" }, /^expectVerdict is empty/],
  [{ expectVerdict: ["lost=0"] }, /^expectVerdict is text, not an array/],
  [{ signal: {} }, /^signal is an AbortSignal, not an object/],
  [{ observed: true }, /^observed is a function, not true/],
  // Right each by itself, and not together.
  [{ upstream: "host:5432", server: "exec ./server" }, /^upstream and server exclude each other/],
  [{ scenario: "5.12", exchange: [] }, /^exchange is for your own programs; section 5\.12 has its own/],
  [{ scenario: "moment", fault: "kill@crossing", ready: "x" }, /^ready is for your own programs/],
  [{ scenario: "5.12", fault: "kill@crossing" }, /^Section 5\.12 has a fixed moment/],
  [{ scenario: "5.12.race", fault: "reset" }, /^Section 5\.12\.race has its own fault/],
  [{ scenario: "moment" }, /needs a moment/],
  [{ scenario: "moment", fault: "kill" }, /needs a moment/],
  [{ fault: "host-crash", network: "loopback" }, /^The fault host-crash needs a host for the server alone/],
  [{ scenario: "5.14", network: "machine" }, /^The fault host-crash needs a host/],
  [{ scenario: "5.12.race", network: "loopback" }, /^Section 5\.12\.race needs a wire/],
  [{ fault: "kill@crossing", network: "loopback" }, /^The moment crossing needs a wire/],
  [
    { fault: "pause@mid-reply:5" },
    /^The fault pause cannot come at the moment mid-reply: the rest is in the kernel's hands, and is sent/,
  ],
  [{ fault: "kill:5" }, /^The fault kill takes no number\..*Use kill\./],
  [{ fault: "outage:0" }, /^The MS in outage:0 \(ms\)/],
  [{ fault: "slow:fast" }, /^The RATE in slow:fast \(bytes per second\)/],
  [
    { ...CLIENT, fault: "pause:100@crossing", exchange: [{ say: "x" }] },
    /Use close, kill, .*host-shutdown or command/,
  ],
  [{ ...CLIENT, fault: "pause", comeBackMs: 5 }, /^comeBackMs is for a server that has died/],
  [{ ...CLIENT, fault: "terminate", comeBackAs: "mute" }, /for the faults close, kill, kill-unread/],
  [{ ...CLIENT, comeBackAs: "swallow", network: "loopback" }, /needs a wire between two hosts/],
  [{ sysctl: ["kernel.pid_max=5"] }, /is not NAME=VALUE of a setting of the network/],
  [{ sysctl: ["net.ipv4.x=1"], network: "machine" }, /^sysctl is for a private network/],
  [{ ...CLIENT, fault: "stop@crossing" }, /needs something that is said.*Add \{ say: TEXT \} to exchange/],
  [{ ...CLIENT, fault: "kill@crossing", exchange: [{ expect: "x" }] }, /needs something that is said/],
  [{ fault: "stop@mid-request:13" }, /has 12 bytes, and 13 of them cannot arrive/],
  [
    { exchange: [{ say: "x".repeat(4096) }] },
    /^A line of 4096 bytes is too long for a terminal.*clientOn: "pipes"/,
  ],
  [{ exchange: [{ say: "é".repeat(2048) }] }, /^A line of 4096 bytes/],
  [{ clientCwd: "/tmp" }, /^clientCwd is for a client of your own, and there is no client/],
  [{ upstream: "host:5432", serverEnv: {} }, /^serverEnv is for a server of your own/],
  [{ scenario: "6.4", waitOn: "terminal" }, /^Section 6\.4 has no run with a client that waits on terminal/],
  [{ ...CLIENT, waitOn: "both" }, /^waitOn chooses one of deadpeer's own clients/],
];

async function failureOf(act: () => unknown): Promise<string> {
  try {
    await act();
  } catch (error) {
    assert.ok(isFailure(error), error instanceof Error ? error.stack : String(error));
    assert.equal(error.exitCode, 2);
    return `${error.message} ${error.remedy}`;
  }
  throw new Error("no failure");
}

for (const [options, says] of wrong) {
  test(`runScenario(${JSON.stringify(options)?.slice(0, 80)}): a Failure`, async () => {
    assert.match(await failureOf(() => runScenario(options as RunOptions)), says);
  });
}

test("runMany: the same checks, and its own", async () => {
  const many: readonly (readonly [unknown, RegExp])[] = [
    [{ scenario: "5.12" }, /^runMany has no option scenario\. Did you mean scenarios\?/],
    [{ scenarios: [] }, /is empty/],
    [{ scenarios: ["5.12", "5.99"] }, /Unknown scenario "5\.99"/],
    [{ times: 0 }, /^times is a whole number from 1 to 100000/],
    [{ atOnce: "4" }, /^atOnce is a whole number/],
    [{ finished: 1 }, /^finished is a function/],
    [{ scenarios: ["5.12", "5.14"], fault: "kill" }, /each section has its own fault/],
    [{ scenarios: ["5.12", "5.14"], network: "loopback" }, /host-crash needs a host/],
  ];
  for (const [options, says] of many) assert.match(await failureOf(() => runMany(options as never)), says);
});

test("findConnection and inflict: the same", async () => {
  assert.match(await failureOf(() => checkQuery({})), /^No connection given\. Add pid, or port, or both\./);
  assert.match(await failureOf(() => checkQuery({ pid: -1 })), /^pid is a whole number/);
  assert.match(await failureOf(() => checkQuery({ port: 1, peer: "x" })), /^peer "x" is not ADDRESS:PORT/);
  assert.match(await failureOf(() => inflict({} as never)), /^No fault given\./);
  assert.match(await failureOf(() => inflict({ fault: "kill" } as never)), /^No connection given\./);
  assert.match(await failureOf(() => inflict({ fault: "none" } as never)), /^The fault none does nothing/);
  assert.match(await failureOf(() => inflict({ fault: "kill@crossing" } as never)), /takes no moment/);
  assert.match(
    await failureOf(() => inflict({ fault: "kill", found: {} } as never)),
    /^found is not a connection/,
  );
});

test("whatever is given: a request, or a Failure", () => {
  const names = [...new Set([...Object.keys(runChecks), ...Object.keys(manyChecks), "nope"])];
  const value = fc.oneof(
    fc.anything(),
    fc.constantFrom(
      "5.12",
      "kill@crossing",
      "none",
      "terminal",
      "pipes",
      "at-once",
      "lost=0",
      [],
      {},
      5,
      "x:1",
    ),
  );
  const check = (act: () => unknown): void => {
    try {
      act();
    } catch (error) {
      assert.ok(isFailure(error), String(error));
      assert.equal(error.exitCode, 2);
      assert.match(error.message, /^[^\n]*\.$/);
    }
  };
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 4 }), (options) => {
      check(() => checkRunOptions(options));
      check(() => checkManyOptions(options));
    }),
    { numRuns: 2000 },
  );
});

test("what is run follows from the options; undefined counts as left out", () => {
  const scenarioOf = (options: RunOptions): string => checkRunOptions(options).scenario;
  assert.equal(scenarioOf({}), "5.12");
  assert.equal(scenarioOf({ fault: "reset", watchMs: 0 }), "5.12");
  assert.equal(scenarioOf({ fault: "kill@crossing" }), "moment");
  assert.equal(scenarioOf({ server: "exec ./server", fault: "kill@crossing" }), "experiment");
  assert.equal(scenarioOf({ expectVerdict: "none" }), "experiment");
  assert.equal(scenarioOf({ scenario: "5.14", client: "exec ./client" }), "5.14");
  const { port, watchMs, custom } = checkRunOptions({
    port: undefined,
    watchMs: undefined,
    client: undefined,
  } as object);
  assert.deepEqual([port, watchMs, custom.exchange.length], [9877, 500, 2]);
});

test("the exchange is done again after the fault, unless something else is; none expects nothing", () => {
  const exchange = [{ say: "PING" }, { expect: /PONG/i }];
  const { custom, expected } = checkRunOptions({ ...CLIENT, exchange, expectVerdict: "none" });
  assert.deepEqual(custom.exchange, [{ say: "PING" }, { expect: { regexp: "PONG", flags: "i" } }]);
  assert.deepEqual(custom.afterwards, custom.exchange);
  assert.equal(expected, "");
  assert.deepEqual(checkRunOptions({ ...CLIENT, exchange, afterwards: [] }).custom.afterwards, []);
});

test("a regular expression of another realm, as a test runner's, is one", () => {
  const ready = runInNewContext("/connected/i") as RegExp;
  assert.equal(ready instanceof RegExp, false);
  assert.deepEqual(checkRunOptions({ ...CLIENT, ready }).custom.ready, { regexp: "connected", flags: "i" });
});

test("a long line for a client on pipes, and lines that are long together, are taken", () => {
  const say = "x".repeat(5000);
  assert.doesNotThrow(() => checkRunOptions({ clientOn: "pipes", exchange: [{ say }] }));
  assert.doesNotThrow(() =>
    checkRunOptions({
      exchange: [{ say: "x".repeat(4095) }, { say: `${"y".repeat(4000)}\n${"z".repeat(4000)}` }],
    }),
  );
});

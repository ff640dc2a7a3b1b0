// What a configuration may say: every mistake is a Failure (2) in one sentence, with the file, and the line where it stands.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import * as fc from "fast-check";
import { isFailure } from "../../../src/failure.ts";
import { checkConfig } from "../../../src/suite/check-config.ts";
import type { SuiteConfig } from "../../../src/suite/config.ts";
import { assertSentence, refusal } from "../suite-config.ts";

const base = mkdtempSync(join(tmpdir(), "deadpeer-config-"));
after(() => rmSync(base, { recursive: true }));

const check = (given: unknown): SuiteConfig =>
  checkConfig(given, {
    file: join(base, "deadpeer.config.ts"),
    shown: "deadpeer.config.ts",
    lineOf: () => undefined,
  });

const CLIENTS = { psql: "exec psql" };
const client = (options: object): unknown => ({ clients: { psql: { command: "exec psql", ...options } } });
const server = (options: object): unknown => ({ clients: CLIENTS, servers: { db: options } });

const wrong: readonly (readonly [given: unknown, says: RegExp])[] = [
  [null, /^deadpeer\.config\.ts: the configuration is an object, not null\./],
  [{}, /^deadpeer\.config\.ts: there are no clients\. Name one: clients: /],
  [{ clients: {} }, /there are no clients/],
  [{ clients: { a: undefined } }, /there are no clients/],
  [{ client: CLIENTS }, /the configuration has no option client\. Did you mean clients\?/],
  [{ clients: ["exec psql"] }, /: clients is an object of names and clients, not an array\./],
  [{ clients: { psql: 5 } }, /: clients\.psql is a command, or an object of options, not 5\./],
  [{ clients: { psql: [] } }, /clients\.psql is a command, or an object of options, not an array/],
  [{ clients: { psql: "" } }, /clients\.psql is empty/],
  [{ clients: { psql: {} } }, /clients\.psql has no command\. For example/],
  [
    client({ comand: "x" }),
    /^deadpeer\.config\.ts: clients\.psql has no option comand\. Did you mean command\? See docs\/test\.md\.$/,
  ],
  [client({ constructor: 5 }), /clients\.psql has no option constructor/],
  [JSON.parse('{"__proto__": 5}'), /has no option __proto__/],
  [client({ on: "tty" }), /: clients\.psql\.on is one of terminal, pipes, not "tty"\./],
  [client({ on: [] }), /clients\.psql\.on is empty/],
  [client({ on: ["pipes", "pipes"] }), /clients\.psql\.on has "pipes" twice/],
  [client({ on: ["pipes", "tty"] }), /: clients\.psql\.on\[1\] is one of terminal, pipes/],
  [client({ exchange: "x" }), /clients\.psql\.exchange is an array, not "x"/],
  [client({ exchange: [{ say: "x" }, { sy: "x" }] }), /clients\.psql\.exchange\[1] is none of \{ say/],
  [client({ ready: 5 }), /clients\.psql\.ready is text or a regular expression/],
  [client({ comeBackMs: -1 }), /clients\.psql\.comeBackMs is a whole number from 0/],
  [client({ cwd: "nowhere" }), /clients\.psql\.cwd: \/.*\/nowhere is not a directory/],
  [client({ env: { PORT: "5" } }), /clients\.psql\.env: PORT says where.* Choose the port with port;/],
  [client({ faults: ["kill", "kil"] }), /Unknown fault "kil".*Did you mean kill\?/],
  [client({ faults: ["kill", "kill@idle"] }), /clients\.psql\.faults has "kill@idle" twice/],
  [client({ faults: ["stop@mid-reply", "stop@mid-reply:5"] }), /twice/],
  [client({ networks: "lopback" }), /clients\.psql\.networks is one of .*Did you mean loopback\?/],
  [client({ expect: "noticd=never" }), /: clients\.psql\.expect: the verdict has no noticd.*noticed\?/],
  [
    { servers: { a: "x", b: "y" }, clients: { psql: "psql" } },
    /clients\.psql names no server, and there are 2: a, b\./,
  ],
  [{ clients: { "index.html": "x" } }, /"index\.html" cannot be the name of a client/],
  [client({ server: "db" }), /: clients\.psql\.server: there is no server "db"\./],
  [
    { clients: { psql: { command: "x", server: ["postgres", "postgress"] } }, servers: { postgres: "x" } },
    /clients\.psql\.server: there is no server "postgress"\. Did you mean postgres\?/,
  ],
  [client({ moment: "idle" }), /no option moment\. It is written with the fault/],
  [server({ command: "x", upstream: "h:1" }), /: servers\.db\.upstream is not for a server with a command/],
  [server({ upstream: "h" }), /servers\.db\.upstream "h" is not HOST:PORT/],
  [server({ cwd: "." }), /servers\.db\.cwd is for a server with a command/],
  [server({ kill: "all" }), /servers\.db\.kill is one of owner, tree/],
  [server({ requires: [5] }), /servers\.db\.requires\[0\] is text, not 5/],
  [{ clients: CLIENTS, faults: [] }, /: faults is empty/],
  [{ clients: CLIENTS, times: 0 }, /: times is a whole number from 1 to 1000, not 0\. The default is 1\./],
  [{ clients: CLIENTS, workers: 65 }, /: workers is a whole number from 1 to 64/],
  [{ clients: CLIENTS, control: "before" }, /: control is one of/],
  [{ clients: CLIENTS, exclude: { client: "x" } }, /: exclude is an array, not an object/],
  [
    { clients: CLIENTS, exclude: [{ clint: "x" }] },
    /: exclude\[0\] has no option clint\. Did you mean client/,
  ],
  [
    { clients: CLIENTS, exclude: [{ client: "psq" }] },
    /: exclude\[0\]\.client: there is no client "psq"\. Did/,
  ],
  [{ clients: CLIENTS, exclude: [{ client: ["p*", "q*"] }] }, /there is no client "q\*"/],
  [{ clients: CLIENTS, exclude: [{ fault: "kil" }] }, /Unknown fault "kil"/],
  [{ clients: CLIENTS, exclude: [{ fault: "k*l@mid-foo*" }] }, /exclude\[0\]\.fault: no fault fits/],
  [{ clients: CLIENTS, expect: [{ client: "psql" }] }, /: expect\[0\] has no verdict/],
  [{ clients: CLIENTS, expect: [{ verdict: "noticed=nevr" }] }, /: expect\[0\]\.verdict: .*never/],
  [
    { clients: CLIENTS, servers: { db: "x" }, expect: [{ server: "bd", verdict: "none" }] },
    /expect\[0\]\.server: there is no server "bd"/,
  ],
];

for (const [given, says] of wrong)
  test(`${JSON.stringify(given).slice(0, 90)}: a Failure`, async () => {
    assert.match(await refusal(() => check(given)), says);
  });

test("names are parts of ids and of paths", async () => {
  for (const name of ["", "a b", "a/b", "..", "a..b", ".hidden", "-x", "é", "a\n", "*", "x".repeat(101)])
    assert.match(await refusal(() => check({ clients: { [name]: "x" } })), /cannot be the name of a client/);
  for (const name of ["a", "redis-cli.7_x", "5", "constructor", "x".repeat(100)])
    assert.deepEqual(Object.keys(check({ clients: { [name]: "x" } }).clients), [name]);
});

test("what is right is returned as it was written", () => {
  const config: SuiteConfig = {
    servers: {
      db: {
        command: "exec db",
        ready: /ok/,
        on: "pipes",
        cwd: ".",
        env: { A: "b" },
        count: "c",
        kill: "tree",
      },
      far: { upstream: "db.example.org:5432" },
      plain: "exec plain",
    },
    clients: {
      psql: {
        command: "exec psql",
        server: ["db", "far"],
        on: ["terminal", "pipes"],
        exchange: [{ say: "" }, { expect: /x/ }],
        afterwards: [],
        connection: "all",
        comeBackMs: 5,
        faults: ["kill", "stop@mid-reply:20"],
        networks: "two-hosts",
        expect: "none",
        requires: ["psql"],
      },
    },
    exclude: [
      {
        client: "p*",
        server: "*",
        fault: ["*@mid-reply*", "kill", "*", "stop@mid-request:7", "*:5", "*@mid-reply:*"],
      },
    ],
    expect: [{ fault: "kill@*", on: "pipes", network: "loopback", verdict: "noticed=at-once,exit!=0" }],
    known: "known.json",
    times: 3,
    workers: 2,
    results: "out",
    watchMs: 0,
    startMs: 1,
    limitMs: 1,
    port: 1,
    control: "none",
    controls: 2,
  };
  assert.deepEqual(check(config), config);
});

/** Something that looks like a configuration, with anything in its places. */
const nearly = (): fc.Arbitrary<unknown> => {
  const anything = fc.jsonValue({ maxDepth: 2 });
  const word = fc.constantFrom<unknown>(
    "kill",
    "stop@mid-reply:5",
    "kil",
    "pipes",
    "a",
    "*",
    "",
    "lost=0",
    1,
    null,
  );
  const value = fc.oneof(word, fc.array(word, { maxLength: 3 }), anything);
  const keys = [
    "command",
    "upstream",
    "on",
    "server",
    "exchange",
    "env",
    "faults",
    "expect",
    "client",
    "cwd",
    "x",
  ];
  const thing = fc.oneof(value, fc.dictionary(fc.constantFrom(...keys), value, { maxKeys: 3 }));
  const things = fc.oneof(value, fc.dictionary(fc.constantFrom("a", "b", "a/b", "__proto__"), thing));
  const top = ["clients", "servers", "exclude", "expect", "faults", "networks", "times", "known", "y"];
  return fc
    .dictionary(fc.constantFrom(...top), fc.oneof(value, things, fc.array(thing, { maxLength: 2 })), {
      maxKeys: 4,
    })
    .map((config) => ({ clients: { a: "exec a" }, ...config }));
};

test("any JSON is a configuration, or a Failure in one sentence", () => {
  let taken = 0;
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), nearly()), (given) => {
      try {
        assert.ok(Object.keys(check(given).clients).length > 0);
        taken += 1;
      } catch (error) {
        if (!isFailure(error)) throw error;
        assertSentence(error);
      }
    }),
    { numRuns: 2000 },
  );
  assert.ok(taken > 50, String(taken));
});

// `deadpeer init`: what it writes can be loaded and has the right type, and nothing is overwritten.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";
import * as fc from "fast-check";
import { checkConfig } from "../../../src/suite/check-config.ts";
import { type FirstConfig, writeConfig } from "../../../src/suite/first-config.ts";
import { loadConfig } from "../../../src/suite/load-config.ts";
import { inFolder, loadText } from "../suite-config.ts";

const MAIN = resolve("dist/cli/main.js");

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function init(folder: string, ...args: readonly string[]): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, "init", ...args], {
    cwd: folder,
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

const REDIS = ["--client", "exec redis-cli -h $HOST -p $PORT", "--server", "exec redis-server --port $PORT"];

test("without arguments: deadpeer's own client, and what to run next", async () => {
  await inFolder({}, async (folder) => {
    assert.deepEqual(init(folder), {
      status: 0,
      stdout: "Wrote deadpeer.config.ts. Next: npx deadpeer test\n",
      stderr: "",
    });
    const { config } = await loadConfig(undefined, folder);
    assert.deepEqual(config, {
      clients: {
        echo: {
          command: 'exec deadpeer connect "$HOST" "$PORT"',
          exchange: [{ say: "hello" }, { expect: "hello" }],
          on: "terminal",
        },
      },
      faults: ["kill", "reset", "half-close", "stop"],
      port: 9877,
    });
  });
});

test("a client, a server and a port are in it, as they were given", async () => {
  await inFolder({}, async (folder) => {
    const { status, stdout } = init(folder, ...REDIS, "--port", "6379", "--config", "my.mjs");
    assert.equal(status, 0);
    assert.match(
      stdout,
      /^Nothing is said to your client.*\n.*\nWrote my\.mjs\. Next: npx deadpeer test --config my\.mjs\n$/,
    );
    const { config } = await loadConfig("my.mjs", folder);
    assert.deepEqual(config.clients, {
      "redis-cli": { command: "exec redis-cli -h $HOST -p $PORT", on: "terminal" },
    });
    assert.deepEqual(config.servers, { "redis-server": { command: "exec redis-server --port $PORT" } });
    assert.equal(config.port, 6379);
  });
});

test("what it writes has the type that the library declares", () => {
  mkdirSync("build", { recursive: true });
  const folder = mkdtempSync("build/init-"); // in the package, which finds itself by its name
  try {
    for (const args of [[], REDIS]) {
      assert.equal(init(folder, "--force", ...args).status, 0);
      const tsc = (): Ended => {
        const flags = [
          "--noEmit",
          "--strict",
          "--exactOptionalPropertyTypes",
          "--module",
          "nodenext",
          "--types",
          "node",
        ];
        const all = [resolve("node_modules/.bin/tsc"), ...flags, "--ignoreConfig", "deadpeer.config.ts"];
        return spawnSync(process.execPath, all, { cwd: folder, encoding: "utf8" });
      };
      const { status, stdout } = tsc();
      assert.equal(status, 0, stdout);
      const file = join(folder, "deadpeer.config.ts");
      writeFileSync(file, readFileSync(file, "utf8").replace("clients:", "clents:"));
      assert.match(tsc().stdout, /'clents' does not exist/);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("nothing is overwritten without --force, not even a link, and no second one is made", async () => {
  await inFolder({ "deadpeer.config.ts": "mine" }, async (folder) => {
    const { status, stderr } = init(folder);
    assert.equal(status, 2);
    assert.match(stderr, /^deadpeer: deadpeer\.config\.ts is there already\.\n {2}Choose another.*--force/);
    symlinkSync("nowhere", join(folder, "link.ts"));
    assert.match(init(folder, "--config", "link.ts").stderr, /link\.ts is there already/);
    assert.match(init(folder, "--config", "deadpeer.config.js").stderr, /There is a configuration already/);
    assert.equal(readFileSync(join(folder, "deadpeer.config.ts"), "utf8"), "mine");
    assert.deepEqual(readdirSync(folder).sort(), ["deadpeer.config.ts", "link.ts"]);
    assert.equal(init(folder, "--force").status, 0);
    assert.match(readFileSync(join(folder, "deadpeer.config.ts"), "utf8"), /defineConfig/);
  });
});

const wrong: readonly (readonly [args: readonly string[], says: RegExp])[] = [
  [["--client", ""], /--client is empty/],
  [["--port", "0"], /--port is a whole number from 1 to 65535/],
  [["--config", "deadpeer.config.yaml"], /Cannot write a configuration named deadpeer\.config\.yaml/],
  [["--config", ""], /Cannot write a configuration named ""/],
  [["--config", "none/deadpeer.config.ts"], /Cannot write to none\/deadpeer\.config\.ts/],
  [["--cliemt", "x"], /Did you mean --client\?/],
  [["client"], /Unexpected argument client/],
];

for (const [args, says] of wrong)
  test(`init ${args.join(" ")}: wrong usage, and nothing is written`, async () => {
    await inFolder({}, async (folder) => {
      const { status, stderr } = init(folder, ...args);
      assert.equal(status, 2);
      assert.match(stderr, says);
      assert.deepEqual(readdirSync(folder), []);
    });
  });

const names: readonly (readonly [command: string, name: string])[] = [
  ["exec /usr/bin/redis-cli -p $PORT", "redis-cli"],
  ["LANG=C exec python3 client.py $HOST", "client"],
  ["node --no-warnings ./src/my-client.mjs", "my-client"],
  ["PGHOST=$HOST psql", "psql"],
  ["node -", "node"],
  ["$CLIENT", "client"],
  ["'my client'", "client"],
];

for (const [command, name] of names)
  test(`a client is named after its command: ${command}`, async () => {
    const { config } = await loadText("deadpeer.config.ts", writeConfig({ client: command }));
    assert.deepEqual(Object.keys(config.clients), [name]);
  });

test("any command is in it as it was given", () => {
  const commands = fc.string({ minLength: 1, unit: "binary" }).filter((each) => !each.includes("\0"));
  const source = { file: resolve("deadpeer.config.ts"), shown: "x", lineOf: () => undefined };
  fc.assert(
    fc.property(fc.record({ client: commands, server: commands }), (first: FirstConfig) => {
      const text = writeConfig(first).replace(/^import .*$/m, "");
      const made = new Function("defineConfig", text.replace("export default", "return")) as (
        define: (config: unknown) => unknown,
      ) => unknown;
      const { clients, servers } = checkConfig(
        made((config) => config),
        source,
      );
      const commandsOf = (all: object | undefined): unknown[] =>
        Object.values(all ?? {}).map(({ command }: { command: string }) => command);
      assert.deepEqual([...commandsOf(clients), ...commandsOf(servers)], [first.client, first.server]);
    }),
  );
});

test("what is said to the client, and what it prints then, is in it, in the order given", async () => {
  await inFolder({}, async (folder) => {
    const talk = ["--say", "PING", "--expect", "/po'?ng|\\/ok/i", "--say", 'a "b"', "--expect", "c"];
    assert.equal(init(folder, ...REDIS, ...talk).status, 0);
    const { config } = await loadConfig(undefined, folder);
    assert.deepEqual(config.clients["redis-cli"], {
      command: "exec redis-cli -h $HOST -p $PORT",
      exchange: [{ say: "PING" }, { expect: /po'?ng|\/ok/i }, { say: 'a "b"' }, { expect: "c" }],
      on: "terminal",
    });
    const refused = init(folder, "--force", "--expect", "/(/");
    assert.deepEqual([refused.status, refused.stdout], [2, ""]);
    assert.match(refused.stderr, /^deadpeer: --expect: Invalid regular expression/);
  });
});

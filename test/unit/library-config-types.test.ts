// The configuration of a suite as a user of TypeScript sees it: as library-types.test.ts.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type CaseExpectation,
  type CasePattern,
  type ClientConfig,
  type FaultChoice,
  type OneOrMore,
  type ServerConfig,
  type SuiteConfig,
  type SuiteLimits,
  defineConfig,
} from "deadpeer";

const redis: ServerConfig = { command: "exec redis-server --port $PORT", ready: /Ready/ };
const cli: ClientConfig = { command: "exec redis-cli -p $PORT", server: "redis", on: ["terminal", "pipes"] };
const faultsToTry: OneOrMore<FaultChoice> = ["kill", "stop@mid-reply:20"];
const slow: CasePattern = { client: "cli", fault: "*@mid-reply*" };
const wanted: CaseExpectation = { client: ["cli"], fault: "kill", verdict: "noticed=at-once" };
const limits: SuiteLimits = { watchMs: 200, control: "at-once" };

// @ts-expect-error -- a client has a command
export const powerless: ClientConfig = { server: "redis" };

test("a configuration is returned as it is", () => {
  const config: SuiteConfig = {
    ...limits,
    servers: { redis },
    clients: { cli, mine: "exec ./client" },
    faults: faultsToTry,
    exclude: [slow],
    expect: [wanted],
  };
  assert.equal(defineConfig(config), config);
});

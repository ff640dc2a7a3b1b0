// The configuration of a suite, and its faults, as a user of TypeScript sees them: as library-types.test.ts.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type CaseExpectation,
  type CasePattern,
  type ClientConfig,
  type ExperimentOptions,
  type FaultChoice,
  type FaultWithAmount,
  type NameWithAmount,
  type OneOrMore,
  type KeyName,
  type RefusalName,
  type ProxyConfig,
  type ServerConfig,
  type StoryConfig,
  type SuiteConfig,
  type SuiteLimits,
  defineConfig,
} from "deadpeer";

const redis: ServerConfig = { command: "exec redis-server --port $PORT", ready: /Ready/ };
const cli: ClientConfig = { command: "exec redis-cli -p $PORT", server: "redis", on: ["terminal", "pipes"] };
const faultsToTry: OneOrMore<FaultChoice> = ["kill", "stop@mid-reply:20"];
const slow: CasePattern = { client: "cli", fault: "*@mid-reply*" };
const wanted: CaseExpectation = { client: ["cli"], fault: "kill", verdict: "noticed=at-once" };
const proxy: ProxyConfig = { command: "exec haproxy -f haproxy.cfg", requires: "haproxy" };
const twice: StoryConfig = { steps: [{ fault: "kill" }, "comeBack", { fault: "reset" }] };
// @ts-expect-error -- no such step
export const unknown: StoryConfig = { steps: [{ dance: true }] };
const limits: SuiteLimits = { watchMs: 200, control: "at-once" };

const longest: NameWithAmount = "outage";
export const lasting: FaultWithAmount = `${longest}:2000`;
export const meanwhile: FaultChoice = "pause:500@mid-request:5";
// @ts-expect-error -- it lasts for no time
export const forever: FaultChoice = "kill:500";
// @ts-expect-error -- no such fault
export const misspelt: FaultChoice = "kil";
// @ts-expect-error -- bytes belong to a moment that counts them
export const miscounted: FaultChoice = "kill@crossing:5";
// @ts-expect-error -- it takes no number
export const numberless: NameWithAmount = "kill";
const refusal: RefusalName = "mute";
const key: KeyName = "ctrl-c";
export const pressing: ExperimentOptions = { exchange: [{ press: key }, { also: "exec true" }] };
export const refusing: ExperimentOptions = { comeBackMs: 100, comeBackAs: refusal };
// @ts-expect-error -- it refuses nobody
export const unable: ExperimentOptions = { comeBackAs: "kill" };

// @ts-expect-error -- a client has a command
export const powerless: ClientConfig = { server: "redis" };

test("a configuration is returned as it is", () => {
  const config: SuiteConfig = {
    ...limits,
    servers: { redis },
    clients: { cli, mine: "exec ./client" },
    faults: faultsToTry,
    stories: { twice, other: "other.yaml" },
    proxies: { haproxy: proxy, socat: "exec socat" },
    exclude: [slow],
    expect: [wanted],
  };
  assert.equal(defineConfig(config), config);
});

// Options about who acts besides the client: another server, a command that is the fault, somebody else.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isFailure } from "../../../src/failure.ts";
import { checkRunOptions } from "../../../src/run/check-options.ts";

const CLIENT = { client: "exec ./client" };

for (const [options, says] of [
  [{ fault: "command" }, /The fault command is a command of yours, and there is none/],
  [{ fault: "kill", faultCommand: "true" }, /faultCommand is the fault, and so is kill/],
  [{ fault: "command@accepted", faultCommand: "true" }, /cannot come at the moment accepted/],
  [{ thenServer: "true", fault: "stall" }, /thenServer is for a server that dies/],
  [{ thenServer: "true", fault: "refuse" }, /thenServer is for a server that dies/],
  [{ thenServer: "true", network: "machine" }, /thenServer needs a host for each server/],
  [
    { exchange: ["x"] },
    /^exchange\[0\] is none of \{ say: TEXT \}, \{ expect: PATTERN \}, \{ also: COMMAND \} and \{ press: KEY \}/,
  ],
  [{ exchange: [{ say: "x" }, { say: 5 }] }, /^exchange\[1] is none of/],
  [{ exchange: [{ say: "x", expect: "y" }] }, /^exchange\[0] is none of/],
  [{ exchange: [{ expect: "" }] }, /^exchange\[0\] is empty/],
  [{ exchange: [{ also: "" }] }, /^exchange\[0\] is empty/],
  [{ exchange: [{ also: 5 }] }, /^exchange\[0\] is text, not 5/],
] as const) {
  test(`${JSON.stringify(options)}: a usage error`, () => {
    assert.throws(
      () => checkRunOptions({ ...CLIENT, ...options }),
      (error) => isFailure(error) && error.exitCode === 2 && says.test(error.message),
    );
  });
}

test("a command alone is the fault, and may have a moment", () => {
  const faultOf = (options: object): string | undefined => checkRunOptions({ ...CLIENT, ...options }).fault;
  assert.equal(faultOf({ faultCommand: "true" }), "command");
  const said = { exchange: [{ say: "x" }], fault: "command@mid-request", faultCommand: "true" };
  assert.equal(faultOf(said), "command");
});

test("another server takes the address a moment after the fault, or when --after says", () => {
  const whenOf = (options: object): number | undefined =>
    checkRunOptions({ ...CLIENT, thenServer: "exec ./second", ...options }).custom.comeBackMs;
  assert.deepEqual([whenOf({}), whenOf({ comeBackMs: 0 })], [100, 0]);
});

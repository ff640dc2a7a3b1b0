// A control that could not be made: because it failed, or because all was interrupted.

import assert from "node:assert/strict";
import { test } from "node:test";
import { failure } from "../../../src/failure.ts";
import { attemptControl } from "../../../src/run/control.ts";

const left = failure(3, "Process 42 could not be ended.", "");

test("a control that failed is missing, and nothing was interrupted", async () => {
  const signal = new AbortController().signal;
  assert.deepEqual(await attemptControl(() => Promise.reject(left), signal), {
    missing: "the control could not be made: Process 42 could not be ended",
  });
});

test("one that was interrupted is an interruption, also where it left something behind", async () => {
  const aborted = AbortSignal.abort(new Error("Ctrl-C"));
  for (const error of [aborted.reason, left])
    assert.deepEqual(await attemptControl(() => Promise.reject(error), aborted), {
      missing: "the control could not be made: it was interrupted",
      broken: error,
    });
});
